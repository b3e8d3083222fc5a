"""A scripted vehicle on a real TCP port, made with pymavlink and nothing of the project.

It lives on its own clock at any rate, answers like ArduPilot's protocols, and misbehaves on demand:
each switch below is one way in which a vehicle or a radio does.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections import Counter, defaultdict
from typing import Any

from pymavlink.dialects.v20 import ardupilotmega as mavlink

GOOD_EKF = 0x33F
PREARM = 0x1000_0000
FIELDS = ("frame", "command", "current", "autocontinue", "param1", "param2", "param3", "param4")


class FakeVehicle:
    """`async with FakeVehicle() as vehicle` listens on `vehicle.address`."""

    def __init__(self, *, system_id: int = 1, rate: float = 1.0, boot_s: float = 60.0) -> None:
        self.codec = mavlink.MAVLink(None, srcSystem=system_id, srcComponent=1)
        self.rate = rate
        self.params: dict[str, float] = {"FS_GCS_ENABLE": 0.0, "FENCE_TYPE": 7.0, "RTL_ALT": 1500.0}
        self.read_only: set[str] = set()
        self.knows_param_error = True
        self.items: dict[int, list[Any]] = {0: [], 1: [], 2: []}
        self.mode, self.armed = 0, False
        self.prearm_good, self.ekf_flags, self.fix = True, GOOD_EKF, 3
        self.seen: Counter[str] = Counter()
        self.heartbeats: list[tuple[float, int]] = []  # (vehicle seconds, system id)
        self.commands: list[tuple[int, int]] = []  # (command, confirmation)
        self.terrain: list[Any] = []
        self.connections = 0
        # Switches:
        self.talks, self.listens = True, True
        self.telemetry = True
        self.loses: Counter[str] = Counter()  # names of messages whose next n copies are lost
        self.command_results: dict[int, list[int | None]] = defaultdict(list)
        self.mission_refusal: int | None = None
        self.old_requests = False
        self.request_order: list[int] | None = None
        self.says_everything_twice = False
        self.garbage = b""
        self.falls_silent_at_item: int | None = None
        self.alters = False
        self.answers_time = False
        self._t0_s = self._last_s = 0.0
        self._boot_s = boot_s
        self._upload: dict[str, Any] | None = None
        self._writer: asyncio.StreamWriter | None = None
        self._server: asyncio.Server | None = None
        self._tasks: list[asyncio.Task[None]] = []
        self.address = ""

    async def __aenter__(self) -> FakeVehicle:
        self._last_s = asyncio.get_running_loop().time()
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        self.address = f"tcp:127.0.0.1:{self._server.sockets[0].getsockname()[1]}"
        self._tasks.append(asyncio.create_task(self._live()))
        return self

    async def __aexit__(self, *exc: object) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        if self._server is not None:
            self._server.close()
        self.hang_up()
        await asyncio.sleep(0)

    @property
    def boot_s(self) -> float:
        """The vehicle's own time; the rate may be changed at any moment.

        Like a simulator's it stands still while its process does: a busy machine is no silence.
        """
        now_s = asyncio.get_running_loop().time()
        self._boot_s += min(now_s - self._last_s, max(0.02, 3 * self._nap_s)) * self.rate
        self._last_s = now_s
        return self._boot_s

    @property
    def _nap_s(self) -> float:
        return min(0.2 / self.rate, 0.1)

    def reboot(self) -> None:
        self._boot_s, self.armed = 1.0, False

    def write(self, raw: bytes) -> None:
        """Send any bytes."""
        if self._writer is not None:
            self._writer.write(raw)

    def hang_up(self) -> None:
        if self._writer is not None:
            self._writer.transport.abort()

    def send(self, message: Any, codec: Any = None) -> None:
        name = message.get_type()
        if self._writer is None or not self.talks:
            return
        if self.loses[name] > 0:
            self.loses[name] -= 1
            return
        codec = codec or self.codec
        for _ in range(2 if self.says_everything_twice else 1):
            self._writer.write(self.garbage + message.pack(codec))
            codec.seq = (codec.seq + 1) % 256

    def heartbeat(self, *, kind: int = 2, autopilot: int = 3, system_id: int | None = None) -> None:
        codec = self.codec
        if system_id is not None:
            codec = mavlink.MAVLink(None, srcSystem=system_id, srcComponent=1)
        mode = 0x80 if self.armed else 0
        self.send(
            mavlink.MAVLink_heartbeat_message(kind, autopilot, mode | 1, self.mode, 4, 3), codec
        )

    def tell(self) -> None:
        """Send all telemetry once."""
        m, ms = mavlink, int(self.boot_s * 1000)
        health = PREARM if self.prearm_good else 0
        self.send(
            m.MAVLink_global_position_int_message(
                ms, 358000000, 1379000000, 700500, 500, 10, -20, 30, 9000
            )
        )
        self.send(
            m.MAVLink_sys_status_message(
                PREARM, PREARM, health, 0, 12600, 250, 87, 0, 0, 0, 0, 0, 0
            )
        )
        self.send(m.MAVLink_ekf_status_report_message(self.ekf_flags, 0.1, 0.1, 0.1, 0.1, 0.0))
        self.send(
            m.MAVLink_gps_raw_int_message(
                ms * 1000, self.fix, 358000000, 1379000000, 700000, 121, 65535, 0, 0, 11
            )
        )
        self.send(m.MAVLink_mission_current_message(3))
        self.send(m.MAVLink_extended_sys_state_message(0, 1))

    async def _live(self) -> None:
        last_beat_s = -1e9
        while True:
            now_s = self.boot_s
            if self._writer is not None and self.telemetry:
                if abs(now_s - last_beat_s) >= 1.0:
                    last_beat_s = now_s
                    self.heartbeat()
                self.tell()
            await asyncio.sleep(self._nap_s)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._writer, self.connections = writer, self.connections + 1
        codec = mavlink.MAVLink(None)
        codec.robust_parsing = True
        with contextlib.suppress(ConnectionError):
            while data := await reader.read(4096):
                for message in codec.parse_buffer(data) or []:
                    if self.listens:
                        self._take(message)
        if self._writer is writer:
            self._writer = None

    def _take(self, message: Any) -> None:
        name = message.get_type()
        self.seen[name] += 1
        if handler := getattr(self, f"_on_{name.lower()}", None):
            handler(message)

    def _on_heartbeat(self, message: Any) -> None:
        self.heartbeats.append((self.boot_s, message.get_srcSystem()))

    def _on_timesync(self, message: Any) -> None:
        if self.answers_time and message.tc1 == 0:
            self.send(mavlink.MAVLink_timesync_message(1, message.ts1))

    def _on_command_long(self, message: Any) -> None:
        self.commands.append((message.command, message.confirmation))
        results = self.command_results[message.command]
        result = results.pop(0) if results else 0
        if result is None:
            return
        if result == 0 and message.command == 176:
            self.mode = int(message.param2)
        if result == 0 and message.command == 400:
            self.armed = message.param1 > 0
        progress = 40 if result == mavlink.MAV_RESULT_IN_PROGRESS else 0
        source = message.get_srcSystem()
        self.send(
            mavlink.MAVLink_command_ack_message(message.command, result, progress, 0, source, 190)
        )
        if result == mavlink.MAV_RESULT_IN_PROGRESS and results:
            later = results.pop(0)
            ack = mavlink.MAVLink_command_ack_message(message.command, later or 0, 0, 0, source, 0)
            asyncio.get_running_loop().call_later(0.05, self.send, ack)

    def _on_command_int(self, message: Any) -> None:
        self.commands.append((message.command, message.x))
        self.send(mavlink.MAVLink_command_ack_message(message.command, 0))

    def _on_param_request_read(self, message: Any) -> None:
        if message.param_id in self.params:
            self._echo(message.param_id)
        elif self.knows_param_error:
            self._param_error(message.param_id, 1)

    def _on_param_set(self, message: Any) -> None:
        if message.param_id in self.read_only:
            self._param_error(message.param_id, 3)
        elif message.param_id in self.params:
            if self.params[message.param_id] != -1.0:
                self.params[message.param_id] = message.param_value
            self._echo(message.param_id)

    def _echo(self, name: str) -> None:
        self.send(
            mavlink.MAVLink_param_value_message(
                name.encode(), self.params[name], 9, len(self.params), 65535
            )
        )

    def _param_error(self, name: str, error: int) -> None:
        self.send(mavlink.MAVLink_param_error_message(245, 190, name.encode(), -1, error))

    def _ack(self, result: int, kind: int) -> None:
        self.send(mavlink.MAVLink_mission_ack_message(245, 190, result, kind))

    def _on_mission_count(self, message: Any) -> None:
        if self.mission_refusal is not None:
            self._ack(self.mission_refusal, message.mission_type)
            return
        if not message.count:
            self.items[message.mission_type] = []
            self._ack(0, message.mission_type)
            return
        order = self.request_order or list(range(message.count))
        self._upload = {"kind": message.mission_type, "order": list(order), "got": {}}
        self._request_next()

    def _request_next(self) -> None:
        upload = self._upload
        if upload is None:
            return
        seq, kind = upload["order"][0], upload["kind"]
        if self.falls_silent_at_item == seq:
            self.talks = False
        make = (
            mavlink.MAVLink_mission_request_message
            if self.old_requests
            else mavlink.MAVLink_mission_request_int_message
        )
        self.send(make(245, 190, seq, kind))
        again_s = 1.0 / self.rate
        asyncio.get_running_loop().call_later(again_s, self._request_again, upload, seq)

    def _request_again(self, upload: Any, seq: int) -> None:
        if self._upload is upload and upload["order"] and upload["order"][0] == seq:
            self._request_next()

    def _on_mission_item_int(self, message: Any) -> None:
        upload = self._upload
        if upload is None:
            self._ack(1, message.mission_type)
            return
        if message.seq != upload["order"][0]:
            self._ack(13, message.mission_type)
            return
        upload["got"][message.seq] = message
        upload["order"].pop(0)
        if upload["order"]:
            self._request_next()
            return
        self.items[upload["kind"]] = [upload["got"][seq] for seq in sorted(upload["got"])]
        self._upload = None
        self._ack(0, upload["kind"])

    def _on_mission_request_list(self, message: Any) -> None:
        kind = message.mission_type
        if self.mission_refusal is not None:
            self._ack(self.mission_refusal, kind)
            return
        count = len(self.items[kind])
        self.send(mavlink.MAVLink_mission_count_message(245, 190, count, kind))

    def _on_mission_request_int(self, message: Any) -> None:
        item = self.items[message.mission_type][message.seq]
        if self.falls_silent_at_item == message.seq:
            self.talks = False
        z = item.z + (1.0 if self.alters and message.seq == 1 else 0.0)
        kind: Any = mavlink.MAVLink_mission_item_int_message
        values = tuple(getattr(item, field) for field in FIELDS)
        where = (item.x, item.y, z, message.mission_type)
        self.send(kind(245, 190, message.seq, *values, *where))

    def _on_mission_clear_all(self, message: Any) -> None:
        if self.mission_refusal is not None:
            self._ack(self.mission_refusal, message.mission_type)
            return
        self.items[message.mission_type] = []
        self._ack(0, message.mission_type)

    def _on_terrain_data(self, message: Any) -> None:
        self.terrain.append(message)
