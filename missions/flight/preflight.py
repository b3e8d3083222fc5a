"""Preparing one flight on the ground: upload, read back, compare, and judge the vehicle's gates.

Owns the order of these steps. Nothing is compared with what was sent: what was read back is held
against what was approved. Nothing is armed here. Knows nothing of weather or people, whose gates
others add.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass

from missions.clock import machine_s
from missions.flight.gates import Readings
from missions.flight.orders import told
from missions.flight.record import FlightRecord
from missions.geo import Position
from missions.link.messages import GlobalPosition
from missions.link.outcome import Accepted, NoAnswer, Outcome, Rejected
from missions.link.station import Station
from missions.plan.ardupilot import (
    FENCE,
    MISSION,
    RALLY,
    fence_items,
    mission_items,
    rally_items,
)
from missions.plan.canonical import (
    ApprovedForm,
    ReadBackForm,
    canonical_package,
    canonical_readback,
)
from missions.plan.compare import differences
from missions.plan.model import FlightPackage
from missions.plan.parameters import GCS_SYSTEM_ID
from missions.plan.parameters import differences as parameter_differences
from missions.plan.wireitem import WireItem

HEARD_WITHIN_S = 15.0
"""Machine seconds within which a vehicle must tell its time."""
READY_WITHIN_S = 180.0
"""Vehicle seconds after which a vehicle that is not ready is told to be so."""


@dataclass(frozen=True, slots=True)
class Prepared:
    """What the vehicle has on board. None: it could not be read, which never passes.

    `epoch`: the vehicle's boot in which it was read back; in another one nothing of it holds.

    `approved_sha256` is that of the package, `readback_sha256` of what was read back.
    """

    epoch: int
    ready: bool | None
    ready_why: str
    approved_sha256: str
    readback_sha256: str | None
    mission_differences: tuple[str, ...] | None
    parameter_differences: tuple[str, ...] | None

    def readings(self, *, load_kg: float | None, energy_left_percent: float | None,
                 round_trip_s: float | None) -> Readings:  # fmt: skip
        """The readings of the gates that a vehicle at hand can answer."""
        return Readings(
            load_kg=load_kg,
            energy_left_percent=energy_left_percent,
            vehicle_ready=self.ready,
            vehicle_why=self.ready_why,
            parameter_differences=self.parameter_differences,
            mission_differences=self.mission_differences,
            link_round_trip_s=round_trip_s,
        )


async def prepare(
    station: Station,
    package: FlightPackage,
    record: FlightRecord,
    *,
    write_parameters: bool,
    ready_within_s: float = READY_WITHIN_S,
) -> Prepared:
    """Put `package` on the vehicle and read it back.

    `ready_within_s`: vehicle seconds to wait for a vehicle that starts up.

    `write_parameters` only where the vehicle is simulated: in service an aircraft whose set
    differs does not fly.
    """
    approved = canonical_package(package)
    ready = await _ready(station, ready_within_s)
    _note(station, record, "ready", ready)
    epoch = station.time.epoch
    if write_parameters and not station.state.armed:
        written = await _write(station, package.parameters)
        _note(station, record, "write-parameters", written)
    parameters = await station.read_parameters(package.parameters)
    _note(station, record, "read-parameters", parameters)
    loaded = isinstance(ready, Accepted) and await _load(station, package, record)
    on_board = await _read_back(station, record) if loaded else None
    readback = None
    if on_board is not None and isinstance(parameters, Accepted):
        readback = canonical_readback(*on_board, parameters.value)
    return Prepared(
        epoch=epoch,
        ready=_known(ready),
        ready_why="" if isinstance(ready, Accepted) else told(ready),
        approved_sha256=approved.sha256,
        readback_sha256=readback.sha256 if readback else None,
        mission_differences=_plan_words(approved, readback) if readback else None,
        parameter_differences=_parameter_words(package.parameters, parameters),
    )


async def _write(station: Station, wanted: Mapping[str, float]) -> Outcome[object]:
    """The id of the ground station comes last: whoever has it has all.

    Only now, after it was ready: a fence that is enabled before it is loaded fails the pre-arm
    check.
    """
    last = {GCS_SYSTEM_ID: wanted[GCS_SYSTEM_ID]} if GCS_SYSTEM_ID in wanted else {}
    others = {name: value for name, value in wanted.items() if name not in last}
    written = await station.write_parameters(others)
    return await station.write_parameters(last) if isinstance(written, Accepted) else written


async def _ready(station: Station, within_s: float) -> Outcome[object]:
    """Wait for readiness in vehicle time, which a vehicle without telemetry does not tell."""
    give_up_s = machine_s() + HEARD_WITHIN_S
    while not station.time.heard:
        if machine_s() > give_up_s:
            return NoAnswer("telemetry", 1, HEARD_WITHIN_S)
        await asyncio.sleep(0.05)
    ready = await station.ready(vehicle_s=within_s)
    if isinstance(ready, Accepted) and station.state.armed:
        return Rejected("the vehicle is armed")  # somebody flies it: nothing is put on board now
    return ready


async def _load(station: Station, package: FlightPackage, record: FlightRecord) -> bool:
    """Clear and upload all three lists; whether the vehicle took each."""
    position = station.state.position
    if position is None:
        return False
    lists = (
        (MISSION, "mission", mission_items(package.mission, _standing(position.value))),
        (FENCE, "fence", fence_items(package.fence)),
        (RALLY, "rally", rally_items(package.rally)),
    )
    for mission_type, name, items in lists:
        for step, outcome in (
            (f"clear-{name}", await station.clear(mission_type)),
            (f"upload-{name}", await station.upload(mission_type, items)),
        ):
            _note(station, record, step, outcome)
            if not isinstance(outcome, Accepted):
                return False
    return True


async def _read_back(
    station: Station, record: FlightRecord
) -> tuple[tuple[WireItem, ...], tuple[WireItem, ...], tuple[WireItem, ...]] | None:
    found = []
    for mission_type, name in ((MISSION, "mission"), (FENCE, "fence"), (RALLY, "rally")):
        outcome = await station.download(mission_type)
        _note(station, record, f"read-back-{name}", outcome)
        if not isinstance(outcome, Accepted):
            return None
        found.append(outcome.value)
    return found[0], found[1], found[2]


def _plan_words(approved: ApprovedForm, readback: ReadBackForm) -> tuple[str, ...]:
    return tuple(str(each) for each in differences(approved, readback))


def _parameter_words(
    wanted: Mapping[str, float], outcome: Outcome[dict[str, float]]
) -> tuple[str, ...] | None:
    if not isinstance(outcome, Accepted):
        return None
    return tuple(str(each) for each in parameter_differences(wanted, outcome.value))


def _standing(position: GlobalPosition) -> Position:
    return Position(position.lat_deg, position.lon_deg, position.alt_amsl_m)


def _known(outcome: Outcome[object]) -> bool | None:
    """Yes, no, or not known."""
    if isinstance(outcome, Accepted):
        return True
    return False if isinstance(outcome, Rejected) else None


def _note(station: Station, record: FlightRecord, step: str, outcome: Outcome[object]) -> None:
    record.note("preparing", station.time.now_s(), step=step, outcome=told(outcome))
