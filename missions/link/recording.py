"""The recorder as a link uses it: a disk that takes nothing never stops a flight.

Owns what is done when the recorder fails: it is told, and tried again after a while. Knows nothing
of files.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Protocol

_AGAIN_S = 1.0
_log = logging.getLogger(__name__)


class Records(Protocol):
    """What a link needs of a recorder; may raise anything."""

    def record(self, *packets: bytes) -> None: ...


class Recording:
    """`told` gets each change: the reason why nothing is recorded, or None when it is again."""

    def __init__(
        self,
        recorder: Records | None,
        told: Callable[[str | None], None],
        machine: Callable[[], float],
    ) -> None:
        self._recorder, self._told, self._machine = recorder, told, machine
        self._again_s = 0.0
        self.fault: str | None = None
        self.missed = 0
        """Packets that are not in the recording."""

    def record(self, *packets: bytes) -> None:
        """Hand packets that came at once to the recorder; raises nothing."""
        if self._recorder is None:
            return
        if self.fault is not None and self._machine() < self._again_s:
            self.missed += len(packets)
            return
        try:
            self._recorder.record(*packets)
        except Exception as error:
            self._failed(error, len(packets))
        else:
            if self.fault is not None:
                self.fault = None
                self._told(None)

    def _failed(self, error: Exception, packets: int) -> None:
        self.missed += packets
        self._again_s = self._machine() + _AGAIN_S
        if self.fault is None:
            _log.error("the link is not recorded any more", exc_info=error)
            self.fault = str(error) or type(error).__name__
            self._told(self.fault)
