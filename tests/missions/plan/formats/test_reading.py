"""Plan files of others: what is read, what is refused, and how each fault is named."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from missions.geo import LatLon, Position
from missions.plan.formats.content import Circle, PlanContent, Zone, Zones
from missions.plan.formats.qgc_plan import to_plan
from missions.plan.formats.raw import BadPlanFile
from missions.plan.formats.reading import content_of, read_plan_file
from missions.plan.formats.wpl import to_wpl
from missions.plan.model import Command, Direction, Item, Rally
from missions.plan.package import flight_package, home_of
from tests.missions.support.plans import CRAFT, SYSTEM_ID, nakao_route, routes

DEGREES = st.integers(-899_999_999, 899_999_999).filter(bool)
PLACES = st.builds(
    lambda lat_e8, lon_e8, alt_mm: Position(lat_e8 / 1e7 / 10.1, lon_e8 / 1e7, alt_mm / 1e3),
    DEGREES,
    DEGREES,
    st.integers(-400_000, 8_000_000),
)
PARAMS = st.sampled_from([0.0, -0.0, 1.0, 60.0, 1 / 3, -3e38]) | st.floats(
    width=32, allow_nan=False, allow_infinity=False
)
ITEMS = st.builds(Item, st.sampled_from(Command), PLACES, PARAMS, PARAMS, PARAMS, PARAMS) | st.just(
    Item(Command.DO_LAND_START)
)
CORNERS = PLACES.map(lambda place: place.ground)
ZONES = st.builds(
    Zones,
    st.lists(
        st.builds(Zone, st.booleans(), st.lists(CORNERS, min_size=3, max_size=4).map(tuple)),
        max_size=2,
    ).map(tuple),
    st.lists(st.builds(Circle, st.booleans(), CORNERS, st.floats(0.01, 9999.0)), max_size=3).map(
        tuple
    ),
)
CONTENTS = st.builds(
    PlanContent,
    PLACES,
    st.lists(ITEMS, min_size=1, max_size=4).map(tuple),
    ZONES,
    st.lists(PLACES, max_size=3).map(lambda points: Rally(tuple(points))),
    st.floats(0.5, 30.0),
)


@settings(max_examples=30, deadline=None)
@given(CONTENTS)
def test_exported_imported_and_exported_again_is_the_same_bytes(content: PlanContent) -> None:
    for write, name in ((to_plan, "a.plan"), (to_wpl, "a.waypoints")):
        once = write(content)
        assert write(content_of(read_plan_file(name, once.encode()))) == once


@settings(max_examples=10, deadline=None)
@given(routes(), st.sampled_from(Direction))
def test_a_flight_of_any_route_comes_back_as_it_was(route: Any, direction: Direction) -> None:
    package = flight_package(route, direction, CRAFT, SYSTEM_ID)
    content = PlanContent.of(package, home_of(route, direction), route.cruise_mps)
    once = to_plan(content)
    read = content_of(read_plan_file("a.plan", once.encode()))
    assert to_plan(read) == once
    assert [item.command for item in read.items] == [item.command for item in content.items]


def faults(name: str, text: str | bytes) -> list[str]:
    """What is wrong with a file, whether with its form or with what it holds."""
    data = text.encode() if isinstance(text, str) else text
    with pytest.raises(BadPlanFile) as refused:
        content_of(read_plan_file(name, data))
    return refused.value.facts["findings"]


# --- QGC WPL 110 -----------------------------------------------------------------------------

HOME_ROW = "0\t1\t0\t16\t0\t0\t0\t0\t35.802\t138.081\t846\t1"
WAYPOINT = "1\t0\t0\t16\t0\t0\t0\t0\t35.79\t138.082\t920.5\t1"


def wpl(*rows: str, header: str = "QGC WPL 110", end: str = "\n") -> str:
    return end.join((header, *rows, ""))


@pytest.mark.parametrize(
    "text",
    [
        wpl(HOME_ROW, WAYPOINT),
        wpl(HOME_ROW, WAYPOINT, end="\r\n"),
        wpl(HOME_ROW, WAYPOINT).replace("\t", "  "),
        "\ufeff" + wpl(HOME_ROW, WAYPOINT),
        "# drawn on Tuesday\n" + wpl(HOME_ROW, "# over the lake", "", WAYPOINT, "  "),
        wpl(HOME_ROW, "1\t0\t0\t16\t0.000000\t0.\t-0\t+0\t3.579e+01\t1.38082E2\t.9205e3\t1"),
        wpl(HOME_ROW.replace("\t16\t", "\t0\t", 1), WAYPOINT),  # Mission Planner's home
        wpl(HOME_ROW, "1\t0\t3\t16\t0\t0\t0\t0\t35.79\t138.082\t74.5\t1"),  # above home
        wpl(HOME_ROW, "1\t0\t6\t16\t0\t0\t0\t0\t35.79\t138.082\t74.5\t1"),
        wpl(HOME_ROW, WAYPOINT.replace("\t0\t16", "\t5\t16")),
    ],
)
def test_the_dialects_of_ground_stations_are_read_alike(text: str) -> None:
    content = content_of(read_plan_file("a.txt", text.encode()))
    assert content.home == Position(35.802, 138.081, 846.0)
    (item,) = content.items
    assert item.command is Command.NAV_WAYPOINT
    assert item.position == Position(35.79, 138.082, 920.5)
    assert content.fence is None
    assert content.rally is None


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("", "a.txt:1: it is empty, not 'QGC WPL 110'"),
        ("QGC WPL 100\n", "a.txt:1: the first line is 'QGC WPL 100'"),
        ("QGC WPL PB 110\n", "a.txt:1: the first line is 'QGC WPL PB 110'"),
        (wpl(), "a.txt:1: there is no item, not even home"),
        (wpl(HOME_ROW, "1\t0\t0"), "a.txt:3: item 1: 3 fields, not 12"),
        (
            wpl(HOME_ROW, WAYPOINT.replace("35.79", "35,79")),
            "latitude '35,79' is no number: a point",
        ),
        (wpl(HOME_ROW, WAYPOINT.replace("35.79", "nan")), "latitude 'nan' is no number"),
        (wpl(HOME_ROW, WAYPOINT.replace("35.79", "1_0")), "latitude '1_0' is no number"),
        (wpl(HOME_ROW, WAYPOINT.replace("920.5", "9e99")), "height '9e99' is no number"),
        (wpl(HOME_ROW, WAYPOINT.replace("\t0\t16", "\t0\t16.0")), "command '16.0' is no whole"),
        (wpl(HOME_ROW, WAYPOINT.replace("1\t", "2\t", 1)), "a.txt:3: item 1: has the number 2"),
        (wpl(HOME_ROW, WAYPOINT[:-1] + "0"), "item 1: autocontinue is not 1"),
        (wpl(HOME_ROW, WAYPOINT.replace("1\t0", "1\t2", 1)), "item 1: current 2 is neither"),
        (
            wpl(HOME_ROW, WAYPOINT.replace("35.79", "357900000").replace("138.082", "1380820000")),
            "latitude 357900000, longitude 1380820000: degrees are needed",
        ),
        (
            wpl(HOME_ROW, WAYPOINT.replace("35.79\t138.082", "138.082\t35.79")),
            "latitude 138.082, longitude 35.79: the two look swapped",
        ),
        (wpl("0\t1\t0\t22\t0\t0\t0\t0\t35.8\t138.1\t900\t1"), "item 0: is NAV_TAKEOFF (22), but"),
        (wpl(HOME_ROW.replace("\t0\t16", "\t3\t16", 1)), "item 0: home is not above the sea"),
        (
            wpl(HOME_ROW, WAYPOINT.replace("\t16\t", "\t178\t")),
            "a.txt:3: item 1: DO_CHANGE_SPEED (178): a route has one speed: take it out",
        ),
        (
            wpl(HOME_ROW, WAYPOINT.replace("\t16\t", "\t20\t")),
            "NAV_RETURN_TO_LAUNCH (20): it flies",
        ),
        (wpl(HOME_ROW, WAYPOINT.replace("\t16\t", "\t5001\t")), "this is a fence list"),
        (wpl(HOME_ROW, WAYPOINT.replace("\t16\t", "\t9999\t")), "a command without a name (9999)"),
        (
            wpl(HOME_ROW, WAYPOINT.replace("\t0\t16", "\t10\t16")),
            "item 1: frame GLOBAL_TERRAIN_ALT (10): heights count from the sea here",
        ),
        (wpl(HOME_ROW, WAYPOINT.replace("\t0\t16", "\t8\t16")), "frame BODY_NED (8): is none"),
        (
            wpl(HOME_ROW, WAYPOINT.replace("35.79\t138.082", "0\t0")),
            "item 1: has no place: it would be wherever the aircraft is",
        ),
        (
            wpl("0\t1\t0\t16\t0\t0\t0\t0\t0\t0\t0\t1", WAYPOINT.replace("\t0\t16", "\t3\t16")),
            "item 1: counts from home, and home has no height in this file",
        ),
    ],
)
def test_a_list_is_refused_with_the_line_the_item_and_the_reason(text: str, fault: str) -> None:
    assert any(fault in found for found in faults("a.txt", text)), faults("a.txt", text)


def test_every_fault_of_a_list_is_told_at_once() -> None:
    rows = [WAYPOINT.replace("1\t0", f"{n}\t0", 1) for n in range(1, 4)]
    rows[0] = rows[0].replace("\t16\t", "\t82\t")
    rows[2] = rows[2].replace("\t0\t16", "\t10\t16")
    found = faults("a.txt", wpl(HOME_ROW, *rows))
    assert [each.split(":")[1] for each in found] == ["3", "5"]


# --- .plan -----------------------------------------------------------------------------------


def simple(**changes: Any) -> dict[str, Any]:
    """An item as QGroundControl 4 saves one."""
    return {
        "AMSLAltAboveTerrain": None,
        "Altitude": 74.5,
        "AltitudeMode": 1,
        "autoContinue": True,
        "command": 16,
        "doJumpId": 1,
        "frame": 3,
        "params": [0, 0, 0, None, 35.79, 138.082, 74.5],
        "type": "SimpleItem",
    } | changes


def plan(*items: Any, **changes: Any) -> dict[str, Any]:
    return {
        "fileType": "Plan",
        "geoFence": {"circles": [], "polygons": [], "version": 2},
        "groundStation": "QGroundControl",
        "mission": {
            "cruiseSpeed": 15,
            "firmwareType": 3,
            "globalPlanAltitudeMode": 1,
            "hoverSpeed": 5,
            "items": list(items) or [simple()],
            "plannedHomePosition": [35.802, 138.081, 846],
            "vehicleType": 2,
            "version": 2,
        },
        "rallyPoints": {"points": [], "version": 2},
        "version": 1,
    } | changes


def within(key: str, **changes: Any) -> dict[str, Any]:
    """A plan with another part."""
    whole = plan()
    whole[key] = whole[key] | changes
    return whole


def test_a_plan_as_qgroundcontrol_saves_it_is_read() -> None:
    document = plan(
        simple(command=22, params=[15, 0, 0, None, 35.802, 138.081, 74.5]),
        simple(doJumpId=2),
        simple(doJumpId=3, frame=0, AltitudeMode=2, Altitude=960,
               params=[0, 0, 0, None, 35.77, 138.09, 960]),
        simple(doJumpId=4, frame=0, AltitudeMode=3, Altitude=50, AMSLAltAboveTerrain=955.5,
               params=[0, 0, 0, None, 35.76, 138.09, 955.5]),
    )  # fmt: skip
    document["geoFence"]["circles"] = [
        {"circle": {"center": [35.8, 138.08], "radius": 319.85}, "inclusion": False, "version": 1}
    ]
    document["geoFence"]["polygons"] = [
        {"inclusion": True, "polygon": [[35.8, 138], [35.9, 138], [35.9, 138.1]], "version": 1}
    ]
    document["rallyPoints"]["points"] = [[35.7915, 138.083, 50]]
    content = content_of(read_plan_file("a.plan", json.dumps(document).encode()))
    assert [item.position.alt_amsl_m for item in content.items if item.position] == [
        920.5, 920.5, 960.0, 955.5,
    ]  # fmt: skip
    assert content.cruise_mps == 5.0
    assert content.rally == Rally((Position(35.7915, 138.083, 896.0),))
    assert content.fence is not None
    assert content.fence.circles == (Circle(False, LatLon(35.8, 138.08), 319.85),)
    assert [len(zone.corners) for zone in content.fence.polygons] == [3]


def complex_item(kind: str = "survey", **parts: Any) -> dict[str, Any]:
    transect = {"CameraCalc": {"CameraName": "Manual"}, "Items": [simple()], "version": 2} | parts
    return {
        "type": "ComplexItem",
        "complexItemType": kind,
        "TransectStyleComplexItem": transect,
        "polygon": [[35.8, 138.0]],
        "version": 5,
    }


@pytest.mark.parametrize("kind", ["survey", "CorridorScan"])
def test_a_complex_item_that_carries_its_items_is_read_as_those(kind: str) -> None:
    parts = [simple(doJumpId=2), simple(doJumpId=3)]
    document = plan(simple(), complex_item(kind, Items=parts), simple(doJumpId=4))
    read = read_plan_file("a.plan", json.dumps(document).encode())
    assert [item.wire.seq for item in read.items] == [1, 2, 3, 4]
    assert read.items[2].where == f"item 2 ({kind}), part 2"


@pytest.mark.parametrize(
    ("document", "fault"),
    [
        (plan(fileType="Mission"), "fileType 'Mission': is not Plan"),
        (plan(version=2), "the plan has version 2, not 1: open and save it with QGroundControl 4"),
        (plan(mission=None), "there is no mission"),
        (plan(weather="fair"), 'the plan: unknown key "weather"'),
        (within("mission", version=1), "the mission has version 1, not 2"),
        (within("mission", items=[]), "there is no item in the mission"),
        (within("mission", plannedHomePosition=[1, 2]), "plannedHomePosition: latitude, longitude"),
        (within("mission", plannedHomePosition=["x", 2, 3]), "home, latitude 'x': is no number"),
        (within("mission", hoverSpeed=0), "hoverSpeed 0: is not above 0"),
        (within("geoFence", version=1), "geoFence has version 1, not 2"),
        (within("geoFence", breachReturn=[1, 2, 3]), "geoFence: breachReturn: an aircraft here"),
        (within("geoFence", polygons=[7]), "polygon 1: is not what such a list holds"),
        (
            within("geoFence", polygons=[{"inclusion": True, "polygon": [[1, 2]], "version": 1}]),
            "polygon 1: at least three corners are needed",
        ),
        (
            within("geoFence", polygons=[{"polygon": [[1, 2], [3, 4], [5, 6]], "version": 1}]),
            "polygon 1: inclusion None: true or false is needed",
        ),
        (
            within("geoFence", circles=[{"circle": {"center": [1, 2], "radius": -3},
                                         "inclusion": True, "version": 1}]),
            "circle 1: radius -3: is not above 0",
        ),
        (within("rallyPoints", points=[[35.8, 138.1]]), "rally point 1: latitude, longitude and"),
        (within("rallyPoints", points=[[35.8, 138.1, None]]), "rally point 1, height None: is no"),
        (plan(simple(type="Complex")), "item 1: type 'Complex': SimpleItem or ComplexItem"),
        (
            plan(complex_item("StructureScan")),
            "item 1: StructureScan: only its ground station can turn it into items",
        ),
        (plan(complex_item("fwLandingPattern")), "item 1: fwLandingPattern: only its"),
        (plan(complex_item(Items=[])), "item 1 (survey): holds no items"),
        (
            plan(complex_item(Items=[simple(command=206)])),
            "item 1 (survey), part 1: DO_SET_CAM_TRIGG_DIST (206): no mission of the",
        ),
        (plan(simple(autoContinue=False)), "item 1: autoContinue is not true"),
        (plan(simple(command=True)), "item 1: command True: is no whole number"),
        (plan(simple(command="16")), "item 1: command '16': is no whole number"),
        (plan(simple(frame=3.0)), "item 1: frame 3.0: is no whole number"),
        (plan(simple(), simple()), "item 2: doJumpId 1 follows 1"),
        (plan(simple(params=[0] * 6)), "item 1: params: seven numbers are needed"),
        (plan(simple(params=[None, 0, 0, 0, 1, 2, 74.5])), "item 1: param 1 None: is no number"),
        (plan(simple(params=[0, 0, 0, 0, 358020000, 1380810000, 74.5])), "degrees are needed"),
        (plan(simple(speed=3)), 'item 1: unknown key "speed"'),
        (
            plan(simple(frame=0)),
            "item 1: AltitudeMode says relative to home, the frame GLOBAL (0)",
        ),
        (plan(simple(Altitude=80)), "item 1: Altitude is 80, but param 7 is 74.5"),
        (plan(simple(AltitudeMode=9)), "item 1: AltitudeMode 9: is not known"),
        (plan(simple(AltitudeMode=4, frame=10)), "item 1: frame GLOBAL_TERRAIN_ALT (10): heights"),
        (plan(simple(frame=2, AltitudeMode=0)), "item 1: frame MISSION (2): is none that a place"),
        (plan(simple(command=84)), "item 1: NAV_VTOL_TAKEOFF (84): no mission of the service"),
    ],
)  # fmt: skip
def test_a_plan_is_refused_with_the_item_and_the_reason(
    document: dict[str, Any], fault: str
) -> None:
    found = faults("a.plan", json.dumps(document))
    assert any(fault in each for each in found), found


def test_a_home_without_a_height_counts_nothing_from_it() -> None:
    document = within("mission", plannedHomePosition=[35.802, 138.081, None])
    document["rallyPoints"]["points"] = [[35.7915, 138.083, 50]]
    found = faults("a.plan", json.dumps(document))
    assert any("item 1: counts from home, and home has no height" in each for each in found)
    assert any("rally point 1: counts from home" in each for each in found)
    plan_ = read_plan_file("a.plan", json.dumps(document).encode())
    assert content_of(plan_, 850.0).items[0].position == Position(35.79, 138.082, 924.5)


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("{", "not JSON"),
        ('{"fileType": "Plan", "fileType": "Plan"}', "stands already in line 1"),
        (json.dumps(plan()).replace("74.5", "NaN"), "NaN is no number"),
        (json.dumps(plan()).replace("74.5", "1e999"), "is no number"),
        (json.dumps(plan()).replace("846", "9" * 400), "home's height 9"),
        (json.dumps(plan()).encode("utf-16"), "looks like UTF-16"),
        (b"QGC WPL 110\n" + b"#" * 4_000_001, "no plan is larger than 4000000"),
    ],
)
def test_what_is_no_sound_text_is_refused(text: str | bytes, fault: str) -> None:
    assert any(fault in each for each in faults("a.plan", text))


SOUND = (
    to_plan(
        PlanContent.of(
            flight_package(nakao_route(), Direction.OUT, CRAFT, SYSTEM_ID),
            nakao_route().hub.position,
            12.0,
        )
    ).encode(),
    wpl(HOME_ROW, WAYPOINT).encode(),
    json.dumps(plan(complex_item())).encode(),
)


@settings(max_examples=100, deadline=None)
@given(st.sampled_from(SOUND), st.data())
def test_whatever_is_damaged_is_read_or_refused_by_name(sound: bytes, data: st.DataObject) -> None:
    damaged = bytearray(sound)
    for _ in range(data.draw(st.integers(1, 6))):
        at = data.draw(st.integers(0, len(damaged) - 1))
        length = data.draw(st.integers(0, 8))
        damaged[at : at + length] = data.draw(st.binary(max_size=8))
    try:
        content = content_of(read_plan_file("a.plan", bytes(damaged)))
    except BadPlanFile as refused:
        found = refused.facts["findings"]
    else:
        found = [f"a.plan:1: {len(content.items)} items"]
    assert found
    assert all(each.startswith("a.plan:") for each in found)
