"""One flight of the storm: its processes, and the facts that are left of it.

Owns the start and the end of vehicle, tap and pilot, the pilot's second life after it was killed,
and the vehicle's. The facts are kept as they are; whether they are well is for `judge`.
"""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from logistics.processes.vehicles import free_block, is_free
from missions.clock import machine_s
from missions.geo import LatLon, Position
from sim.bench import arducopter
from sim.bench.meddling import meddling
from sim.sitl.faults import DIED
from sim.sitl.frame_file import frame_file
from sim.sitl.ground import craft_of
from tests.flight.vehicles import CONFIG, ROOT, SORABIN
from tests.storm.draw import OURS, Drawn
from tests.storm.volume import fall_m, flying, ground_of
from tests.storm.wire import Tap, look_on

LISTENS_WITHIN_S, ENDS_WITHIN_S, RESTS_WITHIN_S = 90.0, 3600.0, 300.0
"""Machine seconds."""
TRIES = 3
_LOOK_S = 0.1
_SPEED_OVER_S = 0.5
_ports: set[int] = set()


class NotPlayed(Exception):
    """A process of the flight did not begin."""


@dataclass(slots=True)
class _Vehicle:
    """`truths`: the files of its lives."""

    process: subprocess.Popen[bytes]
    truths: list[Path]


def played(drawn: Drawn, speed: float, until_s: float) -> dict[str, Any] | None:
    """The facts of one flight; None where machine time is past `until_s`, or where it could not
    begin. To be called in a process of its own.

    A flight that a busy machine sent home before anything had befallen it is flown again, slower.
    """
    if machine_s() > until_s:
        return None
    facts = None
    try:
        for tries in range(1, TRIES + 1):
            facts = asyncio.run(play(drawn, speed / tries)) | {"tries": tries}
            if not facts["disturbed"]:
                break
    except NotPlayed as error:
        print(f"{drawn.name}: not played: {error}", flush=True)
    return facts


async def play(drawn: Drawn, speed: float) -> dict[str, Any]:
    """Fly it; the facts. Raises NotPlayed.

    Nothing else is to be done in this process meanwhile: what passes the tap would come late.
    """
    began_s = machine_s()
    with TemporaryDirectory(prefix="storm-") as name:
        folder = Path(name)
        port = free_block(_ports)
        route = flying().routes.route(drawn.route)
        away_m = route.length_m * drawn.meddled_at / 2.0
        tap = Tap(port)
        async with AsyncExitStack() as stack:
            vehicle = await stack.enter_async_context(_vehicle(drawn, folder, port, speed))
            address = await stack.enter_async_context(tap.open())
            home = route.hub.position
            meddled = await stack.enter_async_context(meddling(drawn.meddling, port, home, away_m))
            pilot = await _piloted(drawn, folder, address, speed)
            rested = await _rests(vehicle)
        lives = [_lines(file) for file in vehicle.truths]
        facts = _facts(drawn, folder, lives, meddled)
    _ports.discard(port)
    facts |= {"pilot": pilot, "rested": rested, "arms": tap.arms}
    return {"told": drawn.told, "kind": drawn.kind, "seconds": machine_s() - began_s, **facts}


async def _piloted(drawn: Drawn, folder: Path, address: str, speed: float) -> str:
    """Our side from its start to its end; "" or what went wrong with it."""
    flight = folder / "flight.json"
    flight.write_text(json.dumps(asdict(drawn)), encoding="utf-8")
    files = [str(flight), str(folder / "notes.jsonl"), str(folder / "result.json")]
    command = [sys.executable, "-m", "tests.storm.pilot", *files, address]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    until_s = machine_s() + ENDS_WITHIN_S
    killed = next((each for each in drawn.desk if each.kind == "desk-killed"), None)
    for life in (1, 2):
        with (folder / "pilot.log").open("ab") as log:
            process = await asyncio.create_subprocess_exec(
                *command, cwd=ROOT, env=environment, stdout=log, stderr=log
            )
            try:
                async with asyncio.timeout(until_s - machine_s()):
                    code = await process.wait()
            except TimeoutError:
                process.kill()
                await process.wait()
                return "it did not end"
        if code >= 0 or killed is None or life > 1:
            break
        await asyncio.sleep((killed.lasts_s or 0.0) / speed)
    if code == 0:
        return ""
    said = (folder / "pilot.log").read_text(encoding="utf-8", errors="replace").strip()
    return f"exit {code}: {said.splitlines()[-1] if said else ''}"


async def _rests(vehicle: _Vehicle) -> bool:
    """Whether its body comes to rest, motors off."""
    until_s = machine_s() + RESTS_WITHIN_S
    while machine_s() < until_s:
        lines = _lines(vehicle.truths[-1])
        if lines and not lines[-1]["armed"] and lines[-1]["touching"]:
            return True
        if vehicle.process.poll() is not None:
            return True  # nothing holds it up any more
        await asyncio.sleep(_LOOK_S)
    return False


@asynccontextmanager
async def _vehicle(drawn: Drawn, folder: Path, port: int, speed: float) -> AsyncIterator[_Vehicle]:
    home = flying().routes.route(drawn.route).hub.position
    truth = folder / "truth-1.jsonl"
    if drawn.vehicle != OURS:
        async with _real(drawn, folder, port, speed, home, truth) as process:
            yield _Vehicle(process, [truth])
        return
    vehicle = _Vehicle(_start(drawn, folder, port, speed, truth, home), [truth])
    again = asyncio.ensure_future(_switched_on_again(vehicle, drawn, folder, port, speed))
    try:
        await _listening(port, vehicle.process)
        yield vehicle
    finally:
        again.cancel()
        with suppress(asyncio.CancelledError):
            await again
        vehicle.process.terminate()
        with suppress(subprocess.TimeoutExpired):
            vehicle.process.wait(5.0)
        vehicle.process.kill()
        vehicle.process.wait()


