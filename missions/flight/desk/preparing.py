"""Preparing a flight on the vehicle and judging its gates, at the desk.

Owns what may be done to which vehicle: parameters are written only to one that itself says that it
is simulated. Arms nothing. Knows nothing of rows.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass

from missions.clock import machine_s
from missions.flight.desk.judging import with_vehicle
from missions.flight.desk.plans import FlightPlan
from missions.flight.energy import charge_left_percent
from missions.flight.fitting import is_simulated
from missions.flight.gates import Gate, Readings, hesitates, judge
from missions.flight.lookout import Lookout
from missions.flight.preflight import Prepared, prepare
from missions.flight.record import FlightRecord
from missions.flight.sight import Sight
from missions.flight.stance import stance
from missions.link.outcome import Accepted
from missions.link.station import Station

HESITATES_S = 9.0
"""Machine seconds that a link or a vehicle that only just hesitates is given before a verdict: good
again counts only when it has been so for five seconds."""
READY_WITHIN_S = 90.0
"""Vehicle seconds for an aircraft to start up after a battery was put in: people wait for this."""
_HESITANT = ("link", "vehicle")
_REMOTE_ID = "DID_ENABLE"
_LOAD = "SIM_LOAD_KG"


@dataclass(frozen=True, slots=True)
class OnBoard:
    """What a vehicle was found to have on board for one flight; holds for `prepared.epoch` only, of
    the station that read it: another station begins to count anew."""

    flight_id: str
    prepared: Prepared
    remote_id: bool | None
    station: Station

    def holds(self, station: Station, flight_id: str) -> bool:
        """Whether the vehicle still is as it was read back, for this flight."""
        if self.prepared.readback_sha256 is None or self.flight_id != flight_id:
            return False
        return self.station is station and self.prepared.epoch == station.time.epoch


async def put_on_board(
    station: Station, plan: FlightPlan, flight_id: str, load_kg: float
) -> OnBoard:
    """Upload, read back and compare."""
    simulated = await is_simulated(station)
    if simulated and plan.aircraft.simulated:
        await station.write_parameters({_LOAD: load_kg})  # so that it flies with it
    record = FlightRecord()
    prepared = await prepare(
        station, plan.package, record, write_parameters=simulated, ready_within_s=READY_WITHIN_S
    )
    return OnBoard(flight_id, prepared, await _remote_id(station, simulated), station)


async def judged(
    station: Station | None,
    plan: FlightPlan,
    on_board: OnBoard | None,
    service: Callable[[], Readings],
    capacity_wh: float,
    load_kg: float,
) -> list[Gate]:
    """All gates: the service's readings as old as they are by then, and the vehicle's of now.

    Without a vehicle what is its own is unknown.
    """
    patient_until_s = machine_s() + HESITATES_S
    lookout = Lookout(station) if station is not None else None
    while True:
        sight = lookout.sight() if lookout is not None else None
        gates = _judged_now(station, sight, plan, on_board, service(), capacity_wh, load_kg)
        patient = station is not None and machine_s() < patient_until_s
        if not patient or not hesitates(gates, _HESITANT):
            return gates
        await asyncio.sleep(0.1)


def _judged_now(
    station: Station | None,
    sight: Sight | None,
    plan: FlightPlan,
    on_board: OnBoard | None,
    service: Readings,
    capacity_wh: float,
    load_kg: float,
) -> list[Gate]:
    if station is None or on_board is None:
        return judge(with_vehicle(service, Readings()), plan.limits)
    prepared, readiness = on_board.prepared, station.readiness
    system = station.state.system
    left = charge_left_percent(
        system.value.remaining_percent if system else None, capacity_wh, plan.needed_wh(load_kg)
    )
    ready = prepared.ready
    why = prepared.ready_why
    if ready:
        ready, why = readiness.ready and station.link_up, "; ".join(readiness.missing)
    vehicle = Readings(
        energy_left_percent=left,
        vehicle_ready=ready,
        vehicle_why=why,
        stance=stance(sight, plan.start),
        parameter_differences=prepared.parameter_differences,
        mission_differences=prepared.mission_differences,
        remote_id=on_board.remote_id,
        link_round_trip_s=station.round_trip_s,
    )
    return judge(with_vehicle(service, vehicle), plan.limits)


async def _remote_id(station: Station, simulated: bool) -> bool | None:
    """Whether it broadcasts who it is: ArduPilot's DID_ENABLE, whose module then has a pre-arm
    check of its own. A simulation flies nowhere and has nothing to broadcast."""
    if simulated:
        return True
    outcome = await station.read_parameters([_REMOTE_ID], retries=2)
    return outcome.value[_REMOTE_ID] == 1.0 if isinstance(outcome, Accepted) else None
