"""`sorabin fly --watch`: watched by a ground station that means harm, a flight is the same."""

from __future__ import annotations

import asyncio
import contextlib
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from missions.link.wire import Wire
from tests.flight.test_fly import (
    SPEED,
    assert_on_pad,
    assert_sound,
    failsafe_struck,
    fly,
    said,
)
from tests.flight.vehicles import KINDS, vehicle
from tests.missions.link.watching import EXECUTIVE, Listener, Upstream, hostile_packets

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]
_PAUSE_S = 0.2
_SPEED = {kind: speed / 2 for kind, speed in SPEED.items()}
"""A watcher that never rests takes its part of a small machine."""


class Hostile:
    """A watcher in a thread of its own: it takes every copy, and answers each look with all that it
    can think of. `seen`: how many copies it took; `said`: how many packets it sent back."""

    def __init__(self, vehicle_id: int) -> None:
        self._listener = Listener()
        self.address = self._listener.address
        self._packets = hostile_packets(vehicle_id)
        self._ends = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self.copies: list[bytes] = []
        self.said = 0

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._ends.set()
        self._thread.join()
        self._listener.close()

    def _run(self) -> None:
        while not self._ends.wait(_PAUSE_S):
            self.copies += self._listener.taken()
            if self._listener.sources:
                for packet in self._packets:
                    self._listener.answer(packet)
                self.said += len(self._packets)


class Wiretap:
    """The vehicle's side of the link in a loop of its own, while the flight is another process."""

    def __init__(self, address: str) -> None:
        self.upstream = Upstream(address)
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)

    def __enter__(self) -> Upstream:
        self._thread.start()
        asyncio.run_coroutine_threadsafe(self.upstream.__aenter__(), self._loop).result()
        return self.upstream

    def __exit__(self, *exc: object) -> None:
        asyncio.run_coroutine_threadsafe(self.upstream.__aexit__(), self._loop).result()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()


@contextmanager
def hostile_watch(vehicle_id: int) -> Iterator[Hostile]:
    made = Hostile(vehicle_id)
    made.start()
    try:
        yield made
    finally:
        with contextlib.suppress(OSError):
            made.stop()


def orders(flight: dict[str, Any]) -> list[str]:
    """The orders to the vehicle that were given, in their order."""
    return [event["name"] for event in said(flight, "command")]


@pytest.mark.parametrize("kind", KINDS)
def test_a_flight_with_consent_under_a_hostile_watcher_is_the_same(
    kind: str, tmp_path: Path
) -> None:
    flown: list[dict[str, Any]] = []
    for watched in (False, True):
        folder = tmp_path / str(watched)
        folder.mkdir()
        with (
            vehicle(kind, folder, _SPEED[kind]) as address,
            Wiretap(address) as wire,
            hostile_watch(1) as watcher,
        ):
            options = ("--watch", watcher.address) if watched else ()
            flown.append(fly(wire.address, folder, "--consent", "yes", *options))
    alone, with_watcher = flown
    for flight in flown:
        assert_sound(flight)
        assert flight["outcome"] == "delivered"
        assert_on_pad(flight, "nakao")
    assert orders(with_watcher) == orders(alone)
    assert with_watcher["mission_sha256"] == alone["mission_sha256"]
    assert with_watcher["airborne_s"] == pytest.approx(alone["airborne_s"], rel=0.05)
    # What came up the link is the executive's, to the last packet.
    codec = Wire(1)
    packets = codec.decode(bytes(wire.bytes_up))
    assert codec.passed_over == 0
    assert {packet.system_id for packet in packets} == {EXECUTIVE}
    assert wire.connections == 1
    assert watcher.said > 1000
    copies, heard = watcher.copies, bytes(wire.bytes_down)
    assert len(copies) > 1000
    at = 0
    for copy in copies:  # each is there, as it is, behind the one before
        at = heard.index(copy, at) + len(copy)


@pytest.mark.parametrize("kind", KINDS)
def test_a_lost_link_strikes_the_failsafe_although_a_watcher_s_heartbeats_go_on(
    kind: str, tmp_path: Path
) -> None:
    with vehicle(kind, tmp_path, _SPEED[kind]) as address, hostile_watch(1) as watcher:
        options = ("--cut-link", "out:0.5", "--watch", watcher.address)
        flight = fly(address, tmp_path, "--consent", "yes", *options)
        assert watcher.said > 1000
    assert_sound(flight)
    assert failsafe_struck(flight)
    assert_on_pad(flight, "hase-hub")


def test_a_watcher_on_another_machine_needs_a_word(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        fly("tcp:127.0.0.1:9", tmp_path, "--watch", "udp:192.0.2.7:14550", exit_code=2)
