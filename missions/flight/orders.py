"""The commands that a flight sends, and how each was answered.

Owns that each is noted, and that a person's word never waits behind an order that nobody has
answered yet: of two orders with one number the newer takes the place of the older. Never sends
anything twice by itself. Knows nothing of when to fly.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

from missions.flight.record import FlightRecord
from missions.link.outcome import Accepted, LinkLost, NoAnswer, Outcome, Rejected
from missions.link.station import Station
from missions.link.telemetry import VehicleState

ARM, MISSION_START, JUMP, RETURN_PATH, LAND, SET_MODE = 400, 300, 224, 188, 21, 176
"""MAV_CMD numbers of COMPONENT_ARM_DISARM, MISSION_START, DO_SET_MISSION_CURRENT,
DO_RETURN_PATH_START, NAV_LAND (here: the mode LAND at once) and DO_SET_MODE."""
ANSWER_S = 3.0
SHOWS_WITHIN_S = 3.0
"""Vehicle seconds in which an order that took another's place must be seen to be obeyed."""
_CUSTOM_MODE_ENABLED = 1.0

Shows = Callable[[VehicleState], bool]


class Orders:
    """Sends to `station` and notes into `record`."""

    def __init__(self, station: Station, record: FlightRecord) -> None:
        self._station = station
        self._record = record
        self._unanswered: dict[int, asyncio.Task[Outcome[None]]] = {}
        self._in_turn = asyncio.Lock()
        """Of two orders the later one is sent later: the last word is what holds."""

    async def send(
        self,
        name: str,
        command: int,
        *params: float,
        answer_s: float = ANSWER_S,
        retries: int = 0,
        shows: Shows | None = None,
        **facts: Any,
    ) -> Outcome[None]:
        """Send COMMAND_LONG now; how it was acknowledged is noted as `name` with `facts`.

        An older order of this number that is unanswered ends as NoAnswer. Acknowledgements carry
        only the number, so the next one may still be the older order's: then `shows` must be seen
        of the vehicle, too.
        """
        async with self._in_turn:
            older = self._unanswered.get(command)
            if older is not None:
                older.cancel()
                await asyncio.wait((older,))
            task = asyncio.create_task(
                self._station.command(command, *params, answer_s=answer_s, retries=retries)
            )
            self._unanswered[command] = task
        try:
            await asyncio.wait((task,))
        finally:
            if self._unanswered.get(command) is task:
                del self._unanswered[command]
            task.cancel()
        outcome = task.result() if not task.cancelled() else _displaced(command)
        if older is not None and shows is not None and isinstance(outcome, Accepted):
            outcome = await self._seen(command, shows)
        return self.note(name, outcome, **facts)

    async def mode(
        self, name: str, *modes: int, answer_s: float = ANSWER_S, **facts: Any
    ) -> Outcome[None]:
        """Ask for the first of `modes`; the others are what it may then show."""
        return await self.send(
            name,
            SET_MODE,
            _CUSTOM_MODE_ENABLED,
            float(modes[0]),
            answer_s=answer_s,
            shows=lambda state: state.mode in modes,
            **facts,
        )

    def note(self, name: str, outcome: Outcome[None], **facts: Any) -> Outcome[None]:
        """Note what came of an order."""
        now_s = self._station.time.now_s()
        self._record.note("command", now_s, name=name, outcome=told(outcome), **facts)
        return outcome

    async def _seen(self, command: int, shows: Shows) -> Outcome[None]:
        seen = await self._station.until(shows, vehicle_s=SHOWS_WITHIN_S)
        if isinstance(seen, Accepted):
            return Accepted(None)
        return NoAnswer(f"command {command}", 1, SHOWS_WITHIN_S)


def _displaced(command: int) -> Outcome[None]:
    return NoAnswer(f"command {command}: another order took its place", 1, 0.0)


def told(outcome: Outcome[Any]) -> str:
    """An outcome in words for a record."""
    match outcome:
        case Accepted():
            return "accepted"
        case Rejected(reason=reason):
            return f"rejected: {reason}"
        case NoAnswer(waited_s=waited_s):
            return f"no answer in {waited_s:.1f} s"
        case LinkLost(reason=reason):
            return f"link lost: {reason}"
