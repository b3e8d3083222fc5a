"""Whether an aircraft may fly, by its book: each point passes, fails or is unknown.

Owns the points and their thresholds' meaning. A point keeps the value, its age and the threshold
that decided. What is not known never passes. Pure: the book's facts come in as `Standing`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from missions.flight.gates import Gate, Verdict, worst
from missions.flightbook.facts import Upkeep
from missions.flightbook.model import BatteryUse, Defect, Inspection, Result
from missions.flightbook.totals import Total
from missions.flightbook.trend import Flown, sensor_points

_HOUR_S = 3600.0


@dataclass(frozen=True, slots=True)
class Ahead:
    """What is to be flown before the aircraft is at its hub again: it must not become overdue at
    a hall. Nothing: the aircraft is judged as it stands."""

    seconds: float = 0.0
    flights: int = 0


NOTHING_AHEAD = Ahead()


@dataclass(frozen=True, slots=True)
class Standing:
    """What the book says of one aircraft now.

    `entered`: whether the fleet knows it. `grounded`: why, None where it is not. `inspection`: the
    latest of today. `worked_at`: when something was last done to it. `since_periodic*`: time and
    number of flights since the last periodic maintenance. `flights`: the latest first, since the
    sensors were renewed.
    `battery` sits in it, None where nobody has said which.
    """

    now: datetime
    entered: bool
    grounded: str | None
    inspection: Inspection | None
    worked_at: datetime | None
    defects: Sequence[Defect]
    since_periodic: Total
    since_periodic_flights: int | None
    flights: Sequence[Flown]
    battery: BatteryUse | None


@dataclass(frozen=True, slots=True)
class Airworthiness:
    """The verdicts of all points, in the order in which they are shown."""

    points: tuple[Gate, ...]

    @property
    def verdict(self) -> Verdict:
        return worst([point.verdict for point in self.points])

    @property
    def airworthy(self) -> bool | None:
        """Yes, no, or not known."""
        return {Verdict.PASS: True, Verdict.FAIL: False}.get(self.verdict)

    @property
    def failing(self) -> tuple[Gate, ...]:
        """The points that fail, not those that are only unknown."""
        return tuple(point for point in self.points if point.verdict is Verdict.FAIL)

    @property
    def why(self) -> str:
        """What does not pass, in words; "" where all does."""
        return in_words([point for point in self.points if point.verdict is not Verdict.PASS])


def airworthiness(
    upkeep: Upkeep, standing: Standing, ahead: Ahead = NOTHING_AHEAD
) -> Airworthiness:
    """Judge all points of one aircraft."""
    return Airworthiness(
        (
            _grounded(standing),
            _defects(standing),
            _inspection(upkeep, standing),
            _hours(upkeep, standing, ahead),
            _flights(upkeep, standing, ahead),
            *_battery(upkeep, standing),
            *sensor_points(standing.flights, upkeep.sensors),
        )
    )


def in_words(points: Sequence[Gate]) -> str:
    """Points with their reasons."""
    return "; ".join(f"{point.name} {point.verdict} ({point.why})" for point in points)


def _grounded(standing: Standing) -> Gate:
    why = standing.grounded
    if not standing.entered:
        return Gate("grounded", Verdict.UNKNOWN, threshold="no", why="not entered in the fleet")
    if why is None:
        return Gate("grounded", Verdict.PASS, value=False, threshold="no")
    return Gate("grounded", Verdict.FAIL, value=True, threshold="no", why=why or "grounded")


def _defects(standing: Standing) -> Gate:
    found = [defect for defect in standing.defects if defect.open]
    verdict = Verdict.FAIL if found else Verdict.PASS
    why = ", ".join(f"{defect.number}: {defect.what}" for defect in found)
    return Gate("defects", verdict, float(len(found)), 0.0, why=why)


def _inspection(upkeep: Upkeep, standing: Standing) -> Gate:
    """Done today, after whatever was done to the aircraft, and every item of the list passed."""
    name, all_of = "inspection", len(upkeep.items)
    seen = standing.inspection
    if seen is None:
        return Gate(name, Verdict.UNKNOWN, None, all_of, why="not inspected today")
    passed = sum(seen.results.get(item.id) is Result.PASS for item in upkeep.items)
    age_s = (standing.now - seen.at).total_seconds()
    verdict, why = Verdict.PASS, ""
    if seen.failed:
        verdict, why = Verdict.FAIL, f"did not pass: {', '.join(seen.failed)}"
    elif passed < all_of:
        missing = [item.id for item in upkeep.items if item.id not in seen.results]
        verdict, why = Verdict.UNKNOWN, f"not inspected: {', '.join(missing)}"
    elif standing.worked_at is not None and standing.worked_at >= seen.at:
        verdict, why = Verdict.UNKNOWN, "something was done to it since it was inspected"
    elif age_s < 0:
        verdict, why = Verdict.UNKNOWN, "inspected in the future"
    return Gate(name, verdict, float(passed), float(all_of), age_s, why=why)


def _hours(upkeep: Upkeep, standing: Standing, ahead: Ahead) -> Gate:
    name, unit, needed_h = "maintenance-hours", "h", round(ahead.seconds / _HOUR_S, 3)
    flown_s = standing.since_periodic.exact_s
    if flown_s is None:
        why = "time since the last periodic maintenance is not known"
        return Gate(name, Verdict.UNKNOWN, None, needed_h, unit=unit, why=why)
    left_s = upkeep.periodic_s - flown_s
    verdict = Verdict.PASS if left_s >= ahead.seconds and left_s > 0 else Verdict.FAIL
    why = "" if verdict is Verdict.PASS else "periodic maintenance is due"
    return Gate(name, verdict, round(left_s / _HOUR_S, 3), needed_h, unit=unit, why=why)


def _flights(upkeep: Upkeep, standing: Standing, ahead: Ahead) -> Gate:
    name, done = "maintenance-flights", standing.since_periodic_flights
    if done is None:
        why = "flights since the last periodic maintenance are not known"
        return Gate(name, Verdict.UNKNOWN, None, float(ahead.flights), why=why)
    left = upkeep.periodic_flights - done
    verdict = Verdict.PASS if left >= ahead.flights and left > 0 else Verdict.FAIL
    why = "" if verdict is Verdict.PASS else "periodic maintenance is due"
    return Gate(name, verdict, float(left), float(ahead.flights), why=why)


def _battery(upkeep: Upkeep, standing: Standing) -> tuple[Gate, Gate]:
    cycles, health = "battery-cycles", "battery-health"
    least, most = upkeep.battery_min_percent, float(upkeep.battery_max_cycles)
    use = standing.battery
    facts = None if use is None else upkeep.batteries.get(use.battery)
    if use is None or facts is None:
        sits = "nobody has said which battery sits in it"
        why = sits if use is None else f"{use.battery} does not fit it"
        return (
            Gate(cycles, Verdict.UNKNOWN, None, most, why=why),
            Gate(health, Verdict.UNKNOWN, None, least, unit="%", why=why),
        )
    count = float(facts.cycles + use.charges)
    capacity_wh = facts.capacity_wh if use.capacity_wh is None else use.capacity_wh
    percent = 100.0 * capacity_wh / upkeep.battery_new_wh
    at = use.measured_at
    age_s = None if at is None else (standing.now - at).total_seconds()
    worn, weak = count > most, percent < least
    return (
        Gate(cycles, _verdict(worn), count, most, why=f"{use.battery} is worn" if worn else ""),
        Gate(health, _verdict(weak), round(percent, 1), least, age_s, "%",
             f"{use.battery} holds too little" if weak else ""),
    )  # fmt: skip


def _verdict(bad: bool) -> Verdict:
    return Verdict.FAIL if bad else Verdict.PASS
