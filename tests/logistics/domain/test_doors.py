"""Rounds on foot: every visit once, shared fairly, the earliest promise first."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from logistics.domain.doors import Visit, share_rounds
from tests.logistics.domain.making import LEAVE_AT

VOLUNTEERS = ("p-a", "p-b", "p-c")


@st.composite
def days_visits(draw: st.DrawFn) -> list[Visit]:
    return [
        Visit(
            f"hh-{number}",
            draw(st.integers(1, 25)),
            LEAVE_AT + timedelta(hours=draw(st.integers(1, 3))),
            (f"P{number}",),
        )
        for number in range(draw(st.integers(0, 9)))
    ]


@given(days_visits(), st.integers(1, 3), st.integers(0, 10))
def test_every_visit_is_made_once(visits: list[Visit], people: int, door_min: int) -> None:
    rounds = share_rounds(visits, VOLUNTEERS[:people], LEAVE_AT, door_min)
    made = [visit for walk in rounds for visit in walk.visits]
    assert sorted(made, key=lambda v: v.household) == sorted(visits, key=lambda v: v.household)
    assert len({walk.volunteer for walk in rounds}) == len(rounds)
    assert all(walk.visits for walk in rounds)


@given(days_visits(), st.integers(1, 3), st.integers(0, 10))
def test_times_at_the_doors_are_those_of_walking_there_and_back(
    visits: list[Visit], people: int, door_min: int
) -> None:
    for walk in share_rounds(visits, VOLUNTEERS[:people], LEAVE_AT, door_min):
        minutes = 0
        for visit, eta in walk.etas():
            assert eta == LEAVE_AT + timedelta(minutes=minutes + visit.walk_min)
            minutes += 2 * visit.walk_min + door_min
        assert walk.end_at == LEAVE_AT + timedelta(minutes=minutes)


@given(days_visits(), st.integers(1, 3), st.integers(0, 10))
def test_what_is_due_first_comes_first(visits: list[Visit], people: int, door_min: int) -> None:
    for walk in share_rounds(visits, VOLUNTEERS[:people], LEAVE_AT, door_min):
        keys = [(visit.due_at, visit.walk_min) for visit in walk.visits]
        assert keys == sorted(keys)


@given(days_visits(), st.integers(2, 3), st.integers(0, 10))
def test_no_round_is_longer_than_another_by_more_than_a_visit(
    visits: list[Visit], people: int, door_min: int
) -> None:
    """The idlest takes the next visit, so no two ends lie further apart than one visit."""
    rounds = share_rounds(visits, VOLUNTEERS[:people], LEAVE_AT, door_min)
    minutes = [(walk.end_at - LEAVE_AT).total_seconds() / 60 for walk in rounds]
    minutes += [0] * (people - len(rounds))
    longest = max((2 * visit.walk_min + door_min for visit in visits), default=0)
    assert max(minutes) - min(minutes) <= longest
