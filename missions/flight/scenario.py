"""What a trial flight is to meet: the word of the person at the hall, and a link that fails.

Owns the moments and their words. It acts through the same doors as people and weather do: a
consent is given to the executive, and the link is cut below it. Knows nothing of how either ends.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from enum import StrEnum

from missions.errors import SorabinError
from missions.flight.executive import TICK_S, Executive
from missions.flight.states import ENDS, FlightState
from missions.link.faults import Faults, Silence
from missions.plan.model import Direction

CONSENT_AFTER_S = 6.0
"""Vehicle seconds from the first sight of the wait until the person at the hall has looked."""
LATE_BY_S = 3.0
"""Vehicle seconds from the first sight of the way home until a late consent is given."""
NEAR_GROUND_M = 1.8
"""Height above the hall's pad at which `landing` strikes: less than the failsafe's delay away."""


class BadMoment(SorabinError):
    """A moment that is none of those known."""

    code = "bad-moment"


class ConsentPlan(StrEnum):
    YES = "yes"
    NO = "no"
    LATE = "late"


@dataclass(frozen=True, slots=True)
class Moment:
    """A point of a flight: a word, or a share of the way out or home."""

    word: str
    share: float = 0.0

    @property
    def direction(self) -> Direction:
        return Direction.HOME if self.word == "home" else Direction.OUT

    def __str__(self) -> str:
        return f"{self.word}:{self.share:g}" if self.word in ("out", "home") else self.word


def parse_moment(text: str) -> Moment:
    """`takeoff`, `out:0.5`, `over-hall`, `landing` or `home:0.5`; raises BadMoment."""
    word, colon, share = text.partition(":")
    if word in ("takeoff", "over-hall", "landing") and not colon:
        return Moment(word)
    if word in ("out", "home") and colon:
        try:
            value = float(share)
        except ValueError:
            value = -1.0
        if 0.0 <= value <= 1.0:
            return Moment(word, value)
    raise BadMoment(
        f"{text!r} is no moment of a flight: takeoff, out:SHARE, over-hall, landing, home:SHARE",
        moment=text,
    )


def reached(moment: Moment, executive: Executive) -> bool:
    """Whether the flight has come to this moment (and has left the ground)."""
    if executive.lifted_s is None or executive.mission.direction is not moment.direction:
        return False
    state, fraction = executive.record.state, executive.track.fraction
    match moment.word:
        case "takeoff":
            return True
        case "out":
            return state is not FlightState.LAUNCHING and fraction >= moment.share
        case "over-hall":
            return state is FlightState.WAITING
        case "landing":
            return state is FlightState.DELIVERING and _height_m(executive) < NEAR_GROUND_M
        case _:
            return 1.0 - fraction >= moment.share


def _height_m(executive: Executive) -> float:
    """Metres above the hall's pad."""
    position = executive.station.state.position
    pad_m = executive.route.hall.position.alt_amsl_m
    return position.value.alt_amsl_m - pad_m if position else float("inf")


@dataclass(frozen=True, slots=True)
class Scenario:
    """`cut_link`: from then on nothing of ours reaches the vehicle, although we go on sending and
    still hear it. `delay`: from then on every packet takes `delay_s` vehicle seconds longer each
    way."""

    consent: ConsentPlan = ConsentPlan.YES
    consent_after_s: float = CONSENT_AFTER_S
    cut_link: Moment | None = None
    delay: Moment | None = None
    delay_s: float = 0.0

    async def play(self, executive: Executive, faults: Faults) -> None:
        """Do what is due until the flight has ended."""
        cut, delayed, said = False, False, False
        while executive.record.state not in ENDS:
            if self.cut_link and not cut and reached(self.cut_link, executive):
                executive.record.note("link-cut", executive.now_s, moment=str(self.cut_link))
                faults.silence = Silence.UPLINK
                cut = True
            if self.delay and not delayed and reached(self.delay, executive):
                executive.record.note("link-delayed", executive.now_s, seconds=self.delay_s)
                faults.delay_up_s = faults.delay_down_s = self.delay_s
                delayed = True
            if not said and self._speaks_now(executive):
                executive.consent()
                said = True
            await asyncio.sleep(TICK_S)

    def _speaks_now(self, executive: Executive) -> bool:
        record, now_s = executive.record, executive.now_s
        waited = record.first("state", state="waiting")
        if self.consent is ConsentPlan.NO or waited is None:
            return False
        if self.consent is ConsentPlan.YES:
            return now_s - waited.vehicle_s >= self.consent_after_s
        left = record.first("state", state="homebound")
        return left is not None and now_s - left.vehicle_s >= LATE_BY_S
