"""Where the nose points: along the way by itself, or where it was told (source: autoyaw.cpp).

Owns the heading and what turns it. Knows nothing of modes: it is told how fast the way goes.
"""

from __future__ import annotations

from math import atan2, degrees, hypot

_DEFAULT_DEGPS = 60.0
"""ATC_SLEW_YAW."""
_SLOWEST_MPS = 0.5
_REACHED_DEG = 2.0


class Nose:
    """`heading_deg` clockwise from north, 0 to 360."""

    def __init__(self, heading_deg: float) -> None:
        self.heading_deg = heading_deg
        self._told_deg = heading_deg
        self._rate_degps = _DEFAULT_DEGPS
        self._follows = True

    @property
    def there(self) -> bool:
        """Whether it points where it was told to."""
        return abs(self._off(self._told_deg)) <= _REACHED_DEG

    def turn_to(
        self, angle_deg: float, rate_degps: float, direction: float, *, relative: bool
    ) -> None:
        """CONDITION_YAW; `rate_degps` 0: the default. `direction` (-1, 1) counts if `relative`."""
        if relative:
            angle_deg = self.heading_deg + (-angle_deg if direction < 0 else angle_deg)
        self._told_deg, self._follows = angle_deg % 360.0, False
        self._rate_degps = rate_degps if rate_degps > 0.0 else _DEFAULT_DEGPS

    def follow(self) -> None:
        """Along the way, as on each command that navigates."""
        self._follows, self._rate_degps = True, _DEFAULT_DEGPS

    def obey(self) -> None:
        """Not along the way but where it was told to, as long as that is waited for."""
        self._follows = False

    def step(self, way_north_mps: float, way_east_mps: float, dt_s: float) -> None:
        """Turn on by `dt_s`; a way that is hardly flown turns nothing."""
        wanted = self._told_deg
        if self._follows:
            if hypot(way_north_mps, way_east_mps) < _SLOWEST_MPS:
                return
            wanted = degrees(atan2(way_east_mps, way_north_mps))
        most = self._rate_degps * dt_s
        turn = min(most, max(-most, self._off(wanted)))
        self.heading_deg = (self.heading_deg + turn) % 360.0

    def _off(self, wanted_deg: float) -> float:
        return (wanted_deg - self.heading_deg + 180.0) % 360.0 - 180.0
