"""Between our side and a vehicle of the storm: what was sent to it, and where it truly is.

Owns the count of orders to arm on the packets themselves, whoever sent them, and the onlooker who
asks a real ArduCopter's simulator for the truth over a second link. Knows nothing of flights.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from struct import unpack_from
from typing import Any

from missions.link.frames import FrameReader
from sim.sitl.dialect import mavlink

_EXTRAS = {number: kind.crc_extra for number, kind in mavlink.mavlink_map.items()}
_COMMANDS = (mavlink.MAVLINK_MSG_ID_COMMAND_LONG, mavlink.MAVLINK_MSG_ID_COMMAND_INT)
_COMMAND_SIZE, _NUMBER_AT = 33, 28
_READ = 65536
_THIRD_LINK, _ASKS_EVERY_S = 3, 3.0
"""Above the port that flies it; the second is for who meddles. Machine seconds."""
_VEHICLE, _ONLOOKER = 1, 253
_EVERY_US = 500_000
_TRUTH = mavlink.MAVLINK_MSG_ID_SIM_STATE
_WANTED = (_TRUTH, mavlink.MAVLINK_MSG_ID_GLOBAL_POSITION_INT, mavlink.MAVLINK_MSG_ID_HEARTBEAT)
_STILL_MPS = 0.5


class Tap:
    """Passes everything on, and counts the orders to arm on their way to the vehicle."""

    def __init__(self, port: int) -> None:
        self._port = port
        self.arms = 0

    @asynccontextmanager
    async def open(self) -> AsyncIterator[str]:
        """Gives the address to connect to."""
        server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        try:
            yield f"tcp:127.0.0.1:{server.sockets[0].getsockname()[1]}"
        finally:
            server.close()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            down, up = await asyncio.open_connection("127.0.0.1", self._port)
        except OSError:
            writer.transport.abort()
            return
        pumps = [
            asyncio.ensure_future(self._pump(reader, up, FrameReader(_EXTRAS))),
            asyncio.ensure_future(self._pump(down, writer, None)),
        ]
        try:
            await asyncio.wait(pumps, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for pump in pumps:
                pump.cancel()
            await asyncio.gather(*pumps, return_exceptions=True)
            writer.close()
            up.close()

    async def _pump(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, frames: FrameReader | None
    ) -> None:
        with suppress(OSError):
            while data := await reader.read(_READ):
                if frames is not None:
                    self._count(frames, data)
                writer.write(data)
                await writer.drain()

    def _count(self, frames: FrameReader, data: bytes) -> None:
        for frame in frames.feed(data):
            if frame.number in _COMMANDS:
                payload = frame.payload.ljust(_COMMAND_SIZE, b"\0")
                (first,) = unpack_from("<f", payload, 0)
                (number,) = unpack_from("<H", payload, _NUMBER_AT)
                arms = number == mavlink.MAV_CMD_COMPONENT_ARM_DISARM and first == 1.0
                self.arms += arms


async def look_on(port: int, file: Path) -> None:
    """Write what the simulator of a real ArduCopter says is true, in the lines of `sim.sitl.truth`.

    Ends when the vehicle does.
    """
    reader, writer = await asyncio.open_connection("127.0.0.1", port + _THIRD_LINK)
    codec, frames = mavlink.MAVLink(None), FrameReader(_EXTRAS)
    now: dict[str, Any] = {"s": 0.0, "armed": False, "armings": 0, "struck": [], "mode": 0}
    asking = asyncio.ensure_future(_ask(writer, now))
    try:
        with file.open("a", encoding="utf-8") as out, suppress(OSError):
            while data := await reader.read(_READ):
                for frame in frames.feed(data):
                    # It passes heartbeats of ground stations on, too.
                    if frame.number in _WANTED and frame.system_id == _VEHICLE:
                        message: Any = codec.decode(bytearray(frame.raw))
                        if _take(now, message):
                            out.write(json.dumps(now) + "\n")
                            out.flush()
    finally:
        asking.cancel()
        writer.close()


async def _ask(writer: asyncio.StreamWriter, now: dict[str, Any]) -> None:
    """Until it tells: before its first link is taken it hears nobody."""
    own = mavlink.MAVLink(None, srcSystem=_ONLOOKER, srcComponent=190)
    while "lat_deg" not in now:
        for number in _WANTED:
            order = mavlink.MAVLink_command_long_message(
                0, 1, mavlink.MAV_CMD_SET_MESSAGE_INTERVAL, 0, number, _EVERY_US, 0, 0, 0, 0, 0
            )
            writer.write(order.pack(own))
        await asyncio.sleep(_ASKS_EVERY_S)


def _take(now: dict[str, Any], message: Any) -> bool:
    """Whether it made a line whole."""
    match message.get_type():
        case "HEARTBEAT":
            armed = bool(message.base_mode & mavlink.MAV_MODE_FLAG_SAFETY_ARMED)
            now["armings"] += armed and not now["armed"]
            now["armed"], now["mode"] = armed, message.custom_mode
        case "GLOBAL_POSITION_INT":
            now["s"] = message.time_boot_ms / 1000.0
        case _:
            now["lat_deg"], now["lon_deg"] = message.lat_int / 1e7, message.lon_int / 1e7
            now["alt_amsl_m"] = round(message.alt, 2)
            still = max(abs(message.vn), abs(message.ve), abs(message.vd)) < _STILL_MPS
            now["touching"] = still and not now["armed"]
            return True
    return False
