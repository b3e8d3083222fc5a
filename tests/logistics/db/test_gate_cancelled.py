"""Work that nobody waits for any more must not end the thread that does everybody's writing."""

from __future__ import annotations

import threading
from concurrent.futures import CancelledError
from pathlib import Path

import pytest

from logistics.db.engine import Database
from logistics.db.gate import GroupGate
from logistics.db.unit_of_work import UnitOfWork
from logistics.db.upgrade import upgrade
from logistics.deployment import load_deployment
from missions.clock import SystemClock

SHIPPED = Path(__file__).parents[3] / "config" / "ina-hase"


def test_cancelled_work_is_left_out_and_the_rest_is_done(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path}/gate.db")
    upgrade(database)
    gate = GroupGate(database, load_deployment(SHIPPED), SystemClock())
    begun, go_on = threading.Event(), threading.Event()
    done: list[str] = []

    def slow(_uow: UnitOfWork) -> str:
        begun.set()
        go_on.wait(10)
        return "slow"

    def note(name: str) -> str:
        done.append(name)
        return name

    first = gate.submit(slow)
    assert begun.wait(10)
    left = gate.submit(lambda _uow: note("left"))
    kept = gate.submit(lambda _uow: note("kept"))
    assert left.cancel()
    go_on.set()
    assert first.result(10) == "slow"
    assert kept.result(10) == "kept"
    with pytest.raises(CancelledError):
        left.result(10)
    assert gate.submit(lambda _uow: note("later")).result(10) == "later"
    assert done == ["kept", "later"]
    gate.close()
    database.close()
