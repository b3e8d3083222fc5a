"""`sorabin bench wire`: MAVLink bytes to values, beside pymavlink's own parser.

Owns the options, the table and the JSON. The parsers are in `sim.bench.parsers`.
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

from sim.bench.parsers import damaged, measured, recorded, signed

console = Console()


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
