"""`sorabin bench fidelity`: our vehicle held against a real ArduCopter.

Owns the command line, the table and the verdict.
"""

from __future__ import annotations

import asyncio
import json
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from missions.flying import load_flying
from sim.bench.arducopter import WHY_NONE, found
from sim.bench.fidelity import Likeness, Setting, measure
from sim.bench.pairs import Pair, in_wind, outcomes

console = Console()


def fidelity(
    route: Annotated[str, typer.Option(help="The route that both fly.")] = "nakao",
    load: Annotated[float, typer.Option(min=0.0, help="kg on board of both.")] = 3.0,
    speed: Annotated[float, typer.Option(min=1.0, max=60.0, help="Times real time.")] = 10.0,
    only: Annotated[str, typer.Option(help="Flights whose name holds this text.")] = "",
    config: Annotated[Path, typer.Option(help="Folder of the deployment.")] = Path(
        "config/ina-hase"
    ),
    json_file: Annotated[Path | None, typer.Option("--json", help="Write it as JSON.")] = None,
) -> None:
    """The same flights on both, in wind from all sides and with all that may befall them.

    Exit 0 when time, way and energy agree in each wind and every outcome is the same; also where
    no real ArduCopter is found, which is said.
    """
    program = found()
    if program is None:
        console.print(f"skipped: {WHY_NONE}")
        if json_file is not None:
            json_file.write_text(json.dumps({"bench": "fidelity", "skipped": WHY_NONE}) + "\n")
        raise typer.Exit(0)
    flying = load_flying(config)
    kind = flying.fleet.types_in_use[0]
    setting = Setting(config, flying, flying.routes.route(route), kind, load, speed, program)
    measured = [each for each in in_wind() if only in each.name]
    befallen = [each for each in outcomes() if only in each.name]
    with Progress(console=console) as shown:
        line = shown.add_task("flying", total=len(measured) + len(befallen))

        def told(pair: Pair) -> None:
            shown.update(line, description=pair.name, advance=1)

        ways = asyncio.run(measure(setting, measured, told))
        ends = asyncio.run(measure(setting, befallen, told))
    well = all(each.close for each in ways) and all(each.same_outcome for each in (*ways, *ends))
    console.print(_table("On the way, ours over the real one's", ways))
    console.print(_table("Outcomes", ends))
    if json_file is not None:
        report = {
            "bench": "fidelity",
            "in_wind": [_told(each) | {"close": each.close} for each in ways],
            "outcomes": [_told(each) for each in ends],
            "well": well,
        }
        json_file.write_text(json.dumps(report, indent=1) + "\n", encoding="utf-8")
    raise typer.Exit(0 if well else 1)


def _table(title: str, found_ones: list[Likeness]) -> Table:
    table = Table(title=title)
    for head in ("flight", "ours", "real", "time", "apart (p95)", "energy", "by the gauges"):
        table.add_column(head, justify="left" if head in ("flight", "ours", "real") else "right")
    for each in found_ones:
        table.add_row(
            each.pair.name,
            " ".join(each.ours),
            " ".join(each.real),
            _percent(each.time_off),
            "" if each.apart_m is None else f"{each.apart_m:.2f} m",
            _percent(each.energy_off),
            _percent(each.gauge_off),
        )
    return table


def _percent(off: float | None) -> str:
    return "" if off is None else f"{100 * off:+.1f} %"


def _told(each: Likeness) -> dict[str, Any]:
    return asdict(each) | {"pair": each.pair.name, "same_outcome": each.same_outcome}
