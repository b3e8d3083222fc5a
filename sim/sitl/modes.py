"""The flight modes other than AUTO: how each leads the craft.

Owns what a mode does on entering and in each step, by the behaviour of ArduCopter without a pilot:
the throttle stick lies at its lowest, so LOITER and ALT_HOLD sink and STABILIZE falls. Knows
nothing of messages.
"""

from __future__ import annotations

from collections.abc import Iterable
from math import dist, hypot
from typing import TYPE_CHECKING

from sim.flight.control import landing_rate_mps
from sim.sitl.dialect import ModeNumber, mavlink
from sim.sitl.limits import landing_of
from sim.sitl.rejoin import Point

if TYPE_CHECKING:
    from sim.sitl.autopilot import Autopilot

_LAND_PAUSE_S = 4.0
_RTL_MIN_M = 0.3


class Mode:
    """`shown` is what HEARTBEAT says."""

    number: ModeNumber
    needs_position = True
    arms = False
    landing = False
    taking_off = False
    disarms_when_landed = False
    holds_height = True
    keeps_nose = True

    def __init__(self, autopilot: Autopilot) -> None:
        self._ap = autopilot

    @property
    def shown(self) -> int:
        return self.number

    def enter(self) -> bool:
        """Take over; False where that is refused."""
        return True

    def leave(self) -> None: ...

    def run(self, dt_s: float) -> None: ...

    def pause(self) -> bool:
        return False

    def resume(self) -> bool:
        return False


class Stabilize(Mode):
    number = ModeNumber.STABILIZE
    needs_position = False
    arms = True
    holds_height = False


class ByThrottle(Mode):
    """LOITER and ALT_HOLD: the throttle stick, lowest while nobody holds it, sets the rate."""

    arms = True

    def __init__(self, autopilot: Autopilot, number: ModeNumber) -> None:
        super().__init__(autopilot)
        self.number = number
        self.needs_position = number is ModeNumber.LOITER

    def run(self, dt_s: float) -> None:
        rate_mps = self._ap.sticks.climb_rate_mps()
        push_mps2 = self._ap.parameters["PILOT_ACCEL_Z"] / 100.0
        if self.needs_position:
            self._ap.steering.climb_at(rate_mps, push_mps2=push_mps2)
        else:
            self._ap.steering.level(rate_mps, push_mps2)


class Brake(Mode):
    number = ModeNumber.BRAKE

    def enter(self) -> bool:
        self._ap.steering.stop()
        return True


class Guided(Mode):
    """Goes where it is told; without a word it holds."""

    number = ModeNumber.GUIDED
    arms = True
    keeps_nose = False

    def __init__(self, autopilot: Autopilot) -> None:
        super().__init__(autopilot)
        self._paused_on: Point | None = None
        self._climbing = False
        self.paused = False

    @property
    def taking_off(self) -> bool:  # pyright: ignore[reportIncompatibleVariableOverride]
        return self._climbing

    def enter(self) -> bool:
        self._climbing = self.paused = False
        self._paused_on = None
        self._ap.apply_speeds()
        self._ap.steering.stop()
        return True

    def go(self, to: Point) -> None:
        self.paused, self._climbing = False, False
        self._ap.steering.fly_to(to)

    def take_off(self, up_m: float) -> bool:
        """Climb to a height above sea level; refused in the air and below where it stands."""
        ap = self._ap
        if not ap.armed or not ap.landed or up_m <= ap.estimate.up_m:
            return False
        ap.auto_armed = True
        self._climbing = True
        ap.steering.stop()
        ap.steering.fly_to((ap.estimate.north_m, ap.estimate.east_m, up_m))
        return True

    def pause(self) -> bool:
        self._paused_on = self._ap.steering.legs.destination
        self.paused = True
        self._ap.steering.stop()
        return True

    def resume(self) -> bool:
        if self.paused and self._paused_on is not None:
            self._ap.steering.fly_to(self._paused_on)
        self.paused = False
        return True

    def run(self, dt_s: float) -> None:
        if self._climbing and self._ap.steering.legs.reached:
            self._climbing = False


