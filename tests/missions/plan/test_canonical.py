from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from missions.geo import Position
from missions.plan import ardupilot
from missions.plan.canonical import (
    PARTS,
    ReadBackForm,
    canonical_package,
    canonical_readback,
)
from missions.plan.compare import differences
from missions.plan.model import Command, Direction, FlightPackage, Item
from missions.plan.package import flight_package
from missions.plan.parameters import float32
from missions.plan.wireitem import WireItem
from missions.routes.model import Route
from tests.missions.support.memory import kept_fence, kept_mission, kept_rally
from tests.missions.support.plans import CRAFT, SYSTEM_ID, nakao_route, routes

PACKAGE = flight_package(nakao_route(), Direction.OUT, CRAFT, SYSTEM_ID)
HOME = nakao_route().hub.position
APPROVED = canonical_package(PACKAGE)
MISSION = kept_mission(ardupilot.mission_items(PACKAGE.mission, HOME), HOME)
FENCE = kept_fence(ardupilot.fence_items(PACKAGE.fence))
RALLY = kept_rally(ardupilot.rally_items(PACKAGE.rally))
PARAMETERS = {name: float32(value) for name, value in PACKAGE.parameters.items()}


def readback(
    mission: Sequence[WireItem] = MISSION,
    fence: Sequence[WireItem] = FENCE,
    rally: Sequence[WireItem] = RALLY,
    parameters: dict[str, float] = PARAMETERS,
) -> ReadBackForm:
    return canonical_readback(mission, fence, rally, parameters)


def test_an_honest_vehicle_has_the_approved_hash() -> None:
    found = readback()
    assert differences(APPROVED, found) == []
    assert found.content == APPROVED.content
    assert found.sha256 == APPROVED.sha256 == hashlib.sha256(APPROVED.content).hexdigest()
    assert found.part_sha256 == APPROVED.part_sha256
    assert set(found.part_sha256) == set(PARTS)


@settings(max_examples=25)
@given(routes(), st.sampled_from(Direction))
def test_an_honest_vehicle_has_it_for_any_route(route: Route, direction: Direction) -> None:
    package = flight_package(route, direction, CRAFT, SYSTEM_ID)
    sent = ardupilot.mission_items(package.mission, HOME)
    found = canonical_readback(
        kept_mission(sent, HOME),
        kept_fence(ardupilot.fence_items(package.fence)),
        kept_rally(ardupilot.rally_items(package.rally)),
        {name: float32(value) for name, value in package.parameters.items()},
    )
    assert differences(canonical_package(package), found) == []


@given(st.floats(-400.0, 8000.0))
def test_no_height_loses_its_centimetre(alt_m: float) -> None:
    place = Position(35.8, 138.1, alt_m)
    mission = replace(PACKAGE.mission, items=(Item(Command.NAV_WAYPOINT, place),))
    approved = canonical_package(replace(PACKAGE, mission=mission))
    found = readback(kept_mission(ardupilot.mission_items(mission, HOME), HOME))
    assert approved.mission == found.mission


def test_the_hash_does_not_depend_on_home() -> None:
    elsewhere = nakao_route().hall.position
    other = kept_mission(ardupilot.mission_items(PACKAGE.mission, elsewhere), elsewhere)
    assert readback(other).sha256 == APPROVED.sha256


def test_a_vehicle_that_keeps_items_as_they_came_is_honest_too() -> None:
    """Frame 5, heights with their millimetre, 0 where ArduCopter answers 1."""
    came = [
        WireItem(**{name: getattr(item, name) for name in WireItem.__slots__})
        for item in ardupilot.mission_items(PACKAGE.mission, HOME)
    ]
    assert readback(came).sha256 == APPROVED.sha256


def test_frames_above_home_have_one_number_each() -> None:
    above_home = [replace(item, frame=3) for item in MISSION]
    as_int = [replace(item, frame=6) for item in MISSION]
    assert readback(above_home).mission == readback(as_int).mission
    assert readback(above_home).sha256 != APPROVED.sha256


def test_what_was_sent_is_never_taken_for_what_was_read_back() -> None:
    sent = ardupilot.mission_items(PACKAGE.mission, HOME)
    with pytest.raises(ValueError, match="made for upload"):
        readback(sent)
    with pytest.raises(ValueError, match="made for upload"):
        readback(fence=ardupilot.fence_items(PACKAGE.fence))
    with pytest.raises(ValueError, match="made for upload"):
        readback(rally=ardupilot.rally_items(PACKAGE.rally))


def test_the_state_of_the_mission_is_no_part_of_it() -> None:
    flying = [replace(item, current=int(item.seq == 4), autocontinue=1) for item in MISSION]
    assert readback(flying).sha256 == APPROVED.sha256


