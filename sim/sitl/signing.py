"""The vehicle's side of MAVLink signing: one key, a seal for each of its ports, who needs none.

Owns what ArduPilot owns (source: GCS_Signing.cpp): a key comes by SETUP_SIGNING over a link that
counts, never while it is armed, and is at work on all ports at once; the time stamp goes on from
the last one a minute ahead; the radio's own reports need no signature, and the first port is a
cable that needs none either. `sealed`: no port is one. Knows nothing of sockets or other messages.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from missions.link.frames import Frame
from missions.link.seal import PER_S, Seal, Streams, stamp_of
from missions.link.signing import KEY_SIZE, Signing
from sim.sitl.dialect import mavlink

_AHEAD = 60 * PER_S
_MAY_BE_UNSIGNED = frozenset({mavlink.MAVLINK_MSG_ID_RADIO_STATUS, mavlink.MAVLINK_MSG_ID_RADIO})
_CABLE = 0
SIGNING_DISABLED = 1
"""Bit of MAVn_OPTIONS."""


@dataclass(frozen=True, slots=True)
class StoredKey:
    """What is kept while the power is off; `stamp` in 10 µs since 2015."""

    key: bytes
    stamp: int

    def __repr__(self) -> str:
        return f"StoredKey(key=<{len(self.key)} bytes>, stamp={self.stamp})"

    @property
    def none(self) -> bool:
        """Zeros only: no signing."""
        return not any(self.key) and self.stamp == 0


class PortSeal:
    """The seal of one port, which comes and goes with the key."""

    def __init__(self, port: int, *, cable: bool) -> None:
        self._port, self._cable = port, cable
        self._seal: Seal | None = None

    @property
    def latest(self) -> int:
        return 0 if self._seal is None else self._seal.latest

    def begin(self, stored: StoredKey | None, streams: Streams) -> None:
        """Sign from now on, or no more."""
        self._seal = None
        if stored is not None and not stored.none:
            signing = Signing(stored.key, self._port)
            latest = stored.stamp + _AHEAD
            self._seal = Seal(signing, lambda: 0.0, latest=latest, streams=streams)

    def advance(self, stamp: int) -> None:
        if self._seal is not None:
            self._seal.latest = max(self._seal.latest, stamp)

    def signed(self, packed: bytes, extra: int) -> bytes:
        """What is sent, with a signature where there is a key."""
        return packed if self._seal is None else self._seal.signed(packed, extra)

    def accepts(self, frame: Frame) -> bool:
        """Whether what has come counts."""
        if self._seal is None or self._seal.judge(frame) is None:
            return True
        return self._cable or frame.number in _MAY_BE_UNSIGNED


class Signatures:
    """For one power-up. `disabled` says of a port whether its parameter switches signing off."""

    def __init__(
        self, stored: StoredKey | None, disabled: Callable[[int], bool], *, sealed: bool
    ) -> None:
        self._stored, self._disabled, self._sealed = stored, disabled, sealed
        self._ports: dict[int, PortSeal] = {}
        self._streams: Streams = {}
        self._told = 0
        """The stamp of the time that satellites have told."""

    def port(self, number: int) -> PortSeal:
        """The seal of a port, 0 the first; the same however often it is asked for."""
        if number not in self._ports:
            cable = number == _CABLE and not self._sealed
            seal = self._ports[number] = PortSeal(number, cable=cable)
            self._begin(number, seal)
        return self._ports[number]

    def set_up(self, key: bytes, stamp: int) -> None:
        """SETUP_SIGNING: from the next frame on, on all ports."""
        self._stored = StoredKey(key[:KEY_SIZE].ljust(KEY_SIZE, b"\0"), stamp)
        for number, seal in self._ports.items():
            self._begin(number, seal)

    def set_time(self, unix_s: float) -> None:
        """A satellite has told the time."""
        self._told = stamp_of(unix_s) // PER_S * PER_S
        for seal in self._ports.values():
            seal.advance(self._told)

    @property
    def key(self) -> bytes | None:
        """What signs; None: nothing does."""
        return None if self._stored is None or self._stored.none else self._stored.key

    def stored(self) -> StoredKey | None:
        """The key with the latest stamp; None where there is none."""
        if self._stored is None or self.key is None:
            return None
        latest = max((seal.latest for seal in self._ports.values()), default=0)
        return StoredKey(self._stored.key, max(self._stored.stamp, self._told, latest))

    def _begin(self, number: int, seal: PortSeal) -> None:
        seal.begin(None if self._disabled(number) else self._stored, self._streams)
        seal.advance(self._told)
