"""The stream of events over real sockets: all rows in order, whoever writes them and how many."""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlmodel import Session, col, delete

from logistics.api.record import CHECK_S
from logistics.db.models import SessionRow
from missions.clock import machine_s
from tests.logistics.support.access import Access
from tests.logistics.support.door import API, new_key
from tests.logistics.support.processes import Processes
from tests.logistics.support.service import Service, at

pytestmark = pytest.mark.slow
ORDER = {
    "service_day": "2026-11-24",
    "channel": "tv",
    "lines": [{"jan": "2001000000081", "quantity": 1}],
}


@pytest.fixture
def processes(tmp_path: Path, database_url: str) -> Iterator[Processes]:
    running = Processes(tmp_path, database_url, at(9))
    running.start_web()
    yield running
    running.stop()


class Reader:
    """A program that follows the events until it has seen what it waits for."""

    def __init__(self, processes: Processes, access: Access) -> None:
        self._client = httpx.Client(
            base_url=processes.base_url,
            cookies={"sorabin_session": access.sessions["p-kitazawa"]},
            trust_env=False,
            timeout=30,
        )

    def follow(
        self, until: str, *, after: int | None = None, last_id: int | None = None
    ) -> list[dict[str, Any]]:
        """Events until one of the kind `until`: their id, event and data."""
        found: list[dict[str, Any]] = []
        headers = {} if last_id is None else {"Last-Event-ID": str(last_id)}
        params = {} if after is None else {"after": after}
        deadline = machine_s() + 60
        with self._client.stream("GET", f"{API}/events", params=params, headers=headers) as answer:
            assert answer.status_code == 200
            assert answer.headers["content-type"].startswith("text/event-stream")
            event: dict[str, Any] = {}
            for line in answer.iter_lines():
                assert machine_s() < deadline, found[-3:]
                name, _, value = line.partition(": ")
                if name in ("id", "event"):
                    event[name] = value
                elif name == "data":
                    event["data"] = json.loads(value)
                elif not line and event:
                    found.append(event)
                    if event["event"] == until:
                        return found
                    event = {}
        raise AssertionError(f"the stream ended before {until}")


def place_orders(processes: Processes, access: Access, household: str, number: int) -> None:
    bearer = {"Authorization": f"Bearer {access.credentials.devices[household]}"}
    with httpx.Client(base_url=processes.base_url, headers=bearer, trust_env=False) as client:
        for _ in range(number):
            sent = {"Idempotency-Key": new_key()}
            answer = client.post(f"{API}/orders", json=ORDER, headers=sent, timeout=30)
            assert answer.status_code == 201, answer.text


def test_the_stream_skips_no_row_while_many_write(processes: Processes, access: Access) -> None:
    """Eight TV sets and the worker write; one reader follows, another comes later and resumes."""
    reader, collected = Reader(processes, access), []
    following = threading.Thread(
        target=lambda: collected.extend(reader.follow("pick-list-issued", after=0))
    )
    following.start()
    processes.start_worker()
    households = [f"hh-{number:02}" for number in range(1, 9)]
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda household: place_orders(processes, access, household, 6), households))
    processes.move_to(at(11))
    following.join(60)
    assert not following.is_alive()
    seqs = [int(event["id"]) for event in collected]
    assert seqs == list(range(1, len(seqs) + 1))
    assert all(event["data"]["seq"] == int(event["id"]) for event in collected)
    assert all(event["data"]["kind"] == event["event"] for event in collected)
    kinds = [event["event"] for event in collected]
    assert kinds.count("order-placed") == 48
    assert kinds.count("order-released") == 48, "written by the worker"
    middle = seqs[len(seqs) // 2]
    resumed = Reader(processes, access).follow("pick-list-issued", last_id=middle)
    assert resumed == collected[middle:]


def test_the_stream_begins_now_unless_told(processes: Processes, access: Access) -> None:
    place_orders(processes, access, "hh-01", 1)
    collected: list[dict[str, Any]] = []
    reader = Reader(processes, access)
    following = threading.Thread(target=lambda: collected.extend(reader.follow("order-placed")))
    following.start()
    while not collected and following.is_alive():
        place_orders(processes, access, "hh-02", 1)
        following.join(0.3)
    assert [event["data"]["data"]["household"] for event in collected] == ["hh-02"]


def test_a_reader_who_stays_does_not_keep_the_process_from_its_end(
    processes: Processes, access: Access
) -> None:
    reader = Reader(processes, access)
    place_orders(processes, access, "hh-01", 1)
    following = threading.Thread(target=lambda: reader_until_closed(reader), daemon=True)
    following.start()
    begun = machine_s()
    processes.stop()
    assert machine_s() - begun < 9, "told to stop, it stops"
    following.join(10)
    assert not following.is_alive()


def reader_until_closed(reader: Reader) -> None:
    try:
        reader.follow("never", after=0)
    except (httpx.HTTPError, AssertionError):
        return


def test_a_resumption_beyond_reason_is_malformed(processes: Processes, access: Access) -> None:
    cookies = {"sorabin_session": access.sessions["p-kitazawa"]}
    for last in ("x", "-1", str(2**70)):
        answer = httpx.get(
            f"{processes.base_url}{API}/events",
            headers={"Last-Event-ID": last},
            cookies=cookies,
            trust_env=False,
        )
        assert answer.status_code == 422, answer.text


async def test_a_stream_ends_soon_after_its_reader_may_no_longer_read(service: Service) -> None:
    """Whoever is locked out, signed out or whose session has run out sees nothing more."""
    kitazawa, tanaka = service.person("p-kitazawa"), service.person("p-tanaka")
    # This transport hands an answer over when it is whole: the stream has ended.
    ended, open_still = (
        asyncio.create_task(door.get("/events", after=0)) for door in (kitazawa, tanaka)
    )
    await asyncio.sleep(CHECK_S * 1.5)
    assert not ended.done(), "a session that holds keeps its stream"
    with Session(service.database.write_engine) as session:
        session.exec(delete(SessionRow).where(col(SessionRow.person) == "p-kitazawa"))
        session.commit()
    answer = await asyncio.wait_for(ended, 20)
    assert answer.status_code == 200
    assert "key-issued" in answer.text
    assert not open_still.done()
    await service.person("p-tanaka").post("/session/end")
    await asyncio.wait_for(open_still, 20)
