"""How fast a real ArduCopter goes when it may go as fast as it can, for each core that it takes.

Owns the measurement: its own clock as it tells it, over the CPU time of its process. It stands on
the ground: flying costs it no less, so what is measured is rather too fast.
"""

from __future__ import annotations

import socket
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory

from logistics.processes.vehicles import free_block
from missions.clock import machine_s, pause
from missions.errors import SorabinError
from missions.geo import Position
from sim.bench import arducopter
from sim.flight.craft import Craft
from sim.sitl.dialect import mavlink
from sim.sitl.frame_file import frame_file

_AS_FAST_AS_IT_CAN = 1000.0
_STARTS_WITHIN_S, _SETTLES_S, _MEASURED_S = 60.0, 5.0, 10.0
_CLOCK_TICKS = 100.0
"""USER_HZ of Linux's /proc."""


class NoPace(SorabinError):
    """The program did not tell its time."""

    code = "no-pace"


def times_real_time(program: Path, home: Position) -> float:
    """Vehicle seconds for each second of CPU time."""
    with TemporaryDirectory(prefix="sorabin-pace-") as name:
        folder, port = Path(name), free_block(set())
        frame = frame_file(Craft(), 0.0, home.alt_amsl_m)
        around = arducopter.Surroundings(home)
        with (
            arducopter.flying(program, folder, port, _AS_FAST_AS_IT_CAN, frame, around) as process,
            closing(_connected(port)) as link,
        ):
            clock = _Clock(link)
            clock.listen(_SETTLES_S)
            began_s, began_cpu_s = clock.vehicle_s, _cpu_s(process.pid)
            clock.listen(_MEASURED_S)
            took_s = _cpu_s(process.pid) - began_cpu_s
            if clock.vehicle_s <= began_s or took_s <= 0.0:
                raise NoPace(f"{program} has told no time")
            return (clock.vehicle_s - began_s) / took_s


class _Clock:
    """The vehicle's time as heard."""

    def __init__(self, link: socket.socket) -> None:
        self._link = link
        self._mav = mavlink.MAVLink(None, srcSystem=254)
        self._mav.robust_parsing = True
        self.vehicle_s = 0.0

    def listen(self, seconds: float) -> None:
        until_s = machine_s() + seconds
        while machine_s() < until_s:
            for message in self._mav.parse_buffer(self._link.recv(65536)) or ():
                self.vehicle_s = max(self.vehicle_s, getattr(message, "time_boot_ms", 0) / 1000.0)


def _connected(port: int) -> socket.socket:
    until_s = machine_s() + _STARTS_WITHIN_S
    while True:
        link = socket.socket()
        link.settimeout(_STARTS_WITHIN_S)
        if link.connect_ex(("127.0.0.1", port)) == 0:
            return link
        link.close()
        if machine_s() > until_s:
            raise NoPace("nothing listens")
        pause(0.1)


def _cpu_s(pid: int) -> float:
    """User and system time of a process so far."""
    after_name = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return (int(after_name[11]) + int(after_name[12])) / _CLOCK_TICKS
