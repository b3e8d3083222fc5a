"""A small ground station for tests: pymavlink over TCP, heartbeats in vehicle time, no threads.

It works on any vehicle that speaks ArduCopter's MAVLink, so that the same flight can be flown on
the simulated vehicle and on ArduPilot's own simulator.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from math import cos, hypot, radians
from pathlib import Path
from typing import Any

os.environ.setdefault("MAVLINK20", "1")

from pymavlink import mavutil
from pymavlink.dialects.v20 import ardupilotmega as mavlink

from missions.clock import machine_s
from sim.sitl.store import Standing
from sim.sitl.vehicle import Vehicle

HOME = (35.836, 137.958, 640.0, 90.0)
STANDING = Standing(round(HOME[0] * 1e7), round(HOME[1] * 1e7), HOME[3])
EXECUTIVE = 245
SORABIN = (sys.executable, "-c", "from missions.cli import main; main()")
Predicate = Callable[["Ground"], bool]


def tcp(port: int, sysid: int = EXECUTIVE) -> Any:
    """A connection to a vehicle's port."""
    return mavutil.mavlink_connection(
        f"tcp:127.0.0.1:{port}", source_system=sysid, retries=40, autoreconnect=False
    )


class Loopback:
    """A connection without sockets to a vehicle that is stepped when it is listened to."""

    def __init__(self, vehicle: Vehicle, sysid: int = EXECUTIVE) -> None:
        self.vehicle = vehicle
        self._channel = vehicle.open_channel()
        self._codec = mavlink.MAVLink(None)
        self._waiting: deque[Any] = deque()
        self.mav = mavlink.MAVLink(self, srcSystem=sysid, srcComponent=190)

    def write(self, raw: bytes) -> None:
        self.vehicle.hear(self._channel, bytes(raw))

    def recv_match(self, **_: Any) -> Any:
        """The next message; a tenth of a vehicle second is waited for it."""
        for _step in range(5):
            if self._channel.out:
                found = self._codec.parse_buffer(bytes(self._channel.out)) or []
                self._waiting.extend(found)
                self._channel.out.clear()
            if self._waiting:
                return self._waiting.popleft()
            self.vehicle.step()
        return None

    def close(self) -> None:
        self.vehicle.close_channel(self._channel)


