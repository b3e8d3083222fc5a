"""What an operator says in a trial flight, and when.

Owns the words of `--say` and which method of the executive each is. Knows nothing of how the
executive obeys.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from missions.errors import SorabinError
from missions.flight.executive import Executive
from missions.flight.moment import Moment, parse_moment
from missions.flight.states import FlightState
from missions.link.outcome import Outcome


class BadWord(SorabinError):
    """A word that no operator can say, or no such place on the route."""

    code = "bad-word"


class Word(StrEnum):
    HOLD = "hold"
    GO_ON = "go-on"
    RETURN = "return"
    DIVERT = "divert"
    LAND = "land"


ENDS_AS = {
    Word.RETURN: FlightState.RETURNED,
    Word.DIVERT: FlightState.DIVERTED,
    Word.LAND: FlightState.DOWN,
}
"""How a flight ends that was told so."""


@dataclass(frozen=True, slots=True)
class Saying:
    """`place`: where to divert to, None for the nearest by way."""

    word: Word
    moment: Moment
    place: str | None = None

    def __str__(self) -> str:
        place = f":{self.place}" if self.place else ""
        return f"{self.word}{place}@{self.moment}"

    async def say(self, executive: Executive) -> Outcome[None]:
        """Say it now."""
        executive.record.note("operator-says", executive.now_s, words=str(self))
        match self.word:
            case Word.HOLD:
                return await executive.hold()
            case Word.GO_ON:
                return await executive.go_on()
            case Word.RETURN:
                return await executive.go_home()
            case Word.DIVERT:
                return await executive.divert(self.place)
            case Word.LAND:
                return await executive.land()


def parse_saying(text: str) -> Saying:
    """`WORD@MOMENT` such as `hold@out:0.5` or `divert:PLACE@over-hall`.

    Raises BadWord, BadMoment.
    """
    said, at, moment = text.partition("@")
    name, _, place = said.partition(":")
    words = [word for word in Word if word == name]
    if not words or not at or (place and words[0] is not Word.DIVERT):
        raise BadWord(
            f"{text!r} is not WORD@MOMENT with a WORD of hold, go-on, return, divert, "
            f"divert:PLACE, land",
            words=text,
        )
    return Saying(words[0], parse_moment(moment), place or None)
