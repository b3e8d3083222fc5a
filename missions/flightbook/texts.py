"""How the values of a flight book are written: times, totals, names of codes, what is not known.

Owns the wording of one cell. What is not known says so, with its reason, and what is not exact is
marked; nothing is left blank without a word.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from missions.clock import TOKYO
from missions.flightbook.book import Period
from missions.flightbook.facts import Names
from missions.flightbook.model import FlightEntry, Matter, Noted
from missions.flightbook.totals import Total
from missions.flightbook.words import word, word_or


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell. `why`: the reason why it is not known (`known` False), or not exact."""

    text: str
    known: bool = True
    why: str = ""

    def __str__(self) -> str:
        return f"{self.text} ({self.why})" if self.why else self.text


def duration(seconds: float) -> str:
    """Hours, minutes and seconds as 12:05:09."""
    whole = round(seconds)
    return f"{whole // 3600}:{whole // 60 % 60:02d}:{whole % 60:02d}"


def clock(at: datetime) -> str:
    """Time of day in Japan."""
    return f"{at.astimezone(TOKYO):%H:%M:%S}"


def day_and_time(at: datetime) -> str:
    """Day and minute in Japan."""
    return f"{at.astimezone(TOKYO):%Y-%m-%d %H:%M}"


def day(at: datetime) -> str:
    return f"{at.astimezone(TOKYO):%Y-%m-%d}"


def period_text(period: Period, lang: str = "ja") -> str:
    """The period in words: a month, from day to day, or all."""
    first, last = period.first, period.last
    if first is None or last is None:
        return word("period.all", lang)
    whole = first.day == 1 and (first.year, first.month) == (last.year, last.month)
    if whole:
        return word("period.month", lang, year=first.year, month=first.month)
    return f"{first} - {last}"


def total(amount: Total, lang: str = "ja") -> str:
    """A total; "at least" where a part of it is not known, unknown where nothing is."""
    if amount.unknown and not amount.seconds:
        return word("unknown", lang)
    told = duration(amount.seconds)
    return word("at-least", lang, time=told) if amount.unknown else told


def of_flight(entry: FlightEntry, name: str, value: str | None, lang: str = "ja") -> Cell:
    """A field of form 1, with the reason where it is not known or not exact."""
    reason = entry.unknown.get(name)
    why = "" if reason is None else word_or(f"why.{reason}", reason, lang)
    if value is None or value == "":
        return Cell(word("unknown", lang), known=False, why=why or word("why.not-seen", lang))
    return Cell(word("not-exact", lang, value=value) if why else value, why=why)


def codes(kind: str, values: Sequence[str], lang: str = "ja") -> str:
    """Airspace or methods of a specified flight."""
    named = [word_or(f"{kind}.{value}", value, lang) for value in values]
    return _joined(named, lang) if named else word("none", lang)


def route(entry: FlightEntry, lang: str = "ja") -> str:
    direction = word_or(f"direction.{entry.direction}", entry.direction, lang)
    return f"{entry.route} {direction}"


def matters(found: Sequence[Matter], lang: str = "ja", *, technical: bool = True) -> str:
    """What affected a flight's safety; the word for none where nothing did.

    `technical`: with what the desk has noted at it, which is in English.
    """
    if not found:
        return word("none", lang)
    return "\n".join(_matter(each, lang, technical) for each in found)


def correction(noted: Noted | None, names: Names, lang: str = "ja") -> str:
    """That an entry takes another's place, why, by whom and when; "" where it does not."""
    if noted is None or noted.corrects is None:
        return ""
    kind, _, id = noted.by.partition("/")
    by = names.person(id) if kind == "person" else noted.by
    return word("corrected", lang, why=noted.why, by=by, at=day_and_time(noted.at))


def _matter(matter: Matter, lang: str, technical: bool) -> str:
    told = word_or(f"matter.{matter.kind}", matter.kind, lang)
    at = "" if matter.at is None else f"{clock(matter.at)} "
    return f"{at}{told}" + (f": {matter.text}" if technical and matter.text else "")


def _joined(parts: Sequence[str], lang: str) -> str:
    return word("comma", lang).join(parts)
