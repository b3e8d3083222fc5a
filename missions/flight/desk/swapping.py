"""The battery swap at the hall: hands do it on an aircraft, this does it to a simulated one.

Owns what stands in for the hands. Knows nothing of which battery it is.
"""

from __future__ import annotations

import asyncio

from missions.clock import machine_s
from missions.flight.fitting import is_simulated
from missions.link.outcome import Accepted, LinkLost, Outcome, Rejected
from missions.link.station import Station

BATTERY_RESET, REBOOT = 42651, 246
"""MAV_CMD numbers of BATTERY_RESET and PREFLIGHT_REBOOT_SHUTDOWN."""
BACK_WITHIN_S = 30.0
"""Machine seconds for a vehicle to start anew and be heard."""
_ALL_BATTERIES, _FULL = 255, 100


async def swap_battery(station: Station, *, ours: bool) -> Outcome[None]:
    """Put a full battery into a vehicle that says it is simulated; on another do nothing.

    `ours`: our own simulated vehicle, which starts anew where it stands, as an aircraft does whose
    battery is swapped. Others would start at their first place.
    """
    if not await is_simulated(station):
        return Accepted(None)
    if station.state.armed is not False:
        return Rejected("the aircraft is armed, or not heard")
    if ours:
        outcome = await station.command(REBOOT, 1)
        if isinstance(outcome, Accepted):
            outcome = await _heard_again(station)
        if not isinstance(outcome, Accepted):
            return outcome
    return await station.command(BATTERY_RESET, _ALL_BATTERIES, _FULL, retries=2)


async def _heard_again(station: Station) -> Outcome[None]:
    """After a reboot: the connection drops, and is made anew."""
    give_up_s = machine_s() + BACK_WITHIN_S
    while station.connected and machine_s() < give_up_s:
        await asyncio.sleep(0.02)
    outcome: Outcome[None] = LinkLost("it has not started anew")
    while not station.connected and machine_s() < give_up_s:
        outcome = await station.reopen(identify_s=5.0)
        await asyncio.sleep(0.1)
    return outcome
