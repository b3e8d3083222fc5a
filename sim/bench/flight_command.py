"""`sorabin bench flight`: how fast the flight model flies.

Owns the command line and the verdict.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from missions.flying import load_flying
from sim.approval.rounds import round_of
from sim.bench.arducopter import WHY_NONE, found
from sim.bench.arducopter_pace import times_real_time

LEAST_SHARE = 0.5
LEAST_TIMES_ARDUCOPTER = 1000.0
console = Console()


def flight(
    rounds: Annotated[int, typer.Option(min=1, help="Flights out and home.")] = 1000,
    route: Annotated[str | None, typer.Option(help="The route; else the shortest.")] = None,
    seed: Annotated[int, typer.Option(help="Loads and weather come out of it.")] = 1,
    config: Annotated[Path, typer.Option(help="Folder of the deployment.")] = Path(
        "config/ina-hase"
    ),
    json_file: Annotated[Path | None, typer.Option("--json", help="Write it as JSON.")] = None,
) -> None:
    """Rounds in drawn weather, on one core, beside a bare loop of the same arithmetic.

    Exit 0 when the plain twin flies the same, every flight has landed, at least half of the bare
    loop's steps are done, and, where a real ArduCopter is found, it is 1000 times as fast.
    """
    from sim.bench.flights import measure  # loads a compiler

    flying = load_flying(config)
    ways = {each.name: each for each in flying.routes}
    way = ways[route] if route in ways else min(flying.routes, key=lambda each: each.length_m)
    if route is not None and route not in ways:
        raise typer.BadParameter(f"no route {route!r}: one of {', '.join(sorted(ways))}")
    kind = flying.fleet.types_in_use[0]
    the_round = round_of(way, kind, flying.terrain)
    with Progress(console=console) as shown:
        line = shown.add_task("compiling", total=rounds)

        def told(step: str, done: int) -> None:
            shown.update(line, description=step, completed=done)

        rate = measure(the_round, kind, rounds, seed, told)
    program = found()
    real = None if program is None else times_real_time(program, way.hub.position)
    beside = None if real is None else rate.times_real_time / real
    well = (
        rate.same_as_plain
        and rate.landed == 2 * rounds
        and rate.share_of_bare_loop >= LEAST_SHARE
        and (beside is None or beside >= LEAST_TIMES_ARDUCOPTER)
    )
    report = {
        "bench": "flight",
        "route": way.name,
        "round_km": round(2 * way.length_m / 1000.0, 2),
        "rounds": rounds,
        "landed": rate.landed,
        "same_as_plain": rate.same_as_plain,
        "rounds_per_s": round(rounds / rate.cpu_s, 1),
        "steps_per_s": round(rate.steps_per_s),
        "times_real_time_per_core": round(rate.times_real_time),
        "share_of_bare_loop": round(rate.share_of_bare_loop, 3),
        "arducopter_times_real_time_per_core": None if real is None else round(real, 1),
        "times_arducopter": None if beside is None else round(beside),
        "well": well,
    }
    table = Table(title=f"Rounds of {2 * way.length_m / 1000.0:.1f} km", show_header=False)
    for name in ("rounds_per_s", "steps_per_s", "times_real_time_per_core", "share_of_bare_loop"):
        table.add_row(name.replace("_", " "), f"{report[name]:,}")
    why = WHY_NONE if real is None else f"{report['times_arducopter']:,} (it: {real:.0f} x)"
    table.add_row("times a real ArduCopter", why)
    table.add_row("as its plain twin", "yes" if rate.same_as_plain else "NO")
    table.add_row("landed", f"{rate.landed} of {2 * rounds}")
    console.print(table)
    if json_file is not None:
        json_file.write_text(json.dumps(report, indent=1) + "\n", encoding="utf-8")
    raise typer.Exit(0 if well else 1)
