"""Whether permits, insurance and licences hold on a day."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from missions.papers.model import NO_PAPERS, Paper, Papers, Special, Term
from tests.missions.papers.making import DAY, NOTICE, PAPERS, PERMIT, POLICY, YEAR

DAYS = st.dates(date(2025, 1, 1), date(2029, 1, 1))


def standing(papers: Papers, day: date = DAY) -> Paper | None:
    return papers.standing("tsubame", "nakao", day)


@given(DAYS)
def test_papers_hold_from_their_first_to_their_last_day(day: date) -> None:
    paper, licence = standing(PAPERS, day), PAPERS.licence_of("p-arai", day)
    holds = YEAR.valid_from <= day <= YEAR.valid_until
    assert paper is not None
    assert licence is not None
    assert paper.valid == licence.valid == holds
    assert paper.days_left == (YEAR.valid_until - day).days
    assert bool(paper.why) == bool(PAPERS.missing_for("tsubame", "nakao", "p-arai", day)) != holds


def test_what_ends_first_decides() -> None:
    soon = replace(POLICY, term=Term(YEAR.valid_from, DAY + timedelta(days=3)))
    assert standing(replace(PAPERS, insurance=(soon,))) == Paper(valid=True, days_left=3)
    ended = replace(POLICY, term=Term(YEAR.valid_from, DAY - timedelta(days=1)))
    assert standing(replace(PAPERS, insurance=(ended,))) == Paper(
        valid=False, days_left=-1, why="insurance EXAMPLE-POLICY ended on 2026-11-23"
    )


def test_a_new_permit_takes_over_from_the_one_that_ended() -> None:
    old = replace(PERMIT, number="EXAMPLE-OLD", term=Term(date(2025, 4, 1), date(2026, 3, 31)))
    later = replace(PERMIT, number="EXAMPLE-LATER", term=Term(date(2027, 4, 1), date(2028, 3, 31)))
    paper = standing(replace(PAPERS, permits=(old, PERMIT, later)))
    assert paper is not None
    assert paper.valid
    waits = standing(replace(PAPERS, permits=(later,)))
    assert waits is not None
    assert waits.why == "permit for beyond-sight EXAMPLE-LATER begins on 2027-04-01"


@pytest.mark.parametrize(
    ("papers", "why"),
    [
        (replace(PAPERS, permits=()), "no permit covers tsubame on nakao"),
        (replace(PAPERS, insurance=()), "there is no insurance"),
        (
            replace(PAPERS, notice=replace(NOTICE, special=frozenset({Special.NIGHT}))),
            "there is no permit for night",
        ),
        (PAPERS.for_aircraft(simulated=False), "no permit covers tsubame on nakao"),
    ],
)
def test_what_is_not_covered_does_not_hold(papers: Papers, why: str) -> None:
    assert standing(papers) == Paper(valid=False, why=why)
    assert why in papers.missing_for("tsubame", "nakao", "p-arai", DAY)


def test_a_permit_for_one_aircraft_or_route_is_none_for_another() -> None:
    for aircraft, route in (("tobi", "nakao"), ("tsubame", "ichinose")):
        paper = PAPERS.standing(aircraft, route, DAY)
        assert paper == Paper(valid=False, why=f"no permit covers {aircraft} on {route}")


def test_without_a_file_nothing_is_known_and_nothing_passes() -> None:
    assert standing(NO_PAPERS) is None
    assert NO_PAPERS.licence_of("p-arai", DAY) is None
    assert NO_PAPERS.missing_for("tsubame", "nakao", "p-arai", DAY) == ("no papers are known",)


def test_invented_papers_hold_for_simulated_aircraft_only() -> None:
    assert PAPERS.for_aircraft(simulated=True) is PAPERS
    real = replace(PAPERS, invented=False)
    assert real.for_aircraft(simulated=False) is real
    assert PAPERS.for_aircraft(simulated=False).licence_of("p-arai", DAY) == Paper(
        valid=False, why="no licence of p-arai is known"
    )
