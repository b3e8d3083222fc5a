"""What the sensors of a simulated aircraft tell of a flight: steady, with noise, and some wear.

Owns made-up figures of a sound aircraft, well inside the example's limits. `wear` makes its rotors
shake more from flight to flight, as a chipped propeller would, until it is mended.
"""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from missions.flightbook.health import Health

_SOUND = {
    "vibration_mps2": 6.0,
    "clipping": 0.0,
    "ekf_velocity": 0.06,
    "ekf_position": 0.05,
    "ekf_height": 0.08,
    "ekf_compass": 0.06,
    "hdop": 0.8,
    "satellites": 17.0,
    "unhealthy": 0.0,
}
_NOISE = 0.12
_WHOLE = frozenset({"clipping", "satellites", "unhealthy"})


@dataclass(slots=True)
class Sensors:
    """Of one aircraft. `wear`: by so much more of its vibration each flight."""

    rng: Random
    wear: float = 0.0
    _worn: float = 1.0

    def mended(self) -> None:
        """New rotors, as sound as on the first day."""
        self.wear, self._worn = 0.0, 1.0

    def flight(self, flight_s: float, heard: float = 1.0) -> Health:
        """One flight's worst, of which the share `heard` was heard."""
        self._worn *= 1.0 + self.wear
        worst = {name: self._value(name, value) for name, value in _SOUND.items()}
        worst["vibration_mps2"] *= self._worn
        return Health(flight_s * heard, worst)

    def _value(self, name: str, value: float) -> float:
        noisy = value * (1.0 + self.rng.uniform(-_NOISE, _NOISE))
        return float(round(noisy)) if name in _WHOLE else noisy
