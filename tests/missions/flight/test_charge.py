"""What is in a battery: the lowest counts, and a gauge far ahead of it is not believed."""

from __future__ import annotations

import pytest

from missions.aircraft.resting import charge_at_rest_percent
from missions.flight.charge import Charge
from sim.flight.battery import cell_open_v
from tests.missions.flight.desk.hub import FLYING

CURVE = ((0.0, 36.0), (50.0, 45.0), (100.0, 50.0))


@pytest.mark.parametrize(
    ("charge", "sure", "why"),
    [
        (Charge(100, 100), 100, ""),
        (Charge(64, 62), 62, ""),
        (Charge(60, 100), 60, ""),
        (Charge(100, 100, 93, curve=True), 93, ""),
        (Charge(None, 100), None, "charge unknown"),
        (Charge(100, None), None, "not said to be charged"),
        (Charge(100, 100, None, curve=True), None, "charge unknown"),
        (Charge(100, 40), None, "the vehicle counts 100 %, there is 40 % by the book"),
        (
            Charge(100, 100, 40, True),
            None,
            "the vehicle counts 100 %, there is 40 % by its voltage",
        ),
    ],
)
def test_the_lowest_counts(charge: Charge, sure: float | None, why: str) -> None:
    assert (charge.sure_percent, charge.why) == (sure, why)


@pytest.mark.parametrize(
    ("volts", "percent"), [(30.0, 0.0), (36.0, 0.0), (40.5, 25.0), (47.5, 75.0), (51.0, 100.0)]
)
def test_the_voltage_at_rest_tells_the_charge(volts: float, percent: float) -> None:
    assert charge_at_rest_percent(CURVE, volts) == percent


def test_the_shipped_curve_is_that_of_the_simulated_cells() -> None:
    curve = FLYING.fleet.types["cargo-8"].battery_rest_v
    assert curve is not None
    for percent in range(0, 101, 5):
        volts = 12 * cell_open_v(percent / 100)
        assert charge_at_rest_percent(curve, volts) == pytest.approx(percent, abs=0.5)
