"""A state machine is a table. Owns the look-up; knows no particular machine."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Generic, TypeVar

from missions.errors import SorabinError

State = TypeVar("State", bound=StrEnum)
Event = TypeVar("Event", bound=StrEnum)


class OutOfTurn(SorabinError):
    """An event that the present state does not allow."""

    code = "out-of-turn"


class StateMachine(Generic[State, Event]):
    """`(state, event) → state`; whatever the table does not hold raises OutOfTurn."""

    def __init__(self, name: str, table: Mapping[tuple[State, Event], State]) -> None:
        self.name = name
        self.table = dict(table)

    def after(self, state: State, event: Event) -> State:
        """Return the state that follows, or raise OutOfTurn naming both."""
        try:
            return self.table[state, event]
        except KeyError:
            raise OutOfTurn(
                f"{self.name} is {state}: {event} is not possible now",
                machine=self.name,
                state=str(state),
                event=str(event),
            ) from None

    def allows(self, state: State, event: Event) -> bool:
        """Whether the table holds the pair."""
        return (state, event) in self.table
