"""The account of the flight book must be able to fail: every kind of damage to it is found."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import pytest

from missions.clock import TOKYO
from sim.village.audit_book import account_book
from sim.village.people.postbox import Sent

NOON = datetime(2026, 11, 24, 12, 0, tzinfo=TOKYO)
LANDED = NOON + timedelta(minutes=11)


@dataclass
class Day:
    """One flight that was inspected before, flown and entered."""

    flight: dict[str, Any]
    sent: list[Sent]

    @classmethod
    def right(cls) -> Day:
        flight = {
            "id": "f-out",
            "aircraft": "a",
            "launched_at": NOON.isoformat(),
            "lifted_at": NOON.isoformat(),
            "ended_at": LANDED.isoformat(),
            "book": {
                "pilot": "somebody",
                "licence": "L-1",
                "off_at": NOON.isoformat(),
                "on_at": LANDED.isoformat(),
                "flight_s": 660.0,
                "unknown": {},
            },
        }
        before = NOON - timedelta(hours=1)
        entry = Sent(1, "p", before, "/aircraft/a/inspections", {}, "k1", status=200, answer={})
        return cls(flight, [entry])

    @property
    def entry(self) -> dict[str, Any]:
        return self.flight["book"]

    def reasons(self) -> list[str]:
        return [each.reason for each in account_book(self.sent, [self.flight])]


def test_a_flight_that_was_inspected_flown_and_entered_is_accounted_for() -> None:
    assert Day.right().reasons() == []


def test_a_flight_that_never_left_needs_no_inspection_and_has_no_entry() -> None:
    day = Day.right()
    day.flight |= {"launched_at": None, "lifted_at": None, "book": None}
    day.sent = []
    assert day.reasons() == []


def test_what_is_not_known_may_be_missing_and_differ_where_the_book_says_why() -> None:
    day = Day.right()
    day.entry.update(licence=None, on_at=None, flight_s=None)
    day.entry["off_at"] = (NOON - timedelta(minutes=1)).isoformat()
    names = ("licence", "on_at", "flight_s", "off_at")
    day.entry["unknown"] = dict.fromkeys(names, "for a reason")
    assert day.reasons() == []


def _no_entry(day: Day) -> None:
    day.flight["book"] = None


def _never_flown(day: Day) -> None:
    day.flight["launched_at"] = None


def _another_landing(day: Day) -> None:
    day.entry["on_at"] = (LANDED + timedelta(seconds=5)).isoformat()


def _another_take_off(day: Day) -> None:
    day.entry["off_at"] = None


def _no_pilot(day: Day) -> None:
    day.entry["pilot"] = None


def _no_time(day: Day) -> None:
    day.entry["flight_s"] = None


def _not_inspected(day: Day) -> None:
    day.sent = []


def _refused_inspection(day: Day) -> None:
    day.sent[0].status = 422


def _late_inspection(day: Day) -> None:
    day.sent[0].sent_at = NOON + timedelta(minutes=1)


def _another_aircraft(day: Day) -> None:
    day.sent[0].path = "/aircraft/b/inspections"


@pytest.mark.parametrize(
    ("damage", "told"),
    [
        (_no_entry, "is not in the flight book"),
        (_never_flown, "has not flown, and is in the flight book"),
        (_another_landing, "on_at is"),
        (_another_take_off, "off_at is"),
        (_no_pilot, "pilot is missing"),
        (_no_time, "flight_s is missing"),
        (_not_inspected, "nobody had inspected"),
        (_refused_inspection, "nobody had inspected"),
        (_late_inspection, "nobody had inspected"),
        (_another_aircraft, "nobody had inspected"),
    ],
)
def test_every_damage_is_found(damage: Callable[[Day], None], told: str) -> None:
    day = Day.right()
    damage(day)
    assert any(told in reason for reason in day.reasons())
