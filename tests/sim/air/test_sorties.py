"""People of the flights, each through their own doors, from the ramp to the resident."""

from __future__ import annotations

import asyncio
import json
from datetime import timedelta

import pytest

from sim.village.people.facts import WIND_TURNS, put_away
from tests.logistics.support.service import at
from tests.sim.air.afternoon import Afternoon

NAKAO, ICHINOSE = ("hh-01", "hh-02"), ("hh-20", "hh-21")


async def test_an_aircraft_delivers_and_flies_home(afternoon: Afternoon) -> None:
    afternoon.desk.course.refuses_home = 1
    await afternoon.play(*NAKAO, *ICHINOSE)
    assert not afternoon.stage.postbox.complaints
    sorties = await afternoon.sorties()
    assert [sortie["state"] for sortie in sorties] == ["done", "done"]
    assert {parcel["state"] for parcel in await afternoon.parcels()} == {"delivered"}
    assert {parcel["mode"] for parcel in await afternoon.parcels()} == {"air", "van"}
    for sortie in sorties:
        said = [word["word"] for word in sortie["words"]]
        assert said == ["confirmed", "pad-clear", "consent", "unloaded", "swapped", "all-clear"]
        assert sortie["home"]["state"] == "returned"
    asked = [c["word"] for sortie in sorties for c in sortie["home"]["commands"]]
    assert asked.count("prepare") == 3  # one was refused and asked for again
    fleet = await afternoon.service.operator.read("/aircraft")
    assert all(craft["battery"] for craft in fleet["aircraft"])
    assert len({craft["battery"] for craft in fleet["aircraft"]}) == 2
    rows = afternoon.service.journal("inspection-noted", "flight-launched")
    first: dict[str, str] = {}
    for row in rows:
        first.setdefault(json.loads(row.data)["aircraft"], row.kind)
    assert first == {"ac-1": "inspection-noted", "ac-2": "inspection-noted"}


async def test_goods_of_aircraft_with_defects_go_by_van_and_the_day_ends_well(
    afternoon: Afternoon,
) -> None:
    for craft in ("ac-1", "ac-2"):
        found = {"what": "a crack in a propeller"}
        await afternoon.service.operator.done(f"/aircraft/{craft}/defects", found)
    await afternoon.play(*NAKAO)
    assert not afternoon.stage.postbox.complaints
    parcels = await afternoon.parcels()
    assert {(parcel["state"], parcel["mode"]) for parcel in parcels} == {("delivered", "van")}
    assert all(put_away(craft) in afternoon.told for craft in ("ac-1", "ac-2"))


async def test_a_neighbour_receives_what_the_one_it_is_for_does_not_come_for(
    afternoon: Afternoon,
) -> None:
    afternoon.stage.keeps_away.add("p-nishimura")
    await afternoon.play("hh-01")
    assert not afternoon.stage.postbox.complaints
    (sortie,) = await afternoon.sorties()
    assert (sortie["state"], sortie["volunteer"]) == ("done", "p-ogawa")
    (told,) = afternoon.service.journal("parcel-received-for")
    data = json.loads(told.data)
    assert (data["meant_for"], data["received_by"]) == (
        "volunteer/p-nishimura",
        "volunteer/p-ogawa",
    )
    assert {parcel["state"] for parcel in await afternoon.parcels()} == {"delivered"}


async def test_an_aircraft_that_may_not_fly_home_stays_at_the_hall_and_the_day_ends(
    afternoon: Afternoon,
) -> None:
    afternoon.desk.course.refuses_home = 1000
    await asyncio.wait_for(afternoon.play(*NAKAO), 120)
    assert not afternoon.stage.postbox.complaints
    (sortie,) = await afternoon.sorties()
    assert sortie["state"] == "swapped"
    assert put_away(sortie["aircraft"]) in afternoon.told
    assert {parcel["state"] for parcel in await afternoon.parcels()} == {"delivered"}


async def test_what_comes_back_is_brought_by_a_second_tour_of_the_van(
    afternoon: Afternoon,
) -> None:
    afternoon.desk.course.hears_consent = False
    await afternoon.play(*NAKAO, *ICHINOSE)
    assert not afternoon.stage.postbox.complaints
    assert [sortie["state"] for sortie in await afternoon.sorties()] == ["done", "done"]
    parcels = await afternoon.parcels()
    assert {(parcel["state"], parcel["mode"]) for parcel in parcels} == {("delivered", "van")}
    flown = [parcel for parcel in parcels if any("aircraft/" in each for each in parcel["way"])]
    assert len(flown) == 2


async def test_a_hall_where_nobody_confirms_gets_its_goods_by_van(afternoon: Afternoon) -> None:
    afternoon.stage.keeps_away.add("nakao")
    await afternoon.play(*NAKAO)
    assert not afternoon.stage.postbox.complaints
    (sortie,) = await afternoon.sorties()
    assert sortie["state"] == "cancelled"
    assert "volunteer is not known (not said)" in sortie["why"]
    assert sortie["words"] == []
    parcels = await afternoon.parcels()
    assert {(parcel["state"], parcel["mode"]) for parcel in parcels} == {("delivered", "van")}


async def test_wind_before_the_launch_keeps_the_aircraft_on_the_ground(
    afternoon: Afternoon,
) -> None:
    def blow(fact: str) -> None:
        if fact == "sortie s1 is ready" and not afternoon.stage.weather.storms:
            now = afternoon.service.clock.now()
            afternoon.stage.weather.rise(now, timedelta(minutes=40), 9.0, 13.0)
            afternoon.agenda.tell(WIND_TURNS)

    afternoon.agenda.on_tell = blow
    await afternoon.play(*NAKAO)
    assert not afternoon.stage.postbox.complaints
    (sortie,) = await afternoon.sorties()
    assert sortie["state"] == "cancelled"
    assert sortie["why"].startswith("wind closed: 9.")
    assert {parcel["state"] for parcel in await afternoon.parcels()} == {"delivered"}


@pytest.mark.parametrize(
    ("end", "parcel"), [("lost", "lost"), ("diverted", "delivered")], ids=["lost", "diverted"]
)
async def test_what_is_astray_is_looked_for(afternoon: Afternoon, end: str, parcel: str) -> None:
    afternoon.desk.course.ends = end
    await afternoon.play(*NAKAO)
    assert not afternoon.stage.postbox.complaints
    (sortie,) = await afternoon.sorties()
    assert sortie["state"] == end
    parcels = await afternoon.parcels()
    on_board = [each for each in parcels if any("aircraft/" in keeper for keeper in each["way"])]
    assert {each["state"] for each in on_board} == {parcel}
    assert {each["state"] for each in parcels if each not in on_board} == {"delivered"}
    assert afternoon.service.clock.now() < at(18, 30)
