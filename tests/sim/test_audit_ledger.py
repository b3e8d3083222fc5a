"""The ledger, the database and the plan can each contradict the account, and are found."""

from __future__ import annotations

import copy
import random
import sqlite3
from pathlib import Path
from typing import Any

import pytest

from logistics.deployment import load_deployment
from logistics.processes.provision import provision
from missions.clock import FixedClock
from sim.village.audit import audit
from sim.village.audit_database import record_fault
from sim.village.audit_ledger import compare_ledger
from sim.village.report import too_few_orders
from tests.sim.fake_day import DAY, EIGHT, FakeDay

CONFIG = Path(__file__).parents[2] / "config" / "ina-hase"


def fake() -> FakeDay:
    return FakeDay(random.Random(3)).play(5)


def counts() -> dict[str, Any]:
    day = fake()
    return audit(day.sent, day.rows, DAY, day.terms).counts


def ledger_of(figures: dict[str, Any]) -> dict[str, Any]:
    """A ledger that says what was counted."""
    ledger: dict[str, Any] = {}
    for name, figure in figures.items():
        part, key = name.split(" ")
        if key != "all":
            ledger.setdefault(part, {})[key] = figure
    ledger["cases"]["open"] = figures["cases all"] - figures["cases closed"]
    return ledger


def test_the_fake_day_counts_as_it_was_written() -> None:
    figures = counts()
    assert figures["orders placed"] == 5
    assert figures["orders refused_after_cutoff"] == 1
    assert figures["orders cancelled"] == figures["orders returned"] == 1
    assert figures["orders delivered"] == 3
    assert figures["visits absent"] == figures["cases all"] == 1
    assert figures["yen goods"] > 0
    assert compare_ledger(ledger_of(figures), figures) == ()


@pytest.mark.parametrize("name", [name for name in counts() if name != "cases all"])
def test_each_figure_of_the_ledger_that_says_otherwise_is_found(name: str) -> None:
    figures = counts()
    ledger = copy.deepcopy(ledger_of(figures))
    part, key = name.split(" ")
    said = ledger[part][key]
    ledger[part][key] = {} if isinstance(said, dict) else said + 1
    assert f"ledger {name}" in [finding.id for finding in compare_ledger(ledger, figures)]


def test_a_case_too_many_in_the_ledger_is_found() -> None:
    ledger = ledger_of(counts())
    ledger["cases"]["open"] += 1
    assert [each.id for each in compare_ledger(ledger, counts())] == ["ledger cases all"]


def test_fewer_orders_than_planned_do_not_pass() -> None:
    sent = fake().sent
    assert too_few_orders(sent, 6, DAY) != []
    assert too_few_orders(sent, 5, DAY) == []


def test_only_a_lost_answer_excuses_an_order_refused_for_the_cutoff() -> None:
    sent = fake().sent
    late = next(each for each in sent if each.path == "/orders" and not each.accepted)
    late.lost = 1
    assert too_few_orders(sent, 6, DAY) == []
    late.answer["code"] = "day-closed"
    assert too_few_orders(sent, 6, DAY) != []


def test_a_record_that_does_not_hold_is_found_in_the_database(tmp_path: Path) -> None:
    file = tmp_path / "day.db"
    provision(f"sqlite:///{file}", load_deployment(CONFIG), clock=FixedClock(EIGHT))
    assert record_fault(f"sqlite:///{file}") is None
    with sqlite3.connect(file) as connection:
        connection.execute("UPDATE journal_head SET seq = seq + 7")
    connection.close()
    assert "the head says" in str(record_fault(f"sqlite:///{file}"))
