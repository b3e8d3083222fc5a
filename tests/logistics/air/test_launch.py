"""The order to launch: by whom, when, and which gates hold it back; words in the air."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from missions.flight.states import FlightState
from tests.logistics.support.air import CALM, DAY, Air
from tests.logistics.support.chain import Chain
from tests.logistics.support.door import problem
from tests.logistics.support.service import Service
from tests.logistics.support.whole import whole

OUT = f"{DAY}-s1-out"
LAUNCH = f"/sorties/{DAY}/s1/launch"


async def test_only_the_launch_authority_launches_and_only_what_is_ready(
    service: Service, air: Air
) -> None:
    parcels = await air.planned("hh-01")
    prepare = f"/sorties/{DAY}/s1/prepare"
    for path, door in ((prepare, service.operator), (LAUNCH, air.launcher)):
        problem(await door.post(path), 409, "out-of-turn")
    problem(await service.office.post(prepare), 403, "forbidden")
    await air.load(parcels)
    problem(await air.launcher.post(LAUNCH), 409, "out-of-turn")
    await air.prepare()
    problem(await service.operator.post(prepare), 409, "out-of-turn")
    await air.measure()
    await air.word("confirmed")
    await air.word("pad-clear")
    await air.desk(OUT, "prepared", go=True)
    problem(await service.operator.post(LAUNCH), 403, "forbidden")
    await air.launch()
    problem(await air.launcher.post(LAUNCH), 409, "launch-ordered")
    air.take_words(OUT)
    problem(await air.launcher.post(LAUNCH), 409, "launch-ordered")
    whole(service)


async def test_an_order_to_launch_without_an_answer_is_never_given_again(
    service: Service, air: Air
) -> None:
    await air.ready("hh-01")
    await air.launch()
    air.take_words(OUT, outcome="no answer in 10.0 s")
    problem(await air.launcher.post(LAUNCH), 409, "launch-ordered")
    cancel = await service.operator.post(f"/sorties/{DAY}/s1/cancel", {"reason": "x"})
    problem(cancel, 409, "launch-ordered")


async def test_a_launch_that_the_desk_has_in_hand_is_stopped_by_a_word_to_it(
    service: Service, chain: Chain, air: Air
) -> None:
    (parcel,) = await air.ready("hh-01")
    await air.launch()
    air.take_words(OUT, outcome=None)
    for _ in range(2):
        told = await service.operator.done(f"/sorties/{DAY}/s1/cancel", {"reason": "a dog"})
        assert told["state"] == "ready"
    assert air.said(OUT) == ["prepare", "launch", "cancel"]
    assert air.words(OUT)[-1].body == {"why": "a dog"}
    await air.desk(OUT, "refused", state=FlightState.REFUSED, why="a dog")
    assert (await air.sortie())["state"] == "cancelled"
    assert (await chain.parcel(parcel["code"]))["mode"] == "van"
    whole(service)


async def test_a_launch_that_the_desk_refused_may_be_ordered_again(
    service: Service, air: Air
) -> None:
    await air.ready("hh-01")
    await air.launch()
    air.take_words(OUT, outcome="refused: the wind has risen")
    await air.launch()
    assert air.said(OUT) == ["prepare", "launch", "launch"]


async def test_nothing_starts_where_something_else_flies_or_is_about_to(
    service: Service, air: Air
) -> None:
    await air.ready("hh-01")
    air.other_flight("nakao", FlightState.READY)
    await air.measure()
    assert await _closed(air) == []
    air.order_launch_of_other()
    both = [("notification", "fail"), ("corridor", "fail")]
    assert await _closed(air) == both
    refused = problem(await air.launcher.post(LAUNCH), 409, "gates-closed")
    assert refused["gates"][1]["why"] == "ac-2 flies nakao"
    for state in (FlightState.OUTBOUND, FlightState.UNSEEN):
        air.other_flight("nakao", state)
        assert await _closed(air) == both, state
    air.other_flight("nakao", FlightState.RETURNED)
    assert await _closed(air) == []
    await air.launch()


async def _closed(air: Air) -> list[tuple[str, str]]:
    gates = (await air.sortie())["gates"]
    return [(gate["name"], gate["verdict"]) for gate in gates if gate["verdict"] != "pass"]


@pytest.mark.parametrize(
    ("place", "changes", "gate", "verdict"),
    [
        ("hase-hub", {"wind_mps": 5.0}, "wind", "fail"),
        ("nakao", {"wind_mps": 5.0}, "wind", "fail"),
        ("nakao", {"gust_mps": 8.0}, "gust", "fail"),
        ("nakao", {"rain_mm_h": 0.1}, "rain", "fail"),
        ("nakao", {"visibility_m": 1499.0}, "visibility", "fail"),
        ("nakao", {"wind_mps": None}, "wind", "unknown"),
    ],
)
async def test_the_worse_of_hub_and_hall_decides(
    service: Service, air: Air, place: str, changes: dict[str, Any], gate: str, verdict: str
) -> None:
    await air.ready("hh-01")
    await service.move_to(service.clock.now() + timedelta(seconds=30))
    await air.measure(place, **changes)
    told = problem(await air.launcher.post(LAUNCH), 409, "gates-closed")
    assert [(each["name"], each["verdict"]) for each in told["gates"]] == [(gate, verdict)]
    assert "launch" not in air.said(OUT)
    shown = {each["name"]: each for each in (await air.sortie())["gates"]}
    assert shown[gate]["verdict"] == verdict
    await service.move_to(service.clock.now() + timedelta(seconds=30))
    await air.measure(place)
    await air.launch()


async def test_what_is_stale_does_not_pass(service: Service, air: Air) -> None:
    await air.ready("hh-01")
    await service.move_to(service.clock.now() + timedelta(seconds=601))
    told = problem(await air.launcher.post(LAUNCH), 409, "gates-closed")
    shut = {each["name"]: each["verdict"] for each in told["gates"]}
    assert shut == dict.fromkeys(
        ("wind", "gust", "rain", "visibility", "volunteer", "pad-clear"), "unknown"
    )


async def test_one_silent_sensor_is_enough(service: Service, air: Air) -> None:
    parcels = await air.planned("hh-01")
    await air.load(parcels)
    await air.measure("hase-hub")
    gates = {each["name"]: each["verdict"] for each in (await air.sortie())["gates"]}
    assert gates["wind"] == gates["visibility"] == gates["volunteer"] == "unknown"
    assert gates["load"] == gates["approval"] == gates["airworthiness"] == "pass"


async def test_after_the_last_moment_nothing_launches(service: Service, air: Air) -> None:
    await air.ready("hh-01")
    (row,) = [each for each in [await air.sortie()] if each["state"] == "ready"]
    service.clock.move_to(datetime.fromisoformat(row["last_launch_at"]) + timedelta(seconds=1))
    problem(await air.launcher.post(LAUNCH), 409, "too-late-to-launch")


async def test_while_launches_are_stopped_nothing_is_prepared(service: Service, air: Air) -> None:
    await air.home_ready("hh-01")
    await service.operator.done("/stand-down", {"reason": "test"})
    for path, door in ((f"/sorties/{DAY}/s1/prepare", service.operator), (LAUNCH, air.launcher)):
        assert problem(await door.post(path), 409, "stood-down")["reason"] == "test"
    await air.launcher.done("/stand-up", {"reason": "over"})
    await air.launch()


async def test_words_to_an_aircraft_in_the_air_become_rows(service: Service, air: Air) -> None:
    await air.ready("hh-01")
    problem(await service.operator.post(f"/flights/{OUT}/return"), 409, "out-of-turn")
    await air.launch()
    await air.desk(OUT, "launched", state=FlightState.OUTBOUND)
    problem(await service.office.post(f"/flights/{OUT}/return"), 403, "forbidden")
    problem(await service.operator.post("/flights/none/return"), 404, "unknown-flight")
    problem(await service.operator.post(f"/flights/{OUT}/launch"), 422, "malformed")
    problem(await service.operator.post(f"/flights/{OUT}/hold", {"x": 1}), 422, "malformed")
    told = await service.operator.done(f"/flights/{OUT}/divert", {"place": "ridge"})
    assert (told["word"], told["asked_by"], told["outcome"]) == (
        "divert",
        "person/p-miyashita",
        None,
    )
    for word in ("hold", "go-on", "return", "land"):
        await service.operator.done(f"/flights/{OUT}/{word}")
    air.take_words(OUT, outcome="rejected: mode")
    view = (await air.sortie())["out"]
    assert [(each["word"], each["outcome"]) for each in view["commands"]][2:] == [
        (word, "rejected: mode") for word in ("divert", "hold", "go-on", "return", "land")
    ]
    assert len(service.journal("flight-word")) == 5


async def test_a_repeat_with_the_same_key_leaves_one_word(service: Service, air: Air) -> None:
    await air.flying("hh-01")
    path = f"/flights/{OUT}/return"
    first = await service.operator.post(path, key="same")
    second = await service.operator.post(path, key="same")
    assert first.json() == second.json()
    assert air.said(OUT).count("return") == 1  # pyright: ignore[reportArgumentType]


async def test_the_weather_comes_from_sensors_and_is_shown_with_its_age(
    service: Service, air: Air
) -> None:
    now = service.clock.now()
    body = CALM | {"measured_at": now.isoformat()}
    before = service.footprint()
    for door in (service.operator, service.store, service.tv(), air.launcher):
        problem(await door.post("/weather", body), 403, "forbidden")
    problem(await service.nobody.post("/weather", body), 401, "not-signed-in")
    sensor = air.sensor("nakao")
    late = body | {"measured_at": (now + timedelta(seconds=6)).isoformat()}
    problem(await sensor.post("/weather", late), 422, "measured-ahead")
    bad: list[dict[str, Any]] = [
        {},
        {"measured_at": now.isoformat()},
        body | {"wind_mps": -1},
        body | {"wind_mps": 1e9},
        body | {"wind_mps": "calm"},
        body | {"measured_at": "2026-11-24T09:00:00"},
        body | {"measured_at": "9999-12-31T23:59:59-12:00"},
        body | {"measured_at": "yesterday"},
        body | {"place": "sugishima"},
    ]
    for each in bad:
        problem(await sensor.post("/weather", each), 422, "malformed")
    assert service.footprint() == before
    for path in ("/sorties?service_day=2026-11-24", "/weather", "/journal", "/aircraft"):
        problem(await sensor.get(path), 403, "forbidden")
    problem(await sensor.post("/stand-down", {"reason": "x"}), 403, "forbidden")
    await sensor.done("/weather", body)
    earlier = body | {"measured_at": (now - timedelta(minutes=5)).isoformat(), "wind_mps": 9.0}
    await sensor.done("/weather", earlier)
    await service.move_to(now + timedelta(seconds=90))
    (told,) = (await service.office.read("/weather"))["places"]
    assert (told["place"], told["wind_mps"], told["age_s"]) == ("nakao", 1.5, 90.0)
    assert len(service.journal("weather-measured")) == 2
