"""What each fault does to a vehicle, what ends it, and the waiting for its moment.

Owns the table. Everything random comes from the generator that is passed in. Faults of sensors
change what is measured: the autopilot believes it as far as its filter does (`estimate`), and the
vehicle is truly elsewhere. Knows nothing of how faults are written.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from random import Random
from typing import TYPE_CHECKING, Any

from sim.sitl.alteration import Alteration
from sim.sitl.faults import Fault, VehicleDied

if TYPE_CHECKING:
    from sim.sitl.vehicle import Vehicle

End = Callable[[], None] | None
"""What ends the fault; None: nothing does."""
Strike = Callable[["Vehicle", Fault, Random], End]
_REBOOT_S = 5.0


def _set(vehicle: Any, name: str, value: Any) -> Callable[[], None]:
    """Set an attribute; gives what sets it back."""
    before = getattr(vehicle, name)
    setattr(vehicle, name, value)
    return lambda: setattr(vehicle, name, before)


def _alter(vehicle: Vehicle, fault: Fault, rng: Random) -> End:
    vehicle.alter_readback(Alteration(fault.argument, rng))
    return None


def _die(vehicle: Vehicle, fault: Fault, rng: Random) -> End:
    raise VehicleDied


def _contradict(vehicle: Vehicle, fault: Fault, rng: Random) -> End:
    if fault.number() < 0.0:
        return _set(vehicle.manners, "contrary", True)
    return _set(vehicle.manners, "wrong_result", int(fault.number()))


def _lose_link(vehicle: Vehicle, fault: Fault, rng: Random) -> End:
    vehicle.silent_until_s = vehicle.total_s + fault.number()
    return lambda: setattr(vehicle, "silent_until_s", 0.0)


def _share(name: str) -> Strike:
    """A share of packets, from per cent."""
    return lambda v, f, rng: _set(v.radio, name, min(1.0, max(0.0, f.number() / 100.0)))


def _delay(vehicle: Vehicle, fault: Fault, rng: Random) -> End:
    delay_s, jitter_s = fault.numbers()
    ends = (_set(vehicle.radio, "delay_s", delay_s), _set(vehicle.radio, "jitter_s", jitter_s))
    return lambda: [end() for end in ends].clear()


def _change_id(vehicle: Vehicle, fault: Fault, rng: Random) -> End:
    vehicle.silent_until_s = vehicle.total_s + _REBOOT_S
    following = vehicle.autopilot.system_id % 250 + 1
    vehicle.autopilot.parameters.set("MAV_SYSID", fault.number() or following)
    return None


def _reboot(vehicle: Vehicle, fault: Fault, rng: Random) -> End:
    if fault.number():
        vehicle.autopilot.parameters.set("MAV_SYSID", fault.number())
    vehicle.ask_reboot()
    return None


def _jump_clock(vehicle: Vehicle, fault: Fault, rng: Random) -> End:
    autopilot, by_ms = vehicle.autopilot, round(fault.number() * 1000.0)
    return _set(autopilot, "clock_offset_ms", autopilot.clock_offset_ms + by_ms)


def _lose_gps(vehicle: Vehicle, fault: Fault, rng: Random) -> End:
    vehicle.lose_gps(vehicle.total_s + fault.number())
    return lambda: vehicle.lose_gps(0.0)


def _stick_gps(vehicle: Vehicle, fault: Fault, rng: Random) -> End:
    vehicle.sensors.stick(vehicle.body.at, vehicle.body.speed)
    return vehicle.sensors.come_loose


def _bearing(told: float, rng: Random) -> float:
    return rng.uniform(0.0, 360.0) if told < 0.0 else told


def _jump_gps(vehicle: Vehicle, fault: Fault, rng: Random) -> End:
    metres, bearing_deg = fault.numbers()
    vehicle.sensors.jump(metres, _bearing(bearing_deg, rng))
    return lambda: vehicle.sensors.jump(0.0, 0.0)


def _drift_gps(vehicle: Vehicle, fault: Fault, rng: Random) -> End:
    rate_mps, most_m, bearing_deg = fault.numbers()
    vehicle.sensors.drift(rate_mps, _bearing(bearing_deg, rng), most_m)
    return lambda: vehicle.sensors.drift(0.0, 0.0, 0.0)


def _drift_baro(vehicle: Vehicle, fault: Fault, rng: Random) -> End:
    vehicle.sensors.drift_baro(*fault.numbers())
    return lambda: vehicle.sensors.drift_baro(0.0, 0.0)


def _blow(vehicle: Vehicle, fault: Fault, rng: Random) -> End:
    before = vehicle.autopilot.parameters["SIM_WIND_SPD"]

    def blow(wind_mps: float) -> None:
        vehicle.autopilot.parameters.set("SIM_WIND_SPD", wind_mps)
        vehicle.apply_simulation()

    blow(fault.number())
    return lambda: blow(before)


def _done(act: Callable[[Vehicle, Fault], Any]) -> Strike:
    """A change that nothing ends."""

    def strike(vehicle: Vehicle, fault: Fault, rng: Random) -> End:
        act(vehicle, fault)
        return None

    return strike


STRIKES: dict[str, Strike] = {
    "alter-readback": _alter,
    "refuse-mission": _done(lambda v, f: v.refuse_missions(int(f.number()))),
    "partial-upload": _done(lambda v, f: v.keep_part(int(f.number()))),
    "ignore-parameter": lambda v, f, rng: _set(v.manners, "deaf_to", f.argument),
    "forget-parameter": lambda v, f, rng: _set(v.manners, "forgets", f.argument),
    "no-answer": lambda v, f, rng: _set(v.manners, "mute", True),
    "wrong-ack": _contradict,
    "other-ack": lambda v, f, rng: _set(v.manners, "other_command", int(f.number())),
    "lose-link": _lose_link,
    "packet-loss": _share("loss"),
    "delay": _delay,
    "reorder": _share("disorder"),
    "duplicate": _share("copies"),
    "late-heartbeat": lambda v, f, rng: _set(v.radio, "heartbeat_late_s", f.number()),
    "die": _die,
    "reboot": _reboot,
    "other-sysid": _change_id,
    "clock-jump": _jump_clock,
    "gps-loss": _lose_gps,
    "stuck-gps": _stick_gps,
    "gps-jump": _jump_gps,
    "gps-drift": _drift_gps,
    "compass-error": lambda v, f, rng: _set(v.sensors, "compass_error_deg", f.number()),
    "bad-compass": _done(lambda v, f: v.set_bad_compass()),
    "baro-drift": _drift_baro,
    "motor-lost": _done(lambda v, f: v.body.lose_motor(int(f.number()))),
    "motor-weak": lambda v, f, rng: _set(v.body, "power_factor", f.number()),
    "battery-sag": _done(lambda v, f: v.body.charge_to(f.number() / 100.0)),
    "wind": _blow,
}
"""By the names of `KINDS`."""


class Faults:
    """Those of one process: each strikes once, also over reboots."""

    def __init__(self, faults: Sequence[Fault], rng: Random) -> None:
        self._waiting = list(faults)
        self.struck: list[Fault] = []
        """Those whose moment has come, in their order."""
        self.rng = rng
        self._lasting: list[tuple[float, Callable[[], None]]] = []

    def check(self, vehicle: Vehicle) -> None:
        """Strike where the moment has come; to be called ten times a second. Raises VehicleDied."""
        for fault in [each for each in self._waiting if each.when.come(vehicle.autopilot)]:
            self._waiting.remove(fault)
            self.struck.append(fault)
            end = STRIKES[fault.kind](vehicle, fault, self.rng)
            if end is not None and fault.lasts_s is not None:
                self._lasting.append((vehicle.total_s + fault.lasts_s, end))
        for due_s, end in [one for one in self._lasting if one[0] <= vehicle.total_s]:
            self._lasting.remove((due_s, end))
            end()
