"""SmartRTL: back along the way that was flown, and down where it began.

Owns the trail of places and the mode that flies it backwards (source: ArduCopter's
mode_smart_rtl.cpp and AP_SmartRTL; loops of the way are flown back as well here). Knows nothing of
why one goes back.
"""

from __future__ import annotations

from math import dist
from typing import TYPE_CHECKING

from sim.sitl.dialect import ModeNumber
from sim.sitl.modes import Mode, land_rate_mps
from sim.sitl.rejoin import Point, distance_to_leg_m

if TYPE_CHECKING:
    from sim.sitl.autopilot import Autopilot

_APART_M = 2.0
"""SRTL_ACCURACY's default: places are that far apart."""
_OFF_M = 1.0
"""A place that lies as near to the straight line between others is left out."""
_ABOVE_START_M = 2.0


def straightened(trail: list[Point]) -> list[Point]:
    """The corners of a trail: Douglas and Peucker's way of leaving out what is nearly straight."""
    kept = {0, len(trail) - 1}
    spans = [(0, len(trail) - 1)]
    while spans:
        first, last = spans.pop()
        if trail[first] == trail[last]:
            apart = [dist(point, trail[first]) for point in trail[first + 1 : last]]
        else:
            ends = trail[first], trail[last]
            apart = [distance_to_leg_m(*ends, point) for point in trail[first + 1 : last]]
        worst = max(apart, default=0.0)
        if worst > _OFF_M:
            middle = first + 1 + apart.index(worst)
            kept.add(middle)
            spans += [(first, middle), (middle, last)]
    return [trail[index] for index in sorted(kept)]


class SmartRtl(Mode):
    number = ModeNumber.SMART_RTL
    keeps_nose = False
    disarms_when_landed = True

    def __init__(self, autopilot: Autopilot) -> None:
        super().__init__(autopilot)
        self._trail: list[Point] = []
        self._left: list[Point] | None = None
        self._landing = False

    @property
    def landing(self) -> bool:  # pyright: ignore[reportIncompatibleVariableOverride]
        return self._landing

    def begin_trail(self) -> None:
        """It is armed here: the way back ends here."""
        self._trail = [self._ap.here]

    def note_place(self) -> None:
        """To be called often while it is armed in another mode."""
        if self._trail and dist(self._trail[-1], self._ap.here) >= _APART_M:
            self._trail.append(self._ap.here)

    def enter(self) -> bool:
        if len(self._trail) < 2:
            return False
        self._ap.apply_speeds()
        self._ap.steering.stop()
        self._left, self._landing = None, False
        return True

    def leave(self) -> None:
        """What is not flown back stays the way back."""
        if self._left:
            self._trail = self._left

    def run(self, dt_s: float) -> None:
        ap = self._ap
        if not ap.armed:
            return
        if self._landing:
            above = ap.terrain_above_m()
            ap.steering.climb_at(
                land_rate_mps(ap, ap.estimate.up_m - ap.home_alt_m if above is None else above)
            )
        elif self._left is None:
            self._left = straightened(self._trail)
            self._next()
        elif ap.steering.legs.reached:
            self._next()

    def _next(self) -> None:
        left = self._left
        if not left:
            self._landing = True
            return
        to = left.pop()
        following = self._raised(left[-1], len(left) == 1) if left else None
        self._ap.steering.fly_to(self._raised(to, not left), following)

    @staticmethod
    def _raised(point: Point, first_place: bool) -> Point:
        return (point[0], point[1], point[2] + _ABOVE_START_M) if first_place else point
