"""The error of the place that a craft believes to be at."""

from __future__ import annotations

import numpy as np
import pytest

from sim.flight.sensing import EXACT, NO_ERROR, USUAL, next_error


def _errors(dt_s: float, draws: int) -> np.ndarray:
    error, found = NO_ERROR, []
    for north, east, up in np.random.default_rng(2).standard_normal((draws, 3)).tolist():
        error = next_error(error, USUAL, dt_s, (north, east, up))
        found.append(error)
    return np.array(found)


@pytest.mark.parametrize("dt_s", [30.0, 300.0])
def test_it_has_its_deviation_whatever_the_step(dt_s: float) -> None:
    deviations = np.std(_errors(dt_s, 15_000), axis=0)
    assert deviations == pytest.approx([USUAL.across_m, USUAL.across_m, USUAL.height_m], rel=0.1)


def test_it_changes_slowly() -> None:
    steps = np.abs(np.diff(_errors(0.2, 5_000), axis=0))
    assert np.max(steps) < 5.0 * USUAL.across_m * np.sqrt(2.0 * 0.2 / USUAL.across_memory_s)


def test_an_exact_one_has_none() -> None:
    assert next_error(NO_ERROR, EXACT, 0.2, (1.0, -1.0, 2.0)) == NO_ERROR
