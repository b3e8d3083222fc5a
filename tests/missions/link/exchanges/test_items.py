from __future__ import annotations

import heapq
import random
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from missions.link import messages as msg
from missions.link import requests as req
from missions.link.exchanges.download import Clear, Download
from missions.link.exchanges.exchange import Exchange
from missions.link.exchanges.upload import Upload
from missions.link.outcome import Accepted, NoAnswer, Rejected
from missions.plan.wireitem import WireItem
from tests.missions.link.exchanges.item_store import ItemStore


def items(count: int, kind: int = 0) -> list[WireItem]:
    return [
        WireItem(n, 3, 16, 0, 1, 0.0, 0.0, 0.0, 0.0, 35.0, 137.0, float(n), kind)
        for n in range(count)
    ]


def play(
    exchange: Exchange[Any],
    store: ItemStore,
    *,
    passes: Callable[[], bool] = lambda: True,
    delay_s: Callable[[], float] = lambda: 0.02,
) -> float:
    """Run both sides on one imagined clock; packets are lost and late as told, in order."""
    now_s, number = 0.0, 0
    flying: list[tuple[float, int, Any]] = []
    free = {"up": 0.0, "down": 0.0}

    def launch(things: Any, way: str) -> None:
        nonlocal number
        for thing in things:
            if passes():
                number += 1
                free[way] = max(free[way], now_s + delay_s())
                heapq.heappush(flying, (free[way], number, thing))

    launch(exchange.start(now_s), "up")
    while exchange.outcome is None:
        now_s += 0.01
        assert now_s < 600, "it never ends"
        while flying and flying[0][0] <= now_s:
            thing = heapq.heappop(flying)[2]
            if isinstance(thing, msg.Message):
                launch(exchange.receive(thing, now_s), "up")
            else:
                launch(store.take(thing, now_s), "down")
        launch(store.tick(now_s), "down")
        launch(exchange.tick(now_s), "up")
    return now_s


@given(
    count=st.integers(0, 12),
    loss=st.sampled_from([0.0, 0.1, 0.3, 0.6]),
    longest_s=st.sampled_from([0.01, 0.3, 1.4]),
    rng=st.randoms(use_true_random=False),
)
def test_an_accepted_upload_is_what_the_vehicle_has(
    count: int, loss: float, longest_s: float, rng: random.Random
) -> None:
    store = ItemStore(items(3))
    upload = Upload(0, items(count))
    play(
        upload,
        store,
        passes=lambda: rng.random() >= loss,
        delay_s=lambda: rng.uniform(0.0, longest_s),
    )
    if isinstance(upload.outcome, Accepted):
        assert store.stored == items(count)
    elif loss == 0.0:
        assert longest_s > 1.0


@given(
    count=st.integers(0, 12),
    loss=st.sampled_from([0.0, 0.1, 0.3]),
    longest_s=st.sampled_from([0.01, 0.3, 1.4]),
    rng=st.randoms(use_true_random=False),
)
def test_an_accepted_download_is_what_the_vehicle_has(
    count: int, loss: float, longest_s: float, rng: random.Random
) -> None:
    store = ItemStore(items(count))
    download = Download(0)
    play(
        download,
        store,
        passes=lambda: rng.random() >= loss,
        delay_s=lambda: rng.uniform(0.0, longest_s),
    )
    assert loss > 0.0 or download.outcome == Accepted(tuple(items(count)))
    if isinstance(download.outcome, Accepted):
        assert list(download.outcome.value) == items(count)


def test_a_lost_acceptance_is_found_out_by_beginning_anew() -> None:
    store, lost = ItemStore(), [False]
    upload = Upload(0, items(2))

    def passes() -> bool:
        if not lost[0] and len(store.stored) == 2:
            lost[0] = True
            return False
        return True

    play(upload, store, passes=passes)
    assert lost[0]
    assert upload.outcome == Accepted(None)


def test_an_early_acceptance_means_nothing() -> None:
    upload = Upload(0, items(2), retries=0)
    upload.start(0.0)
    upload.receive(msg.MissionAck(0, 0, 245), 0.1)
    assert upload.outcome is None
    upload.receive(msg.MissionRequest(0, 0, 245), 0.2)
    upload.receive(msg.MissionAck(0, 0, 245), 0.3)
    assert upload.outcome is None
    upload.tick(9.0)
    assert isinstance(upload.outcome, NoAnswer)


def test_a_request_beyond_the_end_is_refused_to_the_vehicle() -> None:
    upload = Upload(0, items(2))
    upload.start(0.0)
    assert upload.receive(msg.MissionRequest(2, 0, 245), 0.1) == (req.SendMissionAck(13, 0),)
    assert upload.outcome == Rejected("the vehicle asks for item 2 of 2")


def test_answers_about_other_types_do_not_count() -> None:
    upload = Upload(1, items(1, kind=1))
    upload.start(0.0)
    assert upload.receive(msg.MissionRequest(0, 0, 245), 0.1) == ()
    upload.receive(msg.MissionRequest(0, 1, 245), 0.1)
    upload.receive(msg.MissionAck(0, 2, 245), 0.2)
    assert upload.outcome is None


def test_one_late_refusal_is_forgiven_and_a_second_is_not() -> None:
    clear = Clear(0)
    clear.start(0.0)
    assert clear.receive(msg.MissionAck(1, 0, 245), 0.1) == (req.ClearItems(0),)
    clear.receive(msg.MissionAck(0, 0, 245), 0.2)
    assert clear.outcome == Accepted(None)
    refused = Download(0)
    refused.start(0.0)
    refused.receive(msg.MissionAck(14, 0, 245), 0.1)
    refused.receive(msg.MissionAck(14, 0, 245), 0.2)
    assert refused.outcome == Rejected("MAV_MISSION_DENIED", 14)


def test_a_mission_that_changes_while_it_is_read_is_no_read_back() -> None:
    download = Download(0)
    download.start(0.0)
    download.receive(msg.MissionCount(2, 0, 245), 0.1)
    download.receive(msg.MissionCount(2, 0, 245), 0.1)
    assert download.outcome is None
    download.receive(msg.MissionCount(3, 0, 245), 0.2)
    assert download.outcome == Rejected("2 items became 3 while they were read")


def test_items_must_be_numbered_and_of_the_type() -> None:
    with pytest.raises(ValueError, match="item 0 is number 1"):
        Upload(0, items(2)[1:])
    with pytest.raises(ValueError, match="of type 0"):
        Upload(1, items(1))


def test_silence_ends_after_the_retries() -> None:
    download = Download(0, retries=2, answer_s=1.0)
    asked = len(download.start(0.0))
    for tenth in range(100):
        asked += len(download.tick(tenth / 10))
    assert asked == 3
    assert isinstance(download.outcome, NoAnswer)
    assert download.outcome.tries == 3
    assert download.outcome.waited_s == pytest.approx(3.0)


def test_a_quick_vehicle_is_asked_again_soon_and_a_silent_one_ever_later() -> None:
    download = Download(0)
    download.start(0.0)
    download.receive(msg.MissionCount(2, 0, 245), 0.02)
    asked_s = [t / 10 for t in range(1, 100) if download.tick(t / 10)]
    assert asked_s == [0.2, 0.4, 0.8, 1.6, 3.1]
    assert isinstance(download.outcome, NoAnswer)
