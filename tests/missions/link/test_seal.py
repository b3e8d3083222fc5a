"""Signatures: what is signed counts once, and nothing else counts or changes anything."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule
from pymavlink.dialects.v20 import ardupilotmega as mavlink

from missions.link.frames import Frame, FrameReader
from missions.link.seal import EPOCH_UNIX_S, PER_S, Refusal, Seal, stamp_of
from missions.link.signing import Signing
from tests.missions.link.frames_of import signed, version_2

EXTRAS = {number: kind.crc_extra for number, kind in mavlink.mavlink_map.items()}
KEY, OTHER = bytes(range(32)), bytes(range(1, 33))
NOW_S = EPOCH_UNIX_S + 1e8
NOW = stamp_of(NOW_S)
BEAT = version_2(0, bytes(9))
MINUTE = 60 * PER_S


def seal(key: bytes = KEY, link_id: int = 0, now_s: float = NOW_S) -> Seal:
    return Seal(Signing(key, link_id), lambda: now_s)


def frame(raw: bytes) -> Frame:
    (found,) = FrameReader(EXTRAS).feed(raw)
    return found


def beat(stamp: int, *, key: bytes = KEY, link_id: int = 0, system_id: int = 1) -> Frame:
    return frame(signed(version_2(0, bytes(9), system_id=system_id), key, stamp, link_id))


def test_a_stamp_counts_tens_of_microseconds_from_2015() -> None:
    assert stamp_of(EPOCH_UNIX_S) == 0
    assert stamp_of(EPOCH_UNIX_S + 1.5) == 150_000
    assert stamp_of(0.0) == 0
    assert stamp_of(1e12) == (1 << 48) - 1


def test_what_is_signed_is_what_the_specification_says() -> None:
    made = seal(link_id=7).signed(BEAT, EXTRAS[0])
    assert made == signed(BEAT, KEY, NOW, 7)
    reader = mavlink.MAVLink(None)
    reader.signing.secret_key = KEY
    assert reader.decode(bytearray(made)).get_signed()


def test_each_frame_is_stamped_later_than_the_last_although_the_clock_stands() -> None:
    sealing, taking = seal(), seal()
    for _ in range(5):
        assert taking.judge(frame(sealing.signed(BEAT, EXTRAS[0]))) is None
    assert sealing.latest == NOW + 4


def test_only_frames_of_version_2_can_be_signed() -> None:
    with pytest.raises(ValueError, match="MAVLink 2"):
        seal().signed(b"\xfe" + BEAT[1:], EXTRAS[0])


@pytest.mark.parametrize(
    ("raw", "why"),
    [
        (BEAT, Refusal.UNSIGNED),
        (signed(BEAT, OTHER, NOW), Refusal.WRONG_KEY),
        (signed(BEAT, KEY, NOW - MINUTE - 1), Refusal.OLD),
        (signed(BEAT, KEY, NOW)[:-1] + b"\0", Refusal.WRONG_KEY),
    ],
)
def test_what_is_not_signed_as_it_must_be_does_not_count(raw: bytes, why: Refusal) -> None:
    assert seal().judge(frame(raw)) is why


def test_a_sender_whose_clock_is_a_little_late_counts_from_there_on() -> None:
    taking = seal()
    assert taking.judge(beat(NOW - MINUTE)) is None
    assert taking.judge(beat(NOW - MINUTE + 1)) is None
    assert taking.judge(beat(NOW - MINUTE + 1)) is Refusal.OLD


def test_a_forged_frame_from_the_future_locks_nobody_out() -> None:
    taking = seal()
    assert taking.judge(beat(NOW)) is None
    assert taking.judge(beat((1 << 48) - 1, key=OTHER)) is Refusal.WRONG_KEY
    assert taking.judge(beat(NOW + 1)) is None
    assert taking.latest == NOW + 1


def test_streams_are_told_apart_by_system_component_and_link() -> None:
    taking = seal()
    assert taking.judge(beat(NOW + 10)) is None
    assert taking.judge(beat(NOW + 5, link_id=1)) is None
    assert taking.judge(beat(NOW + 5, system_id=2)) is None
    assert taking.judge(beat(NOW + 10)) is Refusal.OLD


def test_of_very_many_senders_the_first_are_kept() -> None:
    taking = seal()
    told = [taking.judge(beat(NOW, system_id=number)) for number in range(1, 21)]
    assert told == [None] * 16 + [Refusal.TOO_MANY] * 4
    assert taking.judge(beat(NOW + 1)) is None


def test_a_vehicle_that_is_ahead_is_followed() -> None:
    ours = seal()
    assert ours.judge(beat(NOW + 1000)) is None
    assert frame(ours.signed(BEAT, EXTRAS[0])).raw[-12:-6] == (NOW + 1001).to_bytes(6, "little")


@given(st.binary(min_size=13, max_size=13))
def test_no_guessed_signature_counts(guess: bytes) -> None:
    taking = seal()
    assert taking.judge(frame(signed(BEAT, KEY, NOW)[:-13] + guess)) in (
        Refusal.WRONG_KEY, Refusal.OLD,
    )  # fmt: skip
    assert taking.latest == 0


class TwoSides(RuleBasedStateMachine):
    """A sender, a listener, and somebody between them who keeps, repeats, forges and reorders."""

    def __init__(self) -> None:
        super().__init__()
        self.now_s = NOW_S
        self.sender = Seal(Signing(KEY), lambda: self.now_s)
        self.listener = Seal(Signing(KEY), lambda: self.now_s)
        self.sent: list[bytes] = []
        self.taken: list[int] = []
        self.seen: set[bytes] = set()

    @rule(seconds=st.floats(0.0, 300.0))
    def time_passes(self, seconds: float) -> None:
        self.now_s += seconds

    @rule()
    def send(self) -> None:
        self.sent.append(self.sender.signed(BEAT, EXTRAS[0]))
        self.hand_over(self.sent[-1])

    @rule(late=st.integers(0, 5))
    def repeat(self, late: int) -> None:
        if self.sent:
            self.hand_over(self.sent[-1 - late % len(self.sent)])

    @rule(stamp=st.integers(0, (1 << 48) - 1))
    def forge(self, stamp: int) -> None:
        before = self.listener.latest
        assert self.listener.judge(beat(stamp, key=OTHER)) is Refusal.WRONG_KEY
        assert self.listener.latest == before

    @rule()
    def send_without(self) -> None:
        assert self.listener.judge(frame(BEAT)) is Refusal.UNSIGNED

    def hand_over(self, raw: bytes) -> None:
        if self.listener.judge(frame(raw)) is None:
            assert raw not in self.seen
            self.seen.add(raw)
            self.taken.append(int.from_bytes(raw[-12:-6], "little"))

    @invariant()
    def what_counts_goes_forward_and_all_that_is_sent_counts(self) -> None:
        assert self.taken == sorted(set(self.taken))
        assert len(self.taken) == len(self.sent)


TestTwoSides = TwoSides.TestCase
