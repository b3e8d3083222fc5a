"""The flight book's doors: what people put down, what it does to the aircraft and to its goods."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from pydantic import BaseModel
from sqlmodel import Session

from logistics.api import air_shapes, book_shapes
from logistics.db.models import ParcelRow, SortieRow
from missions.flight.states import FlightState
from missions.flightbook.model import FlightEntry
from missions.store import fleet, flightbook
from tests.logistics.support.air import DAY, Air
from tests.logistics.support.chain import Chain
from tests.logistics.support.door import new_key, problem
from tests.logistics.support.service import Service
from tests.logistics.support.whole import whole
from tests.missions.flightbook.making import ITEMS, flight, health

BOOK, CRAFT = "/aircraft/ac-1/book", "/aircraft/ac-1"
PASSED = dict.fromkeys((item.id for item in ITEMS), "pass")
CRACK = {"what": "a crack in the third propeller"}
MENDED = {"done": "propeller changed"}
OUT = f"{DAY}-s1-out"


def store(service: Service, work: Callable[[Session], Any]) -> Any:
    with Session(service.database.write_engine, expire_on_commit=False) as session:
        found = work(session)
        session.commit()
        return found


def flown(service: Service, number: int = 1, **changes: Any) -> FlightEntry:
    """The desk has put a flight down that landed just now."""
    now = service.clock.now()
    entry = flight(number, now - timedelta(minutes=12), **changes)
    return store(
        service, lambda session: flightbook.keep_flight(session, entry, now, "system/flight-desk")
    )


def a_minute_later(service: Service) -> None:
    service.clock.move_to(service.clock.now() + timedelta(minutes=1))


async def airworthiness(service: Service, aircraft: str = "ac-1") -> dict[str, Any]:
    return await service.operator.read(f"/aircraft/{aircraft}/airworthiness")


def point(told: dict[str, Any], name: str) -> dict[str, Any]:
    (found,) = [each for each in told["points"] if each["name"] == name]
    return found


async def mended(air: Air) -> None:
    """The first defect is settled, the aircraft released and inspected again."""
    await air.launcher.done(f"{CRAFT}/defects/1/settle", MENDED)
    await air.launcher.done(f"{CRAFT}/release", {"reason": "hovered, nothing found"})
    a_minute_later(air.service)
    await air.service.operator.done(f"{CRAFT}/inspections", {"results": PASSED})


async def test_answers_have_the_shapes_that_are_promised(service: Service, air: Air) -> None:
    flown(service)
    correction = {"remarks": "a heron", "why": "forgotten"}
    posts: list[tuple[str, dict[str, Any], type[BaseModel]]] = [
        (f"{CRAFT}/inspections", {"results": PASSED}, book_shapes.InspectionAnswerShape),
        (f"{CRAFT}/defects", CRACK, book_shapes.DefectAnswerShape),
        (f"{CRAFT}/defects/1/settle", MENDED, book_shapes.DefectShape),
        (f"{CRAFT}/release", {"reason": "hovered"}, air_shapes.GroundedShape),
        (f"{CRAFT}/maintenance", {"work": "x", "reason": "y"}, book_shapes.MaintenanceShape),
        (f"{CRAFT}/flights/1/correct", correction, book_shapes.FlightEntryShape),
        ("/batteries/b-1/measured", {"capacity_wh": 2900.0}, air_shapes.BatteryShape),
    ]
    for path, body, shape in posts:
        shape.model_validate(await air.launcher.done(path, body))
    reads = [
        (BOOK, book_shapes.BookShape),
        (f"{BOOK}?month=2026-11", book_shapes.BookShape),
        (f"{CRAFT}/airworthiness", book_shapes.AirworthinessShape),
    ]
    for path, shape in reads:
        shape.model_validate(await service.office.read(path))
    whole(service)


async def test_bad_input_names_what_is_wrong_and_stores_nothing(service: Service, air: Air) -> None:
    flown(service)
    before = service.footprint()
    look, crack = f"{CRAFT}/inspections", f"{CRAFT}/defects"
    work, correct = f"{CRAFT}/maintenance", f"{CRAFT}/flights/1/correct"
    later = (service.clock.now() + timedelta(hours=1)).isoformat()
    done: dict[str, Any] = {"work": "x", "reason": "y"}
    some = {"general": "pass"}
    cases: list[tuple[str, dict[str, Any], int, str]] = [
        (look, {"results": {}}, 422, "malformed"),
        (look, {"results": some}, 422, "bad-inspection"),
        (look, {"results": PASSED | {"wings": "pass"}}, 422, "bad-inspection"),
        (look, {"results": PASSED | {"battery": "maybe"}}, 422, "malformed"),
        (look, {"results": PASSED, "at": later}, 422, "not-yet"),
        (look, {"results": PASSED, "at": "2026-11-24T08:00:00"}, 422, "malformed"),
        (look, {"results": PASSED, "corrects": 1}, 422, "malformed"),
        (look, {"results": PASSED, "corrects": 9, "why": "x"}, 404, "unknown-entry"),
        (look.replace("ac-1", "ac-9"), {"results": PASSED}, 404, "unknown-aircraft"),
        (crack, {}, 422, "malformed"),
        (crack, {"what": ""}, 422, "malformed"),
        (crack, {"what": "x" * 1001}, 422, "malformed"),
        (crack, CRACK | {"at": later}, 422, "not-yet"),
        (f"{crack}/1/settle", MENDED, 404, "unknown-defect"),
        (f"{crack}/0/settle", MENDED, 422, "malformed"),
        (work, {"work": "x"}, 422, "malformed"),
        (work, done | {"renews": ["engine"]}, 422, "malformed"),
        (work, done | {"at": later}, 422, "not-yet"),
        (work, done | {"corrects": 3, "why": "x"}, 404, "unknown-entry"),
        (correct, {"why": "x"}, 422, "malformed"),
        (correct, {"remarks": "x"}, 422, "malformed"),
        (correct, {"remarks": "x", "why": "y", "flight_s": 1}, 422, "malformed"),
        (correct, {"on_at": later, "why": "y"}, 422, "not-yet"),
        (correct, {"on_at": "2026-11-01T00:00:00Z", "why": "y"}, 409, "out-of-turn"),
        (f"{CRAFT}/flights/7/correct", {"remarks": "x", "why": "y"}, 404, "unknown-entry"),
        ("/batteries/b-1/measured", {"capacity_wh": 0}, 422, "malformed"),
        ("/batteries/b-9/measured", {"capacity_wh": 1}, 404, "unknown-battery"),
    ]
    for path, body, status, code in cases:
        problem(await air.launcher.post(path, body), status, code)
    assert service.footprint() == before
    for path in (f"{BOOK}?month=2026-13", f"{BOOK}?month=november", f"{BOOK}?month=0000-01"):
        problem(await service.operator.get(path), 422, "malformed")
    problem(await service.operator.get("/aircraft/ac-9/book"), 404, "unknown-aircraft")


async def test_an_inspection_is_put_down_once_however_often_it_is_sent(
    service: Service, air: Air
) -> None:
    key = new_key()
    body = {"results": PASSED, "remarks": "dusty"}
    first = await service.operator.post(f"{CRAFT}/inspections", body, key=key)
    again = await service.operator.post(f"{CRAFT}/inspections", body, key=key)
    assert first.json() == again.json()
    told = (await service.operator.read(BOOK))["inspections"]
    assert [each["remarks"] for each in told] == ["", "dusty"]  # that of the morning, and this
    assert first.json()["inspection"]["person_id"] == "p-miyashita"
    (row,) = service.journal("inspection-noted")
    assert json.loads(row.data)["failed"] == []


async def test_without_an_inspection_of_today_the_gate_is_closed_and_says_why(
    service: Service, air: Air
) -> None:
    await air.planned("hh-01")
    service.clock.move_to(service.clock.now() + timedelta(days=1))
    told = await airworthiness(service)
    assert (told["verdict"], point(told, "inspection")["why"]) == ("unknown", "not inspected today")
    assert [item["id"] for item in told["items"]] == list(PASSED)
    await service.operator.done(f"{CRAFT}/inspections", {"results": PASSED})
    told = await airworthiness(service)
    assert (told["verdict"], told["why"]) == ("pass", "")


async def test_the_gate_of_a_sortie_sums_up_the_points_of_the_book(
    service: Service, air: Air
) -> None:
    await air.loaded("hh-01")
    (gate,) = [each for each in (await air.sortie())["gates"] if each["name"] == "airworthiness"]
    assert gate["verdict"] == "pass"
    names = [each["name"] for each in gate["points"]]
    assert names[:3] == ["grounded", "defects", "inspection"]
    assert {each["verdict"] for each in gate["points"]} == {"pass"}


async def test_an_item_that_fails_is_a_defect_that_grounds_and_sends_the_goods_by_van(
    service: Service, chain: Chain, air: Air
) -> None:
    (parcel,) = await air.planned("hh-01")
    body = {"results": PASSED | {"propellers": "fail"}, "remarks": "cracked"}
    told = await service.operator.done(f"{CRAFT}/inspections", body)
    assert [each["what"] for each in told["defects"]] == ["propellers: cracked"]
    assert told["aircraft"]["grounded"]
    (off,) = told["called_off"]
    assert off["parcels"] == [parcel["code"]]
    (row,) = service.rows(ParcelRow)
    assert row.mode == "van"
    told = await airworthiness(service)
    assert (told["verdict"], point(told, "inspection")["verdict"]) == ("fail", "fail")
    assert [each["number"] for each in told["defects"]] == [1]
    whole(service)


async def test_a_defect_grounds_at_once_and_only_its_own_aircraft(
    service: Service, air: Air
) -> None:
    await air.planned("hh-01")
    told = await air.volunteer.done(f"{CRAFT}/defects", CRACK)
    assert told["aircraft"]["why"] == f"defect 1: {CRACK['what']}"
    assert told["defect"]["found_by"] == service.deployment.village.person("p-nishimura").name
    rows = service.rows(SortieRow, SortieRow.state == "planned")
    assert {row.aircraft for row in rows} <= {"ac-2"}
    kinds = [row.kind for row in service.journal("defect-noted", "aircraft-grounded")]
    assert kinds == ["defect-noted", "aircraft-grounded"]
    assert (await airworthiness(service, "ac-2"))["verdict"] == "pass"
    whole(service)


async def test_a_loaded_aircraft_with_a_defect_is_held_and_never_launched(
    service: Service, air: Air
) -> None:
    await air.ready("hh-01")
    await service.operator.done(f"{CRAFT}/defects", CRACK)
    answer = await air.launcher.post(f"/sorties/{DAY}/s1/launch", {})
    assert answer.status_code == 409, answer.text
    whole(service)


async def test_a_release_needs_the_defect_settled_and_leaves_an_entry(
    service: Service, air: Air
) -> None:
    await service.operator.done(f"{CRAFT}/defects", CRACK)
    release = f"{CRAFT}/release"
    told = problem(await air.launcher.post(release, {"reason": "looked"}), 409, "open-defects")
    assert CRACK["what"] in told["detail"]
    problem(await service.operator.post(f"{CRAFT}/defects/1/settle", MENDED), 403, "forbidden")
    body = MENDED | {"person": "Workshop Ltd"}
    settled = await air.launcher.done(f"{CRAFT}/defects/1/settle", body)
    assert settled["action"]["person"] == "Workshop Ltd"
    assert settled["action"]["confirmed_by"] == service.deployment.village.person("p-arai").name
    problem(await air.launcher.post(f"{CRAFT}/defects/1/settle", MENDED), 409, "out-of-turn")
    freed = await air.launcher.done(release, {"reason": "hovered, nothing found"})
    assert not freed["aircraft"]["grounded"]
    (entry,) = (await service.operator.read(BOOK))["maintenance"]
    assert entry["entry"]["kind"] == "release"
    assert entry["entry"]["work"] == "hovered, nothing found"
    told = await airworthiness(service)
    assert told["verdict"] == "unknown", "something was done to it: it is inspected anew"
    a_minute_later(service)
    await service.operator.done(f"{CRAFT}/inspections", {"results": PASSED})
    assert (await airworthiness(service))["verdict"] == "pass"


async def test_a_mended_aircraft_is_planned_again(service: Service, chain: Chain, air: Air) -> None:
    await service.operator.done(f"{CRAFT}/defects", CRACK)
    await service.operator.done("/aircraft/ac-2/defects", CRACK)
    (parcel,) = await chain.packed("hh-01")
    assert parcel["mode"] == "van"
    await mended(air)
    await service.operator.done(f"/plans/{DAY}/replan", {"reason": "mended"})
    (row,) = service.rows(ParcelRow)
    assert row.mode == "air"
    (sortie,) = service.rows(SortieRow, SortieRow.state == "planned")
    assert sortie.aircraft == "ac-1"
    whole(service)


async def test_an_overdue_aircraft_is_not_planned_until_it_was_maintained(
    service: Service, chain: Chain, air: Air
) -> None:
    for aircraft in ("ac-1", "ac-2"):
        flown(service, int(aircraft[-1]), aircraft=aircraft, flight_s=68_000.0)
    (parcel,) = await chain.packed("hh-01")
    assert parcel["mode"] == "van"
    assert point(await airworthiness(service), "maintenance-hours")["verdict"] == "pass", (
        "as it stands it is not overdue, but a round would make it so"
    )
    done = {"work": "all of it", "reason": "20 h", "renews": ["periodic"]}
    await air.launcher.done(f"{CRAFT}/maintenance", done)
    await service.operator.done(f"/plans/{DAY}/replan", {"reason": "maintained"})
    (row,) = service.rows(ParcelRow)
    assert row.mode == "air"
    whole(service)


@pytest.mark.parametrize(
    ("entry", "why"),
    [
        ({"flight_s": 70_000.0}, "maintenance-hours"),
        ({"health": health(vibration_mps2=40.0)}, "sensor-vibration_mps2"),
    ],
)
async def test_after_a_flight_that_shows_it_unfit_the_aircraft_is_grounded_by_itself(
    service: Service, air: Air, entry: dict[str, Any], why: str
) -> None:
    await air.flying("hh-01")
    flown(service, flight_id=OUT, **entry)
    air.take_words(OUT)
    await air.desk(OUT, "delivered", state=FlightState.DELIVERED, place="nakao")
    with Session(service.database.read_engine) as session:
        craft = fleet.the_aircraft(session, "ac-1")
    assert craft.grounded
    assert why in craft.why
    (row,) = service.journal("aircraft-grounded")
    assert why in json.loads(row.data)["reason"]
    assert (await airworthiness(service))["verdict"] == "fail"
    whole(service)


async def test_a_worn_battery_grounds_nothing_and_is_told(service: Service, air: Air) -> None:
    await air.flying("hh-01")
    await service.operator.done("/batteries/b-1/measured", {"capacity_wh": 1000.0})
    flown(service, flight_id=OUT)
    air.take_words(OUT)
    await air.desk(OUT, "delivered", state=FlightState.DELIVERED, place="nakao")
    told = await airworthiness(service)
    assert point(told, "battery-health")["verdict"] == "fail"
    assert point(told, "grounded")["verdict"] == "pass"


async def test_a_corrected_flight_stands_in_the_place_of_the_old_one(
    service: Service, air: Air
) -> None:
    entry = flown(service, unknown={"on_at": "seen-later", "flight_s": "seen-later"})
    assert entry.off_at is not None
    landed = entry.off_at + timedelta(minutes=8)
    body = {"on_at": landed.isoformat(), "why": "the hall saw it"}
    problem(await service.operator.post(f"{CRAFT}/flights/1/correct", body), 403, "forbidden")
    told = await air.launcher.done(f"{CRAFT}/flights/1/correct", body)
    assert (told["flight_s"], told["unknown"]) == (480.0, {})
    book = await service.operator.read(BOOK)
    (only,) = book["flights"]
    assert only["entry"] == told
    assert book["flown"] == {"seconds": 480.0, "unknown": 0}
    assert only["totals"]["flown"]["seconds"] == 36_480.0
    (row,) = service.journal("book-corrected")
    assert json.loads(row.data)["fields"] == ["on_at"]


async def test_a_month_of_the_book_holds_its_days_only(service: Service, air: Air) -> None:
    flown(service)
    assert len((await service.office.read(f"{BOOK}?month=2026-11"))["flights"]) == 1
    before = await service.office.read(f"{BOOK}?month=2026-10")
    assert before["flights"] == []
    assert before["totals"]["flown"]["seconds"] == 36_000.0
