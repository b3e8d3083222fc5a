"""The strikers of a day's faults, each with its aim drawn from the seed.

Owns which kind of striker a fault needs, and what a striker looks at.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any, Protocol

from logistics.deployment import Deployment
from logistics.processes.supervisor import Supervisor
from missions.clockboard import ClockBoard
from missions.errors import SorabinError
from sim.village.agenda import Agenda
from sim.village.faults import Fault, Moment, Times, take_aim
from sim.village.flight_book import flight_at_hand, sortie_at_hand, sortie_to
from sim.village.flight_strikes import FlightStriker, take_flight_aim
from sim.village.people.postbox import Postbox
from sim.village.preflight_strikes import NobodyComes, WindRises, draw_wind
from sim.village.record import Row
from sim.village.skywatch import SkyWatch
from sim.village.strikes import InFlight, Striker
from sim.village.weather import ValleyWeather
from sim.village.work_in_hand import work_in_hand


class NothingFlies(SorabinError):
    """A fault of a flight on a day without aircraft."""

    code = "nothing-flies"


class Blow(Protocol):
    """A fault that is struck beside the day."""

    def heard(self, fact: str) -> None:
        """Somebody has said something."""
        ...

    async def run(self) -> None:
        """Strike, and return; cancelled when the day is over."""
        ...

    def as_json(self, rows: list[Row], service_day: str) -> dict[str, Any]:
        """The fault and what it hit; `hit` is None where nothing was."""
        ...


@dataclass(frozen=True)
class Scene:
    """All that faults may look at or strike."""

    deployment: Deployment
    day: date
    database_url: str
    supervisor: Supervisor
    board: ClockBoard
    postbox: Postbox
    agenda: Agenda
    sky: SkyWatch
    weather: ValleyWeather
    keeps_away: set[str]
    phase: Callable[[], str]
    times: Times
    orders: int


def blow_for(fault: Fault, scene: Scene, chance: random.Random) -> Blow:
    """The striker of a fault. Raises NothingFlies."""
    limits = scene.deployment.air.limits
    if fault.of_a_flight and (limits is None or not scene.deployment.air.aircraft):
        raise NothingFlies(f"{fault} needs an aircraft that flies: --drones 1 or more")
    aim = take_aim(fault, scene.times, scene.orders, chance)
    at_hand = partial(flight_at_hand, scene.database_url)
    if fault.moment is Moment.PREFLIGHT:
        return _preflight(fault, scene, chance)
    flight_aim = take_flight_aim(fault, chance)
    if fault.of_a_flight and fault.process != "web":
        return FlightStriker(
            fault,
            aim,
            flight_aim,
            scene.sky,
            scene.supervisor,
            scene.board,
            scene.phase,
            at_hand,
        )
    return Striker(
        fault,
        aim,
        scene.supervisor,
        scene.board,
        scene.postbox,
        phase=scene.phase,
        job_at=lambda at: work_in_hand(scene.database_url, at),
        in_flight=InFlight(scene.sky, flight_aim, at_hand) if fault.of_a_flight else None,
    )


def _preflight(fault: Fault, scene: Scene, chance: random.Random) -> Blow:
    sortie = partial(sortie_at_hand, scene.database_url, scene.day)
    if fault.kind == "wind":
        limits = scene.deployment.air.limits
        assert limits is not None
        drawn = draw_wind(chance, limits.wind_mps, limits.gust_mps)
        return WindRises(fault, scene.agenda, sortie, weather=scene.weather, **drawn)
    return NobodyComes(
        fault,
        scene.agenda,
        sortie,
        keeps_away=scene.keeps_away,
        halls=tuple(hall.id for hall in scene.deployment.village.halls),
        sortie_to=partial(sortie_to, scene.database_url, scene.day),
    )
