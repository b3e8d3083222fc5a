"""Texts of more than 50 characters, which come in parts, put together again.

Owns the parts of one vehicle that still wait for their ends, and how many may. A text whose first
part was lost is told from where it is (STATUSTEXT, MAVLink common.xml). Knows no senders.
"""

from __future__ import annotations

from missions.link.messages import StatusText, TextPart

_SIZE, _OPEN, _MOST_PARTS = 50, 20, 255


class Texts:
    """Of one vehicle on one connection."""

    def __init__(self) -> None:
        self._parts: dict[int, list[str]] = {}

    def joined(self, part: TextPart) -> StatusText | None:
        """The text that this part completes; None while more of it is to come."""
        if not part.chunk:
            self._parts.pop(part.id, None)
        if len(self._parts) > _OPEN:
            self._parts.clear()  # their ends were lost
        parts = self._parts.setdefault(part.id, [])
        parts.append(part.text)
        if len(part.text) == _SIZE and part.chunk < _MOST_PARTS and len(parts) <= _MOST_PARTS:
            return None
        del self._parts[part.id]
        return StatusText(part.severity, "".join(parts))
