"""Checks of the emergency landing places: near enough, flat enough, with a clear way to each.

Owns CON-02 and CON-03.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from math import atan, degrees, hypot

import numpy as np

from missions.geo import Position, distance_m, offset
from missions.routes.model import LandingPlace
from missions.routes.survey import Survey
from missions.routes.terrain import ElevationGrid
from missions.routes.verdict import Check, Rule, Worst

SPACING = Rule("landing-spacing", "CON-02", "way along the path between landing places")
ASIDE = Rule("landing-aside", "", "landing places lie beside the point where their branch leaves")
SLOPE = Rule("landing-slope", "", "slope of landing places", "deg")
GROUND = Rule("landing-ground", "", "landing places' altitudes agree with the ground")
BRANCH = Rule("branches", "CON-03", "height of the ways to landing places above the ground")
DESCENT = Rule("branch-climb", "CON-03", "vertical speed on the ways to landing places", "m/s")

_SLOPE_REACH_M = 20.0
"""Slopes are taken over twice this length, about one cell of the grid."""


def check_landings(survey: Survey) -> Iterator[Check]:
    yield _spacing(survey)
    rules = (ASIDE, SLOPE, GROUND, BRANCH, DESCENT)
    if not survey.branches:
        for rule in rules:
            yield rule.not_evaluated("no landing place")
        return
    yield _aside(survey)
    if not all(_around_known(survey.terrain, one.place) for one in survey.branches):
        for rule in rules[1:]:
            yield rule.not_evaluated("the ground at a landing place is not known")
        return
    yield _slope(survey)
    yield _ground(survey)
    yield _branch_height(survey)
    yield _branch_climb(survey)


def _spacing(survey: Survey) -> Check:
    """The pads of hub and hall are landing places too."""
    stations = survey.route.stations_m
    points = sorted({0, len(stations) - 1, *(one.place.leaves_at for one in survey.branches)})
    gap, start = max((stations[b] - stations[a], a) for a, b in pairwise(points))
    return SPACING.at_most(gap, survey.limits.landing_every_m, worst=survey.at_point(start))


def _at(place: LandingPlace, survey: Survey) -> Worst:
    return Worst(place.position.ground, survey.route.stations_m[place.leaves_at])


def _aside(survey: Survey) -> Check:
    metres, place = max(
        (
            (distance_m(survey.route.path[one.place.leaves_at], one.place.position), one.place)
            for one in survey.branches
        ),
        key=lambda pair: pair[0],
    )
    limit = survey.limits.landing_aside_m
    return ASIDE.at_most(metres, limit, worst=_at(place, survey), feature=place.id)


def slope_deg(terrain: ElevationGrid, place: Position) -> float:
    """Slope of the ground around a place, degrees; raises `OutsideTerrain`."""
    north, east, south, west = (
        terrain.height_amsl_m(offset(place, bearing, _SLOPE_REACH_M))
        for bearing in (0.0, 90.0, 180.0, 270.0)
    )
    rise = hypot(north - south, east - west) / (2 * _SLOPE_REACH_M)
    return degrees(atan(rise))


def _around_known(terrain: ElevationGrid, place: LandingPlace) -> bool:
    around = [offset(place.position, bearing, _SLOPE_REACH_M) for bearing in (0, 90, 180, 270)]
    return all(terrain.covers(point) for point in (place.position, *around))


def _slope(survey: Survey) -> Check:
    steepest, place = max(
        ((slope_deg(survey.terrain, one.place.position), one.place) for one in survey.branches),
        key=lambda pair: pair[0],
    )
    limit = survey.limits.landing_slope_deg
    return SLOPE.below(steepest, limit, worst=_at(place, survey), feature=place.id)


def _ground(survey: Survey) -> Check:
    def off(place: LandingPlace) -> float:
        position = place.position
        return abs(survey.terrain.height_amsl_m(position) - position.alt_amsl_m)

    place = max((one.place for one in survey.branches), key=off)
    limit = survey.limits.ground_m
    return GROUND.at_most(off(place), limit, worst=_at(place, survey), feature=place.id)


def _branch_height(survey: Survey) -> Check:
    if not all(branch.samples.on_terrain for branch in survey.branches):
        return BRANCH.not_evaluated("the ground below a branch is not known everywhere")
    found = []
    for branch in survey.branches:
        samples = branch.samples
        low = samples.alt_amsl_m - samples.ground_high_m - survey.terrain.vertical_error_m
        index = int(np.argmin(low))
        found.append((float(low[index]), index, branch))
    metres, index, branch = min(found, key=lambda one: one[0])
    return BRANCH.at_least(
        metres,
        survey.limits.least_agl_m,
        worst=survey.at(index, branch.samples, branch.leaves_at_m),
        feature=branch.place.id,
    )


def _branch_climb(survey: Survey) -> Check:
    def speed(place: LandingPlace) -> float:
        start = survey.route.path[place.leaves_at]
        rise = abs(place.approach_alt_amsl_m - start.alt_amsl_m)
        return rise * survey.route.cruise_mps / max(distance_m(start, place.position), 1e-6)

    place = max((one.place for one in survey.branches), key=speed)
    allowed = min(min(kind.climb_mps, kind.descent_mps) for kind in survey.types)
    return DESCENT.at_most(speed(place), allowed, worst=_at(place, survey), feature=place.id)
