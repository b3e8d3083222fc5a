"""The flight desk's process: minds the aircraft of the deployment.

Owns the process: settings, signals, its place on the clock board. The desk itself is
`missions.flight.desk`.
"""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import socket

import structlog
from sqlmodel import Session

from logistics.db.changes import Changes
from logistics.db.engine import Database
from logistics.deployment import Deployment
from logistics.processes.lifeline import watch_lifeline
from logistics.processes.logs import set_up_logs
from logistics.processes.provision import fitting
from logistics.processes.settings import Settings, open_clock, open_deployment
from missions.clock import machine_ns
from missions.flight.desk.desk import Desk
from missions.flight.desk.lease import holder_id
from missions.flight.desk.store import Sessions
from missions.flying import Flying
from missions.link.signing import signing_of_each
from missions.link.watchers import Watchers

log = structlog.get_logger()


def links_of(settings: Settings, deployment: Deployment, flying: Flying) -> dict[str, str]:
    """The address of each aircraft that is to fly; one that is simulated and has none is left."""
    fleet = flying.fleet.aircraft
    links = {name: fleet[name].link for name in deployment.air.aircraft}
    told = {name: settings.links.get(name) for name, link in links.items() if link == "sitl"}
    found = links | told
    for name in (name for name, address in found.items() if not address):
        log.warning("aircraft has no address", aircraft=name)
    return {name: address for name, address in found.items() if address}


async def mind(settings: Settings, deployment: Deployment, database: Database) -> None:
    """Run the desk until SIGTERM or SIGINT."""
    clock, board = open_clock(settings)
    slot = board.join("desk", os.getpid()) if board is not None else None
    assert deployment.flying is not None
    links = links_of(settings, deployment, deployment.flying)
    watchers = Watchers.at(
        settings.watch.split(), beyond=settings.watch_beyond, links=links.values()
    )
    desk = Desk(
        deployment.flying,
        Sessions(
            read=lambda: Session(database.read_engine),
            write=lambda: Session(database.write_engine, expire_on_commit=False),
            mark=Changes(database).mark,
        ),
        clock,
        links,
        holder=holder_id(socket.gethostname(), os.getpid(), str(machine_ns())),
        limits=deployment.air.limits,
        flight_logs=settings.flight_logs,
        telemetry_port=settings.telemetry_port,
        board=board,
        slot=slot,
        watcher=watchers if watchers.all else None,
        signing=signing_of_each(settings.signing_keys, links),
    )
    running = asyncio.create_task(desk.run())
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, running.cancel)
    log.info("desk runs", database=database.shown_url)
    await asyncio.gather(running, return_exceptions=True)
    watchers.close()
    if not running.cancelled() and (error := running.exception()) is not None:
        raise error


def main() -> None:
    """Entry of the process."""
    watch_lifeline()
    set_up_logs()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s [%(levelname)s] %(message)s")
    logging.getLogger("alembic").setLevel(logging.WARNING)
    settings = Settings()
    deployment = open_deployment(settings)
    if deployment.flying is None:
        log.warning("nothing flies in this deployment")
        return
    database = fitting(settings.database_url, deployment)
    try:
        asyncio.run(mind(settings, deployment, database))
    finally:
        database.close()


if __name__ == "__main__":
    main()