CHANGES: dict[str, st.SearchStrategy[Any]] = {
    "command": st.sampled_from([16, 17, 18, 19, 20, 21, 22, 82, 178, 188, 189]),
    "frame": st.sampled_from([0, 3, 6, 10, 11]),
    "p1": st.integers(0, 65535).map(float),
    "p2": st.floats(width=32, allow_nan=False),
    "p3": st.floats(width=32, allow_nan=False),
    "p4": st.floats(width=32, allow_nan=False),
    "lat_deg": st.integers(-900000000, 900000000).map(lambda e7: e7 / 1e7),
    "lon_deg": st.integers(-1800000000, 1800000000).map(lambda e7: e7 / 1e7),
    "alt_m": st.integers(-40000, 800000).map(lambda cm: cm / 100.0),
}
NAMED = {"lat_deg": "lat_e7", "lon_deg": "lon_e7", "alt_m": "alt_cm"}
LISTS = {"mission": MISSION[1:], "fence": FENCE, "rally": RALLY}


@st.composite
def changed(draw: st.DrawFn) -> tuple[str, WireItem, str, WireItem]:
    part = draw(st.sampled_from(sorted(LISTS)))
    item = draw(st.sampled_from(LISTS[part]))
    name = draw(st.sampled_from(sorted(CHANGES)))
    return part, item, name, replace(item, **{name: draw(CHANGES[name])})


@settings(max_examples=300)
@given(changed())
def test_any_single_changed_field_changes_the_hash_and_is_named(
    change: tuple[str, WireItem, str, WireItem],
) -> None:
    part, item, name, other = change
    altered = {key: [other if i is item else i for i in items] for key, items in LISTS.items()}
    found = readback([MISSION[0], *altered["mission"]], altered["fence"], altered["rally"])
    if _same(item, other, name):
        assert found.sha256 == APPROVED.sha256
        return
    assert found.sha256 != APPROVED.sha256
    assert found.part_sha256[part] != APPROVED.part_sha256[part]
    others = [p for p in PARTS if p != part]
    assert all(found.part_sha256[p] == APPROVED.part_sha256[p] for p in others)
    named = differences(APPROVED, found)
    assert (named[0].part, named[0].place) == (part, str(item.seq))
    assert NAMED.get(name, name) in {difference.field for difference in named}


def _same(item: WireItem, other: WireItem, name: str) -> bool:
    """Whether the change is none, or one of those that mean the same."""
    before, after = getattr(item, name), getattr(other, name)
    if name in ("lat_deg", "lon_deg"):
        return round(before * 1e7) == round(after * 1e7)
    if name == "alt_m":
        return round(before * 100) == round(after * 100)
    if (item.command, name) in ((19, "p3"), (21, "p4")):
        return after in (0.0, 1.0)
    return before == after


@given(st.sampled_from(sorted(PARAMETERS)), st.floats(-1e6, 1e6, width=32))
def test_any_changed_parameter_changes_the_hash_and_is_named(name: str, value: float) -> None:
    found = readback(parameters={**PARAMETERS, name: value})
    if value == PARAMETERS[name]:
        assert found.sha256 == APPROVED.sha256
        return
    assert found.sha256 != APPROVED.sha256
    (difference,) = differences(APPROVED, found)
    assert (difference.part, difference.place) == ("parameters", name)


@given(st.integers(1, len(MISSION) - 1))
def test_a_missing_item_and_a_swapped_pair_are_seen(seq: int) -> None:
    without = [item for item in MISSION if item.seq != seq]
    assert readback(without).sha256 != APPROVED.sha256
    assert differences(APPROVED, readback(without))
    assert readback([*MISSION, replace(MISSION[seq], seq=len(MISSION))]).sha256 != APPROVED.sha256


def test_a_missing_parameter_is_seen_and_others_may_be_given() -> None:
    less = {n: v for n, v in PARAMETERS.items() if n != "FENCE_TYPE"}
    (difference,) = differences(APPROVED, readback(parameters=less))
    assert str(difference) == "FENCE_TYPE: missing"
    more = {**PARAMETERS, "SCHED_LOOP_RATE": 400.0}
    assert readback(parameters=more).sha256 != APPROVED.sha256
    found = canonical_readback(MISSION, FENCE, RALLY, more, names=PACKAGE.parameters)
    assert found.sha256 == APPROVED.sha256


def test_differences_are_sentences() -> None:
    lower = [replace(i, alt_m=i.alt_m - 1.5) if i.seq == 3 else i for i in MISSION]
    (difference,) = differences(APPROVED, readback(lower))
    assert str(difference) == "mission item 3: height 947.00 m instead of 948.50 m"
    gone = readback(mission=MISSION[:-1])
    last = len(MISSION) - 1
    assert str(differences(APPROVED, gone)[0]) == f"mission item {last}: missing"
    added = readback(rally=[*RALLY, replace(RALLY[0], seq=1)])
    assert str(differences(APPROVED, added)[0]) == "rally item 1: not approved"
    assert len(differences(APPROVED, canonical_readback((), (), (), {}), most=5)) == 5


def test_the_approved_hash_is_of_the_values_not_of_their_text() -> None:
    again: FlightPackage = flight_package(nakao_route(), Direction.OUT, CRAFT, SYSTEM_ID)
    assert canonical_package(again).sha256 == APPROVED.sha256
    home = flight_package(nakao_route(), Direction.HOME, CRAFT, SYSTEM_ID)
    other = canonical_package(home)
    assert other.part_sha256["mission"] != APPROVED.part_sha256["mission"]
    assert other.part_sha256["fence"] == APPROVED.part_sha256["fence"]
