"""`sorabin bench`: the benchmarks, each beside a baseline that is measured in the same run.

Owns the command line and the verdict.
"""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from sim.bench.energy_command import energy
from sim.bench.fidelity_command import fidelity
from sim.bench.fleet_command import fleet
from sim.bench.flight_command import flight
from sim.bench.latency import Latency, side_by_side
from sim.bench.wire_command import wire
from sim.bench.words import measure

app = typer.Typer(help="Benchmarks, as ratios side by side.", no_args_is_help=True)
console = Console()
LIMIT_S = 0.2
"""An operator's return or land reaches the vehicle's socket within this, 99 times of 100."""


@app.callback()
def benchmarks() -> None:
    """Benchmarks, as ratios side by side."""


@app.command()
def commands(
    words: Annotated[int, typer.Option(min=20, help="How many words each way.")] = 300,
    config: Annotated[Path, typer.Option(help="Folder of the deployment.")] = Path(
        "config/ina-hase"
    ),
    json_file: Annotated[Path | None, typer.Option("--json", help="Write it as JSON.")] = None,
) -> None:
    """An operator's word: from its row's commit to the vehicle's socket; exit 0 below 0.2 s (p99).

    The baseline is the same word given to the executive directly, without rows and processes.
    """
    with TemporaryDirectory(prefix="sorabin-bench-") as folder, Progress(console=console) as shown:
        line = shown.add_task("to the air", total=words)

        def told(step: str, done: int) -> None:
            shown.update(line, description=step, completed=done)

        through_desk, directly = asyncio.run(measure(config, Path(folder), words, told))
    desk, baseline = Latency.of(through_desk), Latency.of(directly)
    well = desk.p99_s < LIMIT_S
    report = {
        "bench": "commands",
        "desk": desk.to_json(),
        "directly": baseline.to_json(),
        "side_by_side": side_by_side(desk, baseline),
        "limit_p99_ms": 1000 * LIMIT_S,
        "well": well,
    }
    table = Table(title="A word's way to the vehicle's socket")
    for head in ("", "p50", "p99", "longest"):
        table.add_column(head, justify="left" if not head else "right")
    for name, each in (("row → desk → socket", desk), ("executive → socket", baseline)):
        table.add_row(name, *(f"{1000 * s:.2f} ms" for s in (each.p50_s, each.p99_s, each.max_s)))
    beside = report["side_by_side"]
    table.add_row("ratio", f"{beside['p50_ratio']:g}", f"{beside['p99_ratio']:g}", "")
    console.print(table)
    if json_file is not None:
        json_file.write_text(json.dumps(report, indent=1) + "\n", encoding="utf-8")
    raise typer.Exit(0 if well else 1)


app.command()(energy)
app.command()(flight)
app.command()(fidelity)
app.command()(fleet)
app.command()(wire)
