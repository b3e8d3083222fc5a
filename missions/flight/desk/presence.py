"""The desk on the clock board: what it is doing, so that time neither overtakes work nor races.

Owns the desk's answers to the clock's authority. Without a board (the live service) all of this
does nothing. Knows nothing of what the work is.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from missions.clock import machine_s
from missions.clockboard import BUSY, NOTHING_DUE, ClockBoard, Participant, to_us

_LINGER_S = 0.03
"""Machine seconds for which work that has ended is still shown: whoever is to notice what was
written looks at least so often, and the authority asks once more after it has seen us busy."""
_AHEAD = timedelta(seconds=2)
"""While an aircraft is armed, time may run so far ahead of our last answer and no farther: where a
busy machine holds this process up, time waits for its heartbeats, and no failsafe strikes."""


class Presence:
    """`slot` is the desk's own, taken when it started: busy, and armed as before a restart."""

    def __init__(self, board: ClockBoard | None, slot: Participant | None) -> None:
        self._board = board
        self._slot = slot
        self._works = 0
        self._worked_s = machine_s()
        self._armed: set[str] = set()
        self._waits: set[str] = set()
        self._behind: Counter[str] = Counter()
        self._looked = False
        self._last: tuple[int, int, bool] | None = None

    @property
    def poll_s(self) -> float:
        """Machine seconds between two looks at the board."""
        return 0.004 if self._board is not None else 0.02

    def asked(self) -> int:
        """The round that the authority asks; read before looking for work."""
        return self._board.read().round if self._board is not None else 0

    def begin(self, behind: str | None = None) -> None:
        """A piece of work begins: busy until as many have ended.

        `behind`: an aircraft of which no other such work is done at the same time.
        """
        self._works += 1
        if behind is not None:
            self._behind[behind] += 1
        self._say_busy()

    def end(self, behind: str | None = None) -> None:
        """A piece of work has ended, and what came of it is written."""
        self._works -= 1
        if behind is not None:
            self._behind[behind] -= 1
        self._worked_s = machine_s()

    @contextmanager
    def work(self) -> Iterator[None]:
        """While this is open the desk is busy."""
        self.begin()
        try:
            yield
        finally:
            self.end()

    @contextmanager
    def vehicle_time(self, aircraft: str) -> Iterator[None]:
        """Nothing is done but waiting for this vehicle's own clock; what is behind it waits too.

        Time may race then, as with something in the air, and does not jump: a jump moves no
        vehicle, and at the pace of the machine it would take a minute to start up.
        """
        self._waits.add(aircraft)
        try:
            yield
        finally:
            self._waits.discard(aircraft)
            self._say_busy()

    def arm(self, aircraft: str) -> None:
        """This aircraft is armed, or about to be: said before anything is sent to it."""
        self._armed.add(aircraft)
        self._say_busy()

    def disarm(self, aircraft: str) -> None:
        """It stands on the ground, and that is written."""
        self._armed.discard(aircraft)
        self._worked_s = machine_s()

    def looked(self) -> None:
        """Every aircraft has been looked at: what is armed is known from here on."""
        self._looked = True
        self._worked_s = machine_s()

    def answer(self, asked: int) -> None:
        """Answer a round, after having looked for work since it was asked."""
        if self._slot is None or not self._looked:
            return  # busy, and armed as inherited, since the slot was taken
        lingers = machine_s() - self._worked_s < _LINGER_S
        works = self._works - sum(self._behind[each] for each in self._waits)
        busy = works > 0 or lingers
        self._write(asked, BUSY if busy else self._idle_until_us())

    def _idle_until_us(self) -> int:
        if not (self._armed or self._waits) or self._board is None:
            return NOTHING_DUE
        return to_us(self._board.now() + _AHEAD)

    def _say_busy(self) -> None:
        if self._slot is not None and self._looked:
            self._write(0, BUSY)

    def _write(self, asked: int, idle_until_us: int) -> None:
        said = (asked, idle_until_us, bool(self._armed or self._waits))
        if self._slot is not None and said != self._last:
            self._slot.answer(asked, idle_until_us, armed=said[2])
            self._last = said
