"""Signing of MAVLink 2 frames: the signature of what is sent, the judgement of what has come.

Owns key, time stamps and the streams heard so far. A signature is the first 6 bytes of SHA-256 over
key, frame, link id and time stamp; the stamp has 48 bits of 10 µs since 2015 and grows with every
frame of a stream (system, component, link id), so that nothing counts twice. A frame that is
refused changes nothing here. Knows nothing of what a frame says, nor of who may go unsigned.
Source: mavlink.io/en/guide/message_signing.html; the limits are those of MAVLink's C library.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from hashlib import sha256
from hmac import compare_digest

from missions.link.frames import MAGIC_V2, SIGNATURE_SIZE, SIGNED_FLAG, Frame, check_sum
from missions.link.signing import Signing

EPOCH_UNIX_S = 1_420_070_400
"""2015-01-01, from which the stamps count."""
PER_S = 100_000
_LATE = 60 * PER_S
"""A stream that begins may be so far behind: its sender's clock may be wrong."""
_MOST_STREAMS = 16
_HASH_SIZE, _STAMP_SIZE, _SUM_SIZE = 6, 6, 2
_LARGEST = (1 << 48) - 1


class Refusal(StrEnum):
    """Why a frame does not count."""

    UNSIGNED = "not signed"
    WRONG_KEY = "signed with another key"
    OLD = "signed with a time that has passed"
    TOO_MANY = "of one sender too many"


Streams = dict[tuple[int, int, int], int]
"""Latest stamp by (system, component, link id); links of one vehicle share it."""


def stamp_of(unix_s: float) -> int:
    """The time stamp of a moment; 0 before 2015."""
    return min(_LARGEST, max(0, int((unix_s - EPOCH_UNIX_S) * PER_S)))


class Seal:
    """For one link; outlives its connections. `now_unix_s` gives the present time."""

    def __init__(
        self,
        signing: Signing,
        now_unix_s: Callable[[], float],
        *,
        latest: int = 0,
        streams: Streams | None = None,
    ) -> None:
        self._signing = signing
        self._now_unix_s = now_unix_s
        self._streams: Streams = {} if streams is None else streams
        self.latest = latest
        """The greatest stamp sent or accepted."""

    def signed(self, packed: bytes, extra: int) -> bytes:
        """An unsigned frame of version 2 with our signature. `extra`: CRC_EXTRA of its message."""
        if packed[0] != MAGIC_V2:
            raise ValueError("only frames of MAVLink 2 can be signed")
        self.latest = min(_LARGEST, max(self.latest + 1, self._present()))
        head = bytes((MAGIC_V2, packed[1], packed[2] | SIGNED_FLAG))
        body = head + packed[3:-_SUM_SIZE]
        frame = body + check_sum(body[1:], extra).to_bytes(_SUM_SIZE, "little")
        frame += bytes((self._signing.link_id,)) + self.latest.to_bytes(_STAMP_SIZE, "little")
        return frame + self._hash(frame)

    def judge(self, frame: Frame) -> Refusal | None:
        """Why this frame does not count; None: it does, and its stamp is taken note of."""
        if not frame.signed:
            return Refusal.UNSIGNED
        covered, told = frame.raw[:-_HASH_SIZE], frame.raw[-_HASH_SIZE:]
        if not compare_digest(self._hash(covered), told):
            return Refusal.WRONG_KEY
        link_id, stamp = _stamp_in(frame)
        stream = (frame.system_id, frame.component_id, link_id)
        known = self._streams.get(stream)
        if known is None:
            if len(self._streams) >= _MOST_STREAMS:
                return Refusal.TOO_MANY
            if stamp + _LATE < max(self.latest, self._present()):
                return Refusal.OLD
        elif stamp <= known:
            return Refusal.OLD
        self._streams[stream] = stamp
        self.latest = max(self.latest, stamp)
        return None

    def _present(self) -> int:
        return stamp_of(self._now_unix_s())

    def _hash(self, covered: bytes) -> bytes:
        return sha256(self._signing.key + covered).digest()[:_HASH_SIZE]


def _stamp_in(frame: Frame) -> tuple[int, int]:
    """(link id, time stamp) of a signed frame."""
    signature = frame.raw[-SIGNATURE_SIZE:]
    return signature[0], int.from_bytes(signature[1 : 1 + _STAMP_SIZE], "little")
