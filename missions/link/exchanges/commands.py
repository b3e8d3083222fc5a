"""A command and its acknowledgement.

Owns COMMAND_LONG, COMMAND_INT and COMMAND_ACK. MAVLink acknowledges by command number only, so of
two equal commands in flight neither could be told: whoever runs this sends one at a time.
Source: mavlink.io/en/services/command.html.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from missions.link.exchanges.exchange import NOTHING, Exchange
from missions.link.messages import CommandAck, Message
from missions.link.outcome import Accepted, Rejected
from missions.link.requests import CommandInt, CommandLong, Request
from missions.link.results import CommandResult, result_name


class CommandExchange(Exchange[None]):
    """`retries` repeats the command itself: 0 for all that must not be done twice."""

    def __init__(
        self,
        command: CommandLong | CommandInt,
        *,
        retries: int = 0,
        answer_s: float = 3.0,
        progress_s: float = 30.0,
    ) -> None:
        super().__init__(f"command {command.command}", retries=retries, answer_s=answer_s)
        self._command = command
        self._progress_s = progress_s

    def _first(self) -> Sequence[Request]:
        return (self._command,)

    def _again(self) -> Sequence[Request]:
        if isinstance(self._command, CommandLong):
            return (replace(self._command, confirmation=self.tries - 1),)
        return (self._command,)

    def _receive(self, message: Message, now_s: float) -> Sequence[Request]:
        if not isinstance(message, CommandAck) or message.command != self._command.command:
            return NOTHING
        if message.result == CommandResult.MAV_RESULT_ACCEPTED:
            self.outcome = Accepted(None)
        elif message.result == CommandResult.MAV_RESULT_IN_PROGRESS:
            self._left = 0  # it has arrived: from here on only the end is waited for
            self.due_s = max(self.due_s, now_s + self._progress_s)
        else:
            self.outcome = Rejected(result_name(CommandResult, message.result), message.result)
        return NOTHING
