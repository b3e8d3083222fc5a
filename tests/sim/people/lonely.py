"""A diary for one person alone: the day jumps to whatever this person waits for.

What others would do is a list of moments with something that happens then.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta


class LonelyDiary:
    """`at` is told what happens when; facts that `answers` says are heard as soon as asked for."""

    def __init__(self, now: datetime, answers: Callable[[str], bool] = lambda _: False) -> None:
        self._now = now
        self.answers = answers
        self._facts: set[str] = set()
        self._happenings: list[tuple[datetime, Callable[[], None]]] = []
        self.heard: list[tuple[datetime, str]] = []

    def at(self, when: datetime, happening: Callable[[], None]) -> None:
        self._happenings.append((when, happening))
        self._happenings.sort(key=lambda each: each[0])

    def now(self) -> datetime:
        return self._now

    async def sleep_until(self, at: datetime) -> None:
        self._go_to(at)

    async def sleep(self, minutes: float) -> None:
        self._go_to(self._now + timedelta(minutes=minutes))

    def tell(self, fact: str) -> None:
        self._facts.add(fact)
        self.heard.append((self._now, fact))

    async def hear(self, fact: str, latest: datetime) -> bool:
        return await self.hear_any([fact], latest) is not None

    async def hear_any(self, facts: Sequence[str], latest: datetime) -> str | None:
        while not (known := [each for each in facts if each in self._facts or self.answers(each)]):
            following = [when for when, _ in self._happenings if when <= latest]
            if not following:
                self._go_to(latest)
                return None
            self._go_to(following[0])
        return known[0]

    def _go_to(self, at: datetime) -> None:
        while self._happenings and self._happenings[0][0] <= at:
            when, happening = self._happenings.pop(0)
            self._now = max(self._now, when)
            happening()
        self._now = max(self._now, at)
