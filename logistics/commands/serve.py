"""`sorabin serve`: the live service, until it is told to stop."""

from __future__ import annotations

import asyncio
import os
import signal
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from sqlmodel import Session, col, select

from logistics.db.engine import Database
from logistics.db.models import AccountRow
from logistics.deployment import Deployment
from logistics.processes.lastdb import remember
from logistics.processes.provision import fitting, provision
from logistics.processes.settings import Settings, open_deployment
from logistics.processes.specs import service_processes
from logistics.processes.supervisor import Supervisor
from logistics.processes.vehicles import carry_home, with_vehicles
from missions.clock import SystemClock
from missions.errors import SorabinError
from missions.link.signing import signing_of_each
from missions.link.watchers import Watchers

console = Console()
_VEHICLES = Path("var/vehicles")


class UnsafeExposure(SorabinError):
    """Serving beyond this machine with the settings of a laptop."""

    code = "unsafe-exposure"


def serve(
    config: Annotated[Path, typer.Option(help="Folder of the deployment.")] = Path(
        "config/ina-hase"
    ),
    db: Annotated[
        str | None, typer.Option(help="Database URL, SQLite or PostgreSQL.", show_default=False)
    ] = None,
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port to listen on.")] = 8000,
    public_url: Annotated[
        str | None,
        typer.Option(
            envvar="SORABIN_PUBLIC_URL", help="https address that phones reach; QR codes carry it."
        ),
    ] = None,
    watch: Annotated[
        list[str] | None,
        typer.Option(help="udp:ADDRESS:PORT of a ground station that may watch flights."),
    ] = None,
    watch_beyond: Annotated[
        bool, typer.Option("--watch-beyond", help="It may be on another machine.")
    ] = False,
    signing_keys: Annotated[
        Path | None,
        typer.Option(
            envvar="SORABIN_SIGNING_KEYS",
            help="Folder with AIRCRAFT.key for each aircraft: their links are signed.",
            show_default=False,
        ),
    ] = None,
) -> None:
    """Run the service. First passwords and keys go to var/credentials.json."""
    defaults = Settings()
    settings = Settings(
        config=config,
        database_url=db or defaults.database_url,
        host=host,
        port=port,
        public_url=public_url,
        flight_logs=Path("var/flights"),
        watch=" ".join(watch or defaults.watch.split()),
        watch_beyond=watch_beyond or defaults.watch_beyond,
        signing_keys=signing_keys,
    )
    # Said here once, not by a process that starts again and again.
    Watchers.at(settings.watch.split(), beyond=settings.watch_beyond).close()
    os.umask(0o077)  # database, logs and keys are for nobody else on this machine
    deployment = open_deployment(settings)
    signing_of_each(settings.signing_keys, deployment.air.aircraft)  # said here once, if one lacks
    Path("var").mkdir(exist_ok=True)
    if settings.public_url is not None or not settings.on_loopback:
        _refuse_unsafe(settings)
    made = provision(settings.database_url, deployment, clock=SystemClock())
    if made is not None:
        made.write(Path("var/credentials.json"))
        console.print("First passwords and keys: [bold]var/credentials.json[/] (keep it secret)")
    fitting(settings.database_url, deployment).close()  # said here once, not by each process
    remember(settings.database_url)
    asyncio.run(_run(settings, deployment))


def _refuse_unsafe(settings: Settings) -> None:
    """Beyond loopback: an https address, and no account with a generated first password."""
    if not (settings.public_url or "").startswith("https://"):
        raise UnsafeExposure(
            "beyond this machine the service needs --public-url https://… (a proxy in front "
            "of it ends TLS): QR codes carry it and cookies are sent over https only"
        )
    database = Database(settings.database_url)
    try:
        with Session(database.read_engine) as session:
            initial = session.exec(
                select(AccountRow.person).where(col(AccountRow.initial).is_(True))
            ).all()
    except Exception:  # no tables yet
        initial = None
    finally:
        database.close()
    if initial is None:
        raise UnsafeExposure(
            "set the service up on this machine first (sorabin serve), then set everybody's "
            "password (sorabin people password NAME)"
        )
    if initial:
        raise UnsafeExposure(
            f"{len(initial)} accounts still have a generated first password: {', '.join(initial)}; "
            "set them with `sorabin people password NAME` or end them with `sorabin people lock`"
        )


async def _run(settings: Settings, deployment: Deployment) -> None:
    settings, vehicles = with_vehicles(settings, deployment)
    carry_home(settings.database_url, vehicles, _VEHICLES)
    processes = service_processes(settings, deployment, vehicles, _VEHICLES)
    supervisor = Supervisor(processes, Path("var/log"))
    await supervisor.start()
    console.print(f"Sorabin is at [bold]{settings.base_url}[/]; stop it with Ctrl-C")
    told = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, told.set)
    await told.wait()
    console.print("stopping …")
    await supervisor.stop()
