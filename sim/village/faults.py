"""Faults to be struck into a played day: which process is killed, and at which moment.

Owns the words of `--fault` and when a fault may strike. A fault has to hit a process that is at
work: the moment within its window is drawn from the seed.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from missions.errors import SorabinError
from sim.village.people.postbox import Flight


class Moment(StrEnum):
    """When, in the words of the day."""

    CLOSE = "close"
    PICKING = "picking"
    MIDDAY = "midday"
    HANDOVER = "handover"
    DOOR = "door"


class BadFault(SorabinError):
    """`--fault` is not KIND@MOMENT with words that are known."""

    code = "bad-fault"


_KINDS = {"kill-web": "web", "kill-worker": "worker"}
_LONGEST_DELAY_S = {"web": 0.030, "worker": 0.004}
_CLOSING = timedelta(seconds=60)
_LAST_ORDER = timedelta(seconds=1)
_BEFORE_CUTOFF = (_CLOSING, timedelta(seconds=25), timedelta(seconds=8), _LAST_ORDER, timedelta(0))
"""From a burst of the last minute, from the last order in time, or from the first one too late."""


@dataclass(frozen=True)
class Fault:
    """Kill `process` at `moment`."""

    kind: str
    moment: Moment

    @property
    def process(self) -> str:
        return _KINDS[self.kind]

    def __str__(self) -> str:
        return f"{self.kind}@{self.moment}"


@dataclass(frozen=True)
class Times:
    """The day's times that windows are made of."""

    cutoff: datetime
    ready_by: datetime
    leave_store: datetime
    settle_at: datetime


@dataclass(frozen=True)
class Aim:
    """Where in its window a fault strikes: from `opens_at` on, at the `nth` chance after it.

    A chance is a matching request that leaves (web) or a spell of work that begins (worker).
    """

    opens_at: datetime
    closes_at: datetime
    nth: int
    delay_s: float


def parse_fault(text: str) -> Fault:
    """Read KIND@MOMENT; raises BadFault with the words that are known."""
    kind, at, moment = text.partition("@")
    if not at or kind not in _KINDS or moment not in list(Moment):
        raise BadFault(
            f"{text!r} is not a fault: KIND@MOMENT with {' or '.join(_KINDS)} and one of "
            f"{', '.join(Moment)}",
            fault=text,
        )
    return Fault(kind, Moment(moment))


def take_aim(fault: Fault, times: Times, orders: int, chance: random.Random) -> Aim:
    """Draw where in its window the fault strikes."""
    opens_at, closes_at = _window(fault, times)
    if fault.process == "worker":
        opens_at = chance.choice(_worker_instants(fault, times))
        nth = chance.randint(1, 2)
    elif fault.moment is Moment.CLOSE:
        before = chance.choice(_BEFORE_CUTOFF)
        opens_at, nth = times.cutoff - before, chance.randint(1, 2 if before > _LAST_ORDER else 1)
    else:
        nth = chance.randint(1, _expected_chances(fault.moment, orders))
    return Aim(opens_at, closes_at, nth, chance.uniform(0, _LONGEST_DELAY_S[fault.process]))


def matches(moment: Moment, flight: Flight) -> bool:
    """Whether this request is the kind of work that the moment is about."""
    if flight.method != "POST":
        return False
    at_door = flight.path == "/visits" or "card" in (flight.body or {})
    return {
        Moment.CLOSE: flight.path == "/orders",
        Moment.PICKING: flight.path.startswith("/picks/"),
        Moment.MIDDAY: flight.path != "/session",
        Moment.HANDOVER: flight.path == "/handovers" and not at_door,
        Moment.DOOR: at_door,
    }[moment]


def _window(fault: Fault, times: Times) -> tuple[datetime, datetime]:
    web = fault.process == "web"
    return {
        Moment.CLOSE: (
            times.cutoff - _CLOSING if web else times.cutoff,
            times.cutoff + timedelta(seconds=1) if web else times.cutoff + 10 * _CLOSING,
        ),
        Moment.PICKING: (times.cutoff, times.leave_store),
        Moment.MIDDAY: (times.cutoff, times.leave_store + timedelta(hours=1)),
        Moment.HANDOVER: (times.ready_by, times.settle_at),
        Moment.DOOR: (times.leave_store, times.settle_at),
    }[fault.moment]


def _worker_instants(fault: Fault, times: Times) -> list[datetime]:
    """When the worker has something to do: closing, plans, promises every ten minutes."""
    second = timedelta(seconds=1)
    after_picking = times.cutoff + timedelta(minutes=10)
    return {
        Moment.CLOSE: [times.cutoff],
        Moment.PICKING: [after_picking],
        Moment.MIDDAY: [times.cutoff, after_picking, times.ready_by - second, times.leave_store],
        Moment.HANDOVER: [times.leave_store, times.leave_store + timedelta(minutes=20)],
        Moment.DOOR: [times.leave_store + timedelta(minutes=n) for n in (70, 90, 120)],
    }[fault.moment]


def _expected_chances(moment: Moment, orders: int) -> int:
    """So many chances there surely are on a day with so many orders."""
    return max(
        1,
        {
            Moment.CLOSE: 1,
            Moment.PICKING: orders * 3,
            Moment.MIDDAY: orders * 3,
            Moment.HANDOVER: orders * 6,
            Moment.DOOR: orders // 2,
        }[moment],
    )
