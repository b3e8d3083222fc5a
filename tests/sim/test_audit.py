"""The account must be able to fail: every drop, doubling and edit of either side is found."""

from __future__ import annotations

import copy
import random
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.village.audit import Account, audit
from sim.village.audit_parcels import account_parcels
from sim.village.people.postbox import Sent
from sim.village.record import Row, chain_break
from tests.sim.fake_day import DAY, FakeDay, seal

SEEDS = st.integers(0, 10**6)
PICK = st.integers(0, 10**6)
FEW = settings(max_examples=15)
"""Each example plays a small day; there are many kinds of damage."""
NOISE = {"plan-made"}
"""Kinds of rows that tell nothing of who has what: only the chain of hashes holds them."""


def fake(seed: int, orders: int = 5) -> FakeDay:
    return FakeDay(random.Random(seed)).play(orders)


def account(day: FakeDay) -> Account:
    return audit(day.sent, day.rows, DAY, day.terms)


def told(day: FakeDay) -> str:
    return "; ".join(finding.reason for finding in account(day).findings)


def chosen(rows: list[Any], pick: int) -> int:
    return pick % len(rows)


def telling(day: FakeDay) -> list[int]:
    return [n for n, row in enumerate(day.rows) if row["kind"] not in NOISE]


@settings(max_examples=40)
@given(SEEDS, st.integers(1, 12))
def test_a_day_that_comes_out_even_is_accounted_for(seed: int, orders: int) -> None:
    even = account(fake(seed, orders))
    assert even.findings == ()
    assert even.unaccounted == 0
    assert even.ends.keys() <= {"delivered", "returned"}


@settings(max_examples=40)
@given(SEEDS, PICK)
def test_a_dropped_row_is_found_though_the_chain_was_forged_anew(seed: int, pick: int) -> None:
    day = fake(seed)
    rows = telling(day)
    del day.rows[rows[chosen(rows, pick)]]
    seal(day.rows)
    assert chain_break(day.rows) is None
    assert account(day).unaccounted > 0


@settings(max_examples=40)
@given(SEEDS, PICK)
def test_a_doubled_row_is_found_though_the_chain_was_forged_anew(seed: int, pick: int) -> None:
    day = fake(seed)
    # A decision may be repeated: a clerk who decides the same again changes nothing.
    rows = [n for n in telling(day) if day.rows[n]["kind"] not in ("line-decided", "case-opened")]
    at = rows[chosen(rows, pick)]
    day.rows.insert(at, copy.deepcopy(day.rows[at]))
    seal(day.rows)
    assert account(day).unaccounted > 0


EDITS: dict[str, list[Callable[[Row], None]]] = {
    "order-placed": [
        lambda row: row["data"]["lines"][0].update(quantity=99),
        lambda row: row["data"]["lines"][0].update(jan="0"),
        lambda row: row["data"]["lines"][0].update(price_yen=1),
        lambda row: row["data"]["lines"].pop(),
        lambda row: row["data"].update(total_yen=1),
        lambda row: row["data"].update(household="hh-99"),
        lambda row: row["data"].update(channel="telephone"),
        lambda row: row.update(service_day="2026-11-25"),
        lambda row: row.update(order_id="R99"),
        lambda row: row["data"].update(received_at="2026-11-24T10:59:59+09:00"),
    ],
    "order-refused": [
        lambda row: row["data"].update(received_at="2026-11-24T10:59:59+09:00"),
        lambda row: row.update(service_day="2026-11-25"),
    ],
    "order-packed": [
        lambda row: row["data"]["bill"].update(total_yen=1),
        lambda row: row["data"]["bill"]["by_rate"].clear(),
        lambda row: next(iter(row["data"]["bill"]["by_rate"].values())).update(tax_yen=-1),
        lambda row: row.update(order_id="R99"),
    ],
    "order-cancelled": [lambda row: row.update(order_id="R0")],
    "line-decided": [
        lambda row: row["data"].update(picked=row["data"]["picked"] + 1),
        lambda row: row["data"].update(short=row["data"]["short"] + 1),
        lambda row: row["data"].update(
            picked=row["data"]["picked"] + 1, quantity=row["data"]["quantity"] + 1
        ),
        lambda row: row["data"].update(jan="0"),
        lambda row: row["data"].update(line_no=77),
    ],
    "parcel-packed": [
        lambda row: row["data"]["contents"][0].update(quantity=99),
        lambda row: row["data"]["contents"].pop(),
        lambda row: row.update(parcel_code="X"),
        lambda row: row.update(service_day="2026-11-25"),
        lambda row: row["data"].update(keeper={"kind": "hub", "id": "h"}),
    ],
    "handover-given": [lambda row: row["data"].update(step=50)],
    "handover-taken": [lambda row: row["data"].update(step=50)],
    "keeper-changed": [
        lambda row: row["data"].update(taker={"kind": "hub", "id": "elsewhere"}),
        lambda row: row["data"].update(giver={"kind": "hub", "id": "elsewhere"}),
        lambda row: row["data"].update(step=50),
    ],
    "parcel-delivered": [
        lambda row: row.update(kind="parcel-returned"),
        lambda row: row.update(at="2026-11-24T17:00:01+09:00"),
    ],
    "order-refunded": [
        lambda row: row["data"]["refund"].update(total_yen=1),
        lambda row: next(iter(row["data"]["refund"]["by_rate"].values())).update(gross_yen=1),
        lambda row: next(iter(row["data"]["refund"]["by_rate"].values())).update(tax_yen=-1),
        lambda row: row["data"].update(why=None),
        lambda row: row.update(order_id="R0"),
        lambda row: row.update(parcel_code="X"),
    ],
    "parcel-returned": [lambda row: row.update(kind="parcel-delivered")],
    "promise-kept": [lambda row: row.update(kind="promise-broken")],
    "promise-broken": [
        lambda row: row["data"].update(why=None),
        lambda row: row.update(kind="promise-kept"),
    ],
    "case-opened": [
        lambda row: row["data"].update(owner=None),
        lambda row: row["data"].update(due=None),
        lambda row: row["data"].update(household="hh-99"),
    ],
}


