"""Whether and how MAVLink packets are signed, as a value, and the file that a key is kept in.

Owns the configuration. Knows nothing of packets (`missions.link.seal`).
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from stat import S_IMODE

from missions.errors import SorabinError

KEY_SIZE = 32
_FOR_OTHERS = 0o077
_LONGEST = 1024


class BadKey(SorabinError):
    """The file of a signing key cannot be read, can be read by others, or holds no key."""

    code = "bad-signing-key"


@dataclass(frozen=True, slots=True)
class Signing:
    """Sign what is sent and refuse what is not signed with the same key.

    `key`: 32 bytes shared with the vehicle. `link_id`: which of our links signs (0 to 255).
    """

    key: bytes
    link_id: int = 0

    def __post_init__(self) -> None:
        if len(self.key) != KEY_SIZE:
            raise ValueError("a signing key has 32 bytes")
        if not 0 <= self.link_id <= 255:
            raise ValueError("a link id is 0 to 255")

    def __repr__(self) -> str:
        return f"Signing(key=<32 bytes>, link_id={self.link_id})"


@dataclass(frozen=True, slots=True)
class NoSigning:
    """Packets go and come without signature."""


NO_SIGNING = NoSigning()


def read_key(file: Path) -> bytes:
    """The key in a file of 64 hexadecimal digits that nobody but its owner can open.

    `openssl rand -hex 32 > FILE` under a umask of 077 makes one; that of a passphrase, as Mission
    Planner and MAVProxy take it, is its SHA-256. Raises BadKey; the key is in no message.
    """
    try:
        with file.open("rb") as opened:
            mode = S_IMODE(os.fstat(opened.fileno()).st_mode)
            text = opened.read(_LONGEST)
    except OSError as error:
        raise BadKey(f"{file}: {error.strerror}") from error
    if mode & _FOR_OTHERS:
        raise BadKey(f"{file} can be opened by others (mode {mode:04o}): chmod 600 it")
    try:
        key = bytes.fromhex(text.decode("ascii").strip())
    except ValueError:
        key = b""
    if len(key) != KEY_SIZE:
        raise BadKey(f"{file} does not hold 64 hexadecimal digits")
    if not any(key):
        raise BadKey(f"{file} holds zeros only, which in MAVLink means no signing")
    return key


def signing_of(file: Path | None) -> Signing | NoSigning:
    """Sign with the key in this file; without one do not sign. Raises BadKey."""
    return NO_SIGNING if file is None else Signing(read_key(file))


def signing_of_each(folder: Path | None, names: Iterable[str]) -> dict[str, Signing]:
    """The signing of each aircraft by its name, from NAME.key in a folder; empty without one.

    Raises BadKey, also where one of them has no key: a link that was forgotten would be open.
    """
    if folder is None:
        return {}
    return {name: Signing(read_key(folder / f"{name}.key")) for name in names}
