"""The volume formulas against numbers computed by hand from the guide."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from missions.routes.volumes import (
    Margins,
    allowed_height_m,
    ballistic_buffer_m,
    contingency_rise_m,
    contingency_top_m,
    contingency_width_m,
    least_half_width_m,
    one_to_one_buffer_m,
    parachute_buffer_m,
)

GOLDEN = [
    (10.0, 100.0, 22.10, 113.10, 48.87, 113.95),
    (12.0, 120.0, 26.34, 136.74, 64.21, 137.59),
    (15.0, 140.0, 33.47, 162.97, 87.31, 163.82),
]


@pytest.mark.parametrize(("speed", "height", "width", "top", "ballistic", "one_to_one"), GOLDEN)
def test_golden_rows(
    speed: float, height: float, width: float, top: float, ballistic: float, one_to_one: float
) -> None:
    assert contingency_width_m(speed) == pytest.approx(width, abs=0.005)
    reached = contingency_top_m(height, speed)
    assert reached == pytest.approx(top, abs=0.005)
    assert ballistic_buffer_m(speed, reached, 1.7) == pytest.approx(ballistic, abs=0.005)
    assert one_to_one_buffer_m(reached, 1.7) == pytest.approx(one_to_one, abs=0.005)
    assert least_half_width_m(speed, 1.7) == pytest.approx(width + 2.55, abs=0.005)


def test_satellite_height_fixed_wing_and_parachute() -> None:
    by_satellite = Margins(height_m=4.0)
    assert contingency_rise_m(10.0, by_satellite) == pytest.approx(16.10, abs=0.005)
    # 7 m of imprecision, 20 m of reaction, 400 / (9.81 tan 30 degrees).
    assert contingency_width_m(20.0, fixed_wing=True) == pytest.approx(97.62, abs=0.01)
    assert parachute_buffer_m(15.0, 120.0, 2.0, 5.0, 5.0) == pytest.approx(150.0)


@given(st.floats(3.0, 25.0), st.floats(0.3, 3.0), st.floats(0.0, 400.0))
def test_the_inverse_rule_keeps_the_buffer_inside_the_distance(
    speed: float, largest: float, distance: float
) -> None:
    allowed = allowed_height_m(distance, speed, largest)
    assert 0.0 <= allowed <= 150.0
    if allowed > 0:
        top = contingency_top_m(allowed, speed)
        reach = contingency_width_m(speed) + ballistic_buffer_m(speed, top, largest)
        assert reach <= distance + 1e-6
