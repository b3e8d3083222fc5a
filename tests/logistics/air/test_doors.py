"""The doors of the air legs: their answers as described, and who is let in."""

from __future__ import annotations

from pydantic import BaseModel

from logistics.api import air_shapes
from missions.flight.states import FlightState
from tests.logistics.support.air import DAY, Air
from tests.logistics.support.door import problem
from tests.logistics.support.service import Service

OUT = f"{DAY}-s1-out"


async def test_answers_have_the_shapes_that_are_promised(service: Service, air: Air) -> None:
    await air.flying("hh-01")
    gate = {"name": "wind", "verdict": "pass"}
    await air.desk(OUT, "waiting", state=FlightState.WAITING, gates=[gate])
    reads: list[tuple[str, type[BaseModel]]] = [
        (f"/sorties?service_day={DAY}", air_shapes.SortiesShape),
        (f"/sorties/{DAY}/s1", air_shapes.SortieDetailShape),
        ("/aircraft", air_shapes.FleetShape),
        ("/stand-down", air_shapes.StandingShape),
        ("/weather", air_shapes.WeathersShape),
    ]
    for path, shape in reads:
        shape.model_validate(await service.office.read(path))
    posts: list[tuple[str, dict[str, str], type[BaseModel]]] = [
        (f"/flights/{OUT}/return", {}, air_shapes.CommandShape),
        ("/aircraft/ac-1/ground", {"reason": "test"}, air_shapes.GroundedShape),
        ("/aircraft/ac-1/release", {"reason": "test"}, air_shapes.GroundedShape),
        ("/batteries/b-3/charged", {}, air_shapes.BatteryShape),
        ("/stand-down", {"reason": "test"}, air_shapes.StandingShape),
        ("/stand-up", {"reason": "test"}, air_shapes.StandingShape),
    ]
    for path, body, shape in posts:
        shape.model_validate(await air.launcher.done(path, body))
    await air.desk(OUT, "down", state=FlightState.DOWN)
    told = await service.operator.done(f"/sorties/{DAY}/s1/found", {"found": "lost"})
    air_shapes.FoundShape.model_validate(told)


async def test_whoever_works_here_may_look_and_nobody_else(service: Service, air: Air) -> None:
    await air.planned("hh-01")
    for path in (f"/sorties?service_day={DAY}", f"/sorties/{DAY}/s1", "/aircraft", "/stand-down"):
        for door in (service.office, service.store, service.person("p-ito"), air.volunteer):
            await door.read(path)
        problem(await service.tv().get(path), 403, "forbidden")
        problem(await service.nobody.get(path), 401, "not-signed-in")


async def test_bad_input_names_what_is_wrong_and_stores_nothing(service: Service, air: Air) -> None:
    await air.planned("hh-01")
    before = service.footprint()
    reason: dict[str, object] = {"reason": "x"}
    cases: list[tuple[str, dict[str, object], int, str]] = [
        ("/sorties/2026-11-24/s9/cancel", reason, 404, "unknown-sortie"),
        ("/sorties/2026-11-25/s1/cancel", reason, 404, "unknown-sortie"),
        ("/sorties/tomorrow/s1/cancel", reason, 422, "malformed"),
        (f"/sorties/{DAY}/s1/cancel", {}, 422, "malformed"),
        (f"/sorties/{DAY}/s1/cancel", {"reason": ""}, 422, "malformed"),
        (f"/sorties/{DAY}/s1/cancel", {"reason": "x" * 201}, 422, "malformed"),
        (f"/sorties/{DAY}/s1/prepare", {"x": 1}, 422, "malformed"),
        (f"/sorties/{DAY}/s1/found", {"found": "eaten"}, 422, "malformed"),
        (f"/sorties/{DAY}/s1/found", {"found": "lost"}, 409, "out-of-turn"),
        (f"/sorties/{DAY}/s1/found", {"found": "lost", "parcels": []}, 422, "malformed"),
        (f"/sorties/{DAY}/s9/recover", reason, 404, "unknown-sortie"),
        (f"/sorties/{DAY}/s1/recover", {}, 422, "malformed"),
        (f"/sorties/{DAY}/s1/recover", reason, 409, "out-of-turn"),
        (f"/sorties/{'s' * 30}/s1/found", {"found": "lost"}, 422, "malformed"),
        ("/aircraft/ac-9/ground", reason, 404, "unknown-aircraft"),
        ("/batteries/b-9/charged", {}, 404, "unknown-battery"),
        ("/batteries/b-1/charged", {"aircraft": "ac-9"}, 404, "unknown-aircraft"),
        ("/batteries/b-1/charged", {"at": "2026-11-24T08:00:00"}, 422, "malformed"),
        ("/batteries/b-1/charged", {"at": "2027-11-24T08:00:00Z"}, 409, "out-of-turn"),
        ("/aircraft/ac-1/release", reason, 409, "out-of-turn"),
        ("/aircraft/ac-1/ground", {"reason": 7}, 422, "malformed"),
        ("/stand-down", {}, 422, "malformed"),
        ("/stand-up", reason, 409, "out-of-turn"),
        ("/legs/2026-11-24/v1-air-ac-1/depart", {}, 403, "forbidden"),
        ("/legs/2026-11-24/v1-car-1/fail", {}, 403, "forbidden"),
    ]
    for path, body, status, code in cases:
        problem(await air.launcher.post(path, body), status, code)
    assert service.footprint() == before
