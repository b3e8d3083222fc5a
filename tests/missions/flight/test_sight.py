"""What an aircraft is doing, read from mode, item and position together."""

from __future__ import annotations

import pytest

from missions.flight.sight import Mode, Sight, branch_of, doing, landed_at
from missions.flight.states import FlightEvent
from missions.geo import Position
from tests.missions.flight.making import (
    FIELD,
    HALL,
    HUB,
    ROUTE,
    beside,
    home_mission,
    out_mission,
    sight,
)

OVER = ROUTE.path[-1]


@pytest.mark.parametrize(
    ("seen", "expected"),
    [
        (sight(5, 1, HUB), FlightEvent.SEEN_OUTBOUND),
        (sight(5, 3), FlightEvent.SEEN_OUTBOUND),
        (sight(5, 4, beside(OVER, 300)), FlightEvent.SEEN_OUTBOUND),
        (sight(5, 4, beside(OVER, 2)), FlightEvent.SEEN_WAITING),
        (sight(5, 5, OVER), FlightEvent.SEEN_HOMEBOUND),
        (sight(5, 7, mode=Mode.AUTO_RTL), FlightEvent.SEEN_HOMEBOUND),
        (sight(5, 9, HUB), FlightEvent.SEEN_HOMEBOUND),
        (sight(5, 10, HALL), FlightEvent.SEEN_DELIVERING),
        (sight(5, 11, HALL), FlightEvent.SEEN_DELIVERING),
        (sight(5, 12), FlightEvent.SEEN_DIVERTING),
        (sight(5, 14, FIELD), FlightEvent.SEEN_DIVERTING),
        (sight(5, 3, mode=Mode.GUIDED), FlightEvent.SEEN_HOLDING),
        (sight(5, 3, mode=Mode.BRAKE), FlightEvent.SEEN_HOLDING),
        (sight(5, 3, mode=Mode.LAND), FlightEvent.SEEN_DESCENDING),
        (sight(5, 3, mode=Mode.RTL), FlightEvent.SEEN_HOMEBOUND),
    ],
)
def test_on_the_way_out(seen: Sight, expected: FlightEvent) -> None:
    assert doing(ROUTE, out_mission(), seen) is expected


@pytest.mark.parametrize("seq", range(1, 7))
def test_on_the_way_home_all_but_the_branches_leads_home(seq: int) -> None:
    assert doing(ROUTE, home_mission(), sight(5, seq)) is FlightEvent.SEEN_HOMEBOUND
    assert doing(ROUTE, home_mission(), sight(5, 8)) is FlightEvent.SEEN_DIVERTING


@pytest.mark.parametrize(
    ("position", "expected"),
    [
        (beside(HALL, 2), (FlightEvent.LANDED_AT_HALL, "nakao")),
        (beside(HUB, 29), (FlightEvent.LANDED_AT_HUB, "hase-hub")),
        (FIELD, (FlightEvent.LANDED_AT_PLACE, "field")),
        (beside(HALL, 40), (FlightEvent.LANDED_ELSEWHERE, "")),
        (HALL.at_alt(HALL.alt_amsl_m + 72), (FlightEvent.LANDED_ELSEWHERE, "")),
    ],
)
def test_where_it_stands(position: Position, expected: tuple[FlightEvent, str]) -> None:
    assert landed_at(ROUTE, position) == expected


def test_the_branch_of_an_item() -> None:
    mission = out_mission()
    assert [branch_of(mission, seq) for seq in (0, 4, 11, 12, 14)] == [None] * 3 + ["field"] * 2