@pytest.mark.parametrize(
    ("kind", "number"), [(kind, n) for kind, edits in EDITS.items() for n in range(len(edits))]
)
@FEW
@given(seed=SEEDS, pick=PICK)
def test_an_edited_row_is_found_though_the_chain_was_forged_anew(
    kind: str, number: int, seed: int, pick: int
) -> None:
    day = copy.deepcopy(fake(seed))
    rows = [row for row in day.rows if row["kind"] == kind]
    EDITS[kind][number](rows[chosen(rows, pick)])
    seal(day.rows)
    assert account(day).unaccounted > 0


@settings(max_examples=40)
@given(SEEDS, PICK)
def test_any_edit_breaks_the_chain_that_was_not_forged(seed: int, pick: int) -> None:
    day = fake(seed)
    row = day.rows[chosen(day.rows, pick)]
    row["actor"] = "somebody else"
    assert f"row {row['seq']} " in str(chain_break(day.rows))
    assert account(day).unaccounted > 0


@settings(max_examples=40)
@given(SEEDS, PICK)
def test_a_row_taken_out_breaks_the_chain(seed: int, pick: int) -> None:
    day = fake(seed)
    at = chosen(day.rows[:-1], pick)  # the last one's absence only the head would show
    del day.rows[at]
    assert f"row {at + 1} is missing" in str(chain_break(day.rows))


@settings(max_examples=40)
@given(SEEDS, PICK)
def test_a_request_missing_in_the_senders_list_is_found(seed: int, pick: int) -> None:
    day = fake(seed)
    entries = [n for n, entry in enumerate(day.sent) if entry.accepted]
    del day.sent[entries[chosen(entries, pick)]]
    assert account(day).unaccounted > 0


@settings(max_examples=40)
@given(SEEDS, PICK)
def test_an_accepted_request_that_left_no_trace_is_found(seed: int, pick: int) -> None:
    day = fake(seed)
    kinds = ("/orders", "/handovers")
    entries = [n for n, entry in enumerate(day.sent) if entry.path in kinds]
    entry = copy.deepcopy(day.sent[entries[chosen(entries, pick)]])
    if entry.path == "/orders":
        entry.answer["order_id"] = "R-never"
    day.sent.append(entry)
    assert account(day).unaccounted > 0


@settings(max_examples=40)
@given(SEEDS, PICK, st.sampled_from(["quantity", "jan", "more", "fewer", "day"]))
def test_an_order_recorded_otherwise_than_sent_is_found(seed: int, pick: int, how: str) -> None:
    day = copy.deepcopy(fake(seed))
    orders = [entry for entry in day.sent if entry.path == "/orders" and entry.accepted]
    body = orders[chosen(orders, pick)].body
    if how == "quantity":
        body["lines"][0]["quantity"] += 1
    elif how == "jan":
        body["lines"][0]["jan"] = "0"
    elif how == "more":
        body["lines"].append({"jan": "1", "quantity": 1})
    elif how == "fewer":
        body["lines"].pop()
    else:
        body["service_day"] = "2026-11-25"
    assert account(day).unaccounted > 0


def test_an_accepted_request_that_had_to_fail_is_found() -> None:
    day = fake(1)
    day.sent[3].must_fail = True
    assert "though wrong" in told(day)


def test_a_request_without_final_answer_is_found() -> None:
    day = fake(1)
    day.sent.append(Sent(999, "p", day.at, "/orders", {}, "k"))
    assert "never got a final answer" in told(day)


def test_what_people_complain_of_counts() -> None:
    day = fake(1)
    assert (
        audit(day.sent, day.rows, DAY, day.terms, complaints=["p-x: wrong page"]).unaccounted == 1
    )


