"""The receipt: stamped with the last byte, before any queue, and told in every answer."""

from __future__ import annotations

import json
import socket
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from missions.clock import pause
from tests.logistics.support.access import Access
from tests.logistics.support.chain import Chain
from tests.logistics.support.databases import SqliteTemplate
from tests.logistics.support.door import problem
from tests.logistics.support.processes import Processes
from tests.logistics.support.service import TUESDAY, Service, at


async def test_the_last_instant_before_the_cutoff_is_in_time(
    service: Service, chain: Chain
) -> None:
    service.clock.move_to(at(10, 59, 59, 999_000))
    order = await chain.order()
    assert order["received_at"] == "2026-11-24T10:59:59.999000+09:00"
    assert order["promise_by"] == "2026-11-24T17:00:00.000000+09:00"


async def test_the_cutoff_itself_is_late_and_names_the_next_day(
    service: Service, chain: Chain
) -> None:
    service.clock.move_to(at(11))
    told = problem(await service.tv().post("/orders", chain.body()), 409, "after-cutoff")
    assert told["received_at"] == told["cutoff"] == "2026-11-24T11:00:00.000000+09:00"
    assert told["next_service_day"] == "2026-11-25"
    assert told["next_cutoff"] == "2026-11-25T11:00:00.000000+09:00"
    assert "11:00" in told["detail"]
    (refused,) = service.journal("order-refused")
    assert refused.day == TUESDAY
    assert json.loads(refused.data)["household"] == "hh-01"


async def test_the_telephone_closes_earlier_than_the_tv(service: Service, chain: Chain) -> None:
    service.clock.move_to(at(10, 45))
    by_telephone = chain.body(channel="telephone", household="hh-04")
    problem(await service.store.post("/orders", by_telephone), 409, "after-cutoff")
    await chain.order("hh-04")


async def test_a_day_with_an_exception_has_its_own_cutoff(service: Service, chain: Chain) -> None:
    day = at(10, 30).replace(month=12, day=28)
    service.clock.move_to(day - timedelta(microseconds=1))
    await chain.order(service_day="2026-12-28")
    service.clock.move_to(day)
    answer = await service.tv().post("/orders", chain.body(service_day="2026-12-28"))
    assert problem(answer, 409, "after-cutoff")["next_service_day"] == "2026-12-29"


async def test_every_answer_to_a_post_says_when_it_was_received(service: Service) -> None:
    for door in (service.nobody, service.store):
        answer = await door.post("/picks/NONE/pack")
        assert answer.status_code >= 400
        assert answer.json()["received_at"] == "2026-11-24T09:00:00.000000+09:00"


@pytest.fixture
def processes(tmp_path: Path, sqlite_url: str) -> Iterator[Processes]:
    running = Processes(tmp_path, sqlite_url, at(10, 59, 30))
    running.start_web()
    yield running
    running.stop()


class SlowSender:
    """One order over a plain socket, as slowly as the test wants."""

    def __init__(self, processes: Processes, access: Access, content: bytes, key: str) -> None:
        head = (
            f"POST /api/v1/orders HTTP/1.1\r\nHost: 127.0.0.1:{processes.settings.port}\r\n"
            f"Authorization: Bearer {access.credentials.devices['hh-01']}\r\n"
            f"Idempotency-Key: {key}\r\nContent-Type: application/json\r\n"
            f"Content-Length: {len(content)}\r\nConnection: close\r\n\r\n"
        )
        self._socket = socket.create_connection(("127.0.0.1", processes.settings.port), 30)
        self._socket.sendall(head.encode() + content[:-1])
        self._last = content[-1:]

    def finish(self) -> tuple[int, dict[str, str]]:
        """Send the last byte; return status and body."""
        self._socket.sendall(self._last)
        answer = b""
        while part := self._socket.recv(65536):
            answer += part
        self._socket.close()
        head, _, body = answer.partition(b"\r\n\r\n")
        return int(head.split()[1]), json.loads(body)


@pytest.mark.slow
def test_the_last_byte_counts_and_not_the_first(
    processes: Processes, sqlite_template: SqliteTemplate
) -> None:
    """Both orders begin before the cutoff; one ends before it, one after."""
    body = {
        "service_day": "2026-11-24",
        "channel": "tv",
        "lines": [{"jan": "2001000000081", "quantity": 1}],
    }
    content = json.dumps(body).encode()
    access = sqlite_template.access
    early = SlowSender(processes, access, content, "early")
    late = SlowSender(processes, access, content, "late")
    pause(0.2)
    status, order = early.finish()
    assert status == 201, order
    assert datetime.fromisoformat(order["received_at"]) < at(11)
    processes.move_to(at(11))
    status, refusal = late.finish()
    assert (status, refusal["code"]) == (409, "after-cutoff")
    assert datetime.fromisoformat(refusal["received_at"]) >= at(11)
