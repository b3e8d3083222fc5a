"""The power model held against published flight times, and fitted to them.

Owns the reference data and the fit. Anybody can repeat it: `sorabin bench energy`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from sim.flight.craft import Craft
from sim.flight.endurance import hover_s

Endurance = tuple[float, float]
"""Payload [kg] and time in the air until the battery is empty [s]."""

PUBLISHED: tuple[Endurance, ...] = (
    (0.0000, 1421.05),
    (0.4536, 1310.53),
    (0.9072, 1215.79),
    (1.3608, 1144.74),
    (1.8144, 1073.68),
    (2.2680, 1010.53),
    (2.7216, 947.37),
    (3.1752, 900.00),
    (3.6287, 852.63),
    (4.0823, 805.26),
    (4.5359, 765.79),
    (4.9895, 726.32),
    (5.4431, 702.63),
    (5.8967, 663.16),
    (6.3503, 639.47),
    (6.8039, 607.89),
    (7.2575, 576.32),
    (7.7111, 568.42),
    (8.1647, 536.84),
    (8.6183, 513.16),
    (9.0719, 497.37),
)
"""Freefly Systems' own flight times of the Alta 8, an octocopter of 18 kg at most."""

ALTA_8 = Craft(cells=6, energy_wh=444.0, resistance_ohm=0.008)
"""What is assumed of it: two batteries of 10 Ah with six cells each, in parallel. Flight times fix
mass and hover coefficient only together with the energy; the coefficient is as good as that."""
_ROUNDS, _NUDGE, _SETTLED = 30, 1e-4, 1e-7


@dataclass(frozen=True, slots=True)
class Calibration:
    """Mass without payload and hover coefficient that suit published times best.

    `errors`: modelled over published time minus one, in the order of the data.
    """

    mass_kg: float
    hover_coefficient: float
    errors: tuple[float, ...]

    @property
    def rms(self) -> float:
        return float(np.sqrt(np.mean(np.square(self.errors))))

    @property
    def greatest(self) -> float:
        return max(map(abs, self.errors))


def calibrate(published: Sequence[Endurance] = PUBLISHED, craft: Craft = ALTA_8) -> Calibration:
    """Least squares of the relative errors over mass and hover coefficient (Gauss-Newton)."""
    guess = np.log([craft.mass_kg, craft.hover_coefficient])
    for _ in range(_ROUNDS):
        errors = _errors(published, craft, guess)
        slopes = [
            (_errors(published, craft, guess + step) - errors) / _NUDGE
            for step in _NUDGE * np.eye(2)
        ]
        change = np.linalg.lstsq(np.transpose(slopes), -errors, rcond=None)[0]
        guess = guess + change
        if np.max(np.abs(change)) < _SETTLED:
            break
    mass_kg, hover_coefficient = np.exp(guess)
    errors = _errors(published, craft, guess)
    return Calibration(float(mass_kg), float(hover_coefficient), tuple(map(float, errors)))


def _errors(published: Sequence[Endurance], craft: Craft, guess: np.ndarray) -> np.ndarray:
    mass_kg, hover_coefficient = map(float, np.exp(guess))
    supposed = replace(craft, mass_kg=mass_kg, hover_coefficient=hover_coefficient)
    modelled = [
        hover_s(supposed.frame(payload_kg, supposed.energy_wh)) for payload_kg, _ in published
    ]
    return np.array(modelled) / np.array([seconds for _, seconds in published]) - 1.0
