"""A command and its acknowledgement.

Owns COMMAND_LONG, COMMAND_INT and COMMAND_ACK. MAVLink acknowledges by command number only, so of
two equal commands in flight neither could be told: whoever runs this sends one at a time, and
`OwedAcks` says when an answer may still come to an earlier one.
Source: mavlink.io/en/services/command.html.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from missions.link.exchanges.exchange import NOTHING, Exchange
from missions.link.messages import CommandAck, Message, TimeSync
from missions.link.outcome import Accepted, Rejected
from missions.link.owed import OwedAcks
from missions.link.requests import AskTime, CommandInt, CommandLong, Request
from missions.link.results import CommandResult, result_name

_OURS = 1 << 32
"""Stamps within this of ours are ours: those of other ground stations are far away."""


class CommandExchange(Exchange[None]):
    """`retries` repeats the command itself: 0 for all that must not be done twice."""

    def __init__(
        self,
        command: CommandLong | CommandInt,
        *,
        retries: int = 0,
        answer_s: float = 3.0,
        progress_s: float = 30.0,
        owed: OwedAcks | None = None,
    ) -> None:
        super().__init__(f"command {command.command}", retries=retries, answer_s=answer_s)
        self._command = command
        self._progress_s = progress_s
        self._owed = owed
        self._before: int | None = None
        """The stamp of a time not told yet: what is acknowledged before it answers another."""

    def ended(self) -> None:
        """Nobody waits any more: what is not acknowledged stays owed."""
        if self._owed is not None:
            acknowledged = isinstance(self.outcome, Accepted | Rejected)
            self._owed.end(self._command.command, sent=self.tries, acknowledged=acknowledged)

    def _first(self) -> Sequence[Request]:
        if self._owed is not None:
            self._before = self._owed.begin(self._command.command)
        if self._before is None:
            return (self._command,)
        return (AskTime(self._before), self._command)

    def _again(self) -> Sequence[Request]:
        if isinstance(self._command, CommandLong):
            return (replace(self._command, confirmation=self.tries - 1),)
        return (self._command,)

    def _receive(self, message: Message, now_s: float) -> Sequence[Request]:
        if isinstance(message, TimeSync) and self._before is not None:
            if 0 <= message.stamp - self._before < _OURS:
                self._before = None
            return NOTHING
        if not isinstance(message, CommandAck) or message.command != self._command.command:
            return NOTHING
        if self._before is not None:
            return NOTHING
        if message.result == CommandResult.MAV_RESULT_ACCEPTED:
            self.outcome = Accepted(None)
        elif message.result == CommandResult.MAV_RESULT_IN_PROGRESS:
            self._left = 0  # it has arrived: from here on only the end is waited for
            self.due_s = max(self.due_s, now_s + self._progress_s)
        else:
            self.outcome = Rejected(result_name(CommandResult, message.result), message.result)
        return NOTHING
