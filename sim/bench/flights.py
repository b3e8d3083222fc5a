"""How fast the flight model flies rounds, beside a bare loop of the same arithmetic.

Owns the measurement: rounds of a deployment's route in drawn weather, compiled, on one core; then
the same controller and physics in a loop without any mission around them. CPU time counts, not the
clock: this machine may have other things to do.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numba import njit

from missions.aircraft.model import AircraftType
from missions.clock import cpu_s
from sim.approval.rounds import Round
from sim.flight.air import air_k
from sim.flight.compiled import flown, fly_each
from sim.flight.control import follow
from sim.flight.motion import Frame, standing, step
from sim.flight.path import Bounds, advance, onwards, resting
from sim.flight.sensing import USUAL
from sim.flight.voyage import CHANCE_S, CHANCES, Weather, fly
from sim.sitl.ground import craft_of

STEP_S = 0.1
_DRAWN_S = 600.0
_AT_ONCE = 200
_BARE_STEPS = 2_000_000
_SAME_AS_PLAIN = 2
_EQUAL = 1e-9

Told = Callable[[str, int], None]


@dataclass(frozen=True, slots=True)
class FlightRate:
    """What was measured. A round is a flight out and one home."""

    rounds: int
    landed: int
    flown_s: float
    steps: int
    cpu_s: float
    bare_steps_per_s: float
    same_as_plain: bool

    @property
    def times_real_time(self) -> float:
        return self.flown_s / self.cpu_s

    @property
    def steps_per_s(self) -> float:
        return self.steps / self.cpu_s

    @property
    def share_of_bare_loop(self) -> float:
        return self.steps_per_s / self.bare_steps_per_s


def measure(the_round: Round, kind: AircraftType, rounds: int, seed: int, told: Told) -> FlightRate:
    """Fly so many rounds on one core. Flights of the plain twin are compared first."""
    rng = np.random.default_rng(seed)
    same = _same_as_plain(the_round, kind, rng)
    told("as the interpreter flies", 0)
    bare = _bare_rate(kind, the_round.bounds)
    landed, flown_s, steps, worked_s, done = 0, 0.0, 0, 0.0, 0
    while done < rounds:
        count = min(_AT_ONCE, rounds - done)
        frames, weathers = _drawn(kind, rng, count)
        for mission in (the_round.delivered, the_round.home):
            normals = _normals(rng, count)
            began = cpu_s()
            rows = _fly(the_round, mission, frames, weathers, normals)
            worked_s += cpu_s() - began
            flights = [flown(row) for row in rows]
            landed += sum(each.landed for each in flights)
            flown_s += sum(each.lasted_s for each in flights)
            steps += sum(each.steps for each in flights)
        done += count
        told("rounds", done)
    return FlightRate(rounds, landed, flown_s, steps, worked_s, bare, same)


def _fly(
    the_round: Round,
    mission: np.ndarray,
    frames: list[Frame],
    weathers: list[Weather],
    normals: np.ndarray,
) -> np.ndarray:
    ground, bounds, landing = the_round.elevation, the_round.bounds, the_round.landing
    return fly_each(mission, ground, frames, bounds, landing, weathers, USUAL, normals, STEP_S)


def _drawn(
    kind: AircraftType, rng: np.random.Generator, count: int
) -> tuple[list[Frame], list[Weather]]:
    """Loads and winds within what the type may fly in."""
    craft = craft_of(kind)
    frames = [
        craft.frame(load_kg, kind.battery_wh) for load_kg in rng.uniform(0, kind.max_load_kg, count)
    ]
    winds = rng.uniform(0.0, kind.max_wind_mps, count)
    ways = rng.uniform(0.0, 2.0 * np.pi, count)
    warmer_k = rng.uniform(-20.0, 20.0, count)
    weathers = [
        Weather(float(wind * np.cos(way)), float(wind * np.sin(way)), 1.0, 0.1, float(warmer))
        for wind, way, warmer in zip(winds, ways, warmer_k, strict=True)
    ]
    return frames, weathers


def _normals(rng: np.random.Generator, count: int) -> np.ndarray:
    return rng.standard_normal((count, CHANCES * int(_DRAWN_S / CHANCE_S)))


def _same_as_plain(the_round: Round, kind: AircraftType, rng: np.random.Generator) -> bool:
    frames, weathers = _drawn(kind, rng, _SAME_AS_PLAIN)
    normals = _normals(rng, _SAME_AS_PLAIN)
    rows = _fly(the_round, the_round.home, frames, weathers, normals)
    for row, frame, weather, own in zip(rows, frames, weathers, normals, strict=True):
        plain = fly(
            the_round.home,
            the_round.elevation,
            frame,
            the_round.bounds,
            the_round.landing,
            weather,
            USUAL,
            own,
            STEP_S,
        )
        for told, expected in zip(flown(row), plain, strict=True):
            if not np.allclose(told, expected, rtol=_EQUAL, atol=_EQUAL):
                return False
    return True


def _bare_rate(kind: AircraftType, bounds: Bounds) -> float:
    """Steps a second of the bare loop."""
    frame = craft_of(kind).frame(kind.max_load_kg / 2.0, kind.battery_wh)
    _bare(frame, bounds, 10, STEP_S)
    began = cpu_s()
    _bare(frame, bounds, _BARE_STEPS, STEP_S)
    return _BARE_STEPS / (cpu_s() - began)


@njit(nogil=True)
def _bare(frame: Frame, bounds: Bounds, steps: int, dt_s: float) -> float:
    """One endless leg in steady wind: guidance, control and physics, and nothing else."""
    at, still = (0.0, 0.0, 100.0), (0.0, 0.0, 0.0)
    state = standing(at, frame, air_k(100.0, 0.0))
    far = (1e7, 1e6, 1e3)
    path = onwards(resting(at, still, bounds), at, still, far, far, bounds)
    point, speed, push = at, still, still
    for _ in range(steps):
        path, point, speed, push = advance(
            path, dt_s, point, speed, state.at, state.speed, False, bounds
        )
        want = follow(point, speed, push, state.at, state.speed)
        state = step(state, want, (3.0, 2.0), 0.0, True, frame, 0.0, dt_s)
        if state.used_ah > 0.5 * frame.capacity_ah:
            state = standing(state.at, frame, state.battery_k)
    return state.used_wh
