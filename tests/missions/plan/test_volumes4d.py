"""The volumes of a flight hold the aircraft wherever it is, whenever it is there."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import Point, Polygon

from missions.clock import TOKYO
from missions.geo import LocalFrame, Position, slant_m
from missions.plan.model import Direction
from missions.plan.volumes4d import SLACK, Volume4D, lasts_at_most, meet, volumes_of
from missions.routes.model import Route
from tests.missions.support.plans import nakao_route, routes

START = datetime(2026, 11, 24, 13, 0, tzinfo=TOKYO)
SLOWEST = 1.13
"""Of the sum of its parts a flight takes 1.07; a head wind may cost some more."""


def flown(
    route: Route, direction: Direction, slower: float
) -> Iterator[tuple[timedelta, Position]]:
    """Where a flight is, every few seconds, when it takes so much longer than at cruise."""
    out = direction is Direction.OUT
    path = route.path if out else tuple(reversed(route.path))
    start, goal = (route.hub, route.hall) if out else (route.hall, route.hub)
    ways = [start.position, *path, goal.position]
    elapsed_s = 0.0
    for number, (a, b) in enumerate(pairwise(ways)):
        upright = number in (0, len(ways) - 2)
        took_s = slant_m(a, b) / (2.0 if upright else route.cruise_mps / slower)
        for step in range(9):
            share = step / 8
            place = Position(
                a.lat_deg + (b.lat_deg - a.lat_deg) * share,
                a.lon_deg + (b.lon_deg - a.lon_deg) * share,
                a.alt_amsl_m + (b.alt_amsl_m - a.alt_amsl_m) * share,
            )
            yield timedelta(seconds=elapsed_s + took_s * share), place
        elapsed_s += took_s


def holds(volume: Volume4D, at: datetime, place: Position) -> bool:
    frame = LocalFrame(volume.outline[0])
    area = Polygon([frame.to_xy(corner) for corner in volume.outline])
    return (
        volume.begins_at <= at <= volume.ends_at
        and volume.lower_amsl_m <= place.alt_amsl_m <= volume.upper_amsl_m
        and area.contains(Point(frame.to_xy(place)))
    )


@settings(max_examples=12, deadline=None)
@given(
    routes(),
    st.sampled_from(Direction),
    st.sampled_from([1.0, 1.07, SLOWEST]),
    st.floats(-1.0, 1.0),
)
def test_a_flight_is_always_in_one_of_its_volumes(
    route: Route, direction: Direction, slower: float, late: float
) -> None:
    volumes = volumes_of(route, direction, START)
    for elapsed, place in flown(route, direction, slower):
        at = START + elapsed + late * SLACK
        assert any(holds(volume, at, place) for volume in volumes), (elapsed, place)


@settings(max_examples=12, deadline=None)
@given(routes(), st.sampled_from(Direction))
def test_volumes_are_in_order_and_without_a_gap_in_space_or_time(
    route: Route, direction: Direction
) -> None:
    volumes = volumes_of(route, direction, START)
    assert volumes[0].begins_at == START - SLACK
    end = START + SLACK + lasts_at_most(route, direction)
    assert abs(volumes[-1].ends_at - end) < timedelta(milliseconds=1)
    for before, after in pairwise(volumes):
        assert before.begins_at <= after.begins_at <= before.ends_at <= after.ends_at
        assert meet(before, after)


def test_volumes_meet_only_where_they_share_ground_and_height() -> None:
    first, *_, last = volumes_of(nakao_route(), Direction.OUT, START)
    assert meet(first, first)
    assert not meet(first, last)
    above = Volume4D(
        first.outline, first.upper_amsl_m + 1.0, first.upper_amsl_m + 50.0, START, START
    )
    assert not meet(first, above)


def test_a_time_without_a_zone_is_none() -> None:
    with pytest.raises(ValueError, match="zone"):
        volumes_of(nakao_route(), Direction.OUT, datetime(2026, 11, 24, 13, 0))  # noqa: DTZ001
