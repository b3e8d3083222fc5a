"""The notification of one flight plan, complete or not at all.

Owns the record that the Civil Aeronautics Act of Japan asks for (article 132-88; Ordinance for
Enforcement, article 236-83), what of it is missing, and whether two of ours overlap in space and
time. What nobody has said is missing, never made up. Files nothing with anybody, and knows no form
that a record is written in.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from math import ceil

from missions.aircraft.model import Aircraft
from missions.clock import TOKYO
from missions.errors import SorabinError
from missions.flightbook.facts import Head
from missions.geo import Position
from missions.papers.model import Insurance, Papers, Permit, Pilot, Special
from missions.plan.model import Direction
from missions.plan.routeframe import route_frame
from missions.plan.volumes4d import Volume4D, lasts_at_most, meet, volumes_of
from missions.routes.model import Pad, Route
from missions.routes.profile import profile
from missions.routes.terrain import ElevationGrid


class NotComplete(SorabinError):
    """The notification lacks something. `facts["missing"]` names all of it."""

    code = "notification-not-complete"


@dataclass(frozen=True, slots=True)
class End:
    """Where a flight begins or ends: the place's name and its pad."""

    name: str
    pad: Pad


@dataclass(frozen=True, slots=True)
class Claim:
    """Space and time that a notified flight takes: it may be in any of its volumes at any moment
    between the two times, for an aircraft may turn back, hold or divert."""

    who: str
    begins_at: datetime
    until: datetime
    volumes: tuple[Volume4D, ...]


@dataclass(frozen=True, slots=True)
class Notification:
    """Everything that is notified. Times are in Japan's zone, whole minutes; heights in metres.

    `until`: when the aircraft stands again at the latest, at home where nobody takes its load.
    `takes_min`: minutes to the destination. `path`: in the order in which it is flown. `volumes`:
    where it may be, in that time.
    """

    invented: bool
    begins_at: datetime
    until: datetime
    takes_min: int
    registration: str
    kind: str
    type_certificate: str
    pilot: Pilot
    permits: tuple[Permit, ...]
    insurance: tuple[Insurance, ...]
    purpose: str
    special: tuple[Special, ...]
    access_control: str
    remarks: str
    highest_agl_m: int
    highest_amsl_m: int
    speed_mps: float
    origin: End
    destination: End
    route: Route
    path: tuple[Position, ...]
    volumes: tuple[Volume4D, ...]

    @property
    def claim(self) -> Claim:
        """The space and the time that it takes."""
        who = f"{self.registration} to {self.destination.name}"
        return Claim(who, self.begins_at, self.until, self.volumes)


@dataclass(frozen=True, slots=True)
class Planned:
    """What is to be notified: who flies what, where and when. `begins_at` is aware; `head`:
    what the aircraft is."""

    route: Route
    direction: Direction
    begins_at: datetime
    aircraft: Aircraft
    head: Head
    pilot: str | None
    place_names: Mapping[str, str]


def notification(planned: Planned, papers: Papers, terrain: ElevationGrid) -> Notification:
    """The record. Raises NotComplete with all that is missing."""
    begins_at = planned.begins_at.astimezone(TOKYO).replace(second=0, microsecond=0)
    route, direction = planned.route, planned.direction
    takes = lasts_at_most(route, direction)
    until = _until(planned, begins_at)
    ours = papers.for_aircraft(simulated=planned.aircraft.simulated)
    missing = [*_missing(planned, papers, ours, {begins_at.date(), until.date()})]
    ends = [_end(pad, planned.place_names, missing) for pad in _pads(route, direction)]
    heights = _heights(route, terrain, missing)
    if missing:
        raise NotComplete("not complete: " + "; ".join(missing), missing=missing)
    notice = ours.notice
    assert notice is not None, "it is missing otherwise"
    assert planned.pilot is not None, "it is missing otherwise"
    day = begins_at.date()
    return Notification(
        invented=ours.invented,
        begins_at=begins_at,
        until=until,
        takes_min=ceil(takes.total_seconds() / 60),
        registration=planned.aircraft.registration,
        kind=planned.head.kind.ja,
        type_certificate=planned.head.type_certificate or "",
        pilot=ours.pilots[planned.pilot],
        permits=tuple(
            permit
            for permit in ours.permits_of(planned.aircraft.id, route.name)
            if not permit.term.amiss(day) and permit.allows & notice.special
        ),
        insurance=tuple(
            each for each in ours.insurance_of(planned.aircraft.id) if not each.term.amiss(day)
        ),
        purpose=notice.purpose,
        special=tuple(sorted(notice.special)),
        access_control=notice.access_control,
        remarks=notice.remarks,
        highest_agl_m=heights[0],
        highest_amsl_m=heights[1],
        speed_mps=route.cruise_mps,
        origin=ends[0],
        destination=ends[1],
        route=route,
        path=route.path if direction is Direction.OUT else tuple(reversed(route.path)),
        volumes=volumes_of(route, direction, begins_at),
    )


def overlap(one: Claim, other: Claim) -> str | None:
    """Why two of ours must not both be flown as notified; None where they may: their times or all
    their volumes lie apart."""
    begins_at, until = max(one.begins_at, other.begins_at), min(one.until, other.until)
    if begins_at > until or not any(meet(a, b) for a in one.volumes for b in other.volumes):
        return None
    when = f"{begins_at:%Y-%m-%d %H:%M} to {until:%H:%M}"
    return f"{one.who} overlaps {other.who} in the same airspace, from {when}"


def _until(planned: Planned, begins_at: datetime) -> datetime:
    """Rounded up to a minute."""
    lasts = lasts_at_most(planned.route, planned.direction)
    if planned.direction is Direction.OUT:
        lasts += lasts_at_most(planned.route, Direction.HOME)
    return begins_at + timedelta(minutes=ceil(lasts.total_seconds() / 60))


def _missing(planned: Planned, papers: Papers, ours: Papers, days: set[date]) -> Iterator[str]:
    if not papers.known or papers.notice is None:
        yield "permits.yaml: there is none"
        return
    if ours is not papers:
        yield f"{planned.aircraft.id} is no simulation, and the papers are invented"
    if planned.pilot is None:
        known = ", ".join(papers.pilots) or "nobody"
        yield f"who flies it: one of {known}"
    for day in sorted(days):
        standing = ours.standing(planned.aircraft.id, planned.route.name, day)
        if standing is not None and not standing.valid:
            yield f"on {day}: {standing.why}"
        licence = ours.licence_of(planned.pilot, day) if planned.pilot is not None else None
        if licence is not None and not licence.valid:
            yield f"on {day}: {licence.why}"


def _pads(route: Route, direction: Direction) -> tuple[Pad, Pad]:
    return (route.hub, route.hall) if direction is Direction.OUT else (route.hall, route.hub)


def _end(pad: Pad, names: Mapping[str, str], missing: list[str]) -> End:
    if pad.id not in names:
        missing.append(f"the name of the place {pad.id}")
    return End(names.get(pad.id, ""), pad)


def _heights(route: Route, terrain: ElevationGrid, missing: list[str]) -> tuple[int, int]:
    """The greatest height above the ground and above the sea, rounded up to a metre."""
    samples = profile(terrain, route_frame(route), route.path, route.half_width_m)
    if not samples.on_terrain:
        missing.append("the ground below the route")
        return 0, 0
    agl_m = float((samples.alt_amsl_m - samples.ground_low_m).max()) + terrain.vertical_error_m
    return ceil(agl_m), ceil(max(corner.alt_amsl_m for corner in route.path))
