"""A trial: one flight, or a round with the battery swap, on one vehicle, without the rest.

Owns the order of a round and what stands in for the hands of people where the vehicle is
simulated. Judges only the gates that a vehicle at hand can answer. Knows nothing of tables,
schedules or of the command line.
"""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from enum import StrEnum

from missions.aircraft.model import AircraftType
from missions.clock import machine_s
from missions.flight.alarms.eye import Flying, Ground
from missions.flight.energy import charge_left_percent
from missions.flight.executive import Executive, told
from missions.flight.gates import VEHICLE_GATES, Gate, Limits, Verdict, go, hesitates, judge
from missions.flight.lookout import Lookout
from missions.flight.preflight import Prepared, prepare
from missions.flight.record import FlightRecord, Note
from missions.flight.report import Flown
from missions.flight.scenario import Scenario
from missions.flight.stance import stance, start_of
from missions.flight.states import FlightEvent, FlightState
from missions.link.faults import Faults, Silence
from missions.link.outcome import Accepted, LinkLost, Outcome
from missions.link.station import Station
from missions.plan.model import Direction, FlightPackage
from missions.routes.model import Route

BATTERY_RESET, REBOOT = 42651, 246
"""MAV_CMD numbers of BATTERY_RESET and PREFLIGHT_REBOOT_SHUTDOWN."""
BACK_WITHIN_S = 60.0
"""Machine seconds for a vehicle to start anew and be heard."""
LINK_WITHIN_S = 60.0
"""Vehicle seconds for the link to answer within its limit before a launch."""
_ALL_BATTERIES, _FULL = 255, 100
_HESITANT = ("link",)


class Swap(StrEnum):
    """What stands in for the hands that swap the battery, on a simulated vehicle at the hall."""

    RESET = "reset"  # it would start anew at its first place: only its battery is full again
    REBOOT = "reboot"  # it starts anew where it stands


@dataclass(frozen=True)
class Trial:
    """What is to be flown. `packages`: what is uploaded for each direction. `needed_wh`: what a
    flight may need at worst, by direction and load in kg. Seconds are vehicle seconds."""

    route: Route
    packages: dict[Direction, FlightPackage]
    limits: Limits
    craft: AircraftType
    ground: Ground
    battery_wh: float
    battery_lasts_s: float
    needed_wh: Callable[[Direction, float], float]
    load_kg: float
    scenario: Scenario = field(default_factory=Scenario)
    round: bool = False
    swap: Swap = Swap.RESET
    write_parameters: bool = True


async def fly(
    station: Station, faults: Faults, trial: Trial, on_note: Callable[[Note], None] | None = None
) -> list[Flown]:
    """Fly it; the flights in their order. A round ends after its first flight unless that one
    delivered."""
    flights = [await _fly_one(station, faults, trial, Direction.OUT, trial.load_kg, on_note)]
    if not trial.round or flights[0].executive.record.state is not FlightState.DELIVERED:
        return flights
    if await _battery_swapped(station, faults, flights[0].executive.record, trial.swap):
        flights.append(await _fly_one(station, faults, trial, Direction.HOME, 0.0, on_note))
    return flights


async def _fly_one(
    station: Station,
    faults: Faults,
    trial: Trial,
    direction: Direction,
    load_kg: float,
    on_note: Callable[[Note], None] | None,
) -> Flown:
    faults.silence, faults.delay_up_s, faults.delay_down_s = Silence.NONE, 0.0, 0.0
    record = FlightRecord(on_note)
    package = trial.packages[direction]
    prepared = await prepare(station, package, record, write_parameters=trial.write_parameters)
    executive = Executive(
        station,
        trial.route,
        package.mission,
        record,
        battery_lasts_s=trial.battery_lasts_s,
        epoch=prepared.epoch,
        flying=Flying(
            trial.route, package.mission, trial.craft, load_kg, trial.battery_wh, trial.ground
        ),
    )
    gates = await _judged(station, trial, prepared, direction, load_kg)
    if not go(gates):
        why = [
            f"{gate.name} {gate.verdict}: {gate.value} {gate.unit} {gate.why}".strip()
            for gate in gates
            if gate.verdict is not Verdict.PASS
        ]
        record.move(FlightEvent.REFUSED, executive.now_s, why="; ".join(why))
        return Flown(executive, prepared, gates)
    record.move(FlightEvent.JUDGED_GO, executive.now_s)
    playing = asyncio.create_task(trial.scenario.play(executive, faults), name="scenario")
    try:
        await asyncio.gather(executive.launch(), executive.watch())
    finally:
        playing.cancel()
    return Flown(executive, prepared, gates)


async def _judged(
    station: Station, trial: Trial, prepared: Prepared, direction: Direction, load_kg: float
) -> tuple[Gate, ...]:
    """Judge; a link that only just hesitates is given a while to answer quickly again."""
    patient_until_s, lookout = station.time.now_s() + LINK_WITHIN_S, Lookout(station)
    while True:
        gates = _gates(station, lookout, trial, prepared, direction, load_kg)
        if not hesitates(gates, _HESITANT) or station.time.now_s() > patient_until_s:
            return gates
        await station.sleep(1.0)


def _gates(
    station: Station,
    lookout: Lookout,
    trial: Trial,
    prepared: Prepared,
    direction: Direction,
    load_kg: float,
) -> tuple[Gate, ...]:
    system = station.state.system
    percent = system.value.remaining_percent if system else None
    needed_wh = trial.needed_wh(direction, load_kg)
    left = charge_left_percent(percent, trial.battery_wh, needed_wh)
    readings = prepared.readings(
        load_kg=load_kg, energy_left_percent=left, round_trip_s=station.round_trip_s
    )
    seen = stance(lookout.sight(), start_of(trial.route, direction))
    return tuple(judge(replace(readings, stance=seen), trial.limits, VEHICLE_GATES))


async def _battery_swapped(
    station: Station, faults: Faults, record: FlightRecord, swap: Swap
) -> bool:
    """A full battery is in the aircraft at the hall, and it is heard again."""
    faults.silence = Silence.NONE
    outcome: Outcome[None] = Accepted(None)
    if swap is Swap.REBOOT:
        outcome = await station.command(REBOOT, 1)
        if isinstance(outcome, Accepted):
            outcome = await _heard_again(station)
    if isinstance(outcome, Accepted):
        outcome = await station.command(BATTERY_RESET, _ALL_BATTERIES, _FULL, retries=2)
    record.note("swap", station.time.now_s(), by=str(swap), outcome=told(outcome))
    return isinstance(outcome, Accepted)


async def _heard_again(station: Station) -> Outcome[None]:
    """After a reboot: the connection drops, and is made anew."""
    give_up_s = machine_s() + BACK_WITHIN_S
    while station.connected and machine_s() < give_up_s:
        await asyncio.sleep(0.05)
    outcome: Outcome[None] = LinkLost("it has not started anew")
    while not station.connected and machine_s() < give_up_s:
        outcome = await station.reopen(identify_s=5.0)
        await asyncio.sleep(0.2)
    return outcome


def no_faults(seed: int = 0) -> Faults:
    """A link without faults, to be switched while it runs."""
    return Faults(random.Random(seed))
