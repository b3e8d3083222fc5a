"""`sorabin bench fleet`: many vehicles held by one desk's process, beside dronekit.

Owns the options, the table, the JSON and the verdict. The measurement is in `sim.bench.fleet`.
"""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from sim.bench.fleet import WHY_NO_DRONEKIT, Held, Plan, measure

LIMIT_S = 0.2
LEAST_HEARD = 0.95
LEAST_SENT = 0.95
console = Console()


def fleet(
    vehicles: Annotated[int, typer.Option(min=1, max=200, help="How many.")] = 20,
    hz: Annotated[float, typer.Option(min=1.0, max=50.0, help="Each message so often.")] = 10.0,
    seconds: Annotated[float, typer.Option(min=2.0, help="How long it is measured.")] = 60.0,
    pace: Annotated[float, typer.Option(min=0.02, help="Seconds between two words.")] = 0.2,
    seed: Annotated[int, typer.Option(help="To whom the words go comes out of it.")] = 1,
    config: Annotated[Path, typer.Option(help="Folder of the deployment.")] = Path(
        "config/ina-hase"
    ),
    json_file: Annotated[Path | None, typer.Option("--json", help="Write it as JSON.")] = None,
) -> None:
    """Vehicles in the air held by one flight desk, and words to them; dronekit beside it.

    Exit 0 when the desk has heard 95 % of what was sent with less than one core, and 99 of 100
    words were at the vehicle's socket within 0.2 s of their commit.
    """
    plan = Plan(vehicles, hz, seconds, pace, seed)
    with TemporaryDirectory(prefix="sorabin-bench-") as folder, Progress(console=console) as shown:
        line = shown.add_task("recording", total=None)

        def told(step: str, done: int) -> None:
            total = None if step == "recording" else len(plan.words())
            shown.update(line, description=step, completed=done, total=total)

        desk, dronekit = asyncio.run(measure(config, Path(folder), plan, told))
    report = reported(plan, desk, dronekit)
    console.print(_table(plan, desk, dronekit))
    if json_file is not None:
        json_file.write_text(json.dumps(report, indent=1) + "\n", encoding="utf-8")
    raise typer.Exit(0 if report["well"] else 1)


def reported(plan: Plan, desk: Held, dronekit: Held | None) -> dict[str, Any]:
    """The report as it stands in JSON."""
    rate = desk.sent / desk.seconds / plan.vehicles
    holds = {
        "heard": desk.heard >= LEAST_HEARD * desk.sent and desk.least_heard >= LEAST_HEARD,
        "core": desk.share_of_core < 1.0,
        "words": desk.words.p99_s < LIMIT_S,
        # Else the vehicles themselves were too slow, and nothing is shown.
        "sent": rate >= LEAST_SENT * desk.nominal_per_s,
    }
    return {
        "bench": "fleet",
        "vehicles": plan.vehicles,
        "hz": plan.hz,
        "nominal_per_s": round(desk.nominal_per_s, 1),
        "desk": desk.to_json(plan.vehicles),
        "dronekit": _of_dronekit(plan, desk, dronekit),
        "limit_p99_ms": 1000 * LIMIT_S,
        "least_heard_share": LEAST_HEARD,
        "holds": holds,
        "well": all(holds.values()),
    }


def _of_dronekit(plan: Plan, desk: Held, dronekit: Held | None) -> dict[str, Any]:
    if dronekit is None:
        return {"skipped": WHY_NO_DRONEKIT}
    return {
        **dronekit.to_json(plan.vehicles),
        "desk_core_ratio": round(desk.share_of_core / max(1e-9, dronekit.share_of_core), 2),
    }


def _table(plan: Plan, desk: Held, dronekit: Held | None) -> Table:
    table = Table(title=f"{plan.vehicles} vehicles, each message at {plan.hz:g} Hz")
    for head in ("", "of a core", "sent/s", "heard/s", "heard", "word p50", "word p99"):
        table.add_column(head, justify="left" if not head else "right")
    for name, held in (("row → desk → socket", desk), ("dronekit → socket", dronekit)):
        if held is None:
            table.add_row(name, WHY_NO_DRONEKIT)
            continue
        rates = (each / held.seconds / plan.vehicles for each in (held.sent, held.heard))
        words = (f"{1000 * s:.1f} ms" for s in (held.words.p50_s, held.words.p99_s))
        table.add_row(
            name, f"{100 * held.share_of_core:.0f} %", *(f"{each:.1f}" for each in rates),
            f"{100 * held.heard / held.sent:.1f} %", *words,
        )  # fmt: skip
    return table
