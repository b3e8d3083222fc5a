"""Words of the ground gone wrong on their way up: nothing raises, and nothing unsound counts.

Two vehicles of one seed live through the same time. One is given the mutated stream as it is, the
other only what an oracle of its own calls sound and meant for it: all that they say must be the
same, byte for byte, and so must all that they keep.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import islice
from random import Random
from typing import Any

import pytest

from missions.link.seal import EPOCH_UNIX_S, stamp_of
from sim.sitl.channel import Channel
from sim.sitl.signing import StoredKey
from sim.sitl.store import Standing, Store
from sim.sitl.vehicle import Vehicle, VehicleSpec
from tests.flight.vehicles import hub
from tests.missions.link import mutations, oracle
from tests.missions.link.capture import ROUND, SHORT, captured

pytestmark = pytest.mark.slow
SAMPLE, ALL = 200_000, 10_000_000
BEGINS_ANEW = 100_000
"""Bytes after which the vehicles are new: among what is sound is much that ends a flight."""
AUTOPILOT = 1
KEY, OTHER = bytes(range(32)), bytes(range(1, 33))
NOW_S = EPOCH_UNIX_S + 1e8
_FLUSH = bytes(300)
_STEPS = 5
SIZES = pytest.mark.parametrize(
    ("size", "flight", "seed"),
    [(SAMPLE, SHORT, 1), pytest.param(ALL, ROUND, 2, marks=pytest.mark.soak)],
)


class Craft:
    """A vehicle and one client of it."""

    def __init__(self, key: bytes | None = None) -> None:
        store = Store(signing=StoredKey(key, 0) if key else None)
        pad = hub()
        standing = Standing(round(pad.lat_deg * 1e7), round(pad.lon_deg * 1e7), 180.0)
        spec = VehicleSpec(standing, pad.alt_amsl_m, unix_s=NOW_S, sealed=True)
        self.vehicle = Vehicle(spec, store)
        self.channel: Channel = self.vehicle.open_channel(0)

    def live(self, steps: int) -> None:
        for _ in range(steps):
            self.vehicle.step()

    def hear(self, raw: bytes) -> None:
        self.vehicle.hear(self.channel, raw)

    def said(self) -> bytes:
        told = bytes(self.channel.out)
        self.channel.out.clear()
        return told

    def kept(self) -> Any:
        """All that outlives it, and how it stands."""
        ap, store = self.vehicle.autopilot, self.vehicle.store()
        kept = (store.items, store.fence, store.rally, store.parameters, store.came_down)
        now = (ap.mode_number, ap.armed, ap.landed, ap.home, ap.here, ap.body.speed)
        mission = (ap.mission.current_seq, ap.mission.state, ap.failsafes.any)
        return repr((kept, now, mission, self.vehicle.signatures.stored()))

    @property
    def system_id(self) -> int:
        return int(self.vehicle.autopilot.parameters["MAV_SYSID"])

    def is_meant(self, frame: oracle.Sound) -> bool:
        return frame.target() in (0, self.system_id) and frame.target("target_component") in (
            0, AUTOPILOT,
        )  # fmt: skip


Stage = Callable[[Craft, list[bytes]], None]


def switched_on(craft: Craft, up: list[bytes]) -> None:
    craft.live(50)


def ready(craft: Craft, up: list[bytes]) -> None:
    craft.live(2500)


def in_the_air(craft: Craft, up: list[bytes]) -> None:
    """With the mission of the captured flight, launched as it was there."""
    ready(craft, up)
    for frame in up:
        craft.hear(frame)
        craft.live(1)
        if craft.vehicle.autopilot.mission.current_seq:
            break
    craft.live(500)
    assert not craft.vehicle.autopilot.landed


STAGES: tuple[Stage, ...] = (switched_on, ready, in_the_air)


def assert_alike(
    rng: Random,
    up: list[bytes],
    mutated: Iterator[bytes],
    stages: tuple[Stage, ...],
    key: bytes | None = None,
) -> int:
    """Live through the stream with two vehicles; how many frames counted."""
    counted, stage = 0, 0
    while True:
        one, other = Craft(key), Craft(key)
        counts = oracle.SignatureOracle(key, 0) if key else None
        for craft in (one, other):
            stages[stage % len(stages)](craft, up)
        stage += 1
        lived = 0
        while lived < BEGINS_ANEW:
            segment = b"".join(islice(mutated, rng.randint(1, 60)))
            if not segment:
                return counted
            segment += _FLUSH
            for chunk in mutations.in_chunks(rng, iter([segment])):
                one.hear(chunk)
            for frame in oracle.sound(segment):
                # What is signed for somebody else moves the stamps on, and does nothing else.
                if other.is_meant(frame) if counts is None else counts.counts(frame):
                    other.hear(frame.raw)
                    counted += 1
            for craft in (one, other):
                craft.live(_STEPS)
            assert one.said() == other.said()
            assert one.kept() == other.kept()
            lived += len(segment)


@SIZES
@pytest.mark.timeout(14_400)
def test_a_vehicle_obeys_what_is_sound_and_meant_for_it_and_nothing_else(
    size: int, flight: tuple[str, ...], seed: int
) -> None:
    rng = Random(seed)
    up = list(captured(*flight).up)
    mutated = mutations.stream(rng, up, size, mutations.ALL)
    assert assert_alike(rng, up, mutated, STAGES) > size / 300


@SIZES
@pytest.mark.timeout(14_400)
def test_a_vehicle_with_a_key_obeys_what_is_signed_and_new_and_nothing_else(
    size: int, flight: tuple[str, ...], seed: int
) -> None:
    rng = Random(seed)
    forger = mutations.Forger(KEY, OTHER, stamp_of(NOW_S) + 3600 * 100_000)

    def stream() -> Iterator[bytes]:
        up = captured(*flight).up
        for piece in mutations.stream(rng, up, size, mutations.ALL):
            for frame in oracle.sound(piece + _FLUSH):
                if frame.raw[0] == 0xFD and not frame.signature:
                    wrong = rng.random() < 0.4
                    yield forger.wrong(rng, frame.raw) if wrong else forger.signed(frame.raw)
            yield piece if rng.random() < 0.2 else b""

    assert assert_alike(rng, [], stream(), (switched_on, ready), KEY) > size / 600
