"""Which messages a vehicle is asked to send by itself, and how often.

Owns the list and the question when to ask again. Rates are in vehicle time. Message numbers from
MAVLink common.xml and ardupilotmega.xml; the command is MAV_CMD_SET_MESSAGE_INTERVAL.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from missions.link import messages as msg
from missions.link.requests import CommandLong

SET_MESSAGE_INTERVAL = 511
REQUEST_MESSAGE = 512
AUTOPILOT_VERSION = 148

RATES_HZ: Mapping[str, float] = {
    "GLOBAL_POSITION_INT": 5.0,
    "SYSTEM_TIME": 1.0,
    "ATTITUDE": 1.0,
    "SYS_STATUS": 1.0,
    "BATTERY_STATUS": 1.0,
    "GPS_RAW_INT": 1.0,
    "EKF_STATUS_REPORT": 1.0,
    "VIBRATION": 1.0,
    "MISSION_CURRENT": 2.0,
    "EXTENDED_SYS_STATE": 2.0,
    "VFR_HUD": 1.0,
    "WIND": 1.0,
    "HOME_POSITION": 0.2,
    "TERRAIN_REPORT": 0.5,
    "TERRAIN_REQUEST": 0.0,
}
"""Every name that a station knows how to ask for, with its usual rate in Hz.

ArduPilot asks for terrain only where TERRAIN_REQUEST is streamed: `TERRAIN_HZ` where it is
answered.
"""
TERRAIN_HZ = 2.0

_KINDS: Mapping[str, tuple[int, type]] = {
    "GLOBAL_POSITION_INT": (33, msg.GlobalPosition),
    "SYSTEM_TIME": (2, msg.SystemTime),
    "ATTITUDE": (30, msg.Attitude),
    "SYS_STATUS": (1, msg.SystemStatus),
    "BATTERY_STATUS": (147, msg.Battery),
    "GPS_RAW_INT": (24, msg.Gps),
    "EKF_STATUS_REPORT": (193, msg.EkfStatus),
    "VIBRATION": (241, msg.Vibration),
    "MISSION_CURRENT": (42, msg.MissionCurrent),
    "EXTENDED_SYS_STATE": (245, msg.LandedState),
    "VFR_HUD": (74, msg.AirData),
    "WIND": (168, msg.Wind),
    "HOME_POSITION": (242, msg.Home),
    "TERRAIN_REPORT": (136, msg.TerrainReport),
    "TERRAIN_REQUEST": (133, msg.TerrainRequest),
}
_AS_NEEDED = frozenset({"TERRAIN_REQUEST"})
"""Sent only while the vehicle lacks something, so that its absence says nothing."""
_PATIENCE_S = 5.0
_PERIODS = 3.0


@dataclass(frozen=True, slots=True)
class Stream:
    """One message to be sent `hz` times in a second of vehicle time."""

    name: str
    number: int
    kind: type
    hz: float

    @property
    def patience_s(self) -> float:
        """Vehicle seconds without it after which it is asked for again."""
        return max(_PATIENCE_S, _PERIODS / self.hz)

    def command(self) -> CommandLong:
        interval_us = 1e6 / self.hz
        return CommandLong(
            SET_MESSAGE_INTERVAL, (float(self.number), interval_us, 0.0, 0.0, 0.0, 0.0, 0.0)
        )


class Streams:
    """What was asked for, what was refused and what has come. Rates of 0 are not asked for."""

    def __init__(self, rates_hz: Mapping[str, float] | None = None) -> None:
        rates = {**RATES_HZ, **(rates_hz or {})}
        if unknown := set(rates) - set(_KINDS):
            raise ValueError(f"no stream is known by the name {', '.join(sorted(unknown))}")
        self._all = [Stream(name, *_KINDS[name], hz) for name, hz in rates.items() if hz > 0.0]
        self._heard_s: dict[type, float] = {}
        self._settled: set[str] = set()

    def heard(self, message: msg.Message, vehicle_s: float) -> None:
        """A message has come."""
        self._heard_s[type(message)] = vehicle_s

    def refused(self, stream: Stream) -> None:
        """The vehicle will not send it; it is not asked for again before `begin`."""
        self._settled.add(stream.name)

    def accepted(self, stream: Stream) -> None:
        """The vehicle will send it."""
        if stream.name in _AS_NEEDED:
            self._settled.add(stream.name)

    def begin(self, vehicle_s: float) -> Iterator[Stream]:
        """All that are to be asked for on a new link or after a reboot."""
        self._settled.clear()
        self._heard_s = dict.fromkeys((stream.kind for stream in self._all), vehicle_s)
        yield from self._all

    def overdue(self, vehicle_s: float) -> Iterator[Stream]:
        """Those that should have come by now; each is told once until its patience ends again."""
        for stream in self._all:
            if stream.name in self._settled:
                continue
            if vehicle_s - self._heard_s.get(stream.kind, vehicle_s) > stream.patience_s:
                self._heard_s[stream.kind] = vehicle_s
                yield stream
