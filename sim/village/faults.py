"""Faults to be struck into a played day: what is struck, and at which moment.

Owns the words of `--fault` and when a fault may strike. A fault has to hit a process that is at
work, or a flight that is in the state it names: where in its window it strikes is drawn from the
seed.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from missions.errors import SorabinError
from sim.village.people.postbox import Flight as Request


class Moment(StrEnum):
    """When, in the words of the day. The last three are moments of a flight."""

    CLOSE = "close"
    PICKING = "picking"
    MIDDAY = "midday"
    HANDOVER = "handover"
    DOOR = "door"
    PREFLIGHT = "preflight"
    OUT = "out"
    AIRBORNE = "airborne"


class BadFault(SorabinError):
    """`--fault` is not KIND@MOMENT with words that are known."""

    code = "bad-fault"


ON_THE_GROUND = (Moment.CLOSE, Moment.PICKING, Moment.MIDDAY, Moment.HANDOVER, Moment.DOOR)
VEHICLE = "vehicle"
"""Stands for the process of the aircraft that is hit: which one, the day tells."""
_KINDS: dict[str, tuple[str, tuple[Moment, ...]]] = {
    "kill-web": ("web", (*ON_THE_GROUND, Moment.AIRBORNE)),
    "kill-worker": ("worker", ON_THE_GROUND),
    "kill-desk": ("desk", (Moment.AIRBORNE,)),
    "kill-vehicle": (VEHICLE, (Moment.OUT,)),
    "wind": ("", (Moment.PREFLIGHT,)),
    "no-volunteer": ("", (Moment.PREFLIGHT,)),
}
"""What each kind kills, if anything, and the moments at which it can strike."""
_LONGEST_DELAY = 0.75
_CLOSING = timedelta(seconds=60)
_LAST_ORDER = timedelta(seconds=1)
_BEFORE_CUTOFF = (_CLOSING, timedelta(seconds=25), timedelta(seconds=8), _LAST_ORDER, timedelta(0))
"""From a burst of the last minute, from the last order in time, or from the first one too late."""


@dataclass(frozen=True)
class Fault:
    """Strike at `moment`; `progress` 0 to 1 along the route, for a moment on the way out."""

    kind: str
    moment: Moment
    progress: float | None = None

    @property
    def process(self) -> str:
        """The process to kill; empty where none is killed."""
        return _KINDS[self.kind][0]

    @property
    def of_a_flight(self) -> bool:
        return self.moment not in ON_THE_GROUND

    def __str__(self) -> str:
        where = "" if self.progress is None else f":{self.progress:g}"
        return f"{self.kind}@{self.moment}{where}"


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

    A chance is a matching request that leaves (web) or a spell of work that begins (worker). The
    blow falls when the `delay` share of the time that such work takes has passed.
    """

    opens_at: datetime
    closes_at: datetime
    nth: int
    delay: float


def parse_fault(text: str) -> Fault:
    """Read KIND@MOMENT, or KIND@out:PROGRESS; raises BadFault with the words that are known."""
    kind, at, rest = text.partition("@")
    word, colon, share = rest.partition(":")
    moments = _KINDS.get(kind, ("", ()))[1]
    progress = _progress(share) if colon else None
    on_the_way = word == Moment.OUT
    if not at or word not in moments or (progress is not None) != on_the_way:
        known = "; ".join(f"{each}@{'|'.join(_shown(each))}" for each in _KINDS)
        raise BadFault(f"{text!r} is not a fault. Known are {known}", fault=text)
    return Fault(kind, Moment(word), progress)


def _progress(text: str) -> float | None:
    try:
        share = float(text)
    except ValueError:
        return None
    return share if 0 <= share < 1 else None


def _shown(kind: str) -> list[str]:
    return [f"{each}:0.5" if each is Moment.OUT else str(each) for each in _KINDS[kind][1]]


def take_aim(fault: Fault, times: Times, orders: int, chance: random.Random) -> Aim:
    """Draw where in its window the fault strikes; for a flight, only the window."""
    opens_at, closes_at = _window(fault, times)
    if fault.of_a_flight:
        nth = 1
    elif fault.process == "worker":
        opens_at = chance.choice(_worker_instants(fault, times))
        nth = chance.randint(1, 2)
    elif fault.moment is Moment.CLOSE:
        before = chance.choice(_BEFORE_CUTOFF)
        opens_at, nth = times.cutoff - before, chance.randint(1, 2 if before > _LAST_ORDER else 1)
    else:
        nth = chance.randint(1, _expected_chances(fault.moment, orders))
    return Aim(opens_at, closes_at, nth, chance.uniform(0, _LONGEST_DELAY))


def matches(moment: Moment, request: Request) -> bool:
    """Whether this request is the kind of work that the moment is about.

    While something flies everything that people ask is: also their looks at the flight.
    """
    if moment is Moment.AIRBORNE:
        return request.path != "/session"
    if request.method != "POST":
        return False
    at_door = request.path == "/visits" or "card" in (request.body or {})
    return {
        Moment.CLOSE: request.path == "/orders",
        Moment.PICKING: request.path.startswith("/picks/"),
        Moment.MIDDAY: request.path != "/session",
        Moment.HANDOVER: request.path == "/handovers" and not at_door,
        Moment.DOOR: at_door,
    }[moment]


def _window(fault: Fault, times: Times) -> tuple[datetime, datetime]:
    web = fault.process == "web"
    if fault.of_a_flight:
        return times.leave_store, times.settle_at
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
            Moment.PICKING: orders * 3,
            Moment.MIDDAY: orders * 3,
            Moment.HANDOVER: orders * 6,
            Moment.DOOR: orders // 2,
        }[moment],
    )
