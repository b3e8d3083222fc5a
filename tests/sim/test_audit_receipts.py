"""The first promise: no refusal for the cutoff is believed without its moment of receipt."""

from __future__ import annotations

import copy
import random
from datetime import datetime, timedelta

import pytest

from sim.village.audit import audit
from sim.village.audit_receipts import TimedPostbox
from sim.village.people.postbox import Sent
from tests.sim.fake_day import CUTOFF, DAY, EIGHT, FakeDay, seal

SECOND = timedelta(seconds=1)


def fake() -> FakeDay:
    return FakeDay(random.Random(1)).play(3)


def told(day: FakeDay, answered: dict[int, datetime] | None = None) -> str:
    account = audit(day.sent, day.rows, DAY, day.terms, answered=answered)
    return "; ".join(finding.reason for finding in account.findings)


def refuse(day: FakeDay, code: str, received_at: datetime) -> Sent:
    """One more order, refused: the journal tells the same as the answer."""
    entry = copy.deepcopy(next(each for each in day.sent if each.path == "/orders"))
    entry.number, entry.status, entry.sent_at = 900, 409, min(received_at, CUTOFF - SECOND)
    cutoff = CUTOFF.isoformat()
    entry.answer = {"code": code, "received_at": received_at.isoformat(), "cutoff": cutoff}
    day.sent.append(entry)
    if code == "after-cutoff":
        row = copy.deepcopy(next(each for each in day.rows if each["kind"] == "order-refused"))
        row["data"]["received_at"] = received_at.isoformat()
        day.rows.append(row)
        seal(day.rows)
    return entry


def test_an_order_in_time_refused_with_day_closed_is_found() -> None:
    day = fake()
    refuse(day, "day-closed", CUTOFF - SECOND)
    assert "refused with day-closed" in told(day)


@pytest.mark.parametrize("late", [timedelta(0), SECOND])
def test_an_order_received_at_the_cutoff_or_later_is_rightly_refused(late: timedelta) -> None:
    day = fake()
    refuse(day, "after-cutoff", CUTOFF + late)
    assert told(day) == ""


def test_an_order_received_in_time_and_refused_for_the_cutoff_is_found() -> None:
    day = fake()
    refuse(day, "after-cutoff", CUTOFF - timedelta(microseconds=1))
    assert "refused for the cutoff 11:00, received 10:59:59.999999" in told(day)


def test_a_refusal_that_names_another_cutoff_is_found() -> None:
    day = fake()
    entry = refuse(day, "after-cutoff", CUTOFF + SECOND)
    entry.answer["cutoff"] = EIGHT.isoformat()
    assert "told the cutoff" in told(day)


@pytest.mark.parametrize("code", ["after-cutoff", "accepted"])
def test_an_answer_without_the_moment_of_receipt_is_found(code: str) -> None:
    day = fake()
    entry = refuse(day, code, CUTOFF) if code == "after-cutoff" else day.sent[0]
    del entry.answer["received_at"]
    assert "without the moment of receipt" in told(day)


def test_an_acceptance_at_the_cutoff_is_found() -> None:
    day = fake()
    day.sent[0].answer["received_at"] = CUTOFF.isoformat()
    row = next(each for each in day.rows if each["kind"] == "order-placed")
    row["data"]["received_at"] = CUTOFF.isoformat()
    seal(day.rows)
    assert told(day) == "accepted, though received at 11:00:00.000000, cutoff 11:00"


def test_a_receipt_before_the_sending_is_found() -> None:
    day = fake()
    day.sent[0].sent_at += SECOND
    assert "before it was sent" in told(day)


def test_a_receipt_after_the_answer_is_found_unless_an_answer_was_lost() -> None:
    day = fake()
    entry = refuse(day, "after-cutoff", CUTOFF + SECOND)
    answered = {entry.number: CUTOFF - SECOND / 2}
    assert "after it was answered" in told(day, answered)
    entry.lost = 1
    assert told(day, answered) == ""


def test_a_refusal_that_nobody_was_told_is_found() -> None:
    day = fake()
    day.sent.remove(refuse(day, "after-cutoff", CUTOFF + SECOND))
    assert "nobody was told" in told(day)


def test_the_postbox_notes_the_first_answer_to_each_request() -> None:
    moments = iter([EIGHT, EIGHT + SECOND])
    box = TimedPostbox(now=lambda: next(moments))
    body: dict[str, str] = {}
    twin: dict[str, str] = {}
    entry = box.record("p", EIGHT, "/orders", body, "k1")
    box.record("p", EIGHT, "/orders", twin, "k2")
    box.land(box.leave("p", "POST", "/orders", body), answered=False)
    assert box.answered == {}
    box.land(box.leave("p", "POST", "/orders", body), answered=True)
    box.land(box.leave("p", "POST", "/orders", body), answered=True)
    assert box.answered == {entry.number: EIGHT}
