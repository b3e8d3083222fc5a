"""A route's flights as the flight model takes them: rows of a mission in metres, the ground below.

Owns the translation of what an aircraft is given (`missions.plan`) into what is flown here, so
that a campaign flies the mission that is uploaded and not a drawing of it. Knows no weather.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from missions.aircraft.model import AircraftType
from missions.plan.compiler import compile_flight
from missions.plan.model import Command, Direction, Item, Mission
from missions.plan.package import home_of
from missions.routes.model import Route
from missions.routes.terrain import ElevationGrid
from sim.flight.control import Landing
from sim.flight.elevation import Elevation
from sim.flight.path import Bounds
from sim.flight.voyage import LAND, TAKEOFF, WAIT, WAYPOINT
from sim.sitl.limits import bounds_of, landing_of
from sim.sitl.parameters import Parameters
from sim.sitl.plane import Plane

_KINDS = {
    Command.NAV_TAKEOFF: TAKEOFF,
    Command.NAV_WAYPOINT: WAYPOINT,
    Command.NAV_LOITER_TIME: WAIT,
    Command.NAV_LAND: LAND,
}


@dataclass(frozen=True, eq=False, slots=True)
class Round:
    """A route by one type: `delivered` and `turned_back` (nobody consented) out, and `home`.

    Each is an array of rows for `sim.flight.voyage`, in metres around the hub's pad.
    """

    delivered: np.ndarray
    turned_back: np.ndarray
    home: np.ndarray
    elevation: Elevation
    bounds: Bounds
    landing: Landing


def round_of(route: Route, craft: AircraftType, terrain: ElevationGrid) -> Round:
    """The flights of one route. Raises what `missions.plan.compiler` raises."""
    plane = Plane(route.hub.position.lat_deg, route.hub.position.lon_deg)
    parameters = Parameters(dict(craft.autopilot))
    bounds = bounds_of(parameters)
    out = compile_flight(route, Direction.OUT, craft)
    home = compile_flight(route, Direction.HOME, craft)
    return Round(
        _rows(route, out, plane, consented=True),
        _rows(route, out, plane, consented=False),
        _rows(route, home, plane, consented=False),
        elevation_of(terrain, plane),
        bounds,
        landing_of(parameters, bounds.down_mps),
    )


def elevation_of(terrain: ElevationGrid, plane: Plane) -> Elevation:
    """The ground in metres around a place. Cells without data are as high as the highest."""
    south_m, west_m = plane.metres(terrain.south_deg * 1e7, terrain.west_deg * 1e7)
    north_m, east_m = plane.metres(terrain.north_deg * 1e7, terrain.east_deg * 1e7)
    rows, columns = terrain.heights_m.shape
    heights = np.where(
        np.isfinite(terrain.heights_m), terrain.heights_m, np.nanmax(terrain.heights_m)
    )
    steps = (north_m - south_m) / (rows - 1), (east_m - west_m) / (columns - 1)
    return Elevation(np.ascontiguousarray(heights), south_m, west_m, *steps)


def _rows(route: Route, mission: Mission, plane: Plane, *, consented: bool) -> np.ndarray:
    home = home_of(route, mission.direction)
    place = plane.metres(home.lat_deg * 1e7, home.lon_deg * 1e7)
    rows: list[list[float]] = []
    for item in _flown(mission, consented=consented):
        assert item.position is not None, "what is flown has a place"
        if item.command is not Command.NAV_TAKEOFF:  # that goes straight up
            place = plane.metres(item.position.lat_deg * 1e7, item.position.lon_deg * 1e7)
        rows.append([_KINDS[item.command], *place, item.position.alt_amsl_m, item.p1])
    return np.array(rows)


def _flown(mission: Mission, *, consented: bool) -> Iterator[Item]:
    """The items that are flown one after the other, up to the first landing."""
    seq = 1
    while True:
        item = mission.item(seq)
        if item.command in _KINDS:
            yield item
        if item.command is Command.NAV_LAND:
            return
        jumps = consented and seq == mission.wait_seq and mission.consent_seq is not None
        seq = mission.consent_seq if jumps and mission.consent_seq else seq + 1
