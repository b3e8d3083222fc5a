# cjk: what people type
"""Whatever the description of the API allows, no request breaks the service."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import suppress
from typing import Any
from urllib.parse import quote

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from hypothesis.errors import Unsatisfiable
from pydantic import BaseModel

from logistics.api import shapes
from logistics.deployment import Deployment
from tests.logistics.support.access import Access
from tests.logistics.support.chain import Chain
from tests.logistics.support.door import API, Door, new_key
from tests.logistics.support.service import Service, running_service

DAY = "2026-11-24"
STREAMS = {f"{API}/events", f"{API}/aircraft/live"}
UNHURRIED = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]
OPEN = {"/metrics", "/healthz", "/readyz"}


def operations(schema: Any) -> list[Any]:
    found = [operation.ok() for operation in schema.get_all_operations()]
    return [
        each
        for each in found
        if (each.path.startswith(API) and each.path not in STREAMS) or each.path in OPEN
    ]


class Fuzz:
    """The service with a day in it, its description, and a door for each kind of asker."""

    def __init__(self, service: Service, facts: dict[str, list[str]]) -> None:
        self.service = service
        self.facts = facts
        self.schema = schemathesis.openapi.from_dict(service.app.openapi())
        self.doors = [
            service.store,
            service.tv("hh-01"),
            service.office,
            service.operator,
            service.person("p-nishimura"),
            service.nobody,
        ]

    async def send(self, case: Any, door: Door, known: dict[str, str]) -> None:
        """Send a case, with some of its path's parts replaced by things that exist."""
        parts = {name: str(value) for name, value in (case.path_parameters or {}).items()}
        case.path_parameters = parts | {name: known[name] for name in parts if name in known}
        # Only a credential of ours lets a request through the first door.
        case.headers = {
            name: value
            for name, value in (case.headers or {}).items()
            if name.lower() not in ("authorization", "cookie", "origin", "sec-fetch-site")
        }
        case.cookies = {}
        sent = case.as_transport_kwargs(base_url=str(door.client.base_url))
        request = door.client.build_request(
            sent["method"],
            sent["url"],
            params=sent.get("params"),
            headers={"Idempotency-Key": new_key(), **dict(sent.get("headers") or {})},
            json=sent.get("json"),
            data=sent.get("data") if not isinstance(sent.get("data"), bytes) else None,
            content=sent.get("data") if isinstance(sent.get("data"), bytes) else None,
        )
        answer = await door.client.send(request)
        told = f"{request.method} {request.url} {request.content[:300]!r}: {answer.text[:300]}"
        assert answer.status_code < 500, told
        if answer.status_code >= 400:
            assert answer.headers["content-type"] == "application/problem+json", told
            problem = answer.json()
            assert problem["status"] == answer.status_code, told
            assert problem["code"], told
        documented = case.operation.definition.raw["responses"]
        assert str(answer.status_code) in documented, f"not described: {told}"


@pytest.fixture
async def fuzz(database_url: str, access: Access, deployment: Deployment) -> AsyncIterator[Fuzz]:
    async with running_service(database_url, deployment, access) as service:
        chain = Chain(service)
        first, second = await chain.packed("hh-01", "hh-02")
        await chain.absent(await chain.bring_to(second["code"], "volunteer"))
        case = (await service.office.read("/cases"))["cases"][0]["id"]
        yield Fuzz(
            service,
            {
                "order_id": [first["order_id"], second["order_id"]],
                "code": [first["code"], second["code"]],
                "household": ["hh-01", "hh-02", "hh-99"],
                "day": [DAY, "2026-11-25", "2026-11-28", "9999-12-31", "0001-01-01"],
                "line_no": ["1", "0", "-1", str(2**31), str(2**63), str(10**30)],
                "case_id": [case],
                "leg_id": ["v1-car-1", "v1-van-1-stop-1"],
            },
        )


def runs(fuzz: Fuzz) -> Callable[[Coroutine[Any, Any, None]], None]:
    """Let hypothesis, which is not asynchronous, send requests from its own thread."""
    loop = asyncio.get_running_loop()

    def run(sending: Coroutine[Any, Any, None]) -> None:
        asyncio.run_coroutine_threadsafe(sending, loop).result(60)

    return run


def hunt(fuzz: Fuzz, operation: Any, examples: int, run: Callable[..., None]) -> None:
    """Requests as described, and such as are not (where the description leaves room for any)."""
    known = st.fixed_dictionaries(
        {}, optional={name: st.sampled_from(values) for name, values in fuzz.facts.items()}
    )
    for mode in schemathesis.GenerationMode:

        @settings(
            max_examples=examples,
            deadline=None,
            database=None,
            derandomize=True,
            phases=(Phase.generate,),
            suppress_health_check=UNHURRIED,
        )
        @given(operation.as_strategy(generation_mode=mode), st.sampled_from(fuzz.doors), known)
        def try_all(case: Any, door: Door, known: dict[str, str]) -> None:
            run(fuzz.send(case, door, known))

        with suppress(Unsatisfiable):
            try_all()


@pytest.mark.slow
@pytest.mark.parametrize("examples", [4, pytest.param(150, marks=pytest.mark.soak)])
async def test_no_request_breaks_the_service(fuzz: Fuzz, examples: int) -> None:
    run = runs(fuzz)
    broken: list[str] = []
    for operation in operations(fuzz.schema):
        try:
            await asyncio.to_thread(hunt, fuzz, operation, examples, run)
        except AssertionError as error:
            broken.append(f"{operation.method} {operation.path}: {str(error)[:900]}")
    assert not broken, "\n\n".join(broken)


