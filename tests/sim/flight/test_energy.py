"""Power and battery against the formulas that they are built on."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.flight.air import air_density_kgpm3, air_k
from sim.flight.battery import (
    CELL_NOMINAL_V,
    STANDARD_K,
    cell_open_v,
    current_a,
    next_battery_k,
    resistance_at,
    worn_energy_wh,
    worn_resistance_ohm,
)
from sim.flight.power import Rotors, electric_power_w, induced_part, rotor_power_w

ROTORS = Rotors(40.3, 0.7, 1.31, 0.28, 0.7, 15.0)


def test_standard_air_at_900_m_is_thinner_and_costs_power() -> None:
    density = air_density_kgpm3(900.0)
    assert density / 1.225 == pytest.approx(1.0 - 0.084, abs=0.001)
    ratio = rotor_power_w(100.0, 40.0, density) / rotor_power_w(100.0, 40.0, 1.225)
    assert ratio == pytest.approx(1.045, abs=0.001)


def test_speed_through_the_air_saves_lift_and_costs_drag() -> None:
    def power(airspeed_mps: float) -> float:
        return electric_power_w(ROTORS, 118.0, 12.0, 0.0, airspeed_mps, 1.225)

    part = induced_part(15.0, 118.0, 1.31, 1.225)
    saved = 0.7 * (1.0 - part) * rotor_power_w(118.0, 40.3, 1.225)
    drag = 0.5 * 1.225 * 0.28 * 15.0**3 / 0.7
    assert power(15.0) - power(0.0) == pytest.approx(drag - saved)
    assert min(range(31), key=power) in range(6, 13)  # the cheapest speed is neither 0 nor high


@given(st.floats(0.0, 40.0), st.floats(10.0, 400.0))
def test_the_downwash_is_the_one_that_carries_the_craft(speed: float, thrust_n: float) -> None:
    """Glauert: v_i times the speed through the disc is the square of the downwash in a hover."""
    hover_mps = (thrust_n / (2.0 * 1.225 * 1.31)) ** 0.5
    downwash = hover_mps * induced_part(speed, thrust_n, 1.31, 1.225)
    assert downwash * (speed**2 + downwash**2) ** 0.5 == pytest.approx(hover_mps**2, rel=1e-6)


def test_climbing_costs_its_work_and_sinking_gives_nothing_back() -> None:
    def power(climb_mps: float) -> float:
        return electric_power_w(ROTORS, 118.0, 12.0, climb_mps, 0.0, 1.225)

    assert power(2.0) - power(0.0) == pytest.approx(12.0 * 9.80665 * 2.0 / 0.7)
    assert power(-2.0) == power(0.0)


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


def test_cold_doubles_the_resistance_and_warmth_lowers_it() -> None:
    assert resistance_at(0.03, STANDARD_K) == pytest.approx(0.03)
    assert resistance_at(0.03, 275.15) == pytest.approx(0.06, rel=0.05)
    assert resistance_at(0.03, 313.15) < 0.03


def test_a_battery_warms_by_what_it_loses_and_cools_to_the_air() -> None:
    battery_k = 288.15
    for _ in range(600):
        battery_k = next_battery_k(battery_k, 288.15, 200.0, 1600.0, 1.0)
    assert 290.0 < battery_k < 288.15 + 200.0 * 600.0 / (5.6 * 1600.0)
    for _ in range(20_000):
        battery_k = next_battery_k(battery_k, 273.15, 0.0, 1600.0, 1.0)
    assert battery_k == pytest.approx(273.15, abs=0.1)


def test_a_worn_battery_holds_less_and_resists_more() -> None:
    assert worn_energy_wh(1600.0, 0.0, 300.0) == 1600.0
    assert worn_energy_wh(1600.0, 300.0, 300.0) == pytest.approx(1280.0)
    assert worn_energy_wh(1600.0, 900.0, 300.0) == pytest.approx(1280.0)
    assert worn_resistance_ohm(0.03, 150.0, 300.0) == pytest.approx(0.045)


def test_air_is_cooler_up_there() -> None:
    assert air_k(0.0) == pytest.approx(288.15)
    assert air_k(1000.0, 10.0) == pytest.approx(288.15 - 6.5 + 10.0)
