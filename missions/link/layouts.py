"""How a message's fields lie in its payload, and reading them by name.

Owns the reading: zeros that were left out at the end are put back, what lies beyond the known
fields is ignored (mavlink.io/en/guide/serialization.html: payload truncation, extensions). The
tables of a message are handed in, as pymavlink's generated classes have them. Knows no meanings.
"""

from __future__ import annotations

from collections import namedtuple
from collections.abc import Callable, Sequence
from operator import itemgetter
from typing import Any


class Layout:
    """Of one kind of message; `kind` has `unpacker`, `fieldnames`, `orders` and `lengths`."""

    def __init__(self, kind: Any) -> None:
        self._unpack: Callable[[bytes], tuple[Any, ...]] = kind.unpacker.unpack
        self._size: int = kind.unpacker.size
        self._pick = _picker(kind)
        fields: Any = namedtuple(kind.msgname, kind.fieldnames)
        self._make = fields._make

    def read(self, payload: bytes) -> Any:
        """The fields by name; any payload has some. Numbers, lists of numbers, and ASCII texts."""
        if len(payload) != self._size:
            payload = payload[: self._size].ljust(self._size, b"\0")
        return self._make(self._pick(self._unpack(payload)))


def _picker(kind: Any) -> Callable[[tuple[Any, ...]], Sequence[Any]]:
    """From what was unpacked to the fields in the order of their names."""
    lengths: Sequence[int] = kind.lengths
    starts = [sum(lengths[:order]) for order in range(len(lengths))]
    texts = {start for start, each in enumerate(_unpacked(kind)) if isinstance(each, bytes)}
    places = [(starts[order], lengths[order]) for order in kind.orders]
    if not texts and all(length == 1 for _, length in places) and len(places) > 1:
        return itemgetter(*(start for start, _ in places))

    def pick(found: tuple[Any, ...]) -> list[Any]:
        return [
            _text(found[start])
            if start in texts
            else found[start]
            if length == 1
            else list(found[start : start + length])
            for start, length in places
        ]

    return pick


def _unpacked(kind: Any) -> tuple[Any, ...]:
    return kind.unpacker.unpack(bytes(kind.unpacker.size))


def _text(found: bytes) -> str:
    return found.split(b"\0", 1)[0].decode("ascii", "replace")
