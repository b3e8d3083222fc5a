"""What is concluded from rows and one sight about a flight that another desk has left."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from missions.clock import TOKYO
from missions.flight.consent import ConsentState
from missions.flight.desk.adoption import Left, found, left
from missions.store.tables import FlightCommandRow, FlightRow
from tests.missions.flight.making import HALL, HUB, ROUTE, beside, sight

AT = datetime(2026, 11, 24, 10, tzinfo=TOKYO)


def a_row(state: str = "launching", **facts: Any) -> FlightRow:
    return FlightRow(
        id="f", day=date(2026, 11, 24), sortie="s1", route="nakao", direction="out",
        aircraft="a", state=state, made_at=AT, **facts,
    )  # fmt: skip


def a_word(number: int, word: str, outcome: str | None = None, *, taken: bool = True) -> Any:
    return FlightCommandRow(
        id=number, flight_id="f", aircraft="a", word=word, body={}, asked_by="p", asked_at=AT,
        key=f"k{number}", taken_at=AT + timedelta(seconds=number) if taken else None,
        answered_at=AT if outcome else None, outcome=outcome,
    )  # fmt: skip


def a_flight(state: str, *words: Any, **facts: Any) -> Left:
    return left(a_row(state, **facts), [a_word(1, "launch"), *words])


def test_a_launch_taken_while_nothing_was_sent_is_known_as_such() -> None:
    assert a_flight("ready").never_sent
    assert a_flight("preparing").never_sent
    what = a_flight("launching")
    assert not what.never_sent
    assert (what.launch_word, what.launched) == (1, False)
    assert what.ordered_at == AT + timedelta(seconds=1)


@pytest.mark.parametrize(
    ("words", "state"),
    [
        ([], ConsentState.NONE),
        ([a_word(2, "consent")], ConsentState.SENT),
        ([a_word(2, "consent", "accepted")], ConsentState.SENT),
        ([a_word(2, "consent", "no answer in 3.0 s")], ConsentState.SENT),
        ([a_word(2, "consent", "refused: too-late")], ConsentState.NONE),
        ([a_word(2, "consent", taken=False)], ConsentState.NONE),
        (
            [a_word(2, "consent", "refused: none"), a_word(3, "withdraw-consent", "accepted")],
            ConsentState.NONE,
        ),
        ([a_word(2, "consent"), a_word(3, "withdraw-consent")], ConsentState.CALLED_BACK),
        (
            [a_word(2, "consent", "accepted"), a_word(3, "withdraw-consent", "accepted")],
            ConsentState.CALLED_BACK,
        ),
        ([a_word(2, "consent", "refused: called-back")], ConsentState.CALLED_BACK),
        ([a_word(2, "consent"), a_word(3, "return")], ConsentState.CLOSED),
        ([a_word(2, "divert", "refused: x"), a_word(3, "consent")], ConsentState.SENT),
    ],
)
def test_a_consent_that_was_taken_counts_as_sent(words: list[Any], state: ConsentState) -> None:
    assert a_flight("waiting", *words).consent.state is state


def test_found_in_the_air_it_has_left_the_ground_and_on_its_pad_it_may_not_have() -> None:
    launching = a_flight("launching", last={"battery_percent": 97})
    at_hub = sight(1.0, 0, HUB, armed=False, on_ground=True)
    assert found(launching, sight(1.0, 2), HUB, 100.0, 97).lifted
    assert not found(launching, sight(1.0, 0, HUB, on_ground=True), HUB, 100.0, 97).lifted
    assert not found(launching, at_hub, HUB, 100.0, 97).lifted
    assert not found(launching, None, HUB, None, None).lifted


def test_standing_elsewhere_or_with_a_used_battery_it_has_flown() -> None:
    launching = a_flight("launching", last={"battery_percent": 97})
    at_hall = sight(1.0, 0, HALL, armed=False, on_ground=True)
    on_pad = sight(1.0, 0, beside(HUB, 1.0), armed=False, on_ground=True)
    assert found(launching, at_hall, HUB, 100.0, 97).lifted
    assert found(launching, on_pad, HUB, 100.0, 60).lifted
    assert not found(a_flight("launching"), on_pad, HUB, 100.0, 60).lifted


def test_a_vehicle_whose_clock_is_behind_its_last_word_in_the_air_has_started_anew() -> None:
    out = a_flight("outbound", launched_at=AT, lifted_at=AT, last={"boot_s": 400.0})
    assert found(out, None, HUB, 12.0, None).rebooted
    assert not found(out, None, HUB, 399.0, None).rebooted
    assert not found(out, None, HUB, None, None).rebooted
    assert not found(a_flight("launching", last={"boot_s": 400.0}), None, HUB, 5.0, None).rebooted


def test_a_flight_known_to_be_out_is_taken_for_flying() -> None:
    assert found(a_flight("waiting", launched_at=AT), None, ROUTE.hub.position, None, None).lifted
