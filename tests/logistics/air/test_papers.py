"""Permits, the operator and the notification: what the service knows of them before a launch."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from logistics.deployment import Deployment
from logistics.domain.airlift import AirFacts
from missions.flight.states import FlightState
from missions.papers.model import NO_PAPERS, Papers, Term
from tests.logistics.support.access import Access
from tests.logistics.support.air import DAY, FACTS, PAPERS, Air, with_aircraft
from tests.logistics.support.chain import Chain
from tests.logistics.support.service import TUESDAY, running_service


async def gates(air: Air, person: str = "p-miyashita") -> dict[str, dict[str, Any]]:
    """What this person sees of the gates."""
    sortie = await air.service.person(person).read(f"/sorties/{DAY}/s1")
    return {gate["name"]: gate for gate in sortie["gates"]}


async def test_whoever_looks_and_may_fly_is_the_operator_and_others_are_not(air: Air) -> None:
    await air.loaded()
    seen = await gates(air)
    assert (seen["operator"]["verdict"], seen["operator"]["value"]) == ("pass", "p-miyashita")
    assert seen["permit"]["verdict"] == "pass"
    assert seen["permit"]["value"] == (PAPERS.permits[0].term.valid_until - TUESDAY).days
    assert seen["notification"]["verdict"] == "pass"
    seen = await gates(air, "p-nishimura")
    assert (seen["operator"]["verdict"], seen["operator"]["why"]) == ("unknown", "nobody is known")
    assert seen["notification"]["verdict"] == "unknown"


async def test_who_has_given_the_last_word_is_there_for_an_hour(air: Air) -> None:
    await air.ready()
    seen = await gates(air, "p-nishimura")
    assert (seen["operator"]["verdict"], seen["operator"]["value"]) == ("pass", "p-miyashita")
    air.service.clock.move_to(air.service.clock.now() + timedelta(minutes=61))
    seen = await gates(air, "p-nishimura")
    assert seen["operator"]["verdict"] == "unknown"
    assert seen["operator"]["age_s"] == pytest.approx(3660.0)


async def test_the_order_to_launch_carries_who_gives_it(air: Air) -> None:
    await air.ready()
    flight = (await air.launch())["flight_out"]
    readings = air.words(flight)[-1].body["readings"]
    assert readings["operator"]["person"] == "p-arai"
    assert readings["operator"]["word_s"] == 0.0
    assert readings["operator"]["licence"]["valid"] is True
    assert readings["permit"]["valid"] is True
    assert readings["notification"] == []


async def test_the_flight_home_is_prepared_under_the_one_who_launched_it_out(air: Air) -> None:
    """The hall's all-clear prepares it; the hall does not fly it."""
    await air.swapped()
    flight = (await air.word("all-clear"))["flight_home"]
    (prepare,) = [word for word in air.words(flight) if word.word == "prepare"]
    assert prepare.asked_by == "person/p-nishimura"
    assert prepare.body["readings"]["operator"]["person"] == "p-arai"


async def test_a_flight_overlaps_the_notified_time_of_another_in_the_same_corridors(
    air: Air,
) -> None:
    await air.loaded()
    air.other_flight("nakao", FlightState.OUTBOUND)
    air.order_launch_of_other()
    seen = await gates(air)
    assert seen["notification"]["verdict"] == "fail"
    assert f"overlaps {DAY}-s9-out, notified until" in seen["notification"]["why"]
    assert seen["corridor"]["verdict"] == "fail"


PAST = Term(TUESDAY - timedelta(days=400), TUESDAY - timedelta(days=1))


def papers(**changes: Any) -> Papers:
    return replace(PAPERS, **changes)


@pytest.fixture(
    params=[
        (NO_PAPERS, {"permit", "operator", "notification"}, "unknown"),
        (
            papers(permits=(replace(PAPERS.permits[0], term=PAST),)),
            {"permit", "notification"},
            "fail",
        ),
        (papers(insurance=()), {"permit", "notification"}, "fail"),
        (papers(pilots={}), {"operator", "notification"}, "fail"),
    ],
    ids=["no-file", "permit-ended", "no-insurance", "no-licence"],
)
def bad_papers(request: pytest.FixtureRequest) -> tuple[AirFacts, set[str], str]:
    without, shut, verdict = request.param
    return replace(FACTS, papers=without), shut, verdict


@pytest.fixture
async def grounded(
    sqlite_url: str,
    access: Access,
    deployment: Deployment,
    bad_papers: tuple[AirFacts, set[str], str],
) -> AsyncIterator[Air]:
    flying = with_aircraft(deployment, bad_papers[0])
    async with running_service(sqlite_url, flying, access) as service:
        yield Air(service, Chain(service))


async def test_without_a_valid_paper_nothing_launches(
    grounded: Air, bad_papers: tuple[AirFacts, set[str], str]
) -> None:
    _, shut, verdict = bad_papers
    await grounded.ready()
    refused = await grounded.launcher.post(f"/sorties/{DAY}/s1/launch")
    assert (refused.status_code, refused.json()["code"]) == (409, "gates-closed")
    assert {gate["name"] for gate in refused.json()["gates"]} == shut
    assert {gate["verdict"] for gate in refused.json()["gates"]} == {verdict}
    assert grounded.said(f"{DAY}-s1-out") == ["prepare"]