class Land(Mode):
    """Straight down; without a position it drifts."""

    number = ModeNumber.LAND
    needs_position = False
    landing = True
    disarms_when_landed = True

    def __init__(self, autopilot: Autopilot) -> None:
        super().__init__(autopilot)
        self.waits_s = 0.0
        self._knows_place = True

    def enter(self) -> bool:
        self._ap.apply_speeds()
        self.waits_s = 0.0
        self._knows_place = self._ap.position_ok
        self._ap.steering.stop()
        return True

    def enter_after_pause(self, reason: str) -> None:
        """As failsafes do: four seconds pass before it sinks."""
        if self._ap.set_mode(self.number, reason):
            self.waits_s = _LAND_PAUSE_S

    def lose_place(self) -> None:
        self._knows_place = False

    def run(self, dt_s: float) -> None:
        self.waits_s = max(0.0, self.waits_s - dt_s)
        ap = self._ap
        above = ap.terrain_above_m()
        if above is None:
            above = ap.estimate.up_m - ap.home_alt_m
        rate = 0.0 if self.waits_s > 0.0 else land_rate_mps(ap, above)
        if not self._knows_place:
            ap.steering.level(rate)
        elif self.waits_s <= 0.0:
            ap.steering.climb_at(rate)


class Rtl(Mode):
    """Straight back to home or the nearest rally point: up, across, wait, down."""

    number = ModeNumber.RTL
    keeps_nose = False
    disarms_when_landed = True

    def __init__(self, autopilot: Autopilot) -> None:
        super().__init__(autopilot)
        self._stage = 0
        self._target: Point = (0.0, 0.0, 0.0)
        self._waits_s = 0.0

    @property
    def landing(self) -> bool:  # pyright: ignore[reportIncompatibleVariableOverride]
        return self._stage == 3

    def enter(self) -> bool:
        if self._ap.home is None:
            return False
        self._ap.apply_speeds()
        self._ap.steering.stop()
        self._stage = -1
        return True

    def run(self, dt_s: float) -> None:
        ap = self._ap
        if not ap.armed:
            return
        legs = ap.steering.legs
        if self._stage == -1:
            origin = ap.stopping_point
            self._target = self._return_target(origin)
            self._stage = 0
            ap.steering.fly_to((origin[0], origin[1], self._target[2]))
        elif self._stage == 0 and legs.reached:
            self._stage = 1
            ap.steering.fly_to(self._target)
        elif self._stage == 1 and legs.reached:
            self._stage = 2
            self._waits_s = ap.parameters["RTL_LOIT_TIME"] / 1000.0
        elif self._stage == 2:
            self._waits_s -= dt_s
            if self._waits_s <= 0.0:
                self._stage = 3
        elif self._stage == 3:
            above = ap.terrain_above_m()
            if above is None:
                above = ap.estimate.up_m - ap.home_alt_m
            ap.steering.climb_at(land_rate_mps(ap, above))

    def _return_target(self, origin: Point) -> Point:
        ap = self._ap
        assert ap.home is not None
        north, east = ap.plane.metres(ap.home[0], ap.home[1])
        alt_m = ap.home[2]
        for point in ap.rally:
            at = ap.plane.metres(point.lat_e7, point.lon_e7)
            away = dist(at, origin[:2])
            limit_m = ap.parameters["RALLY_LIMIT_KM"] * 1000.0
            if (limit_m <= 0.0 or away <= limit_m) and away < dist((north, east), origin[:2]):
                north, east = at
                relative = point.frame == mavlink.MAV_FRAME_GLOBAL_RELATIVE_ALT
                alt_m = point.alt_m + (ap.home[2] if relative else 0.0)
        current = ap.estimate.up_m - ap.home[2]
        climb = max(0.0, ap.parameters["RTL_CLIMB_MIN"] / 100.0)
        least = max(_RTL_MIN_M, current + climb)
        height = max(alt_m - ap.home[2], ap.parameters["RTL_ALT"] / 100.0, least)
        slope = ap.parameters["RTL_CONE_SLOPE"]
        if slope >= 0.5:
            away = hypot(north - origin[0], east - origin[1])
            height = min(height, max(away * slope, least))
        return (north, east, ap.home[2] + max(height, current))


def land_rate_mps(autopilot: Autopilot, above_m: float) -> float:
    """How fast to sink, negative: slower from LAND_ALT_LOW on, at LAND_SPEED at last."""
    limits = autopilot.limits
    landing = landing_of(autopilot.parameters, limits.down_mps)
    return landing_rate_mps(above_m, landing, limits.vertical_mps2)


def plain_modes(autopilot: Autopilot) -> Iterable[Mode]:
    """All modes but AUTO."""
    return (
        Stabilize(autopilot),
        ByThrottle(autopilot, ModeNumber.ALT_HOLD),
        ByThrottle(autopilot, ModeNumber.LOITER),
        Brake(autopilot),
        Guided(autopilot),
        Land(autopilot),
        Rtl(autopilot),
    )
