"""A plan file held against the approved flight."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from missions.plan.canonical import canonical_package
from missions.plan.filed import Comparison, compare_file
from missions.plan.formats.export import Format, export
from missions.plan.formats.raw import BadPlanFile
from missions.plan.formats.reading import read_plan_file
from missions.plan.model import Direction
from missions.plan.package import OWN_SYSTEM_ID, flight_package
from missions.routes.model import Route
from tests.missions.support.plans import CRAFT, nakao_route, routes

ROUTE = nakao_route()


def compared(text: str, route: Route = ROUTE, direction: Direction | None = None) -> Comparison:
    return compare_file(read_plan_file("a.plan", text.encode()), route, CRAFT, direction)


def exported(direction: Direction, format: Format = Format.PLAN, route: Route = ROUTE) -> str:
    return export(route, flight_package(route, direction, CRAFT, OWN_SYSTEM_ID), format)


@settings(max_examples=15, deadline=None)
@given(routes(), st.sampled_from(Direction), st.sampled_from([Format.PLAN, Format.WAYPOINTS]))
def test_what_was_exported_is_the_approved_plan(
    route: Route, direction: Direction, format: Format
) -> None:
    found = compared(exported(direction, format, route), route)
    assert found.equal
    assert found.direction is direction
    assert found.differences == ()


def test_with_the_approved_parameters_a_plan_has_the_hash_that_flights_are_stored_with() -> None:
    package = flight_package(ROUTE, Direction.OUT, CRAFT, OWN_SYSTEM_ID)
    found = compared(exported(Direction.OUT))
    assert found.whole_sha256 == found.approved_sha256 == canonical_package(package).sha256


def test_a_list_of_waypoints_says_nothing_of_fence_and_rally_points() -> None:
    found = compared(exported(Direction.OUT, Format.WAYPOINTS))
    assert found.not_in_file == ("fence", "rally")
    assert [part.name for part in found.parts] == ["mission"]
    assert found.whole_sha256 is None


def test_a_plan_of_the_other_flight_is_not_the_one_that_was_named() -> None:
    assert not compared(exported(Direction.HOME), direction=Direction.OUT).equal


def changed(at: tuple[Any, ...], value: Any) -> str:
    document = json.loads(exported(Direction.OUT))
    part = document
    for step in at[:-1]:
        part = part[step]
    part[at[-1]] = value
    if at[:2] == ("mission", "items") and at[-1] == 6:
        document["mission"]["items"][at[2]]["Altitude"] = value
    return json.dumps(document)


@pytest.mark.parametrize(
    ("at", "value", "sentence"),
    [
        (
            ("mission", "items", 2, "params", 6),
            940.0,
            "mission item 3: height 940.00 m instead of 948.50 m",
        ),
        (("mission", "items", 2, "params", 0), 3, "mission item 3: p1 3 instead of 0"),
        (("mission", "items", 2, "command"), 82, "mission item 3: command 82 instead of 16"),
        (("geoFence", "polygons", 0, "inclusion"), False, "fence item 0: command 5002 instead"),
        (("geoFence", "polygons"), [], "fence item 0: missing"),
        (
            ("geoFence", "circles"),
            [
                {
                    "circle": {"center": [35.8, 138.08], "radius": 300},
                    "inclusion": True,
                    "version": 1,
                }
            ],
            "not approved",
        ),
        (("rallyPoints", "points"), [[35.7, 138.08, 90.0]], "rally item 0: latitude 35.7000000"),
        (("rallyPoints", "points"), [], "rally item 0: missing"),
    ],
)
def test_each_difference_is_named_by_its_item(at: Any, value: Any, sentence: str) -> None:
    found = compared(changed(at, value))
    assert not found.equal
    assert any(sentence in str(each) for each in found.differences), found.differences
    assert found.whole_sha256 != found.approved_sha256


def test_the_same_number_above_home_is_another_height() -> None:
    document = json.loads(exported(Direction.OUT))
    for item in document["mission"]["items"]:
        item["frame"] = 3
        if "AltitudeMode" in item:
            item["AltitudeMode"] = 1
    found = compared(json.dumps(document))
    assert "frame" in {each.field for each in found.differences}


def test_what_no_autopilot_keeps_makes_no_difference() -> None:
    """An acceptance radius, an empty yaw: stations write them, ArduCopter drops them."""
    document = json.loads(exported(Direction.OUT))
    for item in document["mission"]["items"]:
        if item["command"] == 16:
            item["params"][1:4] = [3, 0, None]
    assert compared(json.dumps(document)).equal


def test_a_damaged_file_is_no_answer() -> None:
    with pytest.raises(BadPlanFile):
        compared(exported(Direction.OUT)[:-40])
