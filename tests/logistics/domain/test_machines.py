"""Every state machine is its table: whatever the table does not hold raises."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

import pytest

from logistics.domain.custody import HANDOVER_MACHINE, HandoverEvent, HandoverState
from logistics.domain.legs import LEG_MACHINE, LegEvent, LegState
from logistics.domain.orders import (
    DAY_MACHINE,
    ORDER_MACHINE,
    DayEvent,
    DayState,
    OrderEvent,
    OrderState,
    closing_event,
)
from logistics.domain.parcels import ENDED, PARCEL_MACHINE, ParcelEvent, ParcelState
from logistics.domain.sorties import SAID_IN, SORTIE_MACHINE, SortieEvent, SortieState, Word
from logistics.domain.welfare import CASE_MACHINE, CaseEvent, CaseState
from missions.machine import OutOfTurn, StateMachine

Machine = tuple[StateMachine[Any, Any], type[StrEnum], type[StrEnum]]
MACHINES: list[Machine] = [
    (ORDER_MACHINE, OrderState, OrderEvent),
    (DAY_MACHINE, DayState, DayEvent),
    (PARCEL_MACHINE, ParcelState, ParcelEvent),
    (LEG_MACHINE, LegState, LegEvent),
    (HANDOVER_MACHINE, HandoverState, HandoverEvent),
    (CASE_MACHINE, CaseState, CaseEvent),
    (SORTIE_MACHINE, SortieState, SortieEvent),
]
PAIRS = [
    pytest.param(machine, state, event, id=f"{machine.name}-{state}-{event}")
    for machine, states, events in MACHINES
    for state in states
    for event in events
]


@pytest.mark.parametrize(("machine", "state", "event"), PAIRS)
def test_a_pair_is_in_the_table_or_raises(
    machine: StateMachine[Any, Any], state: StrEnum, event: StrEnum
) -> None:
    if (state, event) in machine.table:
        assert machine.allows(state, event)
        assert machine.after(state, event) == machine.table[state, event]
    else:
        assert not machine.allows(state, event)
        with pytest.raises(OutOfTurn) as refused:
            machine.after(state, event)
        assert refused.value.facts == {"machine": machine.name, "state": state, "event": event}


@pytest.mark.parametrize(("machine", "states", "events"), MACHINES, ids=lambda m: str(m)[:20])
def test_every_state_is_reached_and_every_event_is_used(
    machine: StateMachine[Any, Any], states: type[StrEnum], events: type[StrEnum]
) -> None:
    first = next(iter(states))
    reached = {first}
    while more := {t for (s, _), t in machine.table.items() if s in reached} - reached:
        reached |= more
    assert reached == set(states)
    assert {event for _, event in machine.table} == set(events)


def test_a_closed_day_never_reopens() -> None:
    order = list(DayState)
    for (state, _), after in DAY_MACHINE.table.items():
        assert order.index(after) == order.index(state) + 1


def test_a_parcel_does_not_leave_its_end() -> None:
    assert not [state for state, _ in PARCEL_MACHINE.table if state in ENDED]


@pytest.mark.parametrize(
    ("delivered", "total", "event"),
    [
        (2, 2, OrderEvent.DELIVER_ALL),
        (1, 2, OrderEvent.DELIVER_SOME),
        (0, 2, OrderEvent.DELIVER_NONE),
    ],
)
def test_an_order_ends_as_its_parcels_did(delivered: int, total: int, event: OrderEvent) -> None:
    assert closing_event(delivered, total) is event


def test_a_sortie_that_has_launched_is_never_said_not_to_have_flown_by_a_person() -> None:
    cancelled = {s for (s, event) in SORTIE_MACHINE.table if event is SortieEvent.CANCEL}
    assert cancelled == {
        SortieState.PLANNED,
        SortieState.LOADED,
        SortieState.ASKED,
        SortieState.READY,
    }


def test_every_word_of_the_volunteer_means_something_at_some_time() -> None:
    assert set(SAID_IN) == set(Word)
    assert all(SAID_IN.values())