def test_a_worried_note_without_a_case_is_found() -> None:
    day = fake(1)
    door = next(entry for entry in day.sent if "card" in (entry.body or {}))
    door.body["welfare"] = "worried"
    assert "has no case" in told(day)


def test_a_parcel_that_stays_on_its_way_is_named_with_its_keeper() -> None:
    day = fake(1, orders=1)
    code = next(row["parcel_code"] for row in day.rows if row["parcel_code"])
    last = [n for n, row in enumerate(day.rows) if row["parcel_code"] == code][-5:]
    day.rows = [row for n, row in enumerate(day.rows) if n not in last]
    seal(day.rows)
    assert "volunteer/w keeps it" in told(day)


def test_goods_back_at_the_hub_for_the_night_are_an_end() -> None:
    day = fake(1, orders=4)
    returning = next(row["parcel_code"] for row in day.rows if row["kind"] == "parcel-returning")
    # The hub has it back with step 5; what follows comes the next morning.
    drop = [
        row
        for row in day.rows
        if row["parcel_code"] == returning
        and (row["kind"] == "parcel-returned" or row["data"].get("step", 0) > 5)
    ]
    day.rows = [row for row in day.rows if row not in drop]
    seal(day.rows)
    day.sent = [
        entry
        for entry in day.sent
        if not (
            entry.path == "/handovers"
            and entry.body["code"] == returning
            and entry.answer["handover"]["step"] > 5
        )
    ]
    assert account(day).findings == ()
    assert account(day).ends["returning"] == 1


@pytest.mark.parametrize(("minutes", "findings"), [(119, 0), (121, 1)])
def test_with_the_volunteer_only_what_turned_back_late_stays_overnight(
    minutes: int, findings: int
) -> None:
    day = fake(1, orders=4)
    turned = next(row for row in day.rows if row["kind"] == "parcel-returning")
    code = turned["parcel_code"]
    held_since = day.rows.index(turned)
    last_step = max(
        row["data"].get("step", 0) for row in day.rows[:held_since] if row["parcel_code"] == code
    )
    day.rows = [
        row
        for row in day.rows
        if row["parcel_code"] != code
        or not (row["kind"] == "parcel-returned" or row["data"].get("step", 0) > last_step)
    ]
    day.sent = [
        entry
        for entry in day.sent
        if entry.path != "/handovers"
        or entry.body["code"] != code
        or entry.answer["handover"]["step"] <= last_step
    ]
    settled = copy.deepcopy(day.rows[-1])
    at = datetime.fromisoformat(turned["at"]) + timedelta(minutes=minutes)
    settled.update(kind="day-settled", parcel_code=None, data={}, at=at.isoformat())
    day.rows.append(settled)
    seal(day.rows)
    found, ends = account_parcels(day.sent, day.rows, DAY)
    own = [finding for finding in found if finding.id == code]
    assert (len(own), ends.get("returning", 0)) == (findings, 1 - findings), own


def test_a_scan_taken_back_does_not_count_as_the_other_side() -> None:
    day = fake(1, orders=1)
    given_row = next(row for row in day.rows if row["kind"] == "handover-given")
    withdrawn = copy.deepcopy(given_row)
    withdrawn["kind"] = "handover-withdrawn"
    day.rows.insert(day.rows.index(given_row) + 1, withdrawn)
    seal(day.rows)
    assert "not scanned once by each side" in told(day)


def test_a_job_that_failed_is_found() -> None:
    day = fake(1)
    day.rows.append(copy.deepcopy(day.rows[-1]))
    day.rows[-1].update(kind="job-failed", data={"job": "settle-day:x", "error": "KeyError"})
    seal(day.rows)
    assert told(day) == "failed: KeyError"


@pytest.mark.parametrize(("keeper", "findings"), [("aircraft", 0), ("van", 1)])
def test_a_parcel_lost_with_its_aircraft_is_an_end(keeper: str, findings: int) -> None:
    day = fake(1, orders=1)
    code = next(row["parcel_code"] for row in day.rows if row["parcel_code"])
    rows = [
        row
        for row in day.rows
        if row["parcel_code"] == code
        and row["data"].get("step", 0) <= 2
        and row["kind"] not in ("parcel-delivered", "promise-kept")
    ]
    on_board = next(r for r in rows if r["kind"] == "keeper-changed" and r["data"]["step"] == 2)
    on_board["data"]["taker"] = {"kind": keeper, "id": "a"}
    for kind, data in (("parcel-lost", {}), ("promise-broken", {"why": "lost"})):
        rows.append(copy.deepcopy(rows[-1]))
        rows[-1].update(kind=kind, data=data)
    sent = [
        entry
        for entry in day.sent
        if entry.path == "/orders"
        or entry.path.endswith("/pack")
        or (
            entry.path == "/handovers"
            and entry.body["code"] == code
            and entry.answer["handover"]["step"] <= 2
        )
    ]
    found, ends = account_parcels(sent, rows, DAY)
    own = [finding for finding in found if finding.id == code]
    assert (len(own), ends["lost"]) == (findings, 1), own
