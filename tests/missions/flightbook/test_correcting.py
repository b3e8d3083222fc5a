"""A corrected entry says what is known now, and what is not known any more."""

from __future__ import annotations

from datetime import timedelta

import pytest

from missions.flightbook.correcting import corrected
from missions.machine import OutOfTurn
from tests.logistics.support.access import TUESDAY_9
from tests.missions.flightbook.making import flight

LANDED = TUESDAY_9 + timedelta(minutes=9)


def test_the_time_of_flight_follows_from_a_corrected_landing() -> None:
    unknown = {"on_at": "seen-later", "flight_s": "seen-later", "licence": "no-licence"}
    entry = corrected(flight(licence=None, unknown=unknown), {"on_at": LANDED})
    assert (entry.on_at, entry.flight_s) == (LANDED, 540.0)
    assert entry.unknown == {"licence": "no-licence"}


def test_it_stays_inexact_while_the_take_off_is() -> None:
    unknown = {"off_at": "from-order", "on_at": "seen-later", "flight_s": "seen-later"}
    entry = corrected(flight(unknown=unknown), {"on_at": LANDED})
    assert entry.unknown == {"off_at": "from-order", "flight_s": "from-order"}


def test_a_flight_of_which_the_end_becomes_known_has_a_time_of_flight() -> None:
    lost = flight(on_at=None, flight_s=None, unknown={"on_at": "lost", "flight_s": "lost"})
    assert corrected(lost, {"remarks": "x"}).flight_s is None
    entry = corrected(lost, {"on_at": LANDED})
    assert (entry.flight_s, entry.unknown) == (540.0, {})


def test_another_pilot_has_not_the_same_licence() -> None:
    entry = corrected(flight(), {"pilot": "Hosaka"})
    assert (entry.pilot, entry.pilot_id, entry.licence) == ("Hosaka", None, None)
    assert entry.unknown == {"licence": "not-said"}
    entry = corrected(flight(), {"pilot": "Hosaka", "licence": "EXAMPLE-2"})
    assert (entry.licence, entry.unknown) == ("EXAMPLE-2", {})


def test_nothing_has_landed_before_it_took_off() -> None:
    with pytest.raises(OutOfTurn, match="before it took off"):
        corrected(flight(), {"on_at": TUESDAY_9 - timedelta(seconds=1)})
