"""The power model against published flight times."""

from __future__ import annotations

from dataclasses import replace

import pytest

from sim.flight.battery import STANDARD_K
from sim.flight.calibration import ALTA_8, PUBLISHED, calibrate
from sim.flight.craft import Craft
from sim.flight.endurance import hover_s


def test_published_flight_times_are_met_within_two_percent() -> None:
    found = calibrate()
    assert len(found.errors) == len(PUBLISHED)
    assert found.rms < 0.02
    assert found.greatest < 0.02


def test_the_default_craft_has_the_hover_coefficient_that_was_found() -> None:
    found = calibrate()
    assert Craft().hover_coefficient == pytest.approx(found.hover_coefficient, rel=0.01)
    assert Craft().mass_kg == pytest.approx(found.mass_kg, rel=0.01)


def test_a_calibration_finds_what_its_data_were_made_with() -> None:
    truth = replace(ALTA_8, mass_kg=11.0, hover_coefficient=35.0)
    made = [(load, hover_s(truth.frame(load, truth.energy_wh))) for load in (0.0, 2.0, 5.0, 9.0)]
    found = calibrate(made)
    assert found.mass_kg == pytest.approx(11.0, rel=1e-3)
    assert found.hover_coefficient == pytest.approx(35.0, rel=1e-3)
    assert found.rms < 1e-4


def test_cold_and_age_shorten_a_hover() -> None:
    new, old = Craft(), Craft(cycles=300.0)
    warm_s = hover_s(new.frame(5.0, 1600.0))
    assert hover_s(new.frame(5.0, 1600.0), STANDARD_K - 25.0) < warm_s
    assert hover_s(old.frame(5.0, 1600.0)) < warm_s
