"""The recording of what is said to and by one aircraft, one file for each flight.

Owns which file is open. A disk that takes nothing costs the recording and no flight: what `record`
raises is the link's to bear.
"""

from __future__ import annotations

import logging
from contextlib import suppress
from pathlib import Path

from missions.link.recorder import Recorder

_log = logging.getLogger(__name__)


class FlightLog:
    """A recorder whose file can be changed; between flights it records nothing."""

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder
        self._current: Recorder | None = None

    def begin(self, flight_id: str) -> None:
        """Record into this flight's file, at its end if there is one."""
        self.close()
        if self._folder is None:
            return
        try:
            self._current = Recorder(self._folder / f"{_plain(flight_id)}.tlog")
        except OSError as error:
            _log.warning("%s is not recorded: %s", flight_id, error)

    def record(self, *packets: bytes) -> None:
        """Append packets that came at once. Raises OSError."""
        if self._current is not None:
            self._current.record(*packets)

    def close(self) -> None:
        current, self._current = self._current, None
        if current is not None:
            with suppress(OSError):
                current.close()


def _plain(flight_id: str) -> str:
    """An id as a file's name."""
    return "".join(each if each.isalnum() or each in "-_" else "_" for each in flight_id)