class Ground:
    """One connection; `latest` holds the newest message of each type."""

    def __init__(self, link: Any) -> None:
        self.link = link
        self.latest: dict[str, Any] = {}
        self.texts: list[str] = []
        self.reached: list[int] = []
        self.modes: list[int] = []
        self.beats = True
        self.now_s = 0.0
        self._beaten_s = -1.0
        self._beaten_wall_s = 0.0

    def close(self) -> None:
        self.link.close()

    # --- listening ---

    def pump(self) -> Any:
        """Take one message in (or wait shortly for none), with a heartbeat when it is time."""
        if self.beats and (
            abs(self.now_s - self._beaten_s) > 0.8 or machine_s() - self._beaten_wall_s > 0.5
        ):
            self.beat()
        message = self.link.recv_match(blocking=True, timeout=0.05)
        if message is None:
            return None
        kind = message.get_type()
        self.latest[kind] = message
        if hasattr(message, "time_boot_ms"):
            self.now_s = message.time_boot_ms / 1000.0
        if kind == "STATUSTEXT":
            self.texts.append(message.text)
        elif kind == "MISSION_ITEM_REACHED":
            self.reached.append(message.seq)
        elif kind == "HEARTBEAT" and (not self.modes or self.modes[-1] != message.custom_mode):
            self.modes.append(message.custom_mode)
        return message

    def beat(self) -> None:
        self._beaten_s, self._beaten_wall_s = self.now_s, machine_s()
        self.link.mav.heartbeat_send(mavlink.MAV_TYPE_GCS, mavlink.MAV_AUTOPILOT_INVALID, 0, 0, 0)

    def until(self, done: Predicate, what: str, wall_s: float = 30.0) -> None:
        """Pump until `done`."""
        end_s = machine_s() + wall_s
        while not done(self):
            if machine_s() > end_s:
                raise AssertionError(f"not in {wall_s:g} s: {what}; texts: {self.texts[-8:]}")
            self.pump()

    def for_vehicle_s(self, seconds: float, wall_s: float = 30.0) -> None:
        end_s = self.now_s + seconds
        self.until(lambda g: g.now_s >= end_s, f"{seconds:g} vehicle seconds", wall_s)

    def message(self, kind: str, wall_s: float = 10.0, where: Callable[[Any], bool] | None = None):
        """The next message of a type."""
        end_s = machine_s() + wall_s
        while machine_s() < end_s:
            found = self.pump()
            if found is not None and found.get_type() == kind and (where is None or where(found)):
                return found
        raise AssertionError(f"no {kind} in {wall_s:g} s")

    # --- asking ---

    def set_parameters(self, values: Mapping[str, float]) -> None:
        for name, value in values.items():
            assert self.set_parameter(name, value) == value

    def streams(self, rate_hz: int = 4) -> None:
        self.link.mav.request_data_stream_send(1, 1, mavlink.MAV_DATA_STREAM_ALL, rate_hz, 1)
        self.command(mavlink.MAV_CMD_SET_MESSAGE_INTERVAL, 245, 500_000)

    def command(self, command: int, *parameters: float) -> int:
        """COMMAND_LONG; the MAV_RESULT."""
        self.link.mav.command_long_send(
            1, 1, command, 0, *[*parameters, *[0.0] * (7 - len(parameters))]
        )
        return self.message("COMMAND_ACK", where=lambda ack: ack.command == command).result

    def command_int(self, command: int, frame: int, p: Sequence[float], x: int, y: int, z: float):
        """COMMAND_INT; the MAV_RESULT."""
        self.link.mav.command_int_send(1, 1, frame, command, 0, 0, *p, x, y, z)
        return self.message("COMMAND_ACK", where=lambda ack: ack.command == command).result

    def set_parameter(self, name: str, value: float) -> float:
        self.link.mav.param_set_send(1, 1, name.encode(), value, mavlink.MAV_PARAM_TYPE_REAL32)
        return self.message("PARAM_VALUE", where=lambda p: p.param_id == name).param_value

    def parameter(self, name: str) -> Any:
        self.link.mav.param_request_read_send(1, 1, name.encode(), -1)
        return self.message("PARAM_VALUE", where=lambda p: p.param_id == name)

    def upload(self, items: Sequence[dict[str, Any]], kind: int = 0) -> int:
        """The MAV_MISSION_RESULT of the final acknowledgement."""
        self.link.mav.mission_count_send(1, 1, len(items), kind)
        while True:
            found = self.message_of("MISSION_REQUEST", "MISSION_REQUEST_INT", "MISSION_ACK")
            if found.mission_type != kind:
                continue
            if found.get_type() == "MISSION_ACK":
                return found.type
            self.send_item(found.seq, items[found.seq], kind)

    def message_of(self, *kinds: str) -> Any:
        end_s = machine_s() + 10.0
        while machine_s() < end_s:
            found = self.pump()
            if found is not None and found.get_type() in kinds:
                return found
        raise AssertionError(f"none of {kinds}")

    def send_item(self, seq: int, item: dict[str, Any], kind: int = 0) -> None:
        self.link.mav.mission_item_int_send(
            1,
            1,
            seq,
            item.get("frame", 0),
            item["command"],
            0,
            1,
            *[item.get(f"p{i}", 0.0) for i in (1, 2, 3, 4)],
            item.get("x", 0),
            item.get("y", 0),
            item.get("z", 0.0),
            kind,
        )

    def download(self, kind: int = 0) -> list[Any]:
        self.link.mav.mission_request_list_send(1, 1, kind)
        count = self.message("MISSION_COUNT", where=lambda m: m.mission_type == kind).count
        found = []
        for seq in range(count):
            self.link.mav.mission_request_int_send(1, 1, seq, kind)
            found.append(
                self.message(
                    "MISSION_ITEM_INT",
                    where=lambda m, s=seq: m.seq == s and m.mission_type == kind,
                )
            )
        return found

    # --- shorthand ---

    @property
    def mode(self) -> int:
        return self.latest["HEARTBEAT"].custom_mode if "HEARTBEAT" in self.latest else -1

    @property
    def armed(self) -> bool:
        beat = self.latest.get("HEARTBEAT")
        return beat is not None and bool(beat.base_mode & mavlink.MAV_MODE_FLAG_SAFETY_ARMED)

    @property
    def prearm_good(self) -> bool:
        status = self.latest.get("SYS_STATUS")
        return status is not None and bool(
            status.onboard_control_sensors_health & mavlink.MAV_SYS_STATUS_PREARM_CHECK
        )

    @property
    def current(self) -> int:
        current = self.latest.get("MISSION_CURRENT")
        return -1 if current is None else current.seq

    @property
    def alt_m(self) -> float:
        """Above sea level."""
        place = self.latest.get("GLOBAL_POSITION_INT")
        return 0.0 if place is None else place.alt / 1000.0

    def away_m(self, lat_deg: float, lon_deg: float) -> float:
        """Horizontal distance of the vehicle from a place."""
        place = self.latest["GLOBAL_POSITION_INT"]
        north = (place.lat / 1e7 - lat_deg) * 111_195.0
        east = (place.lon / 1e7 - lon_deg) * 111_195.0 * cos(radians(lat_deg))
        return hypot(north, east)

    def ready(self, wall_s: float = 30.0) -> None:
        """Wait for the PREARM bit and the absolute position of the EKF."""
        self.until(
            lambda g: g.prearm_good and bool(g.ekf_flags & mavlink.EKF_POS_HORIZ_ABS),
            "pre-arm checks pass and the position is known",
            wall_s,
        )

    @property
    def ekf_flags(self) -> int:
        report = self.latest.get("EKF_STATUS_REPORT")
        return 0 if report is None else report.flags

    def set_mode(self, number: int) -> int:
        return self.command(mavlink.MAV_CMD_DO_SET_MODE, 1, number)

    def arm(self) -> int:
        return self.command(mavlink.MAV_CMD_COMPONENT_ARM_DISARM, 1)

    def launch(self) -> None:
        """GUIDED, arm, start the mission: each accepted."""
        assert self.set_mode(4) == 0
        assert self.arm() == 0
        assert self.command(mavlink.MAV_CMD_MISSION_START) == 0


