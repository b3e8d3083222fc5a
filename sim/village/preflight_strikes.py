"""Faults before a launch that kill nothing: the wind rises, or nobody comes to the hall.

Owns when they strike, by what people say of a sortie, and the proof: measurements above the limit
or the missing word in the record, and a sortie that was called off for it.
"""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sim.village.agenda import Agenda
from sim.village.faults import Fault
from sim.village.flight_strikes import last_before
from sim.village.people.facts import WIND_TURNS, hall_called, sortie_is
from sim.village.record import Row
from sim.village.weather import ValleyWeather

_STATES = ("loaded", "asked", "ready")
_MOST_SORTIES = 20
_BLOWS_FOR = timedelta(minutes=45)


@dataclass
class PreflightHit:
    """What was met: when, which sortie, and how it was stored a moment later."""

    at: datetime
    sortie: str
    stored: dict[str, Any] = field(default_factory=dict)


@dataclass
class _Preflight:
    """`at_hand` looks how a sortie is stored now."""

    fault: Fault
    agenda: Agenda
    at_hand: Callable[[str], dict[str, Any]]
    hit: PreflightHit | None = None
    beside: int = 0
    _met: asyncio.Event = field(default_factory=asyncio.Event)

    async def run(self) -> None:
        """Wait for the blow, and look then at what it met."""
        await self._met.wait()
        assert self.hit is not None
        self.hit.stored = await asyncio.to_thread(self.at_hand, self.hit.sortie)

    def as_json(self, rows: list[Row], service_day: str) -> dict[str, Any]:
        """The fault and the state that it hit, for the day's report; no hit without its proof."""
        told: dict[str, Any] = {"fault": str(self.fault), "hit": None, "beside": self.beside}
        hit = self.hit
        if hit is None or (proof := self._proof(rows, hit)) is None:
            return told
        stored = {name: hit.stored.get(name) for name in ("aircraft", "hall", "on_board")}
        return told | {
            "hit": {
                "at": hit.at.isoformat(timespec="milliseconds"),
                "process": None,
                "flight": hit.stored.get("flight"),
                "flight_state": hit.stored.get("flight_state"),
                "sortie": hit.sortie,
                "sortie_state": hit.stored.get("sortie_state"),
                "progress": None,
                **stored,
                **proof,
                "last_journal": last_before(rows, hit.at),
                "ready_after_s": None,
            }
        }

    def _strikes(self, sortie: str) -> None:
        self.hit = PreflightHit(self.agenda.clock.now(), sortie)
        self._met.set()

    def _proof(self, rows: list[Row], hit: PreflightHit) -> dict[str, Any] | None:
        raise NotImplementedError


@dataclass
class WindRises(_Preflight):
    """From the moment a sortie is as far as `state`, it blows above every limit for a while."""

    weather: ValleyWeather = field(kw_only=True)
    state: str = field(kw_only=True)
    wind_mps: float = field(kw_only=True)
    gust_mps: float = field(kw_only=True)
    limit_mps: float = field(kw_only=True)

    def heard(self, fact: str) -> None:
        """The operator has said how a sortie stands."""
        if self.hit is not None:
            return
        # A state may pass between two looks: the next one counts then.
        for state in _STATES[_STATES.index(self.state) :]:
            for sortie in (f"s{number}" for number in range(1, _MOST_SORTIES)):
                if fact == sortie_is(sortie, state):
                    self._strikes(sortie)
                    now = self.agenda.clock.now()
                    self.weather.rise(now, _BLOWS_FOR, self.wind_mps, self.gust_mps)
                    self.agenda.tell(WIND_TURNS)
                    return

    def _proof(self, rows: list[Row], hit: PreflightHit) -> dict[str, Any] | None:
        measured = [
            row["data"]
            for row in rows
            if row["kind"] == "weather-measured"
            and datetime.fromisoformat(row["at"]) >= hit.at
            and row["data"]["wind_mps"] >= self.limit_mps
        ]
        off = called_off(rows, hit)
        if not measured or off is None or not ("wind" in off or "gust" in off):
            return None
        seen = ("place", "wind_mps", "gust_mps", "measured_at")
        return {
            "measured": {name: measured[0][name] for name in seen},
            "measurements": len(measured),
            "became": [f"sortie-cancelled: {off}"],
        }


@dataclass
class NobodyComes(_Preflight):
    """The first hall that the hub rings for an aircraft has nobody who comes.

    `sortie_to`: the sortie that a hall is waiting for.
    """

    keeps_away: set[str] = field(kw_only=True)
    halls: tuple[str, ...] = field(kw_only=True)
    sortie_to: Callable[[str], str | None] = field(kw_only=True)

    def heard(self, fact: str) -> None:
        """The hub rings a hall."""
        for hall in self.halls if self.hit is None else ():
            if fact == hall_called(hall, 1) and (sortie := self.sortie_to(hall)):
                self.keeps_away.add(hall)
                self._strikes(sortie)

    def _proof(self, rows: list[Row], hit: PreflightHit) -> dict[str, Any] | None:
        said = [
            row
            for row in rows
            if row["kind"] == "sortie-word" and row["data"]["sortie"] == hit.sortie
        ]
        off = called_off(rows, hit)
        if said or off is None:
            return None
        return {"words": 0, "became": [f"sortie-cancelled: {off}"]}


def called_off(rows: list[Row], hit: PreflightHit) -> str | None:
    """Why the sortie was cancelled after the blow; None when it was not."""
    for row in rows:
        later = datetime.fromisoformat(row["at"]) >= hit.at
        if row["kind"] == "sortie-cancelled" and row["data"]["sortie"] == hit.sortie and later:
            return str(row["data"]["why"])
    return None


def draw_wind(
    chance: random.Random, limit_wind_mps: float, limit_gust_mps: float
) -> dict[str, Any]:
    """At which state of a sortie the wind rises, and how strong it blows then."""
    return {
        "state": chance.choice(_STATES),
        "wind_mps": limit_wind_mps * chance.uniform(1.2, 2.2),
        "gust_mps": limit_gust_mps * chance.uniform(1.2, 2.0),
        "limit_mps": limit_wind_mps,
    }
