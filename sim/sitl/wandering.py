"""How far off the vehicle's idea of its place always is a little, with nothing wrong at all.

Owns one vehicle's draw of the flight model's error (`sim.flight.sensing`), which is what a filter
leaves of it. Faults of sensors are in `sensors`.
"""

from __future__ import annotations

from random import Random

from sim.flight.sensing import EXACT, NO_ERROR, Error, Sensing, next_error

_DRAWN_EVERY_S = 0.2
"""As often as a receiver tells its place; a step is small then."""


class Wandering:
    """`error` is measured less true, in metres. On the ground the height is set to it anew."""

    def __init__(self, sensing: Sensing, rng: Random) -> None:
        self._sensing = sensing
        self._rng = rng
        self._due_s = 0.0
        self.error = NO_ERROR

    def step(self, dt_s: float, *, flying: bool) -> None:
        if self._sensing == EXACT:
            return
        self._due_s -= dt_s
        if self._due_s > 0.0:
            return
        self._due_s += _DRAWN_EVERY_S
        gauss = self._rng.gauss
        normals = (gauss(0.0, 1.0), gauss(0.0, 1.0), gauss(0.0, 1.0))
        error = next_error(self.error, self._sensing, _DRAWN_EVERY_S, normals)
        self.error = error if flying else Error(error.north_m, error.east_m, 0.0)
