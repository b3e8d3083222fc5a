"""The volunteer's words: who may say which when, and what each moves."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest

from logistics.db.models import LegRow, SortieRow
from missions.flight.states import FlightState
from missions.store.flights import Word as DeskWord
from tests.logistics.support.air import DAY, Air
from tests.logistics.support.door import problem
from tests.logistics.support.service import Service
from tests.logistics.support.whole import whole

OUT = f"{DAY}-s1-out"
PATH = f"/sorties/{DAY}/s1/word"


async def test_only_volunteers_of_the_hall_speak_and_only_the_named_one(
    service: Service, air: Air
) -> None:
    await air.planned("hh-01")
    before = service.footprint()
    other_hall, same_hall = service.person("p-kubota"), service.person("p-ogawa")
    problem(await service.operator.post(PATH, {"word": "confirmed"}), 403, "forbidden")
    problem(await other_hall.post(PATH, {"word": "confirmed"}), 403, "forbidden")
    refused = await air.volunteer.post(PATH, {"word": "pad-clear"})
    problem(refused, 409, "not-the-named-volunteer")
    nowhere = f"/sorties/{DAY}/s9/word"
    problem(await air.volunteer.post(nowhere, {"word": "confirmed"}), 404, "unknown-sortie")
    assert service.footprint() == before
    assert (await air.word("confirmed"))["volunteer"] == "p-nishimura"
    refused = await same_hall.post(PATH, {"word": "pad-clear"})
    problem(refused, 409, "not-the-named-volunteer")
    taken_over = await same_hall.done(PATH, {"word": "confirmed"})
    assert taken_over["volunteer"] == "p-ogawa"
    refused = await air.volunteer.post(PATH, {"word": "pad-clear"})
    problem(refused, 409, "not-the-named-volunteer")
    whole(service)


async def test_words_out_of_turn_are_refused(service: Service, air: Air) -> None:
    await air.planned("hh-01")
    await air.word("confirmed")
    before = service.footprint()
    for word in ("consent", "unloaded", "swapped", "all-clear"):
        problem(await air.volunteer.post(PATH, {"word": word}), 409, "out-of-turn")
    for body in ({"word": "jump"}, {}, {"word": "consent", "x": 1}, {"word": 1}):
        problem(await air.volunteer.post(PATH, body), 422, "malformed")
    assert service.footprint() == before


async def test_a_pad_that_is_not_clear_any_more_withdraws_the_consent(
    service: Service, air: Air
) -> None:
    await air.flying("hh-01")
    await air.word("consent")
    await air.word("pad-not-clear")
    assert air.said(OUT)[-2:] == [DeskWord.CONSENT, DeskWord.WITHDRAW_CONSENT]
    problem(await air.volunteer.post(PATH, {"word": "confirmed"}), 409, "out-of-turn")


async def test_unloaded_and_swapped_are_believed_only_where_they_can_be(
    service: Service, air: Air
) -> None:
    (parcel,) = await air.flying("hh-01")
    await air.desk(OUT, "delivered", state=FlightState.DELIVERED, place="nakao")
    refused = await air.volunteer.post(PATH, {"word": "unloaded"})
    assert problem(refused, 409, "still-on-board")["parcels"] == [parcel["code"]]
    await air.hand_over(parcel["code"], parcel["way"][4].partition("/")[2])
    await air.word("unloaded")
    bad: list[tuple[dict[str, Any], int, str]] = [
        ({}, 422, "bad-swap"),
        ({"out": "b-1"}, 422, "bad-swap"),
        ({"out": "b-1", "in": "b-1"}, 422, "bad-swap"),
        ({"out": "b-1", "in": "b-9"}, 404, "unknown-battery"),
        ({"out": "b-9", "in": "b-2"}, 404, "unknown-battery"),
        ({"out": "", "in": "b-2"}, 422, "malformed"),
    ]
    for batteries, status, code in bad:
        problem(await air.volunteer.post(PATH, {"word": "swapped"} | batteries), status, code)
    told = await air.word("swapped", out="b-1", **{"in": "b-2"})
    assert (told["state"], told["words"][-1]["facts"]) == ("swapped", {"out": "b-1", "in": "b-2"})
    swap = air.words(OUT)[-1]
    assert (swap.word, swap.body) == ("swap", {"out": "b-1", "in": "b-2"})
    whole(service)


async def test_the_aircraft_is_unloaded_at_the_hall_by_those_of_the_hall(
    service: Service, air: Air
) -> None:
    (parcel,) = await air.flying("hh-01")
    named = parcel["way"][4].partition("/")[2]
    volunteer = service.person(named)
    give = {"code": parcel["code"], "side": "give", "as": {"kind": "aircraft", "id": "ac-1"}}
    take = {"code": parcel["code"], "side": "take"}
    for door in (volunteer, service.operator, service.person("p-kubota")):
        problem(await door.post("/handovers", give), 403, "forbidden")
    problem(await volunteer.post("/handovers", take), 409, "handover-out-of-turn")
    await air.desk(OUT, "delivered", state=FlightState.DELIVERED, place="nakao")
    for door in (service.operator, service.person("p-kubota")):
        problem(await door.post("/handovers", give), 403, "forbidden")
    reach = await volunteer.read("/handovers")
    assert [each["code"] for each in reach["give"]] == [parcel["code"]]
    await volunteer.done("/handovers", give)
    await volunteer.done("/handovers", take)


@dataclass(frozen=True)
class _Load:
    """A parcel on board, whom at the hall it is meant for, and the two scans at unloading."""

    code: str
    meant: str
    neighbour: str
    give: dict[str, Any]
    take: dict[str, Any]


async def _flying_to(service: Service, air: Air, *, by_neighbour: bool) -> _Load:
    """An aircraft under way that whom the parcel is meant for receives, or the neighbour."""
    (parcel,) = await air.ready("hh-01")
    meant = parcel["way"][4].partition("/")[2]
    (neighbour,) = {"p-nishimura", "p-ogawa"} - {meant}
    receiver = service.person(neighbour if by_neighbour else meant)
    for word in ("confirmed", "pad-clear"):
        await receiver.done(PATH, {"word": word})
    await air.launch()
    await air.desk(OUT, "launched", state=FlightState.OUTBOUND)
    give = {"code": parcel["code"], "side": "give", "as": {"kind": "aircraft", "id": "ac-1"}}
    take = {"code": parcel["code"], "side": "take"}
    return _Load(parcel["code"], meant, neighbour, give, take)


async def test_who_receives_the_aircraft_takes_out_what_is_for_another_of_the_hall(
    service: Service, air: Air
) -> None:
    load = await _flying_to(service, air, by_neighbour=True)
    code, give, take = load.code, load.give, load.take
    receiver = service.person(load.neighbour)
    problem(await receiver.post("/handovers", take), 409, "handover-wrong-person")
    await air.desk(OUT, "delivered", state=FlightState.DELIVERED, place="nakao")
    # Both scans, and the giving one first: a half of it would leave the parcel with nobody's round.
    problem(await receiver.post("/handovers", take), 409, "handover-wrong-person")
    await receiver.done("/handovers", give)
    taken = (await receiver.done("/handovers", take))["parcel"]
    assert taken["keeper"]["id"] == load.neighbour
    assert load.meant not in " ".join((await air.chain.parcel(code))["way"])
    (told,) = service.journal("parcel-received-for")
    assert told.parcel_code == code
    problem(await service.person(load.meant).post("/handovers", take), 409, "handover-out-of-turn")
    await receiver.done(PATH, {"word": "unloaded"})
    on_foot = [leg for leg in service.rows(LegRow) if leg.mode == "foot"]
    assert [(leg.carrier_id, leg.state) for leg in sorted(on_foot, key=lambda leg: leg.id)] == [
        (load.meant, "cancelled"),
        (load.neighbour, "under_way"),
    ]
    await air.chain.bring_to(code, "resident")
    own = next(leg for leg in service.rows(LegRow) if leg.carrier_id == load.neighbour)
    assert (own.state, own.parcels) == ("done", [code])
    whole(service)


async def test_what_another_of_the_hall_has_taken_already_is_theirs(
    service: Service, air: Air
) -> None:
    load = await _flying_to(service, air, by_neighbour=True)
    await air.desk(OUT, "delivered", state=FlightState.DELIVERED, place="nakao")
    give, take = load.give, load.take
    receiver = service.person(load.neighbour)
    await service.person(load.meant).done("/handovers", take)
    problem(await receiver.post("/handovers", take), 409, "handover-wrong-person")
    taken = (await receiver.done("/handovers", give))["parcel"]
    assert taken["keeper"]["id"] == load.meant
    assert not service.journal("parcel-received-for")
    whole(service)


async def test_who_does_not_receive_the_aircraft_takes_out_their_own_only(
    service: Service, air: Air
) -> None:
    load = await _flying_to(service, air, by_neighbour=False)
    await air.desk(OUT, "delivered", state=FlightState.DELIVERED, place="nakao")
    before = service.footprint()
    problem(
        await service.person(load.neighbour).post("/handovers", load.take),
        409,
        "handover-wrong-person",
    )
    assert service.footprint() == before


async def test_loading_is_of_the_planned_sortie_only(service: Service, air: Air) -> None:
    (parcel,) = await air.planned("hh-01")
    await air.chain.bring_to(parcel["code"], "hub")
    wrong = {"code": parcel["code"], "side": "take", "as": {"kind": "aircraft", "id": "ac-2"}}
    problem(await service.operator.post("/handovers", wrong), 409, "handover-wrong-person")
    await air.hand_over(parcel["code"], "p-miyashita")
    (row,) = service.rows(SortieRow)
    assert row.state == "loaded"
    assert (await air.sortie())["on_board"] == [parcel["code"]]


@pytest.mark.parametrize("refused_in", ["preparation", "launch"])
async def test_a_flight_home_that_is_refused_is_tried_again(
    service: Service, air: Air, refused_in: str
) -> None:
    await air.swapped("hh-01")
    problem(await air.launcher.post(f"/sorties/{DAY}/s1/launch"), 409, "out-of-turn")
    problem(await service.operator.post(f"/sorties/{DAY}/s1/prepare"), 409, "out-of-turn")
    home = (await air.word("all-clear"))["flight_home"]
    problem(await air.launcher.post(f"/sorties/{DAY}/s1/launch"), 409, "out-of-turn")
    await air.measure()
    if refused_in == "launch":
        await air.desk(home, "prepared", go=True)
        await air.launch()
        await air.desk(home, "launched", state=FlightState.HOMEBOUND)
    await air.desk(home, "refused", state=FlightState.REFUSED, why="compass variance")
    again = await air.prepare()
    assert (again["state"], again["flight_home"]) == ("swapped", f"{home}-2")
    await air.desk(f"{home}-2", "prepared", go=True)
    await air.launch()
    await air.desk(f"{home}-2", "launched", state=FlightState.HOMEBOUND)
    await air.desk(f"{home}-2", "diverted", state=FlightState.DIVERTED, place="ridge")
    (row,) = service.rows(SortieRow)
    assert (row.state, row.why) == ("diverted", "ridge")
    whole(service)
