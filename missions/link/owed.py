"""Acknowledgements that may still come although nobody waits for them any more.

Owns the count of commands sent and not acknowledged, by their number. MAVLink acknowledges by
number only: a late "accepted" of a hold would be taken for the answer to the landing that was asked
for after it, since both set a mode. What is sent on one link is answered in its order, so a
question of the time (TIMESYNC) sent before the new command parts the two: what is acknowledged
before the time is told answers an older one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

from missions.link.messages import CommandAck
from missions.link.results import CommandResult


class OwedAcks:
    """`stamp` begins a question of the time; None where the vehicle never answered one."""

    def __init__(self, stamp: Callable[[], int | None]) -> None:
        self._stamp = stamp
        self._owed: Counter[int] = Counter()
        self._asking: set[int] = set()

    def begin(self, command: int) -> int | None:
        """A command is about to be sent: the stamp to be asked for before it, None if none is."""
        self._asking.add(command)
        return self._stamp() if self._owed[command] > 0 else None

    def end(self, command: int, *, sent: int, acknowledged: bool) -> None:
        """Nobody waits any more for the answers to a command that was sent so often."""
        if command not in self._asking:
            return  # it was never begun
        self._asking.discard(command)
        # Answered: what was owed before has come or was lost, and retries may be answered late.
        owed = sent - 1 if acknowledged else self._owed[command] + sent
        self._owed[command] = max(0, owed)

    def heard(self, ack: CommandAck) -> None:
        """Take an acknowledgement that comes while nobody asks."""
        if ack.command in self._asking or ack.result == CommandResult.MAV_RESULT_IN_PROGRESS:
            return
        self._owed[ack.command] = max(0, self._owed[ack.command] - 1)
