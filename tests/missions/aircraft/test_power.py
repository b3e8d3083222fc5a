"""The power model against published flight times and the laws it is made of."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from missions.aircraft.power import PowerModel, isa_density_kg_m3

CARGO = PowerModel(20.0, 0.7, 3.65, 0.28, 0.6, 5200.0, 40.0)

# Freefly Alta 8, published endurance in seconds by payload in kg (every fourth of 21 rows).
ENDURANCE_S = {
    0.0: 1421.05,
    1.81437: 1073.68,
    3.62874: 852.63,
    5.44311: 702.63,
    7.25749: 576.32,
    9.07186: 497.37,
}


def test_flight_times_of_a_known_octocopter_are_reproduced_within_two_percent() -> None:
    alta = PowerModel(33.0, 0.7, 1.31, 0.2, 0.6, 9000.0, 0.0)
    energy_ws = [alta.hover_w(9.0 + kg) * seconds for kg, seconds in ENDURANCE_S.items()]
    mean = sum(energy_ws) / len(energy_ws)
    assert all(abs(one / mean - 1) < 0.0165 for one in energy_ws)


def test_air_at_900_m_costs_four_and_a_half_percent() -> None:
    density = isa_density_kg_m3(900.0)
    assert density == pytest.approx(1.225 * (1 - 0.084), rel=1e-3)
    lean = PowerModel(20.0, 0.7, 3.65, 0.28, 0.6, 5200.0, 0.0)
    assert lean.hover_w(25.0, density) / lean.hover_w(25.0) == pytest.approx(1.045, abs=0.001)


def test_a_hot_day_is_thin_air() -> None:
    assert isa_density_kg_m3(0.0) == pytest.approx(1.225)
    assert isa_density_kg_m3(900.0, warmer_by_k=20.0) < isa_density_kg_m3(900.0)


def test_hover_is_flight_at_no_speed_and_the_cruise_is_cheaper() -> None:
    assert CARGO.power_w(25.0, 1.12, 0.0) == pytest.approx(CARGO.hover_w(25.0, 1.12))
    assert CARGO.power_w(25.0, 1.12, 11.0) < CARGO.hover_w(25.0, 1.12)
    assert CARGO.power_w(25.0, 1.12, 25.0) > CARGO.hover_w(25.0, 1.12)


@given(st.floats(5, 40), st.floats(0.8, 1.3), st.floats(0, 25), st.floats(-3, 3))
def test_more_mass_and_more_climb_never_cost_less(
    mass: float, density: float, airspeed: float, climb: float
) -> None:
    power = CARGO.power_w(mass, density, airspeed, climb)
    assert power > 0
    assert CARGO.power_w(mass + 1, density, airspeed, climb) > power
    assert CARGO.power_w(mass, density, airspeed, climb + 1) >= power
