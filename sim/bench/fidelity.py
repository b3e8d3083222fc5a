"""Our vehicle and a real ArduCopter fly the same flights, and what each pair makes of it.

Owns how a pair is flown: two processes started alike, `sorabin fly` on each, what came of it.
"""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from math import cos, radians, sin
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np

from logistics.processes.vehicles import free_block, is_free
from missions.aircraft.model import AircraftType
from missions.clock import machine_s
from missions.errors import SorabinError
from missions.flying import Flying
from missions.routes.model import Route
from sim.bench import arducopter
from sim.bench.likeness import Way, apart_m, energy_wh
from sim.bench.meddling import meddling
from sim.bench.pairs import MOST_APART_M, MOST_ENERGY_OFF, MOST_TIME_OFF, Pair
from sim.flight.motion import Frame
from sim.sitl.frame_file import frame_file
from sim.sitl.ground import craft_of
from sim.sitl.plane import Plane

KINDS = ("sitl", "arducopter")
_SORABIN = [sys.executable, "-c", "from missions.cli import main; main()"]
_LISTENS_WITHIN_S, _LOOK_S = 60.0, 0.1
_HALF_WAY = 0.5
_PERCENTILE = 95


class NotFlown(SorabinError):
    """A flight of a pair gave no result."""

    code = "not-flown"


@dataclass(frozen=True, slots=True)
class Setting:
    """What all pairs have in common. `speed`: times real time."""

    config: Path
    flying: Flying
    route: Route
    kind: AircraftType
    load_kg: float
    speed: float
    program: Path

    @property
    def frame(self) -> Frame:
        return craft_of(self.kind).frame(self.load_kg, self.kind.battery_wh)


@dataclass(frozen=True, slots=True)
class Likeness:
    """One pair: outcomes by flight of ours and of the real one, and how far they are apart.

    `time_off`, `energy_off`, `gauge_off`: ours over the real one's, minus one; the last of what
    the batteries' own gauges told. `apart_m`: 95th percentile. None where nothing was flown twice.
    """

    pair: Pair
    ours: tuple[str, ...]
    real: tuple[str, ...]
    time_off: float | None
    apart_m: float | None
    energy_off: float | None
    gauge_off: float | None

    @property
    def same_outcome(self) -> bool:
        return self.ours == self.real

    @property
    def close(self) -> bool:
        """Time, way and energy within what is allowed."""
        return (
            self.time_off is not None
            and self.apart_m is not None
            and self.energy_off is not None
            and abs(self.time_off) <= MOST_TIME_OFF
            and self.apart_m <= MOST_APART_M
            and abs(self.energy_off) <= MOST_ENERGY_OFF
        )


async def measure(
    setting: Setting, pairs: Sequence[Pair], told: Callable[[Pair], None]
) -> list[Likeness]:
    """Fly each pair, its two flights at once."""
    found = []
    for pair in pairs:
        ports: set[int] = set()
        flights = [_flown(setting, pair, kind, free_block(ports)) for kind in KINDS]
        flown = await asyncio.gather(*flights)
        found.append(_likeness(setting, pair, *flown))
        told(pair)
    return found


@dataclass(frozen=True, eq=False, slots=True)
class _Flown:
    outcomes: tuple[str, ...]
    ways: tuple[Way, ...]


def _likeness(setting: Setting, pair: Pair, ours: _Flown, real: _Flown) -> Likeness:
    outcomes = ours.outcomes, real.outcomes
    if not ours.ways or not real.ways:
        return Likeness(pair, *outcomes, None, None, None, None)
    one, other = ours.ways[0], real.ways[0]
    away = radians(pair.wind_from_deg + 180.0)
    wind = pair.wind_mps * cos(away), pair.wind_mps * sin(away)
    taken = energy_wh(one, setting.frame, wind), energy_wh(other, setting.frame, wind)
    return Likeness(
        pair,
        *outcomes,
        one.airborne_s / other.airborne_s - 1.0,
        float(np.percentile(apart_m(one, other), _PERCENTILE)),
        taken[0] / taken[1] - 1.0,
        one.gauge_wh / other.gauge_wh - 1.0 if other.gauge_wh else None,
    )


