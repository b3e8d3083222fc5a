"""A real ArduCopter software-in-the-loop as one of two vehicles: found, never brought along.

Owns where it is looked for and how it is started as our aircraft. Knows nothing of what is flown.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from missions.geo import Position

VARIABLE, PROGRAM = "SORABIN_ARDUCOPTER", "arducopter"
WHY_NONE = f"no {PROGRAM} on PATH or in {VARIABLE}"
_DEFAULTS = "copter.parm"
_HEADING = 180


def found() -> Path | None:
    """The program, or None."""
    named = os.environ.get(VARIABLE) or shutil.which(PROGRAM)
    return Path(named) if named and Path(named).exists() else None


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What is around it: `wind_from_deg` is where the wind comes from, speeds in m/s."""

    home: Position
    wind_mps: float = 0.0
    wind_from_deg: float = 0.0


@contextmanager
def flying(
    program: Path, folder: Path, port: int, speed: float, frame: str, around: Surroundings
) -> Iterator[subprocess.Popen[bytes]]:
    """The process, listening on `port` soon; `frame` is a frame file's text. Killed at the end."""
    frame_file, wind_file = folder / "frame.json", folder / "wind.parm"
    frame_file.write_text(frame, encoding="utf-8")
    wind = {"SPD": around.wind_mps, "DIR": around.wind_from_deg, "TURB": 0.0}
    told = "".join(f"SIM_WIND_{name} {value:g}\n" for name, value in wind.items())
    wind_file.write_text(told, encoding="utf-8")
    own = program.resolve().parent / _DEFAULTS
    defaults = ",".join(str(each) for each in (own, wind_file) if each.exists())
    home = around.home
    # By its bare name: the program looks for a path that begins with / in its own memory.
    command = [
        str(program),
        "--model",
        f"quad:{frame_file.name}",
        "--speedup",
        f"{speed:g}",
        "--wipe",
    ]
    command += ["--home", f"{home.lat_deg},{home.lon_deg},{home.alt_amsl_m},{_HEADING}"]
    command += ["--base-port", str(port), "--defaults", defaults]
    with (folder / "arducopter.log").open("wb") as log:
        process = subprocess.Popen(
            command, cwd=folder, stdin=subprocess.DEVNULL, stdout=log, stderr=log
        )
    try:
        yield process
    finally:
        process.kill()
        process.wait()