def _start(
    drawn: Drawn, folder: Path, port: int, speed: float, truth: Path, home: Position | None
) -> subprocess.Popen[bytes]:
    """Ours; `home` None: where it was last, and nothing befalls it."""
    command = [*SORABIN, "sitl", "--port", str(port), "--speed", f"{speed:g}", "--in-time"]
    command += ["--config", str(CONFIG), "--load", f"{drawn.load_kg:g}"]
    command += ["--wind", f"{drawn.wind_mps:g},{drawn.wind_from_deg:g}"]
    command += ["--turbulence", f"{drawn.turbulence:g}", "--seed", str(drawn.seed)]
    command += ["--state-dir", str(folder / "vehicle"), "--truth", str(truth)]
    if home is not None:
        command += ["--home", f"{home.lat_deg},{home.lon_deg},{home.alt_amsl_m},180"]
        for fault in drawn.faults:
            command += ["--fault", fault]
    with (folder / "vehicle.log").open("ab") as log:
        return subprocess.Popen(
            command,
            cwd=folder,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
        )


async def _switched_on_again(
    vehicle: _Vehicle, drawn: Drawn, folder: Path, port: int, speed: float
) -> None:
    """A vehicle whose process died is found below its last place, where somebody sees to it."""
    while vehicle.process.poll() is None:
        await asyncio.sleep(_LOOK_S)
    if vehicle.process.returncode == DIED and drawn.back_after_s is not None:
        await asyncio.sleep(drawn.back_after_s / speed)
        truth = folder / "truth-2.jsonl"
        vehicle.process = _start(drawn, folder, port, speed, truth, None)
        vehicle.truths.append(truth)


@asynccontextmanager
async def _real(
    drawn: Drawn, folder: Path, port: int, speed: float, home: Position, truth: Path
) -> AsyncIterator[subprocess.Popen[bytes]]:
    program = arducopter.found()
    if program is None:
        raise NotPlayed(arducopter.WHY_NONE)
    kind = flying().fleet.types_in_use[0]
    frame = frame_file(craft_of(kind), drawn.load_kg, home.alt_amsl_m)
    around = arducopter.Surroundings(home, drawn.wind_mps, drawn.wind_from_deg)
    with arducopter.flying(program, folder, port, speed, frame, around) as process:
        await _listening(port, process)
        looking = asyncio.ensure_future(_look_on(port, truth))
        try:
            yield process
        finally:
            looking.cancel()
            with suppress(asyncio.CancelledError):
                await looking


async def _look_on(port: int, truth: Path) -> None:
    """Its second link listens only when its first has been taken."""
    while True:
        with suppress(OSError):
            await look_on(port, truth)
        await asyncio.sleep(_LOOK_S)


async def _listening(port: int, process: subprocess.Popen[bytes]) -> None:
    until_s = machine_s() + LISTENS_WITHIN_S
    while is_free(port):
        if process.poll() is not None or machine_s() > until_s:
            raise NotPlayed("the vehicle does not listen")
        await asyncio.sleep(_LOOK_S)


def _facts(
    drawn: Drawn, folder: Path, lives: list[list[dict[str, Any]]], meddled: list[str]
) -> dict[str, Any]:
    notes = _lines(folder / "notes.jsonl")
    result = folder / "result.json"
    flights = json.loads(result.read_text(encoding="utf-8")) if result.exists() else []
    ground = ground_of(drawn.route)
    lines = [line for life in lives for line in life if "lat_deg" in line]
    flown = [line for line in lines if line["armed"]]
    places = [LatLon(line["lat_deg"], line["lon_deg"]) for line in flown]
    end = lines[-1] if lines else {}
    before = next((line for line in reversed(lines) if line["s"] < end["s"] - _SPEED_OVER_S), end)
    struck = sorted({*meddled, *(kind for line in lines for kind in line["struck"])})
    said = [n["facts"]["text"] for n in notes if n["kind"] == "vehicle-says"]
    desk_struck = [n["facts"]["fault"] for n in notes if n["kind"] == "desk-fault"]
    stayed = not any(note["kind"] == "lifted" for note in notes)
    unheard = stayed or any("GCS Failsafe" in text for text in said)
    return {
        "flights": flights,
        "disturbed": unheard and not struck and not desk_struck,
        "launches": sum(n["facts"].get("event") == "launch" for n in notes),
        "lifted": not stayed,
        "armings": sum(life[-1]["armings"] for life in lives if life),
        "struck": struck,
        "desk_struck": desk_struck,
        "alarms": sorted(
            {
                f"{n['facts']['name']} {n['facts']['level']}"
                for n in notes
                if n["kind"] == "alarm" and n["facts"]["level"] in ("warning", "critical")
            }
        ),
        "operator": [n["facts"]["words"] for n in notes if n["kind"] == "operator-says"],
        "said": said[-12:],
        "flown_s": round(sum(life[-1]["s"] for life in lives if life), 0),
        "outside_m": round(max(map(ground.outside_m, places)), 1) if places else None,
        "beyond_m": round(max(map(ground.beyond_m, places)), 1) if places else None,
        "end": end,
        "falls_m": 0.0 if not end or end["touching"] else round(fall_m(before, end), 1),
    }


def _lines(file: Path) -> list[dict[str, Any]]:
    """The whole lines of a file that may still be written."""
    if not file.exists():
        return []
    text = file.read_text(encoding="utf-8", errors="replace")
    return [json.loads(line) for line in text.split("\n")[:-1] if line]
