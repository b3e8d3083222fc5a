"""A small valley made of a formula, and a good route over it that tests may spoil."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from missions.aircraft.model import AircraftType
from missions.aircraft.power import PowerModel
from missions.geo import LatLon, LocalFrame, Position
from missions.routes.airspace import Airspace
from missions.routes.checks import check_route
from missions.routes.model import LandingPlace, Pad, Route
from missions.routes.terrain import ElevationGrid
from missions.routes.verdict import Check, Verdict

HUB = LatLon(35.80, 138.08)
FRAME = LocalFrame(HUB)
CARGO = AircraftType(
    id="cargo",
    largest_m=1.7,
    empty_kg=20.0,
    max_load_kg=5.0,
    cruise_mps=11.0,
    max_ground_speed_mps=15.0,
    max_wind_mps=10.0,
    max_gust_mps=14.0,
    climb_mps=2.5,
    descent_mps=2.0,
    turn_accel_mps2=2.5,
    battery_wh=3000.0,
    battery_max_cycles=300,
    power=PowerModel(20.0, 0.7, 3.65, 0.28, 0.6, 5200.0, 40.0),
    autopilot={},
)


def grid(
    height: Callable[[np.ndarray, np.ndarray], np.ndarray] | None = None,
    error_m: float = 1.0,
) -> ElevationGrid:
    """Ground of 10 by 6 km around the hub; `height(x_m, y_m)` in the hub's frame, else 800 m."""
    cell = 0.0005
    lat = 35.74 + cell * np.arange(180, dtype=np.float64)
    lon = 138.05 + cell * np.arange(140, dtype=np.float64)
    lons, lats = np.meshgrid(lon, lat)
    x, y = FRAME.to_xy_arrays(np.asarray(lats, np.float64), np.asarray(lons, np.float64))
    heights = np.full_like(x, 800.0) if height is None else height(x, y)
    return ElevationGrid(heights, 35.74, 138.05, cell, error_m, "EGM96", True, "a formula")


def place(x_m: float, y_m: float, alt_amsl_m: float) -> Position:
    ground = FRAME.to_lat_lon(x_m, y_m)
    return Position(ground.lat_deg, ground.lon_deg, alt_amsl_m)


def route() -> Route:
    """3.2 km southwards with one bend, 90 m above ground at 800 m, two landing places."""
    path = (place(0, 0, 890), place(300, -1000, 890), place(300, -2200, 890), place(0, -3100, 890))
    return Route(
        name="south",
        hub=Pad("hub", place(0, 0, 800)),
        hall=Pad("hall", place(0, -3100, 800)),
        path=path,
        landing_places=(
            LandingPlace("field", "Field", place(400, -1000, 800), 1, 890.0),
            LandingPlace("bank", "Bank", place(400, -2200, 800), 2, 890.0),
        ),
        half_width_m=40.0,
        cruise_mps=11.0,
        wait_s=60.0,
        low_m=20.0,
    )


def moved(index: int, to: Position) -> Route:
    """The good route with one point of its path elsewhere."""
    points = list(route().path)
    points[index] = to
    return replace(route(), path=tuple(points))


def checks(
    route: Route, ground: ElevationGrid | None = None, airspace: Airspace | None = None
) -> dict[str, Check]:
    """The answers by the checks' names."""
    found = check_route(route, ground or grid(), airspace or Airspace(()), (CARGO,), frame=FRAME)
    assert len({check.name for check in found}) == len(found)
    return {check.name: check for check in found}


def failed(answers: dict[str, Check]) -> set[str]:
    return {name for name, check in answers.items() if check.verdict is Verdict.FAIL}
