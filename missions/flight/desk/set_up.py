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


async def to_be_set_up(station: Station, wanted: Parameters) -> bool:
    """Whether this vehicle, which says that it is simulated, has not been set up yet.

    One that knows its ground station has been: that id is written last (`preflight.prepare`), so
    a set-up that was broken off begins anew.
    """
    knows = await station.read_parameters([GCS_SYSTEM_ID], retries=2)
    if not isinstance(knows, Accepted) or station.state.armed is not False:
        return False
    return knows.value[GCS_SYSTEM_ID] != wanted[GCS_SYSTEM_ID]
