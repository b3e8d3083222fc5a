"""Somebody who meddles with a vehicle in flight over a second link, the same way on any vehicle.

Owns what may be done and when: half-way out. Knows nothing of who flies it.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from math import cos, hypot, radians
from typing import Any

from missions.geo import Position
from sim.sitl.dialect import ModeNumber, mavlink

_SYSTEM_ID = 254
_SECOND_LINK = 2
"""A vehicle listens for others so far above its port."""
_M_PER_DEG = 111_320.0
_HIGH_M, _FAR_M = 60.0, 1200.0
_LOW_PERCENT = 25.0
_POSITION_MASK = 0b1111_1111_1000
_EVERY_US = 200_000
_ASKS_EVERY_S = 2.0
"""Machine seconds."""


class _Link:
    """A ground station's side, as little as is needed."""

    def __init__(self, writer: asyncio.StreamWriter) -> None:
        self.mav = mavlink.MAVLink(self, srcSystem=_SYSTEM_ID, srcComponent=190)
        self.mav.robust_parsing = True
        self._writer = writer

    def write(self, data: bytes) -> None:
        self._writer.write(data)

    def command(self, number: int, p1: float = 0.0, p2: float = 0.0) -> None:
        self.mav.command_long_send(0, 1, number, 0, p1, p2, 0.0, 0.0, 0.0, 0.0, 0.0)


def _low(link: _Link, _at: Any) -> None:
    link.command(mavlink.MAV_CMD_BATTERY_RESET, 1.0, _LOW_PERCENT)


def _lost(link: _Link, _at: Any) -> None:
    kind = mavlink.MAV_PARAM_TYPE_INT8
    link.mav.param_set_send(0, 1, b"SIM_GPS1_ENABLE", 0.0, kind)


def _abroad(link: _Link, at: Any) -> None:
    """Flown aside by hand, out of the fence: GUIDED, and a place far away."""
    link.command(mavlink.MAV_CMD_DO_SET_MODE, 1.0, float(ModeNumber.GUIDED))
    frame = mavlink.MAV_FRAME_GLOBAL_INT
    aside = round(_FAR_M / _M_PER_DEG / cos(radians(at.lat / 1e7)) * 1e7)
    link.mav.set_position_target_global_int_send(
        0, 0, 1, frame, _POSITION_MASK, at.lat, at.lon + aside, at.alt / 1000.0,
        0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0,
    )  # fmt: skip


ACTS: dict[str, Callable[[_Link, Any], None]] = {
    "battery low": _low,
    "position lost": _lost,
    "fence broken": _abroad,
}


@asynccontextmanager
async def meddling(act: str, port: int, home: Position, away_m: float) -> AsyncIterator[list[str]]:
    """Within, `act` is done once as soon as the vehicle is that far from home. Empty: nothing.

    Gives what has been done so far.
    """
    done: list[str] = []
    if not act:
        yield done
        return
    task = asyncio.create_task(_meddle(act, port + _SECOND_LINK, home, away_m, done))
    try:
        yield done
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError, OSError):
            await task


async def _meddle(act: str, port: int, home: Position, m: float, done: list[str]) -> None:
    reader, writer = await _connected(port)
    link = _Link(writer)
    heard = asyncio.Event()
    asking = asyncio.create_task(_ask(link, heard))
    try:
        while data := await reader.read(4096):
            for message in link.mav.parse_buffer(data) or ():
                at: Any = message
                if at.get_type() != "GLOBAL_POSITION_INT":
                    continue
                heard.set()
                far = _away_m(at, home) > m and at.relative_alt > 1000.0 * _HIGH_M
                if far and not done:
                    ACTS[act](link, at)
                    done.append(act)
    finally:
        asking.cancel()
        writer.close()


async def _connected(port: int) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    """A real ArduCopter listens for others only when its first link is taken."""
    while True:
        with suppress(OSError):
            return await asyncio.open_connection("127.0.0.1", port)
        await asyncio.sleep(_ASKS_EVERY_S)


async def _ask(link: _Link, heard: asyncio.Event) -> None:
    """Until positions come: while it starts up it may hear nobody."""
    place = mavlink.MAVLINK_MSG_ID_GLOBAL_POSITION_INT
    while not heard.is_set():
        link.command(mavlink.MAV_CMD_SET_MESSAGE_INTERVAL, float(place), float(_EVERY_US))
        await asyncio.sleep(_ASKS_EVERY_S)


def _away_m(at: Any, home: Position) -> float:
    north = (at.lat / 1e7 - home.lat_deg) * _M_PER_DEG
    east = (at.lon / 1e7 - home.lon_deg) * _M_PER_DEG * cos(radians(home.lat_deg))
    return hypot(north, east)
