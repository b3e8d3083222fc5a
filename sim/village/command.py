"""`sorabin day`: plays one service day for real and ends with its ledger.

Owns the command line of the day. Exit 0 only when every parcel and order is accounted for, every
promise is kept or its breach explained, every fault has struck, and no aircraft came down and no
goods were written off but what a fault has struck.
"""

from __future__ import annotations

import asyncio
import json
from contextlib import AsyncExitStack
from datetime import date, datetime
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console

from logistics.deployment import Deployment, load_deployment
from logistics.processes.lastdb import remember
from missions.clock import SystemClock
from missions.errors import SorabinError
from sim.village.faults import parse_fault
from sim.village.playing import Order, Played, Running, play
from sim.village.report import account_of, day_report, interesting_order
from sim.village.show import DayProgress, ledger_table

console = Console()


class NoServiceThatDay(SorabinError):
    """The date to be played has no service."""

    code = "no-service-that-day"


def day(
    config: Annotated[Path, typer.Option(help="Folder of the deployment.")] = Path(
        "config/ina-hase"
    ),
    on: Annotated[
        datetime | None,
        typer.Option("--date", formats=["%Y-%m-%d"], help="Service day; the next one by default."),
    ] = None,
    speed: Annotated[
        float | None,
        typer.Option(min=0.1, help="Most business seconds per second; no jumps then."),
    ] = None,
    orders: Annotated[int, typer.Option(min=1, help="Orders in time.")] = 40,
    drones: Annotated[
        int | None, typer.Option(min=0, help="So many aircraft fly, 0 for none; all by default.")
    ] = None,
    seed: Annotated[int, typer.Option(help="The same seed plays the same people.")] = 1,
    fault: Annotated[
        list[str] | None,
        typer.Option(
            help="KIND@MOMENT: kill-web or kill-worker at close, picking, midday, handover, door; "
            "kill-desk or kill-web at airborne; kill-vehicle at out:0.5; wind or no-volunteer at "
            "preflight."
        ),
    ] = None,
    json_file: Annotated[
        Path | None, typer.Option("--json", help="Write the report here.", show_default=False)
    ] = None,
    stay: Annotated[bool, typer.Option(help="Leave everything running at the end.")] = False,
    db: Annotated[
        str | None, typer.Option(help="An empty database's URL.", show_default=False)
    ] = None,
    folder: Annotated[Path, typer.Option("--dir", help="Database, logs, passwords.")] = Path(
        "var/day"
    ),
) -> None:
    """Play one service day through the real doors: server, database, people as scripts."""
    deployment = load_deployment(config).with_aircraft(drones)
    order = Order(
        deployment=deployment,
        day=_service_day(deployment, on.date() if on else None),
        orders=orders,
        seed=seed,
        folder=folder.resolve(),
        database_url=db,
        speed=speed,
        faults=tuple(parse_fault(text) for text in fault or ()),
    )
    report = asyncio.run(_run(order, json_file, stay=stay))
    raise typer.Exit(0 if report["well_played"] else 1)


def _service_day(deployment: Deployment, wanted: date | None) -> date:
    calendar = deployment.calendar
    if wanted is None:
        return calendar.next_service_day(calendar.local_date(SystemClock().now()))
    closed = calendar.closed_reason(wanted)
    if closed is not None:
        raise NoServiceThatDay(
            f"no service on {wanted}: {closed.en}; the next service day is "
            f"{calendar.next_service_day(wanted)}",
            day=wanted.isoformat(),
        )
    return wanted


async def _run(order: Order, json_file: Path | None, *, stay: bool) -> dict[str, Any]:
    progress = DayProgress(console)
    async with AsyncExitStack() as stack:
        async with progress.running():
            played, running = await stack.enter_async_context(play(order, progress.enter))
        report = day_report(order, played, account_of(order, played))
        if json_file is not None:
            json_file.parent.mkdir(parents=True, exist_ok=True)
            json_file.write_text(json.dumps(report, ensure_ascii=False, indent=1) + "\n")
        remember(running.database_url)
        _show(report, played)
        if stay:
            await _stay(running)
    return report


def _show(report: dict[str, Any], played: Played) -> None:
    console.print(ledger_table(report))
    for finding in report["findings"]:
        console.print(f"[red]{finding['kind']} {finding['id']}[/]: {finding['reasons']}")
    for failure in report["failures"]:
        console.print(f"[red bold]{failure}[/]")
    if (order_id := interesting_order(played)) is not None:
        console.print(f"Follow one order:    sorabin journal --order {order_id}")
    console.print("Is the record whole? sorabin journal verify")


async def _stay(running: Running) -> None:
    """Leave the service as it is, its clock at real time, until Ctrl-C."""
    console.print(f"\nThe service stays at [bold]{running.base_url}[/] (Ctrl-C ends it)")
    for page in ("tv", "store", "hub", "supporter", "hall", "office"):
        console.print(f"  {running.base_url}/{page}")
    console.print(f"Names, passwords, TV keys (/tv?device=KEY): {running.passwords}")
    try:
        await asyncio.Event().wait()
    except asyncio.CancelledError:
        console.print("stopping …")