async def _flown(setting: Setting, pair: Pair, kind: str, port: int) -> _Flown:
    with TemporaryDirectory(prefix="sorabin-fidelity-") as name:
        folder = Path(name)
        home = setting.route.hub.position
        half_way_m = setting.route.length_m * _HALF_WAY / 2.0
        async with (
            _vehicle(setting, pair, kind, folder, port),
            meddling(pair.meddling, port, home, half_way_m),
        ):
            return await _fly(setting, pair, folder, port)


async def _fly(setting: Setting, pair: Pair, folder: Path, port: int) -> _Flown:
    told, track = folder / "flight.json", folder / "track.geojson"
    command = [*_SORABIN, "fly", setting.route.name, "--load", f"{setting.load_kg:g}"]
    command += [*pair.options.split(), "--connect", f"tcp:127.0.0.1:{port}"]
    command += ["--config", str(setting.config), "--craft", setting.kind.id]
    command += ["--write-parameters", "--json", str(told), "--track", str(track)]
    process = await asyncio.create_subprocess_exec(
        *command,
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.PIPE,
    )
    _, said = await process.communicate()
    try:
        flights = json.loads(told.read_text(encoding="utf-8"))["flights"]
        lines = json.loads(track.read_text(encoding="utf-8"))["features"]
    except (OSError, ValueError, KeyError) as error:
        last = said.decode(errors="replace").strip().splitlines()[-1:]
        raise NotFlown(f"{pair.name}: {' '.join(last) or error}") from error
    home = setting.route.hub.position
    plane = Plane(home.lat_deg, home.lon_deg)
    ways = [
        _way(line, plane, flight["energy_wh"])
        for line, flight in zip(lines, flights, strict=True)
        if len(line["properties"]["vehicle_s"]) > 1
    ]
    return _Flown(tuple(flight["outcome"] for flight in flights), tuple(ways))


def _way(line: dict[str, Any], plane: Plane, gauge_wh: float) -> Way:
    told = line["properties"]
    places = [
        (*plane.metres(lat_deg * 1e7, lon_deg * 1e7), alt_m)
        for (lon_deg, lat_deg), alt_m in zip(
            line["geometry"]["coordinates"], told["alt_amsl_m"], strict=True
        )
    ]
    return Way(np.array(told["vehicle_s"]), np.array(places), gauge_wh)


@asynccontextmanager
async def _vehicle(
    setting: Setting, pair: Pair, kind: str, folder: Path, port: int
) -> AsyncIterator[None]:
    home = setting.route.hub.position
    if kind == "arducopter":
        around = arducopter.Surroundings(home, pair.wind_mps, pair.wind_from_deg)
        frame = frame_file(craft_of(setting.kind), setting.load_kg, home.alt_amsl_m)
        with arducopter.flying(setting.program, folder, port, setting.speed, frame, around) as own:
            await _listening(port, lambda: own.poll() is None)
            yield
        return
    command = [*_SORABIN, "sitl", "--port", str(port), "--speed", f"{setting.speed:g}"]
    command += ["--in-time", "--config", str(setting.config), "--load", f"{setting.load_kg:g}"]
    command += ["--home", f"{home.lat_deg},{home.lon_deg},{home.alt_amsl_m},180"]
    command += ["--wind", f"{pair.wind_mps:g},{pair.wind_from_deg:g}", "--turbulence", "0"]
    quiet = asyncio.subprocess.DEVNULL
    process = await asyncio.create_subprocess_exec(
        *command, stdin=quiet, stdout=quiet, stderr=quiet
    )
    try:
        await _listening(port, lambda: process.returncode is None)
        yield
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


async def _listening(port: int, lives: Callable[[], bool]) -> None:
    """Without connecting: its first connection is to be the one that flies it."""
    until_s = machine_s() + _LISTENS_WITHIN_S
    while is_free(port):
        if not lives() or machine_s() > until_s:
            raise NotFlown("the vehicle does not listen")
        await asyncio.sleep(_LOOK_S)
