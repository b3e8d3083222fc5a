"""Go or no-go: each gate judges one thing that must be known to be well before a launch.

Owns verdicts and the gates' rules. A verdict keeps the value, its age and the threshold that
decided. Pure: what is known comes in as `Readings`; what is not known is None there, and unknown
never passes. Knows nothing of who asks, or of where the readings come from.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from math import isnan

from missions.flight.stance import OFF_PAD_M, Stance, amiss
from missions.papers.model import Paper


class Verdict(StrEnum):
    """From best to worst. `worst` of any number of them is the whole's."""

    PASS = "pass"
    UNKNOWN = "unknown"
    FAIL = "fail"


_ORDER = (Verdict.PASS, Verdict.UNKNOWN, Verdict.FAIL)


def worst(verdicts: Sequence[Verdict]) -> Verdict:
    """The verdict of a whole; of nothing at all it is unknown."""
    return max(verdicts, key=_ORDER.index, default=Verdict.UNKNOWN)


@dataclass(frozen=True, slots=True)
class Measured:
    """A value and its age in seconds when it was judged."""

    value: float
    age_s: float


@dataclass(frozen=True, slots=True)
class Operator:
    """Who flies: a person, how long ago they were last heard, and their licence on this day."""

    person: str
    word_s: float
    licence: Paper | None


@dataclass(frozen=True, slots=True)
class Gate:
    """One gate's verdict, with what decided. `age_s` is None where a value does not age.

    `points`: where the gate sums up others, each of them.
    """

    name: str
    verdict: Verdict
    value: str | float | bool | None = None
    threshold: str | float | None = None
    age_s: float | None = None
    unit: str = ""
    why: str = ""
    points: tuple[Gate, ...] = ()


@dataclass(frozen=True, slots=True)
class Limits:
    """Thresholds, from the deployment. Ages are the oldest reading that still counts."""

    wind_mps: float
    gust_mps: float
    rain_mm_h: float
    visibility_m: float
    wind_age_s: float
    rain_age_s: float
    visibility_age_s: float
    word_age_s: float
    load_kg: float
    reserve_percent: float
    link_round_trip_s: float = 2.0
    operator_age_s: float = 3600.0


@dataclass(frozen=True, slots=True)
class Readings:
    """All that is known before a launch; None is unknown.

    `*_word_s`: how long ago the named volunteer said so. `energy_left_percent`: charge that the
    flight is predicted to land with, both ways of its end counted, in the wind limit;
    `energy_why`: why that is not known. `airworthy_points`: the verdicts that `airworthy` sums up.
    `stance`: how the aircraft stands, held against the pad that it is to depart from. `permit`:
    permits and insurance on the day of the flight. `notification`: what its notification lacks, and
    which other one of ours it overlaps.
    """

    route_approved: bool | None = None
    approval_version: str | None = None
    airworthy: bool | None = None
    airworthy_why: str = ""
    airworthy_points: tuple[Gate, ...] = ()
    energy_left_percent: float | None = None
    energy_why: str = ""
    load_kg: float | None = None
    wind_mps: Measured | None = None
    gust_mps: Measured | None = None
    rain_mm_h: Measured | None = None
    visibility_m: Measured | None = None
    daylight: bool | None = None
    permit: Paper | None = None
    operator: Operator | None = None
    notification: tuple[str, ...] | None = None
    corridor_free: bool | None = None
    corridor_why: str = ""
    volunteer: str | None = None
    volunteer_word_s: float | None = None
    pad_clear: bool | None = None
    pad_clear_word_s: float | None = None
    vehicle_ready: bool | None = None
    vehicle_why: str = ""
    stance: Stance | None = None
    parameter_differences: tuple[str, ...] | None = None
    mission_differences: tuple[str, ...] | None = None
    remote_id: bool | None = None
    remote_id_why: str = ""
    link_round_trip_s: float | None = None


def judge(readings: Readings, limits: Limits, names: Sequence[str] | None = None) -> list[Gate]:
    """Every gate's verdict, or that of the gates in `names`, in the order of `GATES`."""
    wanted = GATES if names is None else {name: GATES[name] for name in names}
    return [rule(readings, limits) for rule in wanted.values()]


def go(gates: Sequence[Gate]) -> bool:
    """Whether all gates pass; no gates at all is no go."""
    return worst([gate.verdict for gate in gates]) is Verdict.PASS


