"""A day's verdict: what the account has found decides whether it counts as well played."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date
from pathlib import Path

from logistics.deployment import load_deployment
from sim.village.people.postbox import Postbox
from sim.village.playing import Order, Played
from sim.village.plot import write_plot
from sim.village.report import account_of, failures
from tests.sim.fake_day import DAY, FakeDay
from tests.sim.test_audit_flights import OUT, flight

CONFIG = Path(__file__).parents[2] / "config" / "ina-hase"
ORDER = Order(load_deployment(CONFIG), date.fromisoformat(DAY), 4, 1, Path())


def played(day: FakeDay) -> Played:
    """A day with four orders, as if it had just ended; its ledger says nothing."""
    return Played(
        plot=write_plot(ORDER.deployment, ORDER.day, ORDER.orders, ORDER.seed),
        postbox=Postbox(sent=day.sent),
        rows=day.rows,
        ledger={
            "state": "settled",
            "promises": {"broken": 0, "explained": [], "open": 0},
        },
        phases=[],
        faults=[],
        restarts={},
        jumps=0,
        wall_s=1.0,
    )


def test_a_record_that_does_not_hold_and_an_empty_ledger_fail_the_day() -> None:
    day = replace(played(FakeDay(random.Random(1)).play(4)), record_fault="row 7 is missing")
    account = account_of(ORDER, day)
    found = {finding.id: finding.reason for finding in account.findings}
    assert found["database"] == "row 7 is missing"
    assert "the ledger says 0, counted 4" in found["ledger orders placed"]
    assert any("not accounted for" in failure for failure in failures(day, account))


def test_fewer_orders_than_planned_fail_the_day() -> None:
    day = played(FakeDay(random.Random(1)).play(3))
    assert "3 orders in time were accepted, 4 were planned (0 excused)" in failures(
        day, account_of(ORDER, day)
    )


def test_a_flight_that_came_down_without_a_fault_fails_the_day() -> None:
    day = played(FakeDay(random.Random(1)).play(4))
    whole = failures(day, account := account_of(ORDER, day))
    fell = failures(replace(day, flights=[flight(OUT, "out", "down")]), account)
    assert fell == [*whole, "flight d-s1-out came down on its way, and no fault struck it"]
