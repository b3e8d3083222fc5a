"""Checks of a path's volume against the zones of the airspace.

Owns GEO-03 and GEO-04, for the path and for the branches to landing places.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from missions.routes.airspace import Zone, ZoneKind, approach
from missions.routes.profile import Profile
from missions.routes.survey import Survey
from missions.routes.verdict import Check, Rule

DISTRICTS = Rule("districts", "GEO-03", "volume and ground risk buffer to inhabited districts")
ZONES = Rule("zones", "GEO-04", "operational volume to no-fly zones and aerodrome surfaces")
BRANCH_ZONES = Rule("branch-zones", "GEO-04", "ways to landing places to zones and districts")

_FORBIDDEN = (ZoneKind.NO_FLY, ZoneKind.AERODROME, ZoneKind.EMERGENCY)
_NO_ZONE = "the deployment names no such zone"


def check_zones(survey: Survey) -> Iterator[Check]:
    districts = survey.airspace.of_kind(ZoneKind.DID)
    forbidden = survey.airspace.of_kind(*_FORBIDDEN)
    samples = survey.samples
    if districts and not samples.on_terrain:
        yield DISTRICTS.not_evaluated("the ground below the corridor is not known everywhere")
    else:
        yield _nearest(DISTRICTS, survey, districts, samples)
    yield _nearest(ZONES, survey, forbidden, samples)
    branches = [
        _nearest(
            BRANCH_ZONES,
            survey,
            (*forbidden, *districts),
            branch.samples,
            from_m=branch.leaves_at_m,
            feature=branch.place.id,
            landing_amsl_m=branch.place.position.alt_amsl_m,
        )
        for branch in survey.branches
        if branch.samples.on_terrain
    ]
    decided = [check for check in branches if check.margin is not None]
    if decided:
        yield min(decided, key=lambda check: check.margin or 0.0)
    else:
        yield BRANCH_ZONES.not_evaluated(_NO_ZONE if survey.branches else "no landing place")


def _nearest(
    rule: Rule,
    survey: Survey,
    zones: tuple[Zone, ...],
    samples: Profile,
    *,
    from_m: float = 0.0,
    feature: str = "path",
    landing_amsl_m: float | None = None,
) -> Check:
    """The nearest zone; where none is named, nothing was evaluated."""
    if not zones:
        return rule.not_evaluated(_NO_ZONE)
    top = samples.alt_amsl_m + survey.rise_m
    bottom = samples.alt_amsl_m - survey.rise_m
    # Above pads and landing places the volume reaches down to them.
    if landing_amsl_m is None:
        bottom[0] = survey.route.hub.position.alt_amsl_m
        landing_amsl_m = survey.route.hall.position.alt_amsl_m
    bottom[-1] = landing_amsl_m
    half_width_m = survey.route.half_width_m
    found = []
    for zone in zones:
        if zone.kind is ZoneKind.DID:
            # What falls reaches the ground, so for districts the volume does.
            width = half_width_m + survey.buffer_m(samples)
            found.append(
                approach(zone, samples, survey.frame, width, np.full_like(bottom, -np.inf), top)
            )
        else:
            found.append(approach(zone, samples, survey.frame, half_width_m, bottom, top))
    nearest = min(found, key=lambda one: one.gap_m)
    zone = nearest.zone
    return rule.at_least(
        nearest.gap_m,
        0.0,
        passed=nearest.gap_m > 0,
        worst=survey.at(nearest.index, samples, from_m),
        feature=feature,
        note=f"nearest is {zone.kind} {zone.id} ({zone.name})",
    )