@contextmanager
def vehicle(
    *options: str, speed: float = 60.0, home: Sequence[float] | None = HOME
) -> Iterator[subprocess.Popen[str]]:
    """A vehicle process on free ports; its `ports` are an attribute of the process.

    `home` None: it finds its place by itself.
    """
    place = ("--home", ",".join(str(part) for part in home)) if home else ()
    argv = [*SORABIN, "sitl", "--port", "0"]
    process = subprocess.Popen(
        [*argv, *place, "--speed", str(speed), *options],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        cwd=Path(__file__).parents[3],
    )
    try:
        assert process.stdout is not None
        line = process.stdout.readline()
        assert line.startswith("listening"), line + process.stdout.read()
        process.ports = [  # type: ignore[attr-defined]
            int(part) for part in line.rsplit(":", 1)[1].split(",")
        ]
        yield process
    finally:
        process.terminate()
        process.wait(10)
        if process.stdout is not None:
            process.stdout.close()


def at(north_m: float, east_m: float) -> tuple[int, int]:
    """A place that many metres from HOME, as degrees x 1e7."""
    lat = HOME[0] + north_m / 111_195.0
    lon = HOME[1] + east_m / (111_195.0 * cos(radians(HOME[0])))
    return round(lat * 1e7), round(lon * 1e7)
