"""The model against published endurance, and against the formulas that it is built on."""

from __future__ import annotations

from math import sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.flight.air import air_density_kgpm3
from sim.flight.battery import CELL_NOMINAL_V, cell_open_v, current_a
from sim.flight.craft import Craft
from sim.flight.power import GRAVITY_MPS2, electric_power_w, rotor_power_w

# Published endurance (s) of the Alta 8, an octocopter of the 18 kg class, by payload (kg).
PUBLISHED_S = (
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


def test_hover_power_has_the_form_of_published_endurance() -> None:
    craft = Craft()
    energy = [
        seconds * rotor_power_w((9.0 + payload) * GRAVITY_MPS2, craft.hover_coefficient, 1.225)
        for payload, seconds in PUBLISHED_S
    ]
    mean = sum(energy) / len(energy)
    errors = [value / mean - 1.0 for value in energy]
    assert sqrt(sum(e * e for e in errors) / len(errors)) < 0.006
    assert max(map(abs, errors)) < 0.017


def test_standard_air_at_900_m_is_thinner_and_costs_power() -> None:
    density = air_density_kgpm3(900.0)
    assert density / 1.225 == pytest.approx(1.0 - 0.084, abs=0.001)
    ratio = rotor_power_w(100.0, 40.0, density) / rotor_power_w(100.0, 40.0, 1.225)
    assert ratio == pytest.approx(1.045, abs=0.001)


def test_air_speed_not_ground_speed_costs_drag() -> None:
    def power(airspeed_mps: float) -> float:
        return electric_power_w(90.0, 9.0, 0.0, airspeed_mps, 0.28, 1.225, 41.7, 0.7, 15.0)

    assert power(15.0) - power(0.0) == pytest.approx(0.5 * 1.225 * 0.28 * 15.0**3 / 0.7)


def test_a_full_cell_discharged_gives_its_nominal_voltage_in_the_mean() -> None:
    steps = [cell_open_v((i + 0.5) / 1000.0) for i in range(1000)]
    assert sum(steps) / 1000.0 == pytest.approx(CELL_NOMINAL_V, rel=0.02)


@given(st.floats(0.0, 1.0), st.floats(0.0, 1.0))
def test_voltage_never_rises_as_charge_falls(a: float, b: float) -> None:
    low, high = sorted((a, b))
    assert cell_open_v(low) <= cell_open_v(high) + 1e-9


@given(st.floats(0.0, 4000.0), st.floats(36.0, 51.0))
def test_current_gives_the_power_asked_for(power_w: float, open_v: float) -> None:
    amperes = current_a(power_w, open_v, 0.03)
    assert (open_v - amperes * 0.03) * amperes == pytest.approx(power_w, rel=1e-6, abs=1e-6)
