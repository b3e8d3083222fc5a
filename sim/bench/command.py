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

from sim.bench.latency import Latency, side_by_side
from sim.bench.parsers import damaged, measured, recorded, signed
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


@app.command()
def wire(
    turns: Annotated[int, typer.Option(min=1, help="Turns of each parser; the best counts.")] = 7,
    seed: Annotated[int, typer.Option(help="Where the stream is damaged comes out of it.")] = 1,
    config: Annotated[Path, typer.Option(help="Folder of the deployment.")] = Path(
        "config/ina-hase"
    ),
    json_file: Annotated[Path | None, typer.Option("--json", help="Write it as JSON.")] = None,
) -> None:
    """MAVLink bytes to values, MB/s; exit 0 where no stream is slower than pymavlink's own parser.

    The baseline makes pymavlink's message objects, ours the values that the service works with.
    """
    with TemporaryDirectory(prefix="sorabin-bench-") as folder, Progress(console=console) as shown:
        line = shown.add_task("flying", total=4)
        frames = asyncio.run(recorded(config, Path(folder)))
        streams = {
            "as heard": b"".join(frames),
            "one frame of 100 damaged": b"".join(damaged(frames, seed)),
            "signed": b"".join(signed(frames)),
        }
        results = {}
        for name, data in streams.items():
            shown.update(line, advance=1, description=name)
            results[name] = measured(data, turns, with_key=name == "signed")
    report = {
        "bench": "wire",
        "streams": {
            name: {
                "bytes": ours.bytes,
                "wire": ours.to_json(),
                "pymavlink": theirs.to_json(),
                "ratio": round(ours.megabytes_per_s / theirs.megabytes_per_s, 2),
            }
            for name, (ours, theirs) in results.items()
        },
    }
    well = all(
        ours.messages >= theirs.messages and ours.megabytes_per_s >= theirs.megabytes_per_s
        for ours, theirs in results.values()
    )
    table = Table(title="MAVLink bytes to values")
    for head in ("", "wire", "pymavlink", "ratio", "messages found"):
        table.add_column(head, justify="left" if not head else "right")
    for name, (ours, theirs) in results.items():
        speeds = (f"{each.megabytes_per_s:.2f} MB/s" for each in (ours, theirs))
        ratio = f"{ours.megabytes_per_s / theirs.megabytes_per_s:.2f}"
        table.add_row(name, *speeds, ratio, f"{ours.messages} / {theirs.messages}")
    console.print(table)
    if json_file is not None:
        told = json.dumps(report | {"well": well}, indent=1)
        json_file.write_text(told + "\n", encoding="utf-8")
    raise typer.Exit(0 if well else 1)
