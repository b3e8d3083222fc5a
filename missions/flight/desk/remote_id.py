"""Whether a vehicle broadcasts who it is, as far as it can tell us before it is armed.

Owns what counts as an answer. ArduPilot's DID_ENABLE is a switch, not a transmitter: only with the
first bit of DID_OPTIONS does its pre-arm check hold that the transmitter is heard and good to arm,
and that check is part of the vehicle's readiness. Names and meanings are those of AP_OpenDroneID.
"""

from __future__ import annotations

from missions.link.outcome import Accepted
from missions.link.station import Station

ENABLE, OPTIONS = "DID_ENABLE", "DID_OPTIONS"
ENFORCED = 1
"""The bit of DID_OPTIONS with which the vehicle does not arm without a transmitter."""
SIMULATED = "simulated: nothing is broadcast"


async def remote_id(station: Station, *, simulated: bool) -> tuple[bool | None, str]:
    """Whether it is sure, and why it is not, or where it need not be.

    A simulation flies nowhere and has nothing to broadcast. A module that is off is no; one that
    nothing watches is unknown.
    """
    if simulated:
        return True, SIMULATED
    outcome = await station.read_parameters([ENABLE, OPTIONS], retries=2)
    if not isinstance(outcome, Accepted):
        return None, f"{ENABLE} and {OPTIONS} are not read"
    if outcome.value[ENABLE] != 1.0:
        return False, f"{ENABLE} is {outcome.value[ENABLE]:g}"
    if not int(outcome.value[OPTIONS]) & ENFORCED:
        return None, f"{OPTIONS} is {outcome.value[OPTIONS]:g}: no transmitter is asked for"
    return True, ""
