"""Frames are found in any stream, however it is cut, and nothing else is."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pymavlink.dialects.v20 import ardupilotmega as mavlink

from missions.link.frames import Frame, FrameReader, check_sum
from tests.missions.link.frames_of import signed, version_1, version_2

EXTRAS = {number: kind.crc_extra for number, kind in mavlink.mavlink_map.items()}
KEY = bytes(range(32))
numbers = st.sampled_from(sorted(EXTRAS))
payloads = st.binary(min_size=1, max_size=255)
frames = st.one_of(
    st.builds(version_2, numbers, payloads, system_id=st.integers(0, 255)),
    st.builds(lambda n, p: signed(version_2(n, p), KEY, 5), numbers, payloads),
    st.builds(version_1, st.sampled_from([n for n in EXTRAS if n < 256]), payloads),
)


def read(data: bytes, piece: int = 1 << 16) -> list[Frame]:
    reader = FrameReader(EXTRAS)
    return [
        frame for at in range(0, len(data), piece) for frame in reader.feed(data[at : at + piece])
    ]


@given(st.binary(max_size=300), st.integers(0, 255))
def test_the_check_sum_is_mavlinks(body: bytes, extra: int) -> None:
    assert check_sum(body, extra) == mavlink.x25crc(body + bytes((extra,))).crc


@given(st.lists(frames, max_size=8), st.integers(1, 50))
def test_whole_frames_come_through_however_they_are_cut(sent: list[bytes], piece: int) -> None:
    assert [frame.raw for frame in read(b"".join(sent), piece)] == sent


@given(st.lists(st.tuples(st.binary(max_size=300), frames), max_size=6), st.integers(1, 50))
def test_noise_hides_no_frame(stream: list[tuple[bytes, bytes]], piece: int) -> None:
    data = b"".join(noise + frame for noise, frame in stream) + bytes(300)
    found = [frame.raw for frame in read(data, piece)]
    for _, frame in stream:
        assert frame in found or any(frame in each for each in found)


@given(frames, st.data())
def test_one_byte_changed_is_no_frame_any_more(frame: bytes, data: st.DataObject) -> None:
    """But in the signature, which the check sum does not cover."""
    covered = len(frame) - (13 if frame[0] == 0xFD and frame[2] & 1 else 0)
    at = data.draw(st.integers(0, covered - 1))
    other = data.draw(st.integers(1, 255))
    bad = frame[:at] + bytes((frame[at] ^ other,)) + frame[at + 1 :]
    assert bad not in [found.raw for found in read(bad + bytes(300))]


@pytest.mark.parametrize("flags", [0x02, 0x03, 0x80])
def test_flags_that_are_not_known_change_what_cannot_be_known(flags: int) -> None:
    assert read(version_2(0, bytes(9), flags=flags) + bytes(300)) == []


def test_a_message_that_is_not_known_is_passed_over_and_counted() -> None:
    unknown = version_2(0xABCDE, bytes(9), extra=77)
    reader = FrameReader(EXTRAS)
    known = version_2(0, bytes(9))
    assert [frame.raw for frame in reader.feed(unknown + known)] == [known]
    assert reader.passed_over == len(unknown)


def test_what_only_pretends_to_begin_does_not_hold_up_what_follows() -> None:
    """A frame that nobody can know the end of is waited for no longer than its number."""
    reader = FrameReader(EXTRAS)
    assert reader.feed(b"\xfd\xff\x00\x00\x00\x01\x01\xff\xff\xff") == []
    known = version_2(0, bytes(9))
    assert [frame.raw for frame in reader.feed(known)] == [known]