def hesitates(gates: Sequence[Gate], names: Collection[str]) -> bool:
    """Whether nothing is shut but what may be open again in a moment: gates of these names, and
    an aircraft that is just not seen whole."""
    shut = [gate for gate in gates if gate.verdict is not Verdict.PASS]
    unseen = [gate for gate in shut if gate.name == "on-pad" and gate.verdict is Verdict.UNKNOWN]
    return bool(shut) and all(gate.name in names or gate in unseen for gate in shut)


def _yes(name: str, value: bool | None, why: str = "") -> Gate:
    verdict = Verdict.UNKNOWN if value is None else Verdict.PASS if value else Verdict.FAIL
    return Gate(name, verdict, value=value, threshold="yes", why=why)


def _airworthy(readings: Readings, _: Limits) -> Gate:
    whole = _yes("airworthiness", readings.airworthy, readings.airworthy_why)
    return replace(whole, points=readings.airworthy_points)


def _below(name: str, measured: Measured | None, limit: float, max_age_s: float, unit: str) -> Gate:
    """Below `limit`, or at it where the limit is 0; too old is unknown."""
    if measured is None:
        return Gate(name, Verdict.UNKNOWN, threshold=limit, unit=unit, why="no reading")
    kept = measured.value == 0 if limit == 0 else 0 <= measured.value < limit
    verdict = Verdict.PASS if kept else Verdict.FAIL
    stale = not 0 <= measured.age_s <= max_age_s
    why = f"older than {max_age_s:g} s" if stale else ""
    # A stale reading beyond the limit is no better known than a stale one within it.
    return Gate(
        name,
        Verdict.UNKNOWN if stale or isnan(measured.value) else verdict,
        measured.value,
        limit,
        measured.age_s,
        unit,
        why,
    )


def _wind(readings: Readings, limits: Limits) -> Gate:
    return _below("wind", readings.wind_mps, limits.wind_mps, limits.wind_age_s, "m/s")


def _gust(readings: Readings, limits: Limits) -> Gate:
    return _below("gust", readings.gust_mps, limits.gust_mps, limits.wind_age_s, "m/s")


def _rain(readings: Readings, limits: Limits) -> Gate:
    return _below("rain", readings.rain_mm_h, limits.rain_mm_h, limits.rain_age_s, "mm/h")


def _visibility(readings: Readings, limits: Limits) -> Gate:
    seen, threshold = readings.visibility_m, limits.visibility_m
    max_age_s = limits.visibility_age_s
    if seen is None:
        return Gate("visibility", Verdict.UNKNOWN, None, threshold, unit="m", why="no reading")
    stale = not 0 <= seen.age_s <= max_age_s
    known = Verdict.PASS if seen.value >= threshold else Verdict.FAIL
    verdict = Verdict.UNKNOWN if stale or isnan(seen.value) else known
    why = f"older than {max_age_s:g} s" if stale else ""
    return Gate("visibility", verdict, seen.value, threshold, seen.age_s, "m", why)


def _word(name: str, said: bool | None, age_s: float | None, who: str, limits: Limits) -> Gate:
    """What a person said, while it is fresh."""
    if said is None or age_s is None:
        return Gate(name, Verdict.UNKNOWN, threshold=limits.word_age_s, unit="s", why="not said")
    if not 0 <= age_s <= limits.word_age_s:
        why = f"said longer than {limits.word_age_s:g} s ago"
        return Gate(name, Verdict.UNKNOWN, said, limits.word_age_s, age_s, "s", why)
    verdict = Verdict.PASS if said else Verdict.FAIL
    return Gate(name, verdict, who or said, limits.word_age_s, age_s, "s")


def _volunteer(readings: Readings, limits: Limits) -> Gate:
    said = True if readings.volunteer else None
    return _word("volunteer", said, readings.volunteer_word_s, readings.volunteer or "", limits)


def _pad_clear(readings: Readings, limits: Limits) -> Gate:
    return _word("pad-clear", readings.pad_clear, readings.pad_clear_word_s, "", limits)


def _load(readings: Readings, limits: Limits) -> Gate:
    load, name = readings.load_kg, "load"
    if load is None:
        return Gate(name, Verdict.UNKNOWN, threshold=limits.load_kg, unit="kg", why="not weighed")
    verdict = Verdict.PASS if 0 <= load <= limits.load_kg else Verdict.FAIL
    return Gate(name, verdict, load, limits.load_kg, unit="kg")


def _energy(readings: Readings, limits: Limits) -> Gate:
    left, name = readings.energy_left_percent, "energy"
    threshold = limits.reserve_percent
    if left is None or isnan(left):
        why = readings.energy_why or "charge unknown"
        return Gate(name, Verdict.UNKNOWN, threshold=threshold, unit="%", why=why)
    verdict = Verdict.PASS if left >= threshold else Verdict.FAIL
    return Gate(name, verdict, left, threshold, unit="%")


