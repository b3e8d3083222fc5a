"""Desks for tests: one inside the test's own loop, and one as the process that it is in service."""

from __future__ import annotations

import asyncio
import json
import os
import socket
import sqlite3
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager, suppress
from pathlib import Path
from typing import Any

from sqlalchemy.engine import make_url
from sqlmodel import Session

from logistics.db.engine import Database
from missions.clock import SystemClock
from missions.flight.desk.desk import Desk
from missions.flight.desk.store import Sessions
from missions.flying import Flying
from sim.bench.tap import Sent, Tap
from tests.flight.vehicles import CONFIG, ROOT, vehicle
from tests.missions.flight.desk.hub import AIRCRAFT


def sessions(database: Database) -> Sessions:
    return Sessions(
        read=lambda: Session(database.read_engine),
        write=lambda: Session(database.write_engine, expire_on_commit=False),
    )


@asynccontextmanager
async def desk(
    flying: Flying, url: str, links: dict[str, str], *, holder: str = "here/1/a", **options: Any
) -> AsyncIterator[Desk]:
    """A desk in this loop, ended in an orderly way."""
    database = Database(url)
    made = Desk(
        flying,
        options.pop("sessions", None) or sessions(database),
        options.pop("clock", None) or SystemClock(),
        links,
        holder=holder,
        **options,
    )
    running = asyncio.create_task(made.run())
    try:
        yield made
    finally:
        running.cancel()
        with suppress(asyncio.CancelledError):
            await running
        database.close()


@asynccontextmanager
async def flown(
    flying: Flying, url: str, folder: Path, *vehicle_options: str, speed: float, **options: Any
) -> AsyncIterator[Tap]:
    """A desk in this loop with a vehicle behind a recording tap; `options` are the desk's."""
    with vehicle("sitl", folder, speed, "--sysid", "11", *vehicle_options) as address:
        async with Tap(address) as tap, desk(flying, url, {AIRCRAFT: tap.address}, **options):
            yield tap


def mute_from(tap: Tap, command: int) -> None:
    """From the first of these commands on nothing arrives that the vehicle answers."""

    def heard(sent: Sent) -> None:
        tap.mute = tap.mute or sent.command == command

    tap.on_command = heard


@contextmanager
def locked(url: str) -> Iterator[None]:
    """Somebody else is writing to this SQLite database, and nobody else can."""
    locker = sqlite3.connect(str(make_url(url).database), timeout=30, isolation_level=None)
    locker.execute("BEGIN IMMEDIATE")
    try:
        yield
    finally:
        locker.execute("ROLLBACK")
        locker.close()


class DeskProcess:
    """A desk as `python -m logistics.processes.desk`; `kill` is kill -9. `links`: id to address."""

    def __init__(
        self, url: str, links: Mapping[str, str], folder: Path, name: str, config: Path = CONFIG
    ) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self._port = probe.getsockname()[1]
        self.looked = False
        """Whether it was found to tell already."""
        environment = {
            **os.environ,
            "PYTHONPATH": str(ROOT),
            "SORABIN_CONFIG": str(config),
            "SORABIN_DATABASE_URL": url,
            "SORABIN_LINKS": json.dumps(dict(links)),
            "SORABIN_FLIGHT_LOGS": str(folder / "flights"),
            "SORABIN_TELEMETRY_PORT": str(self._port),
        }
        self.log = folder / f"desk-{name}.log"
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "logistics.processes.desk"],
                cwd=folder,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )

    def tells(self) -> bool:
        """Whether it has looked at its aircraft and tells what they do: it is ready, as in
        service. One that stands by is ready, too."""
        with socket.socket() as probe:
            self.looked = self.looked or probe.connect_ex(("127.0.0.1", self._port)) == 0
            return self.looked

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()


@contextmanager
def desk_process(url: str, address: str, folder: Path, name: str = "a") -> Iterator[DeskProcess]:
    """Of one aircraft."""
    made = DeskProcess(url, {AIRCRAFT: address}, folder, name)
    try:
        yield made
    finally:
        if made.process.poll() is None:
            made.kill()
