"""Setting a simulated vehicle up: its parameters are written once, before its first flight.

Owns what counts as set up. In service people write the set of a real aircraft (`sorabin fly
--write-parameters`), and one that differs does not fly; a simulated one that has been set up and
differs does not fly either.
"""

from __future__ import annotations

from missions.link.outcome import Accepted
from missions.link.station import Station
from missions.plan.model import Parameters
from missions.plan.parameters import GCS_SYSTEM_ID


async def set_up_now(station: Station, wanted: Parameters) -> bool:
    """Whether this vehicle, which says that it is simulated, has just been given all of `wanted`
    but the id of its ground station, and is to be given the whole.

    A vehicle that knows its ground station has been set up. That is why this id is written last:
    a set-up that was broken off begins anew.
    """
    knows = await station.read_parameters([GCS_SYSTEM_ID], retries=2)
    if not isinstance(knows, Accepted) or knows.value[GCS_SYSTEM_ID] == wanted[GCS_SYSTEM_ID]:
        return False
    if station.state.armed is not False:
        return False
    others = {name: value for name, value in wanted.items() if name != GCS_SYSTEM_ID}
    return isinstance(await station.write_parameters(others), Accepted)
