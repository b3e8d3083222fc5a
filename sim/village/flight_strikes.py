"""Striking what flies: a process is killed while an aircraft is in the air, as the desk tells.

Owns the aim at a flight and the proof that it was hit: the desk's picture of the aircraft just
before the blow, and the flight as it was stored when its process was gone. A blow beside it is
noted and struck again.
"""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from logistics.processes.supervisor import Supervisor
from logistics.processes.vehicles import vehicle_name
from missions.clock import machine_s
from missions.clockboard import ClockBoard
from missions.flight.states import AIRBORNE, FlightState
from sim.village.faults import VEHICLE, Aim, Fault, Moment
from sim.village.record import Row
from sim.village.skywatch import Picture, SkyWatch

_MOST_STRIKES = 6
_WATCH_S = 0.0005
_SEEN = ("state", "direction", "route", "progress", "height_m", "speed_mps", "battery_percent")
_ON_THE_WAY = (FlightState.OUTBOUND, FlightState.WAITING, FlightState.DELIVERING)


@dataclass(frozen=True)
class FlightAim:
    """Which picture of an aircraft in the air is struck at: the first that is as far as this.

    `waiting`: only while it waits over the hall.
    """

    direction: str
    progress: float
    waiting: bool = False

    def meets(self, picture: Picture) -> bool:
        if picture["direction"] != self.direction:
            return False
        if self.waiting or self.direction == "home":
            wanted = FlightState.WAITING if self.waiting else FlightState.HOMEBOUND
            return picture["state"] == wanted and _far(picture, self.progress)
        return picture["state"] in _ON_THE_WAY and _far(picture, self.progress)


def _far(picture: Picture, progress: float) -> bool:
    flown = flown_share(picture)
    return progress == 0 or (flown is not None and flown >= progress)


def flown_share(picture: Picture) -> float | None:
    """How much of its own way the aircraft has flown; the desk tells how far it is from the hub."""
    seen = picture.get("progress")
    if seen is None:
        return None
    return round(1.0 - seen, 4) if picture["direction"] == "home" else seen


def take_flight_aim(fault: Fault, chance: random.Random) -> FlightAim:
    """Draw how far the flight is when it is struck, unless the fault itself says so."""
    if fault.moment is Moment.OUT:
        return FlightAim("out", fault.progress or 0.0)
    kind = chance.random()
    if kind < 0.6:
        return FlightAim("out", chance.uniform(0.02, 0.95))
    if kind < 0.75:
        return FlightAim("out", 0.0, waiting=True)
    return FlightAim("home", chance.uniform(0.05, 0.9))


@dataclass
class FlightHit:
    """What a blow met: the picture before it, what was stored after it."""

    at: datetime
    process: str
    pid: int
    phase: str
    picture: Picture
    stored: dict[str, Any]
    ready_after_s: float | None = None


@dataclass
class FlightStriker:
    """One fault of one day that kills the desk or a vehicle while something flies.

    `at_hand` looks how a flight is stored now.
    """

    fault: Fault
    aim: Aim
    flight_aim: FlightAim
    sky: SkyWatch
    supervisor: Supervisor
    board: ClockBoard
    phase: Callable[[], str]
    at_hand: Callable[[str], dict[str, Any]]
    hit: FlightHit | None = None
    beside: int = 0
    _struck: set[str] = field(default_factory=set)

    def heard(self, fact: str) -> None:
        """Nothing that people say concerns this fault."""

    async def run(self) -> None:
        """Strike until a blow has hit or the window is over."""
        while self.hit is None and self.beside < _MOST_STRIKES:
            try:
                picture = await self.sky.see(self._wanted, self._in_window)
            except TimeoutError:
                return
            await self._strike(dict(picture))

    def as_json(self, rows: list[Row], service_day: str) -> dict[str, Any]:
        """The fault and the state that it hit, for the day's report."""
        told: dict[str, Any] = {"fault": str(self.fault), "hit": None, "beside": self.beside}
        if self.hit is None:
            return told
        hit = self.hit
        return told | {
            "hit": {
                "at": hit.at.isoformat(timespec="milliseconds"),
                "process": hit.process,
                "pid": hit.pid,
                "phase": hit.phase,
                **flight_told(hit.picture, hit.stored),
                "became": became(rows, hit.picture["flight"], hit.at),
                "last_journal": last_before(rows, hit.at),
                "ready_after_s": hit.ready_after_s and round(hit.ready_after_s, 3),
            }
        }

    def _in_window(self) -> bool:
        return self.board.now() < self.aim.closes_at

    def _wanted(self, picture: Picture) -> bool:
        return picture["flight"] not in self._struck and self.flight_aim.meets(picture)

    async def _strike(self, picture: Picture) -> None:
        name = self.fault.process
        process = vehicle_name(picture["aircraft"]) if name == VEHICLE else name
        at, began_s = self.board.now(), machine_s()
        pid = self.supervisor.kill(process)
        if pid is None:
            await asyncio.sleep(_WATCH_S)
            return
        self._struck.add(picture["flight"])
        while self.supervisor.pid(process) == pid:
            await asyncio.sleep(_WATCH_S)
        stored = await asyncio.to_thread(self.at_hand, picture["flight"])
        hit = FlightHit(at, process, pid, self.phase(), picture, stored)
        await self.supervisor.wait_ready(process)
        hit.ready_after_s = machine_s() - began_s
        if stored.get("flight_state") in AIRBORNE:
            self.hit = hit
        else:
            self.beside += 1


def flight_told(picture: Picture, stored: dict[str, Any]) -> dict[str, Any]:
    """A flight that was hit: as it was seen, and as it was stored."""
    return {
        "aircraft": picture["aircraft"],
        "flight": picture["flight"],
        "flight_state": picture["state"],
        "progress": flown_share(picture),
        "sortie": stored.get("sortie"),
        "sortie_state": stored.get("sortie_state"),
        "on_board": stored.get("on_board", []),
        "seen": {name: picture.get(name) for name in _SEEN},
        "stored_state": stored.get("flight_state"),
    }


def became(rows: list[Row], flight: str, at: datetime) -> list[str]:
    """What the journal tells of this flight after the blow."""
    return [
        row["kind"]
        for row in rows
        if row["data"].get("flight") == flight and datetime.fromisoformat(row["at"]) > at
    ]


def last_before(rows: list[Row], at: datetime) -> dict[str, Any] | None:
    """The last row of the journal that stood there at the blow."""
    before = [row for row in rows if datetime.fromisoformat(row["at"]) <= at]
    return {"seq": before[-1]["seq"], "kind": before[-1]["kind"]} if before else None
