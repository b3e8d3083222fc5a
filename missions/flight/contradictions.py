"""Options of a trial that would do nothing beside the others, or cannot all come true.

Owns what is refused before anything flies: an option that silently does nothing is a mistake of who
gave it, and a flight that ends well without it proves nothing. Knows nothing of command lines
beyond the names of options.
"""

from __future__ import annotations

from collections.abc import Iterator

from missions.errors import SorabinError
from missions.flight.moment import Moment
from missions.flight.saying import ENDS_AS, Word
from missions.flight.scenario import ConsentPlan, Scenario
from missions.plan.model import Direction
from missions.routes.model import Route


class IdleOption(SorabinError):
    """An option that would do nothing beside the others."""

    code = "idle-option"


def refuse_idle(scenario: Scenario, route: Route, *, round_trip: bool) -> None:
    """Raises IdleOption with the first contradiction found.

    `scenario.consent` is what was asked for; None is left to the vehicle.
    """
    for reason in _reasons(scenario, route, round_trip):
        raise IdleOption(reason)


def _reasons(scenario: Scenario, route: Route, round_trip: bool) -> Iterator[str]:
    moments = _moments(scenario)
    homeward = [m for m in moments if m.direction is Direction.HOME]
    if homeward and not round_trip:
        yield f"{homeward[0]} is on the way home and needs --return"
    if scenario.consent not in (ConsentPlan.YES, None) and round_trip:
        yield "--return needs --consent yes: without it nothing lands at the hall"
    lands = any(moment.word == "landing" for moment in moments)
    if lands and scenario.consent in (ConsentPlan.NO, ConsentPlan.LATE):
        yield "landing never comes without --consent yes"
    if scenario.delay_s and scenario.delay is None:
        yield "--delay needs --delay-link"
    if scenario.delay is not None and scenario.delay == scenario.cut_link:
        yield "--delay-link and --cut-link at one moment: what is cut cannot be late"
    yield from _words(scenario, route, round_trip, bool(homeward))


def _words(scenario: Scenario, route: Route, round_trip: bool, homeward: bool) -> Iterator[str]:
    said = scenario.says
    held = any(each.word is Word.HOLD for each in said)
    if not held and any(moment.word == "hold" for moment in _moments(scenario)):
        yield "a moment after a hold needs a --say hold@MOMENT"
    if not held and any(each.word is Word.GO_ON for each in said):
        yield "go-on needs a --say hold@MOMENT before it"
    if len({each.moment for each in said}) < len(said):
        yield "two words at one moment: which is first would be chance"
    places = {place.id for place in route.landing_places}
    for each in said:
        if each.place is not None and each.place not in places:
            yield f"{route.name} has no landing place {each.place!r}: {', '.join(sorted(places))}"
        if each.moment == scenario.cut_link:
            yield f"{each}: at that moment the link is cut"
        ends_out = each.word in ENDS_AS and each.moment.direction is not Direction.HOME
        if round_trip and ends_out and not (homeward and each.moment.direction is None):
            yield f"{each} ends the round before its way home: leave out --return"


def _moments(scenario: Scenario) -> list[Moment]:
    links = [each for each in (scenario.cut_link, scenario.delay) if each is not None]
    return [*links, *(each.moment for each in scenario.says)]
