"""Faults that a vehicle is told to have, each from a point of its flight on.

Owns their names, their reading from `KIND[:ARG]@WHEN` and what each does. Everything random comes
from the generator that is passed in. Knows nothing of the command line.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from random import Random
from typing import TYPE_CHECKING, Any

from missions.errors import SorabinError
from sim.sitl.dialect import mavlink
from sim.sitl.item import LOCATED, LOITER_TIME
from sim.sitl.whereabouts import reached

if TYPE_CHECKING:
    from sim.sitl.vehicle import Vehicle

KINDS = {
    "alter-readback": "one stored field is read back changed; ARG: ITEM.FIELD (x y z param1)",
    "refuse-mission": "uploads are refused; ARG: the MAV_MISSION_RESULT",
    "no-answer": "commands are neither obeyed nor answered",
    "lose-link": "nothing is sent or heard; ARG: seconds (for ever by default)",
    "die": "the process ends",
    "other-sysid": "silent for 5 s, then back with another system id; ARG: the id",
    "reboot": "its power fails for a moment; ARG: it comes back with this system id",
    "gps-loss": "no satellites; ARG: seconds (for ever by default)",
    "battery-sag": "the battery is found emptier; ARG: per cent left",
    "motor-weak": "hovering takes more power; ARG: the factor",
    "bad-compass": "the pre-arm check fails",
    "wind": "another wind; ARG: m/s",
}
MOMENTS = ("preflight", "takeoff", "out", "over-hall", "landing", "home")
_FOR_EVER_S = 1e12
_REBOOT_S = 5.0
_MOVED_E7 = 100
"""About a metre."""

DIED = 70
"""Exit code of a process that `die` has ended."""


class BadFault(SorabinError):
    """The text names no fault or no point of a flight."""

    code = "bad-fault"


class VehicleDied(Exception):
    """The fault `die` has struck."""


@dataclass(frozen=True, slots=True)
class Fault:
    """`fraction` of the way for the moments `out` and `home`."""

    kind: str
    argument: str
    moment: str
    fraction: float

    def number(self, default: float) -> float:
        return float(self.argument) if self.argument else default


def parse_fault(text: str) -> Fault:
    """Read `KIND[:ARG]@MOMENT[:FRACTION]`. Raises BadFault."""
    what, _, when = text.partition("@")
    kind, _, argument = what.partition(":")
    moment, _, part = when.partition(":")
    if kind not in KINDS:
        raise BadFault(f"no fault {kind!r}; there are {', '.join(KINDS)}", text=text)
    if moment not in MOMENTS:
        raise BadFault(f"{text!r} says no moment: @ and one of {', '.join(MOMENTS)}", text=text)
    try:
        fraction = float(part) if part else 0.0
        if kind == "alter-readback":
            _wanted_field(argument)
        elif argument:
            float(argument)
    except ValueError as error:
        raise BadFault(f"{text!r}: {error}", text=text) from error
    if not 0.0 <= fraction <= 1.0:
        raise BadFault(f"{text!r}: the fraction is from 0 to 1", text=text)
    return Fault(kind, argument, moment, fraction)


class Faults:
    """Those of one process: each strikes once, also over reboots."""

    def __init__(self, faults: Sequence[Fault], rng: Random) -> None:
        self._waiting = list(faults)
        self._rng = rng
        self.silent_until_s = 0.0
        """In seconds of the process's own simulated time, which goes on over reboots."""
        self.mute = False
        self._lasting: list[tuple[float, Callable[[], None]]] = []

    def check(self, vehicle: Vehicle) -> None:
        """Strike where the moment has come; to be called ten times a second. Raises VehicleDied."""
        for fault in [f for f in self._waiting if reached(vehicle.autopilot, f.moment, f.fraction)]:
            self._waiting.remove(fault)
            self._strike(fault, vehicle)
        for due_s, end in [one for one in self._lasting if one[0] <= vehicle.total_s]:
            self._lasting.remove((due_s, end))
            end()

    def _strike(self, fault: Fault, vehicle: Vehicle) -> None:
        now_s = vehicle.total_s
        match fault.kind:
            case "alter-readback":
                vehicle.alter_readback(_Alteration(fault.argument, self._rng))
            case "no-answer":
                self.mute = True
            case "lose-link":
                self.silent_until_s = now_s + fault.number(_FOR_EVER_S)
            case "die":
                raise VehicleDied
            case "other-sysid":
                self.silent_until_s = now_s + _REBOOT_S
                old = int(vehicle.autopilot.parameters["MAV_SYSID"])
                vehicle.autopilot.parameters.set("MAV_SYSID", fault.number(old % 250 + 1))
            case "gps-loss":
                vehicle.set_gps_lost(True)
                end_s = now_s + fault.number(_FOR_EVER_S)
                self._lasting.append((end_s, lambda: vehicle.set_gps_lost(False)))
            case kind:
                _CHANGES[kind](vehicle, fault)


def _reboot(vehicle: Vehicle, fault: Fault) -> None:
    if fault.argument:
        vehicle.autopilot.parameters.set("MAV_SYSID", fault.number(0.0))
    vehicle.ask_reboot()


def _weaken(vehicle: Vehicle, fault: Fault) -> None:
    vehicle.body.power_factor = fault.number(1.3)


def _blow(vehicle: Vehicle, fault: Fault) -> None:
    vehicle.autopilot.parameters.set("SIM_WIND_SPD", fault.number(12.0))
    vehicle.apply_simulation()


_CHANGES: dict[str, Callable[[Vehicle, Fault], None]] = {
    "refuse-mission": lambda v, f: v.refuse_missions(int(f.number(mavlink.MAV_MISSION_ERROR))),
    "battery-sag": lambda v, f: v.body.charge_to(f.number(15.0) / 100.0),
    "bad-compass": lambda v, f: v.set_bad_compass(),
    "reboot": _reboot,
    "motor-weak": _weaken,
    "wind": _blow,
}
"""Faults that change the vehicle and nothing else."""


def _wanted_field(argument: str) -> tuple[int | None, str | None]:
    if not argument:
        return None, None
    item, _, name = argument.partition(".")
    if name not in ("", "x", "y", "z", "param1"):
        raise ValueError(f"no stored field {name!r}")
    return int(item), name or None


class _Alteration:
    """Changes one field of one item, the same one each time the mission is read."""

    def __init__(self, argument: str, rng: Random) -> None:
        self._seq, self._field = _wanted_field(argument)
        self._rng = rng
        self._vehicle_items: Callable[[], Sequence[Any]] = tuple

    def bind(self, items: Callable[[], Sequence[Any]]) -> None:
        self._vehicle_items = items

    def __call__(self, seq: int, fields: dict[str, Any]) -> dict[str, Any]:
        items = self._vehicle_items()
        if self._seq is None:
            placed = [i for i, item in enumerate(items) if i and item.placed]
            if not placed:
                return fields
            self._seq = self._rng.choice(placed)
        if seq != self._seq:
            return fields
        if self._field is None:
            names = ["x", "y", "z"] if fields["command"] in LOCATED else ["param1"]
            if fields["command"] == LOITER_TIME:
                names.append("param1")
            self._field = self._rng.choice(names)
        step = _MOVED_E7 if self._field in ("x", "y") else 1.0
        return {**fields, self._field: fields[self._field] + step}
