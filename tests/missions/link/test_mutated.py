"""Flights gone wrong on their way to the ground: nothing raises, and nothing unsound counts.

Two stations listen with one clock. One is fed the mutated stream as it is, the other only what an
oracle of its own (`oracle`) calls sound and ours in it: all that they make known must be the same.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from random import Random
from typing import Any

import pytest

from missions.clock import machine_time
from missions.link.exchanges.commands import CommandExchange
from missions.link.exchanges.download import Clear, Download
from missions.link.exchanges.exchange import Exchange
from missions.link.exchanges.parameters import ReadParameters, WriteParameters
from missions.link.exchanges.upload import Upload
from missions.link.messages import Message
from missions.link.requests import CommandLong
from missions.link.seal import stamp_of
from missions.link.signing import NO_SIGNING, Signing
from missions.link.wire import Packet, Wire
from missions.plan.wireitem import WireItem
from tests.missions.link import mutations, oracle
from tests.missions.link.capture import ROUND, SHORT, captured
from tests.missions.link.fed import Clock, Listener, greeting

pytestmark = pytest.mark.slow
SAMPLE, ALL = 200_000, 10_000_000
SEGMENT = 20_000
OURS, GROUND = (1, 1), 245
KEY, OTHER = bytes(range(32)), bytes(range(1, 33))
ANSWERS = {40, 44, 47, 51, 73, 77, 345}
"""MISSION_REQUEST, _COUNT, _ACK, _REQUEST_INT, _ITEM_INT, COMMAND_ACK, PARAM_ERROR."""
_FLUSH = bytes(300)
"""Behind a segment: whatever pretends to begin at its end has an end, too."""


def segments(rng: Random, pieces: Iterator[bytes]) -> Iterator[bytes]:
    while some := b"".join(islice(pieces, SEGMENT // 30)):
        yield some + _FLUSH


def ours(frames: Iterable[oracle.Sound]) -> list[bytes]:
    """Those that our vehicle says to us or to all; answers to others are none of ours."""
    return [
        frame.raw
        for frame in frames
        if (frame.system_id, frame.component_id) == OURS
        and (frame.number not in ANSWERS or frame.target() in (0, GROUND))
    ]


async def assert_alike(
    rng: Random,
    mutated: Iterator[bytes],
    counts: oracle.SignatureOracle | None,
    greet: Callable[[], bytes],
    caplog: pytest.LogCaptureFixture,
) -> int:
    """Feed two stations until the stream ends; how many frames counted."""
    clock = Clock()
    signing = Signing(KEY) if counts else NO_SIGNING
    all_of_it = await Listener.open(clock, greet, signing)
    sound_only = await Listener.open(clock, greet, signing)
    counted = 0
    with caplog.at_level(logging.WARNING):
        for segment in segments(rng, mutated):
            found = oracle.sound(segment)
            good = ours(frame for frame in found if counts is None or counts.counts(frame))
            counted += len(good)
            for chunk in mutations.in_chunks(rng, iter([segment])):
                await all_of_it.carrier.feed(chunk)
            await sound_only.carrier.feed(b"".join(good))
            assert await all_of_it.told() == await sound_only.told()
            assert repr(all_of_it.station.state) == repr(sound_only.station.state)
            assert all_of_it.station.readiness == sound_only.station.readiness
            assert all_of_it.station.system_id == OURS[0]
            clock.now_s += rng.choice((0.01, 0.05, 0.2))
            for each in (all_of_it, sound_only):
                each.station.time.now_s()  # as its heartbeats' timer does, sooner or later
        assert all_of_it.station.connected
        await all_of_it.station.close()
        await sound_only.station.close()
    assert caplog.records == []
    return counted


@pytest.mark.parametrize(
    ("size", "flight", "seed"),
    [(SAMPLE, SHORT, 1), pytest.param(ALL, ROUND, 2, marks=pytest.mark.soak)],
)
@pytest.mark.timeout(7200)
async def test_a_station_hears_what_is_sound_and_ours_and_nothing_else(
    size: int, flight: tuple[str, ...], seed: int, caplog: pytest.LogCaptureFixture
) -> None:
    rng = Random(seed)
    mutated = mutations.stream(rng, captured(*flight).down, size, mutations.ALL)
    assert await assert_alike(rng, mutated, None, greeting, caplog) > size / 200


@pytest.mark.parametrize(
    ("size", "flight", "seed"),
    [(SAMPLE, SHORT, 3), pytest.param(ALL, ROUND, 4, marks=pytest.mark.soak)],
)
@pytest.mark.timeout(7200)
async def test_over_a_signed_link_nothing_counts_but_what_is_signed_and_new(
    size: int, flight: tuple[str, ...], seed: int, caplog: pytest.LogCaptureFixture
) -> None:
    rng = Random(seed)
    now = stamp_of(machine_time().timestamp())
    forger = mutations.Forger(KEY, OTHER, now + 3600 * 100_000)
    counts = oracle.SignatureOracle(KEY, now)

    def greet() -> bytes:
        hello = b"".join(forger.signed(frame.raw) for frame in oracle.sound(greeting()))
        assert all(counts.counts(frame) for frame in oracle.sound(hello))
        return hello

    def stream() -> Iterator[bytes]:
        for piece in mutations.stream(rng, captured(*flight).down, size, mutations.ALL):
            for frame in oracle.sound(piece + _FLUSH):
                if frame.raw[0] == 0xFD and not frame.signature:
                    wrong = rng.random() < 0.4
                    yield forger.wrong(rng, frame.raw) if wrong else forger.signed(frame.raw)
            yield piece if rng.random() < 0.2 else b""

    assert await assert_alike(rng, stream(), counts, greet, caplog) > size / 400


def items() -> list[WireItem]:
    return [WireItem(n, 0, 16, 0, 1, 0.0, 0.0, 0.0, 0.0, 35.8, 138.0, 700.0, 0) for n in range(9)]


def exchanges(rng: Random) -> list[Exchange[Any]]:
    """Each that a flight has, under way."""
    kind = rng.randrange(3)
    names = ["FS_GCS_ENABLE", "RTL_ALT", "WPNAV_SPEED"]
    made: list[Exchange[Any]] = [
        CommandExchange(CommandLong(rng.choice((400, 176, 300, 511)), (0, 0, 0, 0, 0, 0, 0))),
        Download(kind),
        Clear(kind),
        Upload(0, items()),
        ReadParameters(names),
        WriteParameters(dict.fromkeys(names, 6.0)),
    ]
    return made


@pytest.mark.parametrize(
    ("size", "flight"), [(SAMPLE, SHORT), pytest.param(ALL, ROUND, marks=pytest.mark.soak)]
)
@pytest.mark.timeout(7200)
def test_no_question_raises_whatever_is_answered(size: int, flight: tuple[str, ...]) -> None:
    rng, wire, now_s = Random(5), Wire(GROUND), 0.0
    running: list[Exchange[Any]] = []
    ended = 0
    for chunk in mutations.in_chunks(
        rng, mutations.stream(rng, captured(*flight).down, size, mutations.SOUND)
    ):
        for packet in wire.decode(chunk):
            now_s += 0.01
            if not running:
                running = exchanges(rng)
                for each in running:
                    each.start(now_s)
            _hand_over(running, packet, now_s)
            for each in running:
                each.tick(now_s)
            ended += sum(1 for each in running if each.outcome is not None)
            running = [each for each in running if each.outcome is None]
    assert ended > size / 20_000


def _hand_over(running: Sequence[Exchange[object]], packet: Packet, now_s: float) -> None:
    message: Message = packet.message
    for each in running:
        for request in each.receive(message, now_s):
            assert Wire(GROUND).encode(request, 1, 1)


def test_a_fresh_station_knows_nothing_after_noise_alone() -> None:
    rng, wire = Random(6), Wire(GROUND)
    frames = captured(*SHORT).down
    for _ in range(300):
        piece = rng.choice(mutations.UNSOUND[:-2])(rng, frames)
        sound = [frame.raw for frame in oracle.sound(piece + _FLUSH)]
        assert [packet.raw for packet in wire.decode(piece + _FLUSH)] == sound
