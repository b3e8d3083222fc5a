"""Checks of a path against the ground: on the grid, neither too high nor too low, not too steep.

Owns GEO-01, GEO-02, TER-01, TER-03, and the agreement of pads and ground. Every height counts the
grid's own error against the route.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

import numpy as np

from missions.aircraft.power import isa_density_kg_m3
from missions.geo import distance_m
from missions.routes.survey import Survey
from missions.routes.verdict import Check, Rule

ON_TERRAIN = Rule("terrain", "", "the elevation grid reaches everywhere below the corridor", "")
PADS = Rule("pads", "", "the pads' altitudes agree with the ground")
HIGHEST = Rule("highest", "GEO-01", "height above ground or water along the path")
VOLUME_TOP = Rule("volume-top", "GEO-02", "top of the operational volume above ground")
LOWEST = Rule("lowest", "TER-01", "height above the highest ground across the corridor")
CLIMB = Rule("climb", "TER-03", "vertical speed at cruise, flown out or home", "m/s")
POWER = Rule("power", "TER-03", "power in the steepest climb, full load, thin air", "W")
WIRES = Rule("wires", "TER-02", "distance to wires, towers, bridges")
OBJECTS = Rule("objects", "GEO-05", "distance to objects of others")

_NO_GROUND = "the ground below the corridor is not known everywhere"
_NO_SURVEY = "the deployment holds no survey of such objects"


def check_heights(survey: Survey) -> Iterator[Check]:
    yield _on_terrain(survey)
    yield _pads(survey)
    yield from _above_ground(survey)
    yield from _climbs(survey)
    yield WIRES.not_evaluated(_NO_SURVEY)
    yield OBJECTS.not_evaluated(_NO_SURVEY)


def _on_terrain(survey: Survey) -> Check:
    known = np.isfinite(survey.samples.ground_low_m) & np.isfinite(survey.samples.ground_high_m)
    worst = None if known.all() else survey.at(int(np.argmin(known)))
    return ON_TERRAIN.at_most(float((~known).sum()), 0.0, worst=worst)


def _pads(survey: Survey) -> Check:
    route = survey.route
    pads = ((route.hub, 0), (route.hall, len(route.path) - 1))
    if not all(survey.terrain.covers(pad.position) for pad, _ in pads):
        return PADS.not_evaluated(_NO_GROUND)
    off, index = max(
        (abs(survey.terrain.height_amsl_m(pad.position) - pad.position.alt_amsl_m), index)
        for pad, index in pads
    )
    return PADS.at_most(off, survey.limits.ground_m, worst=survey.at_point(index))


def _above_ground(survey: Survey) -> Iterator[Check]:
    samples, limits = survey.samples, survey.limits
    if not samples.on_terrain:
        for rule in (HIGHEST, VOLUME_TOP, LOWEST):
            yield rule.not_evaluated(_NO_GROUND)
        return
    error_m = survey.terrain.vertical_error_m
    high = samples.agl_m + error_m
    top = int(np.argmax(high))
    yield HIGHEST.below(float(high[top]), limits.highest_agl_m, worst=survey.at(top))
    yield VOLUME_TOP.at_most(
        float(high[top]) + survey.rise_m, limits.highest_agl_m, worst=survey.at(top)
    )
    low = samples.alt_amsl_m - samples.ground_high_m - error_m
    bottom = int(np.argmin(low))
    yield LOWEST.at_least(float(low[bottom]), limits.least_agl_m, worst=survey.at(bottom))


def _climbs(survey: Survey) -> Iterator[Check]:
    """Both directions are flown, so a descent out is a climb home."""
    route = survey.route
    speeds = [
        abs(b.alt_amsl_m - a.alt_amsl_m) * route.cruise_mps / max(distance_m(a, b), 1e-6)
        for a, b in pairwise(route.path)
    ]
    steepest = max(range(len(speeds)), key=lambda index: speeds[index])
    allowed = min(min(kind.climb_mps, kind.descent_mps) for kind in survey.types)
    worst = survey.at_point(steepest)
    yield CLIMB.at_most(speeds[steepest], allowed, worst=worst)
    density = isa_density_kg_m3(max(point.alt_amsl_m for point in route.path))
    # The straight climb from the pad is the steepest of all, at the type's own climb speed.
    found = [
        (kind.power.power_w(kind.max_mass_kg, density, 0.0, kind.climb_mps), kind)
        for kind in survey.types
    ]
    watts, kind = max(found, key=lambda pair: pair[0] / pair[1].power.max_w)
    yield POWER.at_most(watts, kind.power.max_w, worst=survey.at_point(0), note=kind.id)
