# cjk: a name as places have it here
from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime, timedelta
from math import nan
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as Xml

import pytest
from pymavlink import mavwp
from shapely import Point, Polygon

from missions.clock import TOKYO
from missions.plan.canonical import canonical_package, canonical_readback
from missions.plan.formats.export import ExportNeedsMore, Format, export
from missions.plan.formats.f3548 import NoIntent
from missions.plan.formats.kml import NAMESPACE
from missions.plan.formats.raw import RawPlan
from missions.plan.formats.reading import content_of, read_plan_file
from missions.plan.model import Direction
from missions.plan.package import flight_package, home_of
from tests.missions.support.memory import kept_fence, kept_rally
from tests.missions.support.plans import CRAFT, SYSTEM_ID, nakao_route

ROUTE = nakao_route()
PACKAGES = {d: flight_package(ROUTE, d, CRAFT, SYSTEM_ID) for d in Direction}
DIRECTIONS = pytest.mark.parametrize("direction", list(Direction))


def mission_part(plan: RawPlan) -> object:
    return canonical_readback([item.wire for item in plan.items], (), (), {}).mission


@DIRECTIONS
def test_waypoints_read_back_as_the_same_mission(direction: Direction) -> None:
    package = PACKAGES[direction]
    text = export(ROUTE, package, Format.WAYPOINTS)
    plan = read_plan_file("nakao.waypoints", text.encode())
    assert mission_part(plan) == canonical_package(package).mission
    assert content_of(plan).home == home_of(ROUTE, direction)


def test_waypoints_are_read_by_pymavlink(tmp_path: Path) -> None:
    package = PACKAGES[Direction.OUT]
    file = tmp_path / "nakao.waypoints"
    file.write_text(export(ROUTE, package, Format.WAYPOINTS))
    loader = mavwp.MAVWPLoader()
    assert loader.load(str(file)) == len(package.mission.items) + 1
    for seq, item in enumerate(package.mission.items, start=1):
        read = loader.wp(seq)
        assert read is not None
        assert (read.command, read.frame) == (item.command, 0)
        assert read.param1 == item.p1
        if item.position is not None:
            assert read.x == pytest.approx(item.position.lat_deg, abs=1e-7)
            assert read.y == pytest.approx(item.position.lon_deg, abs=1e-7)
            assert read.z == pytest.approx(item.position.alt_amsl_m, abs=0.006)


@DIRECTIONS
def test_a_plan_reads_back_as_the_same_mission_fence_and_rally(direction: Direction) -> None:
    package = PACKAGES[direction]
    text = export(ROUTE, package, Format.PLAN)
    plan = read_plan_file("nakao.plan", text.encode())
    assert content_of(plan).home == home_of(ROUTE, direction)
    found = canonical_readback(
        [item.wire for item in plan.items],
        kept_fence(plan.fence_items()),
        kept_rally(plan.rally_items()),
        package.parameters,
    )
    assert found.part_sha256 == canonical_package(package).part_sha256


def test_a_plan_has_the_shape_that_qgroundcontrol_reads() -> None:
    document = json.loads(export(ROUTE, PACKAGES[Direction.OUT], Format.PLAN))
    assert (document["fileType"], document["version"]) == ("Plan", 1)
    assert document["mission"]["version"] == 2
    assert [i["doJumpId"] for i in document["mission"]["items"]][:3] == [1, 2, 3]
    assert all(len(i["params"]) == 7 for i in document["mission"]["items"])
    assert document["geoFence"]["polygons"][0]["inclusion"] is True
    lat, lon, above_home_m = document["rallyPoints"]["points"][0]
    assert (lat, lon) == (35.8020, 138.0810)
    assert above_home_m == pytest.approx(983.0 - 846.0)


def test_geojson_holds_path_places_items_and_fence() -> None:
    document = json.loads(export(ROUTE, PACKAGES[Direction.OUT], Format.GEOJSON))
    kinds = [feature["properties"]["kind"] for feature in document["features"]]
    assert kinds.count("landing-place") == 3
    assert kinds.count("fence") == 1
    path = document["features"][0]
    assert path["geometry"]["coordinates"][0] == [138.0810, 35.8020]
    assert path["properties"]["alt_amsl_m"][0] == 946.0
    (ring,) = next(f for f in document["features"] if f["properties"]["kind"] == "fence")[
        "geometry"
    ]["coordinates"]
    assert ring[0] == ring[-1]
    assert Polygon(ring).exterior.is_ccw