def _permit(readings: Readings, _: Limits) -> Gate:
    """Days that are left of the permit or policy that ends first."""
    return _paper("permit", readings.permit, "no papers are known")


def _paper(name: str, paper: Paper | None, unknown: str) -> Gate:
    if paper is None:
        return Gate(name, Verdict.UNKNOWN, threshold=0, unit="d", why=unknown)
    left = paper.days_left
    verdict = Verdict.PASS if paper.valid and left is not None and left >= 0 else Verdict.FAIL
    return Gate(name, verdict, left, 0, unit="d", why=paper.why)


def _operator(readings: Readings, limits: Limits) -> Gate:
    """Somebody with a licence is there: whoever has said nothing for long is not known to be."""
    who, name, oldest_s = readings.operator, "operator", limits.operator_age_s
    if who is None:
        return Gate(name, Verdict.UNKNOWN, threshold=oldest_s, unit="s", why="nobody is known")
    held = _paper(name, who.licence, "no licence is known")
    stale = not 0 <= who.word_s <= oldest_s
    why = f"said longer than {oldest_s:g} s ago" if stale else held.why
    verdict = Verdict.UNKNOWN if stale else held.verdict
    return Gate(name, verdict, who.person, oldest_s, who.word_s, "s", why)


def _notification(readings: Readings, _: Limits) -> Gate:
    faults, name = readings.notification, "notification"
    if faults is None:
        return Gate(name, Verdict.UNKNOWN, threshold="complete", why="no papers are known")
    verdict = Verdict.FAIL if faults else Verdict.PASS
    return Gate(name, verdict, f"{len(faults)} faults", "complete", why="; ".join(faults[:3]))


def _on_pad(readings: Readings, _: Limits) -> Gate:
    """Stands on the pad that it departs from, disarmed, at the height that was surveyed."""
    seen, name = readings.stance, "on-pad"
    why = amiss(seen)
    if seen is None:
        return Gate(name, Verdict.UNKNOWN, threshold=OFF_PAD_M, unit="m", why=why)
    verdict = Verdict.FAIL if why else Verdict.PASS
    return Gate(name, verdict, round(seen.off_m, 1), OFF_PAD_M, unit="m", why=why)


def _same(name: str, differences: tuple[str, ...] | None) -> Gate:
    if differences is None:
        return Gate(name, Verdict.UNKNOWN, threshold="equal", why="not read back")
    verdict = Verdict.FAIL if differences else Verdict.PASS
    why = "; ".join(differences[:3])
    return Gate(name, verdict, f"{len(differences)} differences", "equal", why=why)


def _link(readings: Readings, limits: Limits) -> Gate:
    taken, name = readings.link_round_trip_s, "link"
    threshold = limits.link_round_trip_s
    if taken is None:
        return Gate(name, Verdict.UNKNOWN, threshold=threshold, unit="s", why="no answer yet")
    verdict = Verdict.PASS if taken <= threshold else Verdict.FAIL
    return Gate(name, verdict, taken, threshold, unit="s")


GATES: dict[str, Callable[[Readings, Limits], Gate]] = {
    "approval": lambda r, _: _yes("approval", r.route_approved, r.approval_version or ""),
    "airworthiness": _airworthy,
    "permit": _permit,
    "operator": _operator,
    "notification": _notification,
    "daylight": lambda r, _: _yes("daylight", r.daylight),
    "corridor": lambda r, _: _yes("corridor", r.corridor_free, r.corridor_why),
    "wind": _wind,
    "gust": _gust,
    "rain": _rain,
    "visibility": _visibility,
    "volunteer": _volunteer,
    "pad-clear": _pad_clear,
    "load": _load,
    "energy": _energy,
    "vehicle": lambda r, _: _yes("vehicle", r.vehicle_ready, r.vehicle_why),
    "on-pad": _on_pad,
    "parameters": lambda r, _: _same("parameters", r.parameter_differences),
    "mission": lambda r, _: _same("mission", r.mission_differences),
    "remote-id": lambda r, _: _yes("remote-id", r.remote_id, r.remote_id_why),
    "link": _link,
}
"""All gates by name, in the order in which they are shown."""

VEHICLE_GATES = ("load", "energy", "vehicle", "on-pad", "parameters", "mission", "link")
"""What can be judged with nothing but a vehicle at hand."""
