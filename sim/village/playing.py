"""Playing one service day: database, processes, clock, people and faults, from morning to ledger.

Owns the order of events around the day. What people do stands in `people`, how time runs in
`authority`, what came out in `report`.
"""

from __future__ import annotations

import asyncio
import shutil
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from logistics.db.engine import Database
from logistics.deployment import Deployment
from logistics.processes.provision import Credentials, provision
from logistics.processes.settings import Settings
from logistics.processes.specs import DESK, service_processes
from logistics.processes.supervisor import ProcessSpec, Supervisor
from logistics.processes.vehicles import Vehicle, with_vehicles
from missions.clock import FixedClock, machine_s
from missions.clockboard import ClockBoard
from missions.errors import SorabinError
from sim.village import phases
from sim.village.agenda import Agenda, ScriptDiary
from sim.village.audit_database import record_fault
from sim.village.audit_receipts import TimedPostbox
from sim.village.authority import ClockAuthority, Pace
from sim.village.blows import Blow, Scene, blow_for
from sim.village.cast import Cast, Stage
from sim.village.faults import Fault, Times
from sim.village.flight_book import flights_of_day
from sim.village.people.facts import (
    AT_A_DOOR,
    AT_THE_HUB,
    AT_THE_RAMP,
    FIRST_LAUNCH,
    PICK_LIST_THERE,
    VAN_HAS_LEFT,
)
from sim.village.people.postbox import Postbox
from sim.village.plot import Plot, chance_for, write_plot
from sim.village.record import Row, fetch_journal
from sim.village.skywatch import SkyWatch
from sim.village.weather import ValleyWeather

MORNING = time(6, 0)
_HOST = "127.0.0.1"
_OUR_FILES = (
    "day.db",
    "day.db-wal",
    "day.db-shm",
    "clock",
    "passwords.json",
    "web.log",
    "worker.log",
    "desk.log",
)
_FLIGHT_LOGS, _VEHICLES = "flights", "vehicles"
_SETTLING = timedelta(seconds=20)
_PHASE_FACTS = {
    PICK_LIST_THERE: "picking",
    AT_THE_RAMP: "supporter",
    AT_THE_HUB: "hub",
    FIRST_LAUNCH: "flights",
    VAN_HAS_LEFT: "van",
    AT_A_DOOR: "doors",
}


class NotEmpty(SorabinError):
    """The database for the day has been used before."""

    code = "database-not-empty"


class ScriptFailed(SorabinError):
    """A scripted person could not go on."""

    code = "script-failed"


@dataclass(frozen=True)
class Order:
    """What is to be played."""

    deployment: Deployment
    day: date
    orders: int
    seed: int
    folder: Path
    database_url: str | None = None
    speed: float | None = None
    faults: tuple[Fault, ...] = ()


@dataclass(frozen=True)
class Played:
    """What a day has left behind, raw."""

    plot: Plot
    postbox: Postbox
    rows: list[Row]
    ledger: dict[str, Any]
    phases: list[phases.Phase]
    faults: list[dict[str, Any]]
    restarts: dict[str, int]
    jumps: int
    wall_s: float
    flights: list[dict[str, Any]] = field(default_factory=list)
    sorties: list[dict[str, Any]] = field(default_factory=list)
    answered: dict[int, datetime] = field(default_factory=dict)
    record_fault: str | None = None


@dataclass(frozen=True)
class Running:
    """A day whose processes stand: what `--stay` shows."""

    base_url: str
    database_url: str
    passwords: Path
    supervisor: Supervisor


@dataclass(frozen=True)
class _Set:
    order: Order
    plot: Plot
    board: ClockBoard
    agenda: Agenda
    book: phases.PhaseBook
    postbox: TimedPostbox
    supervisor: Supervisor
    cast: Cast
    stage: Stage
    sky: SkyWatch
    database_url: str


