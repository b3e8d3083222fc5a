"""An aircraft that stands at a hall: what holds it there, who sees to it, and how it comes away."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from logistics.db.models import ParcelRow
from missions.flight.states import FlightState
from missions.store.flights import Word
from tests.logistics.support.air import DAY, Air
from tests.logistics.support.chain import CLERK_OF_HUB, Chain
from tests.logistics.support.door import Door, problem
from tests.logistics.support.service import Service
from tests.logistics.support.whole import whole

SORTIE = f"/sorties/{DAY}/s1"
LAUNCH, WORD, RECOVER = f"{SORTIE}/launch", f"{SORTIE}/word", f"{SORTIE}/recover"
OUT = f"{DAY}-s1-out"
REASON = {"reason": "strong wind"}
STOPS = {
    "pad-not-clear": (WORD, {"word": "pad-not-clear"}),
    "stand-down": ("/stand-down", REASON),
    "grounding": ("/aircraft/ac-1/ground", REASON),
}


async def stop(service: Service, air: Air, how: str) -> dict[str, Any]:
    path, body = STOPS[how]
    return await (air.volunteer if how == "pad-not-clear" else service.operator).done(path, body)


async def go_on(air: Air, how: str) -> None:
    """What held it is over, and the flight home is prepared."""
    if how == "pad-not-clear":
        flight = (await air.word("all-clear"))["flight_home"]
        await air.desk(flight, "prepared", go=True)
    elif how == "stand-down":
        await air.launcher.done("/stand-up", REASON)
    else:
        await air.launcher.done("/aircraft/ac-1/release", REASON)


@pytest.mark.parametrize("how", STOPS)
async def test_an_order_to_fly_home_is_taken_back(service: Service, air: Air, how: str) -> None:
    home = await air.home_ready("hh-01")
    await air.launch()
    told = await stop(service, air, how)
    assert told.get("called_off", []) == []
    if how != "pad-not-clear":
        (held,) = told["held"]
        assert f"{DAY}/s1" == (held if how == "stand-down" else f"{DAY}/{held['id']}")
    assert air.take_words(home) == []
    refused = await air.launcher.post(LAUNCH)
    problem(refused, 409, "stood-down" if how == "stand-down" else "gates-closed")
    assert (await air.sortie())["state"] == "swapped"
    await go_on(air, how)
    await air.launch()
    assert air.take_words(home)[-1] == "launch"
    whole(service)


@pytest.mark.parametrize("how", STOPS)
@pytest.mark.parametrize("answer", ["the order is refused", "the flight is ended", "too late"])
async def test_an_order_that_the_desk_has_in_hand_is_called_off(
    service: Service, air: Air, how: str, answer: str
) -> None:
    home = await air.home_ready("hh-01")
    await air.launch()
    air.take_words(home, outcome=None)
    for _ in range(2):
        await stop(service, air, how)
    assert air.said(home)[-2:] == ["launch", "cancel"]
    if answer == "too late":
        await air.desk(home, "launched", state=FlightState.HOMEBOUND)
        air.take_words(home, "refused: it is in the air")
        await air.desk(home, "command", word="cancel", outcome="refused: it is in the air")
        assert (await air.sortie())["state"] == "flying_home"
        return
    kind = "refused" if answer == "the order is refused" else "command"
    await air.desk(home, kind, state=FlightState.REFUSED, word="cancel", outcome="accepted")
    held = await air.sortie()
    assert (held["state"], held["home_ready"]) == ("swapped", False)
    await go_on(air, how)
    again = await air.prepare()
    assert again["flight_home"] == f"{home}-2"
    whole(service)


async def test_the_latest_word_about_the_pad_decides(service: Service, air: Air) -> None:
    await air.flying("hh-01")
    await air.word("pad-not-clear")  # while it came down: that is over
    await air.desk(OUT, "delivered", state=FlightState.DELIVERED, place="nakao")
    for parcel in service.rows(ParcelRow):
        await air.hand_over(parcel.code, parcel.way[4][1])
    await air.word("unloaded")
    await air.word("swapped", out="b-1", **{"in": "b-2"})
    verdicts = [await pad(air)]
    for word in ("all-clear", "pad-not-clear", "all-clear"):
        await air.word(word)
        verdicts.append(await pad(air))
    assert verdicts == ["unknown", "pass", "fail", "pass"]


async def pad(air: Air) -> str:
    gates = {gate["name"]: gate["verdict"] for gate in (await air.sortie())["gates"]}
    return gates["pad-clear"]


async def test_before_the_flight_out_the_order_is_taken_back_too(
    service: Service, air: Air
) -> None:
    await air.ready("hh-01")
    await air.launch()
    await air.word("pad-not-clear")
    assert "launch" not in air.take_words(OUT)
    problem(await air.launcher.post(LAUNCH), 409, "gates-closed")
    await air.word("pad-clear")
    await air.launch()
    assert air.take_words(OUT) == ["launch"]
    whole(service)


async def test_another_of_the_hall_takes_over_where_it_stands(service: Service, air: Air) -> None:
    (parcel,) = await air.at_hall("hh-01")
    other = service.person("p-ogawa")
    problem(await service.person("p-kubota").post(WORD, {"word": "confirmed"}), 403, "forbidden")
    await confirm(other, "p-ogawa")
    (told,) = service.journal("sortie-taken-over")
    assert (told.actor, '"before":"p-nishimura"' in told.data.replace(" ", "")) == (
        "person/p-ogawa",
        True,
    )
    problem(await air.volunteer.post(WORD, {"word": "unloaded"}), 409, "not-the-named-volunteer")
    for side, keeper in (("give", "aircraft/ac-1"), ("take", "volunteer/p-ogawa")):
        kind, _, name = keeper.partition("/")
        body = {"code": parcel["code"], "side": side, "as": {"kind": kind, "id": name}}
        await other.done("/handovers", body)
    await other.done(WORD, {"word": "unloaded"})
    await confirm(air.volunteer, "p-nishimura")
    await air.word("swapped", out="b-1", **{"in": "b-2"})
    await confirm(other, "p-ogawa")
    await other.done(WORD, {"word": "all-clear"})
    await air.chain.bring_to(parcel["code"], "resident")
    whole(service)


async def confirm(door: Door, person: str) -> None:
    assert (await door.done(WORD, {"word": "confirmed"}))["volunteer"] == person


async def test_whoever_takes_over_has_to_look_at_the_pad_themselves(
    service: Service, air: Air
) -> None:
    home = await air.home_ready("hh-01")
    await air.launch()
    other = service.person("p-ogawa")
    await confirm(other, "p-ogawa")
    assert air.take_words(home) == []
    assert await pad(air) == "unknown"
    await other.done(WORD, {"word": "pad-not-clear"})
    await confirm(air.volunteer, "p-nishimura")
    assert await pad(air) == "unknown", "what they said before another looked is old"
    await go_on(air, "pad-not-clear")
    await air.launch()


@pytest.mark.parametrize("state", ["at_hall", "unloaded", "swapped"])
async def test_an_aircraft_that_cannot_fly_home_is_fetched_by_road(
    service: Service, air: Air, state: str
) -> None:
    (parcel,) = await {"at_hall": air.at_hall, "unloaded": air.unloaded, "swapped": air.swapped}[
        state
    ]("hh-01")
    assert (await craft(service))["sortie"] == "s1"
    for door in (service.office, air.volunteer):
        problem(await door.post(RECOVER, REASON), 403, "forbidden")
    told = await service.operator.done(RECOVER, REASON)
    (row,) = service.journal("sortie-recovered")
    assert (row.actor, told["why"]) == (f"person/{CLERK_OF_HUB}", "strong wind")
    if state == "at_hall":
        assert (told["state"], told["on_board"]) == ("came_back", [parcel["code"]])
        assert (await air.chain.parcel(parcel["code"]))["mode"] == "van"
        await air.hand_over(parcel["code"], CLERK_OF_HUB)
    assert (await air.sortie())["state"] == "done"
    assert (await craft(service))["sortie"] is None
    problem(await service.operator.post(RECOVER, REASON), 409, "out-of-turn")
    done = await air.chain.bring_to(parcel["code"], "resident")
    assert (done["state"], done["promise"]) == ("delivered", "kept")
    whole(service)


async def craft(service: Service) -> dict[str, Any]:
    return (await service.operator.read("/aircraft"))["aircraft"][0]


async def test_fetched_on_a_later_day_and_with_nothing_on_board(
    service: Service, air: Air, chain: Chain
) -> None:
    (parcel,) = await air.at_hall("hh-01")
    await air.hand_over(parcel["code"], parcel["way"][4].partition("/")[2])
    await chain.bring_to(parcel["code"], "resident")
    await service.move_to(service.clock.now() + timedelta(days=1))
    assert (await air.launcher.done(RECOVER, REASON))["state"] == "done"
    whole(service)


async def test_the_flight_home_ends_with_the_fetching_unless_it_may_be_starting(
    service: Service, air: Air
) -> None:
    home = await air.home_ready("hh-01")
    await air.launch()
    air.take_words(home, outcome=None)
    problem(await service.operator.post(RECOVER, REASON), 409, "launch-ordered")
    await air.desk(home, "refused", state=FlightState.REFUSED, why="arm")
    air.take_words(home, "refused: arm")
    await air.word("all-clear")
    again = f"{home}-2"
    await air.measure()
    await air.desk(again, "prepared", go=True)
    await air.launch()
    await service.operator.done(RECOVER, REASON)
    assert air.take_words(again) == [Word.CANCEL]
    whole(service)
