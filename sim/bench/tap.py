"""A recording tap on the wire to a vehicle: what really went out, when, and over which connection.

Owns the wire's record, counted on the packets themselves and not in anybody's notes. Knows nothing
of desks.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from pymavlink.dialects.v20 import ardupilotmega as mavlink

from missions.clock import machine_s

ARM, START, JUMP, HOME, LAND, MODE = 400, 300, 224, 188, 21, 176


@dataclass(frozen=True, slots=True)
class Sent:
    """One command on its way to the vehicle, with the connection's number."""

    command: int
    p1: float
    p2: float
    at_s: float
    connection: int


class Tap:
    """`async with Tap("tcp:HOST:PORT") as tap`: connect to `tap.address` instead.

    `on_command` and `on_heartbeat` are called when the packet was passed on, before any answer.
    `deaf`: nothing that is sent to the vehicle arrives. `mute`: nothing that it answers does.
    `refuses`: whoever connects is hung up on.
    """

    def __init__(self, vehicle: str, system_id: int = 11) -> None:
        self.vehicle, self.system_id = vehicle, system_id
        self.commands: list[Sent] = []
        self.on_command: Callable[[Sent], None] = lambda _: None
        self.on_heartbeat: Callable[[Any], None] = lambda _: None
        self.deaf = self.mute = self.refuses = False
        self.connections = 0
        self.seq = 0
        """The vehicle's current item."""
        self.address = ""
        self._server: asyncio.Server | None = None
        self._writers: set[asyncio.StreamWriter] = set()
        self._up: asyncio.StreamWriter | None = None
        self._tasks: set[asyncio.Task[None]] = set()

    async def __aenter__(self) -> Tap:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        self.address = f"tcp:127.0.0.1:{self._server.sockets[0].getsockname()[1]}"
        return self

    async def __aexit__(self, *exc: object) -> None:
        assert self._server is not None
        self._server.close()
        self.hang_up()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def hang_up(self) -> None:
        """Cut all connections."""
        for writer in tuple(self._writers):
            writer.transport.abort()

    def count(self, command: int, p1: float | None = None) -> int:
        """How often a command went out to the vehicle, over all connections."""
        return sum(1 for sent in self.commands if sent.command == command and p1 in (None, sent.p1))

    async def flown(self, seq: int, within_s: float) -> None:
        """Return once the vehicle flies to this item of its mission or a later one.

        Raises TimeoutError.
        """
        async with asyncio.timeout(within_s):
            while self.seq < seq:
                await asyncio.sleep(0.02)

    def set_speed(self, speed: float) -> None:
        """Tell a simulated vehicle how fast to run, as the ground station would; nothing where
        nobody is connected."""
        if self._up is None or self._up.is_closing():
            return
        codec = mavlink.MAVLink(None, srcSystem=245, srcComponent=190)
        message = mavlink.MAVLink_param_set_message(
            self.system_id, 1, b"SIM_SPEEDUP", speed, mavlink.MAV_PARAM_TYPE_REAL32
        )
        self._up.write(message.pack(codec))

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        if self.refuses:
            writer.transport.abort()
            return
        self._tasks.add(task)
        self.connections += 1
        host, port = self.vehicle.split(":")[1:]
        try:
            down, up = await asyncio.open_connection(host, int(port))
        except OSError:
            writer.transport.abort()
            return
        self._up = up
        self._writers |= {writer, up}
        pumps = [
            asyncio.create_task(self._pump(reader, up, self.connections)),
            asyncio.create_task(self._pump(down, writer, 0)),
        ]
        try:
            await asyncio.wait(pumps, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for pump in pumps:
                pump.cancel()
            await asyncio.gather(*pumps, return_exceptions=True)
            for each in (writer, up):
                self._writers.discard(each)
                each.close()  # what was sent still arrives
            self._tasks.discard(task)

    async def _pump(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, number: int
    ) -> None:
        codec: Any = mavlink.MAVLink(None)
        codec.robust_parsing = True
        with contextlib.suppress(OSError):
            while data := await reader.read(65536):
                at_s = machine_s()
                if not (self.deaf if number else self.mute):
                    writer.write(data)
                for message in codec.parse_buffer(data) or ():
                    if message.get_type() == "COMMAND_LONG" and number:
                        sent = Sent(message.command, message.param1, message.param2, at_s, number)
                        self.commands.append(sent)
                        self.on_command(sent)
                    elif message.get_type() == "HEARTBEAT" and not number:
                        self.on_heartbeat(message)
                    elif message.get_type() == "MISSION_CURRENT" and not number:
                        self.seq = message.seq
