"""How like two flown ways are: their distance from each other, and the energy that they take.

Owns the comparison. Pure: samples in, numbers out. Knows nothing of who flew.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import hypot, sqrt

import numpy as np

from sim.flight.air import air_density_kgpm3
from sim.flight.motion import Frame
from sim.flight.power import GRAVITY_MPS2, electric_power_w

_AT_ONCE = 256
_EVERY_S = 1.0
"""Speeds come from places this far apart: nearer ones would show the rounding of a message."""


@dataclass(frozen=True, eq=False, slots=True)
class Way:
    """A flown way. `at_s`: n vehicle times; `places`: n rows of north, east, up in metres;
    `gauge_wh`: what the vehicle's own battery told."""

    at_s: np.ndarray
    places: np.ndarray
    gauge_wh: float

    @property
    def airborne_s(self) -> float:
        return float(self.at_s[-1] - self.at_s[0])


def apart_m(one: Way, other: Way) -> np.ndarray:
    """For each sample of either way its distance from the other way's line."""
    return np.concatenate(
        [_distances(one.places, other.places), _distances(other.places, one.places)]
    )


def _distances(points: np.ndarray, line: np.ndarray) -> np.ndarray:
    starts, along = line[:-1], np.diff(line, axis=0)
    squares = np.maximum(np.sum(along * along, axis=1), 1e-12)
    found = []
    for begin in range(0, len(points), _AT_ONCE):
        off = points[begin : begin + _AT_ONCE, None, :] - starts[None, :, :]
        share = np.clip(np.sum(off * along[None], axis=2) / squares, 0.0, 1.0)
        beside = off - share[..., None] * along[None]
        found.append(np.sqrt(np.min(np.sum(beside * beside, axis=2), axis=1)))
    return np.concatenate(found)


def energy_wh(way: Way, frame: Frame, wind: tuple[float, float]) -> float:
    """What our aircraft takes on this way, whoever flew it, in wind to the north and east."""
    times = np.arange(way.at_s[0], way.at_s[-1], _EVERY_S)
    places = np.stack([np.interp(times, way.at_s, axis) for axis in way.places.T], axis=1)
    speeds = np.gradient(places, _EVERY_S, axis=0)
    pushes = np.gradient(speeds, _EVERY_S, axis=0)
    watts = [
        _power_w(frame, tuple(map(float, row)), wind)
        for row in np.concatenate([speeds, pushes, places[:, 2:]], axis=1)
    ]
    return float(np.sum(watts)) * _EVERY_S / 3600.0


def _power_w(frame: Frame, row: tuple[float, ...], wind: tuple[float, float]) -> float:
    v_north, v_east, v_up, a_north, a_east, a_up, alt_amsl_m = row
    density = air_density_kgpm3(alt_amsl_m)
    north, east = v_north - wind[0], v_east - wind[1]
    airspeed = hypot(north, east)
    drag = 0.5 * density * frame.rotors.drag_area_m2 * airspeed / frame.mass_kg
    tilt = hypot(a_north + drag * north, a_east + drag * east)
    lift = GRAVITY_MPS2 + a_up
    thrust_n = frame.mass_kg * sqrt(lift * lift + tilt * tilt)
    return electric_power_w(frame.rotors, thrust_n, frame.mass_kg, v_up, airspeed, density)