@asynccontextmanager
async def play(
    order: Order, on_phase: Callable[[str, Callable[[], datetime]], None] = lambda *_: None
) -> AsyncIterator[tuple[Played, Running]]:
    """Play the day; its processes stand until the context is left.

    `on_phase` is called at the beginning of each phase with its name and the business clock.
    Raises NotEmpty, NotReady, ScriptFailed, Stuck.
    """
    began_s = machine_s()
    database_url, credentials = _prepare(order)
    settings = Settings(
        config=order.deployment.folder,
        database_url=database_url,
        clock_board=order.folder / "clock",
        host=_HOST,
        port=_free_port(),
        drones=len(order.deployment.air.aircraft),
        flight_logs=order.folder / _FLIGHT_LOGS,
    )
    settings, vehicles = with_vehicles(settings, order.deployment)
    board = ClockBoard.create(order.folder / "clock", _morning(order))
    supervisor = _supervisor(order, settings, vehicles, board)
    agenda, postbox = Agenda(board), TimedPostbox(now=board.now)
    plot = write_plot(order.deployment, order.day, order.orders, order.seed)
    stage = Stage(
        settings.base_url,
        order.deployment,
        credentials,
        agenda,
        postbox,
        plot,
        order.seed,
        ValleyWeather(chance_for(order.seed)),
    )
    book = phases.PhaseBook(board, lambda name: on_phase(name, board.now))
    cast = Cast(stage)
    sky = SkyWatch(settings.telemetry_port)
    day = _Set(
        order, plot, board, agenda, book, postbox, supervisor, cast, stage, sky, database_url
    )
    running = Running(settings.base_url, database_url, order.folder / "passwords.json", supervisor)
    await supervisor.start()
    try:
        yield await _play(day, began_s), running
    finally:
        await agenda.cancel()
        await day.cast.leave()
        await supervisor.stop()


async def _play(day: _Set, began_s: float) -> Played:
    blows = [_blow(day, number, fault) for number, fault in enumerate(day.order.faults)]
    pace = Pace(
        all_up=day.supervisor.all_ready,
        armed=lambda: any(answer.armed for answer in day.board.answers().values()),
        speed=day.order.speed,
    )
    authority = ClockAuthority(day.board, day.agenda, _participants(day.order), pace)

    def hear(fact: str) -> None:
        _follow(day.book, fact)
        for blow in blows:
            blow.heard(fact)

    day.agenda.on_tell = hear
    day.book.enter("morning")
    day.cast.start()
    day.agenda.start("timekeeper", lambda diary: _keep_time(day, diary))
    striking = [asyncio.create_task(blow.run()) for blow in blows]
    watching = asyncio.create_task(day.sky.run())
    try:
        await authority.run()
    finally:
        for task in (*striking, watching):
            task.cancel()
        for ended in await asyncio.gather(*striking, return_exceptions=True):
            if isinstance(ended, Exception):
                day.postbox.complain("striker", repr(ended))
    day.book.end()
    if day.agenda.failures:
        raise ScriptFailed(
            "; ".join(f"{name}: {failure!r}" for name, failure in day.agenda.failures)
            + f"; logs of the processes: {day.order.folder}",
            scripts=[name for name, _ in day.agenda.failures],
        ) from day.agenda.failures[0][1]
    office = day.cast.office()
    iso = day.order.day.isoformat()
    ledger = await office.get(f"/service-days/{iso}/ledger")
    rows = await fetch_journal(office)
    return Played(
        plot=day.plot,
        postbox=day.postbox,
        rows=rows,
        ledger=ledger,
        phases=day.book.phases(),
        flights=await asyncio.to_thread(flights_of_day, day.database_url, day.order.day),
        sorties=(await office.get("/sorties", service_day=iso))["sorties"],
        faults=[blow.as_json(rows, iso) for blow in blows],
        restarts={name: day.supervisor.restarts(name) for name in day.supervisor.names},
        jumps=authority.jumps,
        wall_s=machine_s() - began_s,
        answered=day.postbox.answered,
        record_fault=await asyncio.to_thread(record_fault, day.database_url),
    )


