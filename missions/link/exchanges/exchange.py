"""What all exchanges share: what to send, what a message means for it, when to ask again.

Owns retries and time-outs. Knows nothing of sockets or clocks: `now_s` (machine seconds) is
passed in, requests are handed out, and whoever runs it (`missions.link.questions`) sends them.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import Generic, TypeVar

from missions.link.messages import Message
from missions.link.outcome import LinkLost, NoAnswer, Outcome
from missions.link.requests import Request

T = TypeVar("T")

NOTHING: Sequence[Request] = ()

_SHORTEST_S = 0.1
_ROUND_TRIPS = 4.0


class Exchange(ABC, Generic[T]):
    """One question. Ends when `outcome` is set; from then on it sends nothing.

    `retries`: how many silences of `answer_s` machine seconds are met by asking again; progress
    (what an exchange of several steps calls so) gives all of them back. After progress the wait is
    four times as long as the step took, at least 0.1 s, and doubles with each silence up to
    `answer_s`, which the last try has in any case: where packets are lost, waiting so long for
    each would take minutes.
    """

    def __init__(self, asked: str, *, retries: int, answer_s: float) -> None:
        self.asked = asked
        self.outcome: Outcome[T] | None = None
        self.tries = 0
        self._retries = retries
        self._left = retries
        self._answer_s = self._wait_s = answer_s
        self._began_s = self._asked_s = 0.0
        self._asked_again = False
        self.due_s = 0.0
        """Machine time at which `tick` is to be called; look again after each message."""

    def start(self, now_s: float) -> Sequence[Request]:
        """Begin; returns what to send first."""
        self._began_s = self._asked_s = now_s
        self.due_s = now_s + self._wait_s
        self.tries = 1
        return self._first()

    def receive(self, message: Message, now_s: float) -> Sequence[Request]:
        """Take any message of the vehicle; returns what to send for it."""
        return NOTHING if self.outcome is not None else self._receive(message, now_s)

    def tick(self, now_s: float) -> Sequence[Request]:
        """Look whether an answer is overdue; returns what to send again."""
        if self.outcome is not None or now_s < self.due_s:
            return NOTHING
        if self._left <= 0:
            self.outcome = self._given_up(now_s)
            return NOTHING
        self._left -= 1
        self.tries += 1
        self._asked_again = True
        self._wait_s = min(self._answer_s, 2.0 * self._wait_s)
        self.due_s = now_s + self._patience_s()
        return self._again()

    def lose(self, reason: str) -> None:
        """End as LinkLost."""
        if self.outcome is None:
            self.outcome = LinkLost(reason)

    def _progress(self, now_s: float) -> None:
        self._left = self._retries
        if not self._asked_again:  # else it is not known which question was answered
            took_s = now_s - self._asked_s
            self._wait_s = min(self._answer_s, max(_SHORTEST_S, _ROUND_TRIPS * took_s))
        self._asked_again, self._asked_s = False, now_s
        self.due_s = now_s + self._patience_s()

    def _patience_s(self) -> float:
        return self._wait_s if self._left > 0 else self._answer_s

    def _given_up(self, now_s: float) -> Outcome[T]:
        return NoAnswer(self.asked, self.tries, now_s - self._began_s)

    @abstractmethod
    def _first(self) -> Sequence[Request]: ...

    @abstractmethod
    def _again(self) -> Sequence[Request]: ...

    @abstractmethod
    def _receive(self, message: Message, now_s: float) -> Sequence[Request]: ...
