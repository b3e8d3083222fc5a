"""Wind by height and its gusts, against the standard that they are taken from."""

from __future__ import annotations

from math import exp, sqrt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.flight.wind import CALM, at_height, blown, gust_size, next_gusts

_DRAWS = 20_000


def _series(dt_s: float, length_m: float, airspeed_mps: float, seed: int = 1) -> np.ndarray:
    """Rows of (along, across) with a deviation of 1."""
    gusts, found = CALM, []
    for a, b, c in np.random.default_rng(seed).standard_normal((_DRAWS, 3)).tolist():
        gusts = next_gusts(gusts, length_m, airspeed_mps, dt_s, (a, b, c))
        found.append(blown(gusts, 1.0))
    return np.array(found)


@pytest.mark.parametrize("dt_s", [0.5, 4.0])
def test_gusts_have_their_deviation_whatever_the_step(dt_s: float) -> None:
    found = _series(dt_s, 20.0, 10.0)
    assert np.std(found, axis=0) == pytest.approx([1.0, 1.0], rel=0.06)
    assert abs(np.corrcoef(found.T)[0, 1]) < 0.07


@pytest.mark.parametrize("dt_s", [0.5, 1.0])
def test_gusts_are_forgotten_as_the_dryden_spectra_have_it(dt_s: float) -> None:
    """The spectra's autocorrelations: e^-x along the wind, (1 - x/2) e^-x across it, x = V t/L."""
    found = _series(dt_s, 20.0, 10.0)
    for steps in (1, 2, 4):
        x = steps * dt_s * 10.0 / 20.0
        along, across = (
            float(np.mean(each[steps:] * each[:-steps]) / np.var(each)) for each in found.T
        )
        assert along == pytest.approx(exp(-x), abs=0.05)
        assert across == pytest.approx((1.0 - 0.5 * x) * exp(-x), abs=0.05)


def test_a_gust_at_20_feet_is_as_the_standard_states_it() -> None:
    share, length_m = gust_size(20.0 * 0.3048)
    shape = 0.177 + 0.000823 * 20.0
    assert share == pytest.approx(0.1 / shape**0.4)
    assert length_m == pytest.approx(20.0 * 0.3048 / shape**1.2)


@given(st.floats(0.0, 500.0), st.floats(0.0, 500.0))
def test_gusts_are_longer_and_relatively_smaller_higher_up(a: float, b: float) -> None:
    low, high = sorted((a, b))
    (low_share, low_m), (high_share, high_m) = gust_size(low), gust_size(high)
    assert high_share <= low_share + 1e-12
    assert high_m >= low_m - 1e-9


@given(st.floats(0.0, 150.0), st.floats(0.0, 1.0))
def test_wind_grows_with_height_over_rough_ground(above_m: float, roughness_m: float) -> None:
    here, higher = (at_height(6.0, each, roughness_m) for each in (above_m, above_m + 10.0))
    assert 0.0 <= here <= higher + 1e-9
    assert at_height(6.0, 10.0, roughness_m) == pytest.approx(6.0)


def test_the_profile_is_logarithmic() -> None:
    assert at_height(5.0, 100.0, 0.1) == pytest.approx(5.0 * 1.5)
    assert at_height(5.0, 100.0, 0.0) == 5.0


def test_gusts_that_a_craft_flies_through_change_faster() -> None:
    slow, fast = (_series(0.5, 60.0, speed)[:, 0] for speed in (2.0, 20.0))
    assert np.std(np.diff(fast)) > sqrt(2.0) * np.std(np.diff(slow))