def test_kml_is_well_formed_whatever_the_names() -> None:
    odd = replace(ROUTE.landing_places[0], name="川原 <&> A")
    route = nakao_route((odd,))
    package = flight_package(route, Direction.HOME, CRAFT, SYSTEM_ID)
    root = Xml.fromstring(export(route, package, Format.KML))
    names = [name.text for name in root.iter(f"{{{NAMESPACE}}}name")]
    assert "川原 <&> A" in names
    lines = [text.text or "" for text in root.iter(f"{{{NAMESPACE}}}coordinates")]
    assert "138.0810000,35.8020000,946.00" in lines[0]


START = datetime(2026, 11, 24, 13, 0, tzinfo=TOKYO)


def intent(direction: Direction = Direction.OUT) -> dict[str, Any]:
    text = export(
        ROUTE,
        PACKAGES[direction],
        Format.F3548,
        starts_at=START,
        geoid_height_m=lambda place: 41.5 + (place.lat_deg - 35.8),
    )
    return json.loads(text)


def test_an_operational_intent_has_the_fields_that_interuss_publishes() -> None:
    """OperationalIntentDetails, Volume4D and their parts of the UTM API 1.0.0."""
    details = intent()
    assert set(details) == {"volumes", "off_nominal_volumes", "priority"}
    assert details["off_nominal_volumes"] == []
    assert len(details["volumes"]) == len(ROUTE.path) + 1
    for each in details["volumes"]:
        assert set(each) == {"volume", "time_start", "time_end"}
        assert set(each["volume"]) == {"outline_polygon", "altitude_lower", "altitude_upper"}
        vertices = each["volume"]["outline_polygon"]["vertices"]
        assert len(vertices) >= 3
        assert vertices[0] != vertices[-1]
        assert all(set(corner) == {"lat", "lng"} for corner in vertices)
        for edge in ("lower", "upper"):
            altitude = each["volume"][f"altitude_{edge}"]
            assert set(altitude) == {"value", "reference", "units"}
            assert (altitude["reference"], altitude["units"]) == ("W84", "M")
        for edge in ("time_start", "time_end"):
            assert each[edge]["format"] == "RFC3339"
            assert each[edge]["value"].endswith("Z")


def test_f3548_heights_are_above_the_ellipsoid_with_the_geoid_at_each_place() -> None:
    volumes = intent()["volumes"]
    assert volumes[0]["time_start"]["value"] == "2026-11-24T03:59:00.000000Z"
    first = volumes[1]["volume"]
    ring = Polygon([(c["lng"], c["lat"]) for c in first["outline_polygon"]["vertices"]])
    for corner in ROUTE.path[:2]:
        assert ring.contains(Point(corner.lon_deg, corner.lat_deg))
    # 951.25 m at its highest, the geoid in the north of the leg and how far models of it differ,
    # 1 m of barometer, 0.7 s at 12 m/s and the braking way.
    expected = 951.25 + 41.5 + 0.0026 + 1.0 + 16.74
    assert first["altitude_upper"]["value"] == pytest.approx(expected, abs=0.02)


def test_f3548_holds_the_hall_for_the_wait() -> None:
    held = {}
    for direction in Direction:
        last = intent(direction)["volumes"][-1]
        begin, end = (
            datetime.fromisoformat(last[edge]["value"]) for edge in ("time_start", "time_end")
        )
        held[direction] = end - begin
    assert held[Direction.OUT] - held[Direction.HOME] > timedelta(seconds=ROUTE.wait_s - 10)


def test_f3548_needs_a_time_with_its_zone_and_a_geoid() -> None:
    package = PACKAGES[Direction.OUT]
    with pytest.raises(ExportNeedsMore):
        export(ROUTE, package, Format.F3548)
    naive = datetime(2026, 11, 24, 13, 0)  # noqa: DTZ001
    with pytest.raises(ValueError, match="zone"):
        export(ROUTE, package, Format.F3548, starts_at=naive, geoid_height_m=lambda place: 40.0)
    with pytest.raises(NoIntent):
        export(ROUTE, package, Format.F3548, starts_at=START, geoid_height_m=lambda _: nan)


def test_a_notification_needs_its_record() -> None:
    with pytest.raises(ExportNeedsMore):
        export(ROUTE, PACKAGES[Direction.OUT], Format.NOTIFICATION)
