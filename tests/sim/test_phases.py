from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from missions.clock import TOKYO, FixedClock, pause
from sim.village.phases import NAMES, PhaseBook

SIX = datetime(2026, 11, 24, 6, 0, tzinfo=TOKYO)


def test_each_phase_has_the_rate_at_which_it_was_played() -> None:
    clock = FixedClock(SIX)
    book = PhaseBook(clock)
    book.enter("morning")
    clock.move_to(SIX + timedelta(hours=5))
    pause(0.05)
    book.enter("close")
    pause(0.05)
    clock.move_to(SIX + timedelta(hours=5, seconds=60))
    book.end()
    clock.move_to(SIX + timedelta(hours=9))
    morning, close = book.phases()
    assert (morning.name, close.name) == ("morning", "close")
    assert 0.05 <= morning.wall_s < 5
    assert morning.rate == pytest.approx(5 * 3600 / morning.wall_s)
    assert close.rate == pytest.approx(60 / close.wall_s)
    assert close.as_json()["to"] == "2026-11-24T11:01:00+09:00"


def test_a_phase_that_is_past_is_not_entered_again() -> None:
    entered: list[str] = []
    book = PhaseBook(FixedClock(SIX), entered.append)
    for name in ("morning", "doors", "van", "doors", "evening", "morning"):
        book.enter(name)
    assert entered == ["morning", "doors", "evening"]
    assert book.current == "evening"


def test_an_unknown_phase_is_an_error() -> None:
    book = PhaseBook(FixedClock(SIX))
    book.enter(NAMES[0])
    with pytest.raises(ValueError, match="lunch"):
        book.enter("lunch")
