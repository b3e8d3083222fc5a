"""Checks of a path as a line: its ends, its legs, its bends, its crossings.

Owns GEO-06 and GEO-07. Knows nothing of ground or airspace.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from math import radians, tan

import shapely

from missions.geo import bearing_deg, distance_m
from missions.routes.survey import Survey
from missions.routes.verdict import Check, Rule

ENDS = Rule("ends", "", "the path begins straight above the hub's pad and ends above the hall's")
POINTS = Rule("points", "GEO-07", "no two points of the path in a row are the same")
CROSSING = Rule("crossing", "GEO-07", "the path does not cross itself", "")
TURNS = Rule("turns", "GEO-07", "legs are longer than the turns at their ends")
SHARPEST = Rule("sharpest-turn", "GEO-07", "no turn is sharper than a corridor can hold", "deg")
WIDTH = Rule("width", "GEO-06", "half the corridor holds flight geography and contingency")
DATUM = Rule("datum", "GEO-07", "heights of path and ground have one stated datum", "")


def check_shape(survey: Survey) -> Iterator[Check]:
    yield _ends(survey)
    yield _points(survey)
    yield _crossing(survey)
    yield _turns(survey)
    yield _sharpest(survey)
    yield WIDTH.at_least(
        survey.route.half_width_m, survey.least_half_width_m, worst=survey.at_point(0)
    )
    # The reader of routes refuses every other datum, so the ground's decides.
    yield DATUM.at_most(0.0 if survey.terrain.datum == "EGM96" else 1.0, 0.0)


def _ends(survey: Survey) -> Check:
    route = survey.route
    off = [
        (distance_m(route.path[0], route.hub.position), 0),
        (distance_m(route.path[-1], route.hall.position), len(route.path) - 1),
    ]
    metres, index = max(off)
    return ENDS.at_most(metres, survey.limits.position_m, worst=survey.at_point(index))


def _points(survey: Survey) -> Check:
    legs = [distance_m(a, b) for a, b in pairwise(survey.route.path)]
    shortest = min(range(len(legs)), key=lambda index: legs[index])
    return POINTS.at_least(
        legs[shortest], survey.limits.least_leg_m, worst=survey.at_point(shortest)
    )


def _crossing(survey: Survey) -> Check:
    xy = [survey.frame.to_xy(point) for point in survey.route.path]
    legs = [shapely.LineString(ends) for ends in pairwise(xy)]
    crossed = [
        later
        for later in range(len(legs))
        for earlier in range(later - 1)
        if legs[earlier].intersects(legs[later])
    ]
    worst = survey.at_point(crossed[0]) if crossed else None
    return CROSSING.at_most(float(len(crossed)), 0.0, worst=worst)


def _turn_angles(survey: Survey) -> list[float]:
    """Degrees of turn at each point of the path; 0 at both ends, which are flown at a stop."""
    path = survey.route.path
    inner = [
        abs((bearing_deg(b, c) - bearing_deg(a, b) + 180.0) % 360.0 - 180.0)
        for a, b, c in zip(path, path[1:], path[2:], strict=False)
    ]
    return [0.0, *inner, 0.0]


def _turns(survey: Survey) -> Check:
    """What is left of each leg when both its turns are flown as arcs at cruise speed."""
    slowest_turner = min(kind.turn_accel_mps2 for kind in survey.types)
    radius_m = survey.route.cruise_mps**2 / slowest_turner
    needs = [radius_m * tan(radians(min(turn, 179.0)) / 2) for turn in _turn_angles(survey)]
    path = survey.route.path
    left = [
        distance_m(path[index], path[index + 1]) - needs[index] - needs[index + 1]
        for index in range(len(path) - 1)
    ]
    worst = min(range(len(left)), key=lambda index: left[index])
    return TURNS.at_least(left[worst], 0.0, worst=survey.at_point(worst))


def _sharpest(survey: Survey) -> Check:
    turns = _turn_angles(survey)
    worst = max(range(len(turns)), key=lambda index: turns[index])
    return SHARPEST.at_most(
        turns[worst], survey.limits.sharpest_turn_deg, worst=survey.at_point(worst)
    )
