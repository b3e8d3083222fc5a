"""Watchers for tests, with real sockets: one that listens, and one that does all that it can to be
heard. And the vehicle's side of the link, with every byte that came up it."""

from __future__ import annotations

import asyncio
import contextlib
import random
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from pymavlink.dialects.v20 import ardupilotmega as mavlink

HOST = "127.0.0.1"
EXECUTIVE, QGROUNDCONTROL = 245, 255


class Listener:
    """A UDP socket and the datagrams that came, in order."""

    def __init__(self) -> None:
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4_000_000)
        self.socket.bind((HOST, 0))
        self.socket.setblocking(False)
        self.address = f"udp:{HOST}:{self.socket.getsockname()[1]}"
        self.sources: set[Any] = set()

    def taken(self) -> list[bytes]:
        """What has come since the last look."""
        found = []
        with contextlib.suppress(BlockingIOError):
            while True:
                data, source = self.socket.recvfrom(2048)
                self.sources.add(source)
                found.append(data)
        return found

    def answer(self, data: bytes) -> None:
        """Send to wherever copies came from."""
        for source in self.sources:
            with contextlib.suppress(OSError):
                self.socket.sendto(data, source)

    def close(self) -> None:
        self.socket.close()


@contextmanager
def listener() -> Iterator[Listener]:
    made = Listener()
    try:
        yield made
    finally:
        made.close()


def hostile_packets(target: int, seed: int = 1) -> list[bytes]:
    """What a ground station that means harm, or just is one, would send: as itself and in the
    executive's name."""
    chance = random.Random(seed)
    packets: list[bytes] = []
    for system_id in (EXECUTIVE, QGROUNDCONTROL):
        codec = mavlink.MAVLink(None, srcSystem=system_id, srcComponent=190)
        messages = [
            mavlink.MAVLink_heartbeat_message(6, 8, 0, 0, 4, 3),
            mavlink.MAVLink_command_long_message(target, 1, 400, 0, 0, 21196, 0, 0, 0, 0, 0),
            mavlink.MAVLink_command_long_message(target, 1, 400, 0, 1, 21196, 0, 0, 0, 0, 0),
            mavlink.MAVLink_command_long_message(target, 1, 176, 0, 1, 9, 0, 0, 0, 0, 0),
            mavlink.MAVLink_command_long_message(target, 1, 246, 0, 1, 0, 0, 0, 0, 0, 0),
            mavlink.MAVLink_set_mode_message(target, 1, 9),
            mavlink.MAVLink_mission_clear_all_message(target, 1, 0),
            mavlink.MAVLink_mission_count_message(target, 1, 3, 0),
            mavlink.MAVLink_mission_item_int_message(
                target, 1, 0, 0, 16, 0, 1, 0, 0, 0, 0, 350000000, 1380000000, 50.0
            ),
            mavlink.MAVLink_param_request_list_message(target, 1),
            mavlink.MAVLink_param_set_message(target, 1, b"FS_GCS_ENABLE", 0.0, 9),
            mavlink.MAVLink_manual_control_message(target, 0, 0, 0, 0, 0),
        ]
        packets += [bytes(message.pack(codec)) for message in messages]
    packets += [chance.randbytes(chance.randint(1, 280)) for _ in range(20)]
    return packets


class Upstream:
    """`async with Upstream("tcp:HOST:PORT")`: connect to `address`; `bytes_up` is all that went up
    the link to the vehicle, over all connections."""

    def __init__(self, vehicle: str) -> None:
        self._host, port = vehicle.split(":")[1:]
        self._port = int(port)
        self.bytes_up = bytearray()
        self.bytes_down = bytearray()
        self.connections = 0
        self._server: asyncio.Server | None = None
        self._tasks: set[asyncio.Task[None]] = set()
        self.address = ""

    async def __aenter__(self) -> Upstream:
        self._server = await asyncio.start_server(self._serve, HOST, 0)
        self.address = f"tcp:{HOST}:{self._server.sockets[0].getsockname()[1]}"
        return self

    async def __aexit__(self, *exc: object) -> None:
        assert self._server is not None
        self._server.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        down, up = await asyncio.open_connection(self._host, self._port)
        pumps = {
            asyncio.create_task(self._pump(reader, up, self.bytes_up)),
            asyncio.create_task(self._pump(down, writer, self.bytes_down)),
        }
        self._tasks |= pumps
        await asyncio.wait(pumps, return_when=asyncio.FIRST_COMPLETED)
        for each in (writer, up):
            each.close()

    async def _pump(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, kept: bytearray
    ) -> None:
        with contextlib.suppress(OSError):
            while data := await reader.read(65536):
                kept += data
                writer.write(data)