PAGES = ["/", "/tv", "/store", "/store/labels", "/sign-in", "/h/{code}", "/c/{card}", "/{name}"]
TEXTS = ["\0", "\x1b[31m", "💧", "'; DROP TABLE journal; --", "%", "..", " ", "あ" * 500, "\ud800"]


async def test_strange_texts_break_nothing(service: Service, chain: Chain) -> None:
    """In every place where a text goes in: PostgreSQL cannot store NUL, UTF-8 no half character."""
    (parcel,) = await chain.packed("hh-01")
    parcel = await chain.bring_to(parcel["code"], "volunteer")
    volunteer = service.person(parcel["keeper"]["id"])
    case = (await chain.absent(parcel))["case"]["id"]
    card = service.deployment.village.household("hh-01").card
    take = {"code": parcel["code"], "side": "take", "card": card, "welfare": "well"}
    for text in TEXTS:
        posts = [
            (service.office, f"/cases/{case}/close", {"outcome": text}),
            (service.office, "/calls/none/done", {"note": text}),
            (service.operator, f"/plans/{DAY}/replan", {"reason": text}),
            (volunteer, "/handovers", take | {"note": text}),
            (volunteer, "/handovers", take | {"card": text}),
            (volunteer, "/handovers", {"code": text, "side": "give"}),
            (volunteer, "/visits", {"household": text, "outcome": "absent"}),
            (volunteer, "/visits", {"household": "hh-01", "outcome": "absent", "note": text}),
            (service.nobody, "/session", {"person": text, "password": text}),
            (service.tv(), "/orders", chain.body(household=text)),
        ]
        for door, path, body in posts:
            content = json.dumps(body).encode()
            answer = await door.client.post(
                API + path,
                content=content,
                headers={"Idempotency-Key": new_key(), "Content-Type": "application/json"},
            )
            assert answer.status_code < 500, f"{path} {text!r}: {answer.text}"
        if text == "\ud800":
            continue
        for path in (
            "/orders/{}",
            "/parcels/{}",
            "/parcels/{}/label",
            "/households/{}/orders",
            "/households/{}/card",
            "/picks/{}/lines/1/substitutes",
            "/journal?order={}",
            f"/orders?service_day={DAY}&household={{}}",
        ):
            for door in (service.store, service.office):
                answer = await door.get(path.format(quote(text, safe="")))
                assert answer.status_code < 500, f"{path} {text!r}: {answer.text}"


async def test_no_address_and_no_form_with_nul_breaks_a_door(service: Service) -> None:
    """Every door of the API and every page, in each part of its path and in a query."""
    paths = [*service.app.openapi()["paths"], *PAGES]
    for door in (service.office, service.nobody):
        for path in paths:
            parts = re.findall(r"{[^}]*}", path)
            for place in range(len(parts) + 1):
                address = path if place < len(parts) else f"{path}?order=%00&household=%00"
                for number, part in enumerate(parts):
                    address = address.replace(part, "%00" if number == place else "1")
                answer = await door.client.get(address)
                assert answer.status_code in (405, 422), f"{address}: {answer.text[:200]}"
        for field in ("person", "password", "next"):
            form = {"person": "p-ito", "password": "x", "next": "/"} | {field: "a\0"}
            answer = await door.client.post("/sign-in", data=form)
            assert answer.status_code == 401, field


async def test_numbers_beyond_what_a_table_holds_break_nothing(
    service: Service, chain: Chain
) -> None:
    order = await chain.order()
    await service.close_day()
    for number in (0, -1, 2**31, 2**63, 10**30):
        path = f"/picks/{order['order_id']}/lines/{number}"
        answers = [
            await service.store.get(f"{path}/substitutes"),
            await service.store.post(path, {"picked": 1}),
        ]
        assert {answer.status_code for answer in answers} <= {404, 422}, number


SHAPES: list[tuple[str, str, type[BaseModel]]] = [
    ("office", f"/orders?service_day={DAY}", shapes.OrdersShape),
    ("store", "/parcels/{code}", shapes.ParcelShape),
    ("office", f"/plans/{DAY}", shapes.PlanShape),
    ("volunteer", "/handovers", shapes.ReachShape),
    ("office", "/cases?state=all", shapes.CasesShape),
    ("office", f"/service-days/{DAY}/calls", shapes.CallsShape),
    ("office", "/journal?limit=1000", shapes.JournalPageShape),
]


async def test_answers_have_the_shapes_that_are_promised(service: Service, chain: Chain) -> None:
    parcels = await chain.packed("hh-01", "hh-02")
    parcel = await chain.bring_to(parcels[0]["code"], "volunteer")
    await chain.absent(parcel)
    doors = {
        "office": service.office,
        "store": service.store,
        "volunteer": service.person(parcel["keeper"]["id"]),
    }
    for who, path, shape in SHAPES:
        told = await doors[who].read(path.format(code=parcel["code"]))
        shape.model_validate(told)
    scanned = await chain.scan(f"volunteer/{parcel['keeper']['id']}", parcel["code"], "give")
    shapes.ScanShape.model_validate(scanned)
