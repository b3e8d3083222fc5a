"""Vehicles that only talk: a tape of real telemetry sent on many connections, at its own pace.

Owns the process (`python -m sim.bench.feeder TAPE FIRST_SYSTEM_ID COUNT APART_S`). Each connection
hears the tape from its beginning, vehicle number N from N times APART_S seconds on, under a system
id of its own, with fresh sequence numbers and check sums; boot times are the tape's, which runs at
1. Commands are acknowledged, times and parameters answered; rates that are asked for are not
obeyed: the tape has the rate that it has. It writes its ports, one line of JSON; and, for each line
that it is sent, one with what it has sent and heard since it began, in machine seconds. So little
is done here for each frame that the vehicles do not eat the machine they are measured on.
"""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pymavlink.dialects.v20 import ardupilotmega as mavlink

from missions.clock import machine_s
from missions.link.frames import FrameReader, check_sum
from sim.bench.tape import Tape

TICK_S = 0.01
_EXTRAS = {number: kind.crc_extra for number, kind in mavlink.mavlink_map.items()}
_BACKLOG_LIMIT = 1 << 20
"""Bytes that a listener may leave unread; what it cannot take after that counts as not sent."""
_PARAMETER = b"SYSID_THISMAV"


@dataclass
class Talker:
    """One vehicle. `sent`: frames of the tape that went out; `missed`: those that could not.

    `heard`: machine second, command and first parameter of each order that came.
    """

    system_id: int
    frames: Sequence[tuple[float, bytes, int]]
    begins_s: float
    sent: int = 0
    missed: int = 0
    heard: list[tuple[float, int, float]] = field(default_factory=list)
    ended: bool = False

    def __post_init__(self) -> None:
        self._seq = 0
        self._at = 0
        self._began_s = 0.0
        self._writer: asyncio.StreamWriter | None = None
        self._codec: Any = mavlink.MAVLink(None, srcSystem=self.system_id, srcComponent=1)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One client at a time; a new one takes the place of the one before."""
        frames = FrameReader(_EXTRAS)
        self._writer, self._began_s = writer, machine_s() - self.begins_s
        self._at = next(
            (at for at, (due_s, _, _) in enumerate(self.frames) if due_s >= self.begins_s), 0
        )
        try:
            while data := await reader.read(65536):
                at_s = machine_s()
                for frame in frames.feed(data):
                    self._hear(frame.raw, frame.number, at_s)
        except OSError:
            pass
        finally:
            if self._writer is writer:
                self._writer = None
            writer.transport.abort()

    def talk(self, now_s: float) -> None:
        """Send what is due."""
        if self._writer is None:
            return
        out, due_s, count = bytearray(), now_s - self._began_s, 0
        while self._at < len(self.frames) and self.frames[self._at][0] <= due_s:
            _, frame, extra = self.frames[self._at]
            out += self._fresh(frame, extra)
            self._at += 1
            count += 1
        self.ended = self.ended or self._at >= len(self.frames)
        if self._writer.transport.get_write_buffer_size() > _BACKLOG_LIMIT:
            self.missed += count
        elif out:
            self._writer.write(out)
            self.sent += count

    def _fresh(self, frame: bytes, extra: int) -> bytes:
        body = bytearray(frame[1:-2])
        body[3], body[4] = self._next(), self.system_id
        return frame[:1] + body + check_sum(bytes(body), extra).to_bytes(2, "little")

    def _next(self) -> int:
        self._seq = (self._seq + 1) % 256
        return self._seq

    def _hear(self, raw: bytes, number: int, at_s: float) -> None:
        if number == mavlink.MAVLINK_MSG_ID_COMMAND_LONG:
            order: Any = mavlink.MAVLink(None).decode(bytearray(raw))
            self.heard.append((at_s, order.command, order.param1))
            self._answer(mavlink.MAVLink_command_ack_message(order.command, 0))
        elif number == mavlink.MAVLINK_MSG_ID_TIMESYNC:
            asked: Any = mavlink.MAVLink(None).decode(bytearray(raw))
            self._answer(mavlink.MAVLink_timesync_message(int(at_s * 1e9), asked.ts1))
        elif number in (
            mavlink.MAVLINK_MSG_ID_PARAM_REQUEST_LIST,
            mavlink.MAVLINK_MSG_ID_PARAM_REQUEST_READ,
        ):
            real = mavlink.MAV_PARAM_TYPE_REAL32
            value = float(self.system_id)
            self._answer(mavlink.MAVLink_param_value_message(_PARAMETER, value, real, 1, 0))

    def _answer(self, message: Any) -> None:
        if self._writer is not None:
            self._codec.seq = self._next()
            self._writer.write(bytes(message.pack(self._codec)))


async def feed(talkers: Sequence[Talker]) -> None:
    """Serve until the standard input ends."""
    servers = [await asyncio.start_server(each.serve, "127.0.0.1", 0) for each in talkers]
    _tell({"ports": [server.sockets[0].getsockname()[1] for server in servers]})
    asked = asyncio.StreamReader()
    loop = asyncio.get_running_loop()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(asked), sys.stdin)
    talking = asyncio.create_task(_talk(talkers))
    while await asked.readline():
        _tell(
            {
                "at_s": machine_s(),
                "sent": [each.sent for each in talkers],
                "missed": [each.missed for each in talkers],
                "heard": [each.heard for each in talkers],
                "ended": any(each.ended for each in talkers),
            }
        )
    talking.cancel()


async def _talk(talkers: Sequence[Talker]) -> None:
    while True:
        for each in talkers:
            each.talk(machine_s())
        await asyncio.sleep(TICK_S)


def _tell(what: dict[str, Any]) -> None:
    print(json.dumps(what), flush=True)


def main(argv: Sequence[str]) -> None:
    """Entry of the process."""
    file, first, count, apart_s = Path(argv[0]), int(argv[1]), int(argv[2]), float(argv[3])
    frames = [
        (at_s, frame, _EXTRAS[int.from_bytes(frame[7:10], "little")])
        for at_s, frame in Tape.read(file).frames
    ]
    asyncio.run(feed([Talker(first + n, frames, n * apart_s) for n in range(count)]))


if __name__ == "__main__":
    main(sys.argv[1:])
