"""What flies now, as the flight desk tells it on its telemetry socket.

Owns reading the newest picture of each aircraft. The desk may be killed at any second: then the
last picture stands until it tells again.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from missions.flight.states import AIRBORNE

Picture = dict[str, Any]
_AGAIN_S = 0.05


class SkyWatch:
    """Listens to the desk at a port of this machine; without one the sky is empty."""

    def __init__(self, port: int | None) -> None:
        self._port = port
        self._latest: dict[str, Picture] = {}
        self._changed = asyncio.Event()

    def flying(self) -> list[Picture]:
        """The newest pictures of aircraft that fly for the service."""
        return [
            each
            for each in self._latest.values()
            if each.get("flight") and each.get("state") in AIRBORNE
        ]

    async def see(self, wanted: Callable[[Picture], bool], while_: Callable[[], bool]) -> Picture:
        """The first picture of a flying aircraft that is wanted.

        Raises TimeoutError when `while_` does not hold any more.
        """
        while while_():
            for picture in self.flying():
                if wanted(picture):
                    return picture
            self._changed.clear()
            with suppress(TimeoutError):
                await asyncio.wait_for(self._changed.wait(), _AGAIN_S)
        raise TimeoutError

    async def run(self) -> None:
        """Read, and connect again, until cancelled."""
        while self._port is not None:
            with suppress(OSError, asyncio.IncompleteReadError, ValueError):
                reader, writer = await asyncio.open_connection("127.0.0.1", self._port)
                try:
                    while line := await reader.readline():
                        self._take(json.loads(line))
                finally:
                    writer.close()
            await asyncio.sleep(_AGAIN_S)

    def _take(self, picture: Any) -> None:
        if isinstance(picture, dict) and picture.get("aircraft"):
            self._latest[picture["aircraft"]] = picture
            self._changed.set()
