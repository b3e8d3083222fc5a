"""Points of a trial flight at which something happens: their words, and whether one has come.

Owns the words. Knows nothing of what happens then.
"""

from __future__ import annotations

from dataclasses import dataclass

from missions.errors import SorabinError
from missions.flight.executive import Executive
from missions.flight.record import FlightRecord, Note
from missions.flight.states import FlightState
from missions.plan.model import Direction

NEAR_GROUND_M = 1.8
"""Height above the hall's pad at which `landing` strikes: less than the failsafe's delay away."""
WORDS = "takeoff, out:SHARE, over-hall, landing, landing:METRES, home:SHARE, hold:SECONDS"
_LONGEST_HOLD_S = 3600.0
_HIGHEST_M = 150.0


class BadMoment(SorabinError):
    """A moment that is none of those known."""

    code = "bad-moment"


@dataclass(frozen=True, slots=True)
class Moment:
    """A point of a flight: a word, a share of the way out or home, vehicle seconds after an
    accepted hold, or metres above the hall's pad while it comes down there."""

    word: str
    share: float = 0.0

    @property
    def direction(self) -> Direction | None:
        """Of the flight in which it comes; None: of that in which it is held."""
        if self.word == "hold":
            return None
        return Direction.HOME if self.word == "home" else Direction.OUT

    def __str__(self) -> str:
        bare = self.word not in _MOST or self == _AT_TOUCHDOWN
        return self.word if bare else f"{self.word}:{self.share:g}"


_MOST = {"out": 1.0, "home": 1.0, "hold": _LONGEST_HOLD_S, "landing": _HIGHEST_M}
_AT_TOUCHDOWN = Moment("landing", NEAR_GROUND_M)


def parse_moment(text: str) -> Moment:
    """`takeoff`, `out:0.5`, `over-hall`, `landing`, `landing:20`, `home:0.5` or `hold:20`.

    Raises BadMoment.
    """
    word, colon, number = text.partition(":")
    if word in ("takeoff", "over-hall") and not colon:
        return Moment(word)
    if text == _AT_TOUCHDOWN.word:
        return _AT_TOUCHDOWN
    if word in _MOST and colon:
        try:
            value = float(number)
        except ValueError:
            value = -1.0
        if 0.0 <= value <= _MOST[word]:
            return Moment(word, value)
    raise BadMoment(f"{text!r} is no moment of a flight: {WORDS}", moment=text)


def reached(moment: Moment, executive: Executive) -> bool:
    """Whether the flight has come to this moment (and has left the ground)."""
    if executive.lifted_s is None:
        return False
    if moment.direction not in (None, executive.mission.direction):
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
            return state is FlightState.DELIVERING and _height_m(executive) < moment.share
        case "hold":
            held = _held(executive.record)
            return held is not None and executive.now_s - held.vehicle_s >= moment.share
        case _:
            return 1.0 - fraction >= moment.share


def _held(record: FlightRecord) -> Note | None:
    """The latest hold that the vehicle accepted."""
    for note in reversed(record.notes):
        if note.kind == "command" and note.facts.get("name") == "hold":
            return note if note.facts.get("outcome") == "accepted" else None
    return None


def _height_m(executive: Executive) -> float:
    """Metres above the hall's pad."""
    position = executive.station.state.position
    pad_m = executive.route.hall.position.alt_amsl_m
    return position.value.alt_amsl_m - pad_m if position else float("inf")