async def _keep_time(day: _Set, diary: ScriptDiary) -> None:
    """Enter the phases that come by the clock, and stay until the day is settled."""
    deployment, date_ = day.order.deployment, day.order.day
    await diary.sleep_until(day.plot.cutoff - timedelta(minutes=1))
    day.book.enter("close")
    await diary.sleep_until(deployment.calendar.first_promise(date_))
    day.book.enter("evening")
    times = _times(day.order)
    await diary.sleep_until(times.settle_at)
    office = day.cast.office()
    give_up_at = times.settle_at + timedelta(minutes=30)
    while diary.now() < give_up_at:
        if (await office.get(f"/service-days/{date_.isoformat()}"))["state"] == "settled":
            return
        await diary.sleep(_SETTLING / timedelta(minutes=1))
    day.postbox.complain("timekeeper", f"{date_} was not settled by {give_up_at:%H:%M}")


def _follow(book: phases.PhaseBook, fact: str) -> None:
    if fact in _PHASE_FACTS:
        book.enter(_PHASE_FACTS[fact])


def _prepare(order: Order) -> tuple[str, Credentials]:
    """An empty folder, an empty database, first passwords."""
    order.folder.mkdir(parents=True, exist_ok=True)
    for name in _OUR_FILES:
        (order.folder / name).unlink(missing_ok=True)
    for name in (_FLIGHT_LOGS, _VEHICLES):
        shutil.rmtree(order.folder / name, ignore_errors=True)
    url = order.database_url or f"sqlite:///{order.folder / 'day.db'}"
    clock = FixedClock(_morning(order))
    credentials = provision(url, order.deployment, clock=clock)
    if credentials is None:
        raise NotEmpty(f"{_shown(url)} has been used before: a played day needs an empty database")
    credentials.write(order.folder / "passwords.json")
    return url, credentials


def _shown(url: str) -> str:
    """The database's URL without its password."""
    database = Database(url)
    database.close()
    return database.shown_url


def _participants(order: Order) -> tuple[str, ...]:
    """The processes whose work the clock waits for."""
    return ("web", "worker", *((DESK,) if order.deployment.air.aircraft else ()))


def _supervisor(
    order: Order, settings: Settings, vehicles: tuple[Vehicle, ...], board: ClockBoard
) -> Supervisor:
    supervisor: Supervisor

    def at_rest(name: str) -> bool:
        """Whether the running process itself has said so, and not the one before it."""
        answer = board.answers().get(name)
        mine = answer is not None and answer.pid == supervisor.pid(name)
        return mine and not (answer is None or answer.busy)

    def sharpened(spec: ProcessSpec) -> ProcessSpec:
        """Ready only when it has looked at what the one before it may have left."""
        if spec.name not in ("worker", DESK):
            return spec

        async def ready() -> bool:
            return at_rest(spec.name) and await spec.ready()

        return replace(spec, ready=ready)

    specs = service_processes(settings, order.deployment, vehicles, order.folder / _VEHICLES)
    supervisor = Supervisor([sharpened(spec) for spec in specs], order.folder)
    return supervisor


def _blow(day: _Set, number: int, fault: Fault) -> Blow:
    scene = Scene(
        deployment=day.order.deployment,
        day=day.order.day,
        database_url=day.database_url,
        supervisor=day.supervisor,
        board=day.board,
        postbox=day.postbox,
        agenda=day.agenda,
        sky=day.sky,
        weather=day.stage.weather,
        keeps_away=day.stage.keeps_away,
        phase=lambda: day.book.current,
        times=_times(day.order),
        orders=day.plot.orders,
    )
    return blow_for(fault, scene, chance_for(day.order.seed)(f"fault/{number}/{fault}"))


def _times(order: Order) -> Times:
    work = order.deployment.service.work_times

    def at(wall: time) -> datetime:
        return datetime.combine(order.day, wall, tzinfo=order.deployment.calendar.timezone)

    return Times(
        cutoff=order.deployment.calendar.last_cutoff(order.day),
        ready_by=at(work.pick_ready_by),
        leave_store=at(work.supporter_leaves_store),
        settle_at=at(work.settle_at),
    )


def _morning(order: Order) -> datetime:
    zone = order.deployment.calendar.timezone
    earliest = order.deployment.calendar.last_cutoff(order.day) - timedelta(hours=5)
    return min(datetime.combine(order.day, MORNING, tzinfo=zone), earliest)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((_HOST, 0))
        return probe.getsockname()[1]
