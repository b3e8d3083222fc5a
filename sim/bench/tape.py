"""The telemetry of a flight as it was sent, to be sent again: frames with the vehicle's own times.

Owns the recording (a simulated vehicle flies a route for it, and is asked for each message so many
times in a second of its own time) and the file. Knows nothing of who is to hear it.
"""

from __future__ import annotations

import asyncio
import json
from base64 import b85decode, b85encode
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from missions.flight.fitting import trial_for
from missions.flight.scenario import ConsentPlan, Scenario
from missions.flight.trial import fly, no_faults
from missions.flying import Flying
from missions.link.station import Station
from missions.link.streams import RATES_HZ, Streams
from missions.plan.package import OWN_SYSTEM_ID
from missions.routes.model import Route
from sim.bench.processes import NotFlying, vehicle

SPEED = 4.0
"""Times real time at which it is recorded."""
_ABOUT_LIFE_HZ = 1.0
"""What is asked for more rarely than this (home, terrain) stays as rare."""
_POSITION, _HEARTBEAT = 33, 0
_CRUISES_FROM = 2
"""The first item behind the take-off."""
_WITHIN_S = 600.0
_TELEMETRY = frozenset(stream.number for stream in Streams().begin(0.0))
"""What answers a question is not sent again."""


@dataclass(frozen=True, slots=True)
class Tape:
    """`frames`: seconds of the vehicle's time since the tape began, and the bytes, in order."""

    frames: tuple[tuple[float, bytes], ...]

    @property
    def per_s(self) -> float:
        """Messages in a second of the vehicle's time."""
        return len(self.frames) / self.frames[-1][0]

    def write(self, file: Path) -> None:
        lines = [[at_s, b85encode(frame).decode()] for at_s, frame in self.frames]
        file.write_text(json.dumps(lines), encoding="utf-8")

    @classmethod
    def read(cls, file: Path) -> Tape:
        lines = json.loads(file.read_text(encoding="utf-8"))
        return cls(tuple((at_s, b85decode(frame)) for at_s, frame in lines))


def rates(hz: float) -> dict[str, float]:
    """What the flight desk asks for, at `hz`; what it asks for less than once a second as it is."""
    return {name: hz if usual >= _ABOUT_LIFE_HZ else usual for name, usual in RATES_HZ.items()}


async def recorded(
    flying: Flying,
    config: Path,
    folder: Path,
    route: Route,
    hz: float,
    seconds: float,
    told: Callable[[str, int], None],
) -> Tape:
    """`seconds` of the vehicle's time on the way out, behind the take-off. Raises NotFlying."""
    craft = flying.fleet.types_in_use[0]
    scenario = Scenario(consent=ConsentPlan.NO)
    plain = trial_for(flying, route, craft, load_kg=0.0, scenario=scenario)
    trial = replace(plain, write_parameters=True)
    async with (
        vehicle(config, folder, system_id=1, speed=SPEED) as address,
        await Station.open(
            address,
            own_system_id=OWN_SYSTEM_ID,
            terrain=flying.terrain.at_or_edge_m,
            streams_hz=rates(hz),
        ) as station,
    ):
        flight = asyncio.create_task(fly(station, no_faults(), trial))
        try:
            async with asyncio.timeout(_WITHIN_S):
                return await _taped(station, flight, seconds, told)
        except TimeoutError:
            raise NotFlying("the flight that was to be recorded took too long") from None
        finally:
            flight.cancel()
            await asyncio.gather(flight, return_exceptions=True)


async def _taped(
    station: Station,
    flight: asyncio.Task[object],
    seconds: float,
    told: Callable[[str, int], None],
) -> Tape:
    while (station.state.mission_seq or 0) < _CRUISES_FROM or not station.state.armed:
        if flight.done():
            raise NotFlying(f"nothing flew: {flight.result()}")
        await asyncio.sleep(0.02)
    frames: list[tuple[float, bytes]] = []
    began_s = boot_s = None
    async for frame in station.packets():
        number = int.from_bytes(frame[7:10], "little")
        if number == _POSITION:
            boot_s = int.from_bytes(frame[10:14], "little") / 1000.0
            began_s = boot_s if began_s is None else began_s
            told("recording", round(boot_s - began_s))
        if began_s is None or boot_s is None:
            continue
        if boot_s - began_s > seconds:
            break
        if number == _HEARTBEAT or number in _TELEMETRY:
            frames.append((boot_s - began_s, frame))
    return Tape(tuple(frames))
