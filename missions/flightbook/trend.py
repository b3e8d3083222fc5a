"""The trend of an aircraft's sensors: its latest flight against its own flights before.

Owns the rule. A metric may neither be beyond its limit, nor far from what is usual for this very
aircraft: a sensor that grows worse shows there before it is beyond any limit. Flights of which too
little was heard tell nothing, and may be few only. Pure.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median

from missions.flight.gates import Gate, Verdict
from missions.flightbook.facts import Bound
from missions.flightbook.health import LOWER_IS_WORSE, METRICS, Health

BASELINE_FLIGHTS = 30
"""So many flights before the latest one are what is usual."""
BASELINE_LEAST = 5
"""With fewer of them nothing is usual yet, and only the limit counts."""
HEARD_LEAST = 0.5
"""Share of a flight's time for which something must have been heard for it to tell anything."""
BLIND_FLIGHTS = 2
"""So many flights in a row may tell nothing (a desk was killed, a link was lost)."""
NO_FLIGHT = "no flight yet"


@dataclass(frozen=True, slots=True)
class Flown:
    """What a flight tells of the sensors; `flight_s` None: its length is not known."""

    flight_s: float | None
    health: Health | None

    @property
    def tells(self) -> bool:
        """Whether enough of it was heard."""
        if self.health is None or not self.flight_s or self.flight_s <= 0:
            return False
        return self.health.heard_s >= HEARD_LEAST * self.flight_s


def sensor_points(flights: Sequence[Flown], bounds: Mapping[str, Bound]) -> list[Gate]:
    """A verdict for each metric that is watched. `flights`: the latest first, since the sensors
    were last renewed."""
    blind = next((n for n, flight in enumerate(flights) if flight.tells), len(flights))
    telling = [flight.health for flight in flights if flight.tells and flight.health]
    return [
        _point(metric, bounds[metric], telling[: BASELINE_FLIGHTS + 1], blind)
        for metric in METRICS
        if metric in bounds
    ]


def _point(metric: str, bound: Bound, telling: Sequence[Health], blind: int) -> Gate:
    name, unit = f"sensor-{metric}", METRICS[metric]
    if blind > BLIND_FLIGHTS:
        why = f"{blind} flights in a row of which too little was heard"
        return Gate(name, Verdict.UNKNOWN, None, bound.limit, unit=unit, why=why)
    if not telling:
        why = NO_FLIGHT if not blind else f"{blind} flights, and too little was heard of them"
        return Gate(name, Verdict.PASS, None, bound.limit, unit=unit, why=why)
    value = telling[0].worst.get(metric)
    if value is None:
        return Gate(name, Verdict.UNKNOWN, None, bound.limit, unit=unit, why="not heard")
    usual = [health.worst[metric] for health in telling[1:] if metric in health.worst]
    threshold, why = _threshold(metric, bound, usual)
    beyond = value < threshold if metric in LOWER_IS_WORSE else value > threshold
    return Gate(
        name, Verdict.FAIL if beyond else Verdict.PASS, value, threshold, unit=unit, why=why
    )


def _threshold(metric: str, bound: Bound, usual: Sequence[float]) -> tuple[float, str]:
    """What the latest flight must keep to, and why."""
    if len(usual) < BASELINE_LEAST:
        return bound.limit, f"limit; {len(usual)} flights before are too few to compare with"
    middle = median(usual)
    if metric in LOWER_IS_WORSE:
        own = min(bound.quiet, bound.change * middle)
        kept = max(bound.limit, own)
    else:
        own = max(bound.quiet, bound.change * middle)
        kept = min(bound.limit, own)
    if kept == bound.limit:
        return kept, "limit"
    return round(kept, 4), f"usual is {middle:.3g}, by {len(usual)} flights"
