"""Preparing a flight on the vehicle and judging its gates, at the desk.

Owns what may be done to which vehicle: parameters are written only to one that itself says that it
is simulated, and once (`set_up`). Arms nothing. Knows nothing of rows.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass

from missions.aircraft.resting import charge_at_rest_percent
from missions.clock import machine_s
from missions.flight.charge import Charge
from missions.flight.desk.judging import held_to, with_vehicle
from missions.flight.desk.plans import FlightPlan
from missions.flight.desk.remote_id import remote_id
from missions.flight.desk.set_up import to_be_set_up
from missions.flight.energy import charge_left_percent
from missions.flight.fitting import is_simulated
from missions.flight.gates import Gate, Readings, hesitates, judge
from missions.flight.lookout import Lookout
from missions.flight.preflight import Prepared, prepare
from missions.flight.record import FlightRecord
from missions.flight.sight import Sight
from missions.flight.stance import stance
from missions.link.station import Station

HESITATES_S = 9.0
"""Machine seconds that a link or a vehicle that only just hesitates is given before a verdict: good
again counts only when it has been so for five seconds."""
READY_WITHIN_S = 90.0
"""Vehicle seconds for an aircraft to start up after a battery was put in: people wait for this."""
_HESITANT = ("link", "vehicle")
_LOAD = "SIM_LOAD_KG"


@dataclass(frozen=True, slots=True)
class Sitting:
    """The battery in an aircraft: its energy when full, and its charge by the book."""

    capacity_wh: float
    book_percent: float | None


@dataclass(frozen=True, slots=True)
class OnBoard:
    """What a vehicle was found to have on board for one flight; holds for `prepared.epoch` only, of
    the station that read it: another station begins to count anew."""

    flight_id: str
    prepared: Prepared
    remote_id: bool | None
    remote_id_why: str
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
    fresh = simulated and await to_be_set_up(station, plan.package.parameters)
    record = FlightRecord()
    prepared = await prepare(
        station, plan.package, record, write_parameters=fresh, ready_within_s=READY_WITHIN_S
    )
    return OnBoard(flight_id, prepared, *await remote_id(station, simulated=simulated), station)


def charge_of(station: Station, plan: FlightPlan, sitting: Sitting) -> Charge:
    """What is in the battery, by the vehicle's gauge, the book and the voltage at rest."""
    system, curve = station.state.system, plan.craft.battery_rest_v
    volts = system.value.voltage_v if system else None
    return Charge(
        gauge=system.value.remaining_percent if system else None,
        book=sitting.book_percent,
        rest=charge_at_rest_percent(curve, volts) if curve and volts is not None else None,
        curve=curve is not None,
    )


async def judged(
    station: Station | None,
    plan: FlightPlan,
    on_board: OnBoard | None,
    service: Callable[[], Readings],
    sitting: Sitting,
    load_kg: float,
) -> list[Gate]:
    """All gates: the service's readings as old as they are by then, and the vehicle's of now.

    Without a vehicle what is its own is unknown.
    """
    patient_until_s = machine_s() + HESITATES_S
    lookout = Lookout(station) if station is not None else None
    while True:
        sight = lookout.sight() if lookout is not None else None
        told = held_to(service(), plan.route.version)
        gates = _judged_now(station, sight, plan, on_board, told, sitting, load_kg)
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
    sitting: Sitting,
    load_kg: float,
) -> list[Gate]:
    if station is None or on_board is None:
        return judge(with_vehicle(service, Readings()), plan.limits)
    prepared, readiness = on_board.prepared, station.readiness
    charge = charge_of(station, plan, sitting)
    needed_wh = plan.needed_wh(load_kg)
    left = charge_left_percent(charge.sure_percent, sitting.capacity_wh, needed_wh)
    ready = prepared.ready
    why = prepared.ready_why
    if ready:
        ready, why = readiness.ready and station.link_up, "; ".join(readiness.missing)
    vehicle = Readings(
        energy_left_percent=left,
        energy_why=charge.why,
        vehicle_ready=ready,
        vehicle_why=why,
        stance=stance(sight, plan.start),
        parameter_differences=prepared.parameter_differences,
        mission_differences=prepared.mission_differences,
        remote_id=on_board.remote_id,
        remote_id_why=on_board.remote_id_why,
        link_round_trip_s=station.round_trip_s,
    )
    return judge(with_vehicle(service, vehicle), plan.limits)
