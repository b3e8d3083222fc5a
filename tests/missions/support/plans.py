"""Routes, an aircraft type and strategies for tests of plans."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from hypothesis import strategies as st

from missions.geo import LatLon, LocalFrame, Position
from missions.routes.model import LandingPlace, Pad, Route

HUB = Pad("hase-hub", Position(35.8020, 138.0810, 846.0))
NAKAO = Pad("nakao", Position(35.7461, 138.0860, 893.0))
SYSTEM_ID = 245

OWN_PARAMETERS: Mapping[str, float] = {
    "FS_THR_ENABLE": 0,
    "BATT_CAPACITY": 16000,
    "BATT_LOW_VOLT": 43.2,
    "BATT_LOW_MAH": 4800,
    "BATT_CRT_MAH": 3200,
    "BATT_CRT_VOLT": 42.0,
    "RTL_ALT": 12000,
    "RALLY_INCL_HOME": 0,
    "RALLY_LIMIT_KM": 0,
    "LAND_SPEED": 50,
    "LAND_SPEED_HIGH": 200,
    "LAND_ALT_LOW": 1000,
    "WPNAV_SPEED": 1200,
    "WPNAV_SPEED_UP": 250,
    "WPNAV_SPEED_DN": 200,
    "WPNAV_RADIUS": 200,
    "TERRAIN_ENABLE": 0,
}


@dataclass(frozen=True)
class SomeCraft:
    autopilot: Mapping[str, float] = field(default_factory=lambda: dict(OWN_PARAMETERS))


CRAFT = SomeCraft()

_CORNERS = (
    (35.8020, 138.0810, 946.0),
    (35.7930, 138.0862, 951.25),
    (35.7842, 138.0840, 948.5),
    (35.7760, 138.0901, 960.0),
    (35.7668, 138.0933, 972.37),
    (35.7550, 138.0895, 965.0),
    (35.7461, 138.0860, 983.0),
)


def nakao_route(landing_places: tuple[LandingPlace, ...] | None = None) -> Route:
    """6.6 km with three landing places; the corridor falls from the hall towards the hub."""
    if landing_places is None:
        landing_places = (
            LandingPlace("river", "River bank", Position(35.7925, 138.0872, 852.0), 1, 951.25),
            LandingPlace("field", "Field", Position(35.7768, 138.0915, 861.3), 3, 960.0),
            LandingPlace("dam", "Dam", Position(35.7556, 138.0884, 872.0), 5, 965.0),
        )
    return Route(
        name="nakao",
        hub=HUB,
        hall=NAKAO,
        path=tuple(Position(*corner) for corner in _CORNERS),
        landing_places=landing_places,
        half_width_m=40.0,
        cruise_mps=12.0,
        wait_s=60.0,
        low_m=15.0,
    )


@st.composite
def routes(draw: st.DrawFn) -> Route:
    """Valley routes: southward legs of 200 to 1500 m that bend and climb or fall."""
    frame = LocalFrame(HUB.position.ground)
    count = draw(st.integers(1, 9))
    x_m, y_m, alt_m = 0.0, 0.0, 946.0
    path = [HUB.position.at_alt(alt_m)]
    for _ in range(count):
        x_m += draw(st.floats(-400.0, 400.0))
        y_m -= draw(st.floats(200.0, 1500.0))
        alt_m = round(alt_m + draw(st.floats(-40.0, 40.0)), 2)
        path.append(_at(frame, x_m, y_m, alt_m))
    hall = Pad("hall", path[-1].at_alt(alt_m - 90.0))
    corners = draw(st.lists(st.integers(0, count), max_size=4))
    places = tuple(
        _place(draw, frame, number, corner, path[corner]) for number, corner in enumerate(corners)
    )
    return Route(
        name="drawn",
        hub=HUB,
        hall=hall,
        path=tuple(path),
        landing_places=places,
        half_width_m=draw(st.floats(20.0, 60.0)),
        cruise_mps=12.0,
        wait_s=60.0,
        low_m=15.0,
    )


def _place(
    draw: st.DrawFn, frame: LocalFrame, number: int, corner: int, junction: Position
) -> LandingPlace:
    x_m, y_m = frame.to_xy(junction)
    beside_m = draw(st.floats(-150.0, 150.0))
    ground = _at(frame, x_m + beside_m, y_m + 30.0, junction.alt_amsl_m - 80.0)
    return LandingPlace(f"place-{number}", f"Place {number}", ground, corner, junction.alt_amsl_m)


def _at(frame: LocalFrame, x_m: float, y_m: float, alt_m: float) -> Position:
    ground: LatLon = frame.to_lat_lon(x_m, y_m)
    return Position(ground.lat_deg, ground.lon_deg, alt_m)
