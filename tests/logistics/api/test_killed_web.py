"""kill -9 of the web process under load: each answer given is stored once, and nothing else."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Lock

import httpx
import pytest
from sqlmodel import Session, col, func, select

from logistics.db.engine import Database
from logistics.db.journal import first_break
from logistics.db.models import IdempotencyRow, JournalRow, OrderRow
from logistics.services.replay import first_contradiction
from missions.clock import machine_s, pause
from tests.logistics.support.access import Access
from tests.logistics.support.door import API
from tests.logistics.support.processes import Processes
from tests.logistics.support.service import at

CLIENTS = 8
EACH = 12
KILLS = 2
SEEDS = [1, *(pytest.param(seed, marks=pytest.mark.soak) for seed in range(2, 12))]


@pytest.fixture
def processes(tmp_path: Path, database_url: str) -> Iterator[Processes]:
    running = Processes(tmp_path, database_url, at(9))
    yield running
    running.stop()


class Senders:
    """Eight TV sets; each repeats an order with the same key until it has its answer."""

    def __init__(self, processes: Processes, access: Access) -> None:
        self._base_url = processes.base_url
        self._access = access
        self._lock = Lock()
        self.answers: list[tuple[str, str]] = []  # (key, order id)
        self.repeats = 0

    def run(self, number: int) -> None:
        household = f"hh-{number + 1:02}"
        bearer = {"Authorization": f"Bearer {self._access.credentials.devices[household]}"}
        body = {
            "service_day": "2026-11-24",
            "channel": "tv",
            "lines": [{"jan": "2001000000081", "quantity": number + 1}],
        }
        with httpx.Client(
            base_url=self._base_url, headers=bearer, trust_env=False, timeout=20
        ) as client:
            for order in range(EACH):
                key = f"{household}-{order}"
                answer = self._until_answered(client, body, key)
                with self._lock:
                    self.answers.append((key, answer["order_id"]))

    def _until_answered(self, client: httpx.Client, body: object, key: str) -> dict[str, str]:
        deadline = machine_s() + 60
        while machine_s() < deadline:
            try:
                sent = {"Idempotency-Key": key}
                answer = client.post(f"{API}/orders", json=body, headers=sent)
            except httpx.HTTPError:
                self.repeats += 1
                pause(0.05)
                continue
            assert answer.status_code == 201, answer.text
            return answer.json()
        raise AssertionError(f"no answer to {key}")


@pytest.mark.slow
@pytest.mark.parametrize("seed", SEEDS)
def test_each_answer_is_stored_once_and_nothing_else(
    processes: Processes, access: Access, database_url: str, seed: int
) -> None:
    choose = random.Random(seed)
    moments = sorted(choose.sample(range(3, CLIENTS * EACH * 2 // 3), KILLS))
    web, senders = processes.start_web(), Senders(processes, access)
    with ThreadPoolExecutor(CLIENTS) as pool:
        sending = [pool.submit(senders.run, number) for number in range(CLIENTS)]
        for moment in moments:
            while len(senders.answers) < moment:
                assert not any(each.done() and each.exception() for each in sending)
                pause(0.002)
            pause(choose.uniform(0, 0.03))
            processes.kill(web)
            web = processes.start_web()
        for each in sending:
            each.result(90)
    assert senders.repeats, "the kills met requests"
    given = Counter(order for _, order in senders.answers)
    assert len(given) == CLIENTS * EACH
    assert set(given.values()) == {1}, "each key has an order of its own"
    database = Database(database_url)
    with Session(database.read_engine) as session:
        placed = session.exec(
            select(JournalRow.order_id).where(JournalRow.kind == "order-placed")
        ).all()
        assert Counter(placed) == given
        assert set(session.exec(select(OrderRow.id))) == set(given)
        keys = select(func.count()).select_from(IdempotencyRow)
        assert session.exec(keys.where(col(IdempotencyRow.status) == 201)).one() == len(given)
        assert first_break(session) is None
        assert first_contradiction(session) is None
    database.close()
