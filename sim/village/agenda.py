"""The agenda: which scripts are awake, when the sleepers are due, and what has been told.

Owns the scripts' tasks and their waiting. It changes no time: the clock's authority looks here
for the next due moment and wakes the sleepers. Knows nothing of what the scripts do.
"""

from __future__ import annotations

import asyncio
import heapq
from collections import defaultdict
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from missions.clock import TOKYO, Clock

STEP = timedelta(seconds=3)
"""What people do by the minute falls on whole steps of this; what they time exactly does not."""
_MIDNIGHT = datetime(2000, 1, 1, tzinfo=TOKYO)


@dataclass(order=True)
class _Sleeper:
    due: datetime
    number: int
    name: str = field(compare=False)
    woken: asyncio.Future[str | None] = field(compare=False)


Script = Callable[["ScriptDiary"], Coroutine[Any, Any, None]]


class Agenda:
    """All scripts of a day. `changed` is set whenever one falls asleep, wakes or ends."""

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self.changed = asyncio.Event()
        self.failures: list[tuple[str, BaseException]] = []
        self.on_tell: Callable[[str], None] = lambda fact: None
        self._awake: dict[str, int] = defaultdict(int)
        self._sleepers: list[_Sleeper] = []
        self._told: set[str] = set()
        self._listeners: dict[str, list[_Sleeper]] = defaultdict(list)
        self._tasks: set[asyncio.Task[None]] = set()
        self._numbers = 0

    def start(self, name: str, script: Script) -> None:
        """Run a script, with a diary of its own, until it returns.

        Its exception is kept in `failures`. Scripts of one name share being awake.
        """
        self._awake[name] += 1
        task = asyncio.create_task(self._run(name, script(ScriptDiary(self, name))), name=name)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    @property
    def running(self) -> bool:
        """Whether any script has not returned yet."""
        return bool(self._tasks)

    @property
    def awake(self) -> list[str]:
        """Names of the scripts that are doing something now."""
        return [name for name, count in self._awake.items() if count > 0]

    @property
    def anybody_awake(self) -> bool:
        return any(count > 0 for count in self._awake.values())

    def next_due(self) -> datetime | None:
        """When the first sleeper is due."""
        while self._sleepers and self._sleepers[0].woken.done():
            heapq.heappop(self._sleepers)
        return self._sleepers[0].due if self._sleepers else None

    def wake_due(self) -> int:
        """Wake all whose moment has come; returns how many."""
        now, woken = self.clock.now(), 0
        while (due := self.next_due()) is not None and due <= now:
            self._wake(heapq.heappop(self._sleepers))
            woken += 1
        return woken

    async def cancel(self) -> None:
        """End all scripts where they stand."""
        for task in tuple(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def tell(self, fact: str) -> None:
        """Make a fact known and wake those who wait to hear it."""
        self._told.add(fact)
        self.on_tell(fact)
        for sleeper in self._listeners.pop(fact, ()):
            self._wake(sleeper, fact)

    def knows(self, fact: str) -> bool:
        return fact in self._told

    async def sleep(self, name: str, due: datetime, facts: Sequence[str] = ()) -> str | None:
        """Put the calling script to sleep; the fact by which it was woken, None if by the time."""
        if (known := next((fact for fact in facts if fact in self._told), None)) is not None:
            return known
        if due <= self.clock.now():
            return None
        self._numbers += 1
        woken = asyncio.get_running_loop().create_future()
        sleeper = _Sleeper(due, self._numbers, name, woken)
        heapq.heappush(self._sleepers, sleeper)
        for fact in facts:
            self._listeners[fact].append(sleeper)
        self._awake[name] -= 1
        self.changed.set()
        try:
            return await woken
        except asyncio.CancelledError:
            self._wake(sleeper)
            raise

    def _wake(self, sleeper: _Sleeper, heard: str | None = None) -> None:
        # Awake from this very moment, not from when its task runs again: the authority may look
        # in between.
        if sleeper.woken.done() and not sleeper.woken.cancelled():
            return
        self._awake[sleeper.name] += 1
        self.changed.set()
        if not sleeper.woken.done():
            sleeper.woken.set_result(heard)

    async def _run(self, name: str, script: Coroutine[Any, Any, None]) -> None:
        try:
            await script
        except Exception as failure:
            self.failures.append((name, failure))
        finally:
            self._awake[name] -= 1
            self.changed.set()


class ScriptDiary:
    """One script's side of the agenda: the protocol `sim.village.people.diary.Diary`."""

    def __init__(self, agenda: Agenda, name: str) -> None:
        self._agenda = agenda
        self._name = name

    def now(self) -> datetime:
        return self._agenda.clock.now()

    async def sleep_until(self, at: datetime) -> None:
        await self._agenda.sleep(self._name, at)

    async def sleep(self, minutes: float) -> None:
        """To the nearest whole step: who works side by side then meets at the same instants.

        That makes more happen at once, and spares the clock half its jumps.
        """
        now = self.now()
        due = now + timedelta(minutes=minutes) + STEP / 2
        due -= (due - _MIDNIGHT) % STEP
        await self._agenda.sleep(self._name, due if due > now else due + STEP)

    def tell(self, fact: str) -> None:
        self._agenda.tell(fact)

    async def hear(self, fact: str, latest: datetime) -> bool:
        return await self.hear_any((fact,), latest) is not None

    async def hear_any(self, facts: Sequence[str], latest: datetime) -> str | None:
        return await self._agenda.sleep(self._name, latest, facts)
