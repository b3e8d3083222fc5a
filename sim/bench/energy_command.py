"""`sorabin bench energy`: the power model fitted to published flight times.

Owns the command line and the verdict.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from missions.errors import SorabinError
from sim.flight.calibration import PUBLISHED, Endurance, calibrate

MOST_RMS = 0.02
_HEAD = "payload_kg,endurance_s"
console = Console()


class BadEnduranceFile(SorabinError):
    """A file of flight times that cannot be read."""

    code = "bad-endurance-file"


def energy(
    data: Annotated[
        Path | None,
        typer.Option(help=f"Other flight times: CSV with {_HEAD}.", show_default=False),
    ] = None,
    json_file: Annotated[Path | None, typer.Option("--json", help="Write it as JSON.")] = None,
) -> None:
    """Fit the hover power to published flight times; exit 0 within 2 % (rms)."""
    published = PUBLISHED if data is None else _read(data)
    found = calibrate(published)
    well = found.rms <= MOST_RMS
    table = Table(title="Time in the air by payload")
    for head in ("payload", "published", "error"):
        table.add_column(head, justify="right")
    for (payload_kg, seconds), error in zip(published, found.errors, strict=True):
        table.add_row(f"{payload_kg:.2f} kg", f"{seconds:.0f} s", f"{100 * error:+.2f} %")
    console.print(table)
    console.print(
        f"P = {found.hover_coefficient:.2f} W/kg^1.5 x ({found.mass_kg:.2f} kg + payload)^1.5: "
        f"{100 * found.rms:.2f} % rms, {100 * found.greatest:.2f} % at most"
    )
    if json_file is not None:
        report = {
            "bench": "energy",
            "mass_kg": round(found.mass_kg, 4),
            "hover_coefficient": round(found.hover_coefficient, 4),
            "rms": round(found.rms, 5),
            "greatest": round(found.greatest, 5),
            "flights": len(published),
            "limit_rms": MOST_RMS,
            "well": well,
        }
        json_file.write_text(json.dumps(report, indent=1) + "\n", encoding="utf-8")
    raise typer.Exit(0 if well else 1)


def _read(path: Path) -> list[Endurance]:
    """Raises BadEnduranceFile with the line at fault."""
    try:
        lines = path.read_text(encoding="utf-8-sig").split()
    except (OSError, UnicodeDecodeError) as error:
        raise BadEnduranceFile(f"{path}: {error}") from None
    if not lines or lines[0] != _HEAD:
        raise BadEnduranceFile(f"{path}: the first line must be {_HEAD}")
    found: list[Endurance] = []
    for number, line in enumerate(lines[1:], start=2):
        try:
            payload_kg, seconds = map(float, line.split(","))
        except ValueError:
            raise BadEnduranceFile(f"{path}, line {number}: two numbers are needed") from None
        if not (payload_kg >= 0.0 and 0.0 < seconds < float("inf")):
            raise BadEnduranceFile(f"{path}, line {number}: no such flight")
        found.append((payload_kg, seconds))
    if len(found) < 3:
        raise BadEnduranceFile(f"{path}: at least three flights are needed")
    return found
