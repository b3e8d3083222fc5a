"""Whether and how MAVLink packets are signed, as a value.

Owns the configuration. Knows nothing of packets (`missions.link.wire`).
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Signing:
    """Sign what is sent and refuse what is not signed with the same key.

    `key`: 32 bytes shared with the vehicle. `link_id`: which of our links signs (0 to 255).
    The vehicle refuses a time stamp that goes back, so the station passes wall time in.
    """

    key: bytes
    link_id: int = 0

    def __post_init__(self) -> None:
        if len(self.key) != 32:
            raise ValueError("a signing key has 32 bytes")
        if not 0 <= self.link_id <= 255:
            raise ValueError("a link id is 0 to 255")

    def __repr__(self) -> str:
        return f"Signing(key=<32 bytes>, link_id={self.link_id})"


@dataclass(frozen=True, slots=True)
class NoSigning:
    """Packets go and come without signature."""


NO_SIGNING = NoSigning()
