"""Each door and each role: let in, or refused; and whoever is not signed in stays out."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import Any

import httpx

from tests.logistics.support.chain import Chain
from tests.logistics.support.door import Door, problem
from tests.logistics.support.service import Service

WHO = {
    "device": "hh-01",
    "system": "takato-store",
    "store": "p-karaki",
    "supporter": "p-ito",
    "volunteer": "p-nishimura",
    "operator": "p-miyashita",
    "launch": "p-arai",
    "office": "p-kitazawa",
    "sensor": "nakao",
}
EVERYBODY = frozenset(WHO) - {"sensor"}
PEOPLE = EVERYBODY - {"device"}
STORE = frozenset({"system", "store"})
OPERATORS = frozenset({"operator", "launch"})
OFFICE = frozenset({"office"})
CHAIN = STORE | OPERATORS | {"supporter", "volunteer"}
CARRIER = frozenset({"supporter"})
LAUNCH = frozenset({"launch"})
VOLUNTEER = frozenset({"volunteer"})
DAY = "2026-11-24"


@dataclass(frozen=True)
class Entry:
    """A door: how to knock and who is let in. Names in braces are filled in from the day."""

    method: str
    path: str
    allowed: frozenset[str]
    body: Any = field(default_factory=dict)


ENTRIES = [
    Entry("GET", "/session", EVERYBODY),
    Entry("GET", "/service-days/current", EVERYBODY),
    Entry("GET", f"/service-days/{DAY}", EVERYBODY),
    Entry("GET", f"/catalog?date={DAY}", EVERYBODY),
    Entry("GET", f"/orders?service_day={DAY}", STORE | OFFICE | OPERATORS | {"device"}),
    Entry("GET", "/orders/{order}", STORE | OFFICE | OPERATORS | {"device"}),
    Entry("GET", "/households/hh-01/orders", STORE | OFFICE | {"device"}),
    Entry("POST", "/orders/{order}/cancel", STORE | OFFICE | {"device"}),
    Entry("GET", f"/picks?service_day={DAY}", STORE),
    Entry("GET", "/picks/{order}/lines/1/substitutes", STORE),
    Entry("POST", "/picks/{order}/lines/1", STORE, {"picked": 1}),
    Entry("POST", "/picks/{order}/pack", STORE),
    Entry("GET", "/parcels/{parcel}", EVERYBODY),
    Entry("GET", "/parcels/{parcel}/label", PEOPLE),
    Entry("GET", "/households/hh-01/card", OFFICE),
    Entry("GET", "/handovers", CHAIN),
    Entry("POST", "/handovers", CHAIN, {"code": "{parcel}", "side": "take"}),
    Entry("POST", "/handovers/withdraw", CHAIN, {"code": "{parcel}"}),
    Entry("POST", "/visits", frozenset({"volunteer"}), {"household": "hh-01", "outcome": "absent"}),
    Entry("GET", f"/plans/{DAY}", PEOPLE),
    Entry("POST", f"/plans/{DAY}/replan", OPERATORS | OFFICE, {"reason": "test"}),
    Entry("POST", f"/legs/{DAY}/v1-car-1/depart", CARRIER),
    Entry("GET", "/cases", OFFICE),
    Entry("POST", "/cases/none/close", OFFICE, {"outcome": "well"}),
    Entry("GET", f"/service-days/{DAY}/calls", OFFICE | OPERATORS),
    Entry("POST", "/calls/none/done", OFFICE | OPERATORS, {"note": ""}),
    Entry("GET", f"/service-days/{DAY}/ledger", OFFICE | OPERATORS | STORE),
    Entry("GET", "/journal", OFFICE | OPERATORS),
    Entry("GET", f"/sorties?service_day={DAY}", PEOPLE),
    Entry("GET", f"/sorties/{DAY}/s1", PEOPLE),
    Entry("POST", f"/sorties/{DAY}/s1/prepare", OPERATORS),
    Entry("POST", f"/sorties/{DAY}/s1/launch", LAUNCH),
    Entry("POST", f"/sorties/{DAY}/s1/cancel", OPERATORS, {"reason": "test"}),
    Entry("POST", f"/sorties/{DAY}/s1/word", VOLUNTEER, {"word": "confirmed"}),
    Entry("POST", f"/sorties/{DAY}/s1/found", OPERATORS, {"found": "lost"}),
    Entry("POST", "/flights/none/return", OPERATORS),
    Entry("GET", "/aircraft", PEOPLE),
    Entry("POST", "/aircraft/none/ground", OPERATORS, {"reason": "test"}),
    Entry("POST", "/aircraft/none/release", LAUNCH, {"reason": "test"}),
    Entry("GET", "/aircraft/none/airworthiness", PEOPLE),
    Entry("GET", "/aircraft/none/book", PEOPLE),
    Entry("POST", "/aircraft/none/inspections", OPERATORS, {"results": {"frame": "pass"}}),
    Entry("POST", "/aircraft/none/defects", OPERATORS | VOLUNTEER, {"what": "test"}),
    Entry("POST", "/aircraft/none/defects/1/settle", LAUNCH, {"done": "test"}),
    Entry("POST", "/aircraft/none/maintenance", LAUNCH, {"work": "test", "reason": "test"}),
    Entry("POST", "/aircraft/none/flights/1/correct", LAUNCH, {"remarks": "test", "why": "test"}),
    Entry("POST", "/batteries/none/measured", OPERATORS, {"capacity_wh": 1.0}),
    Entry("POST", "/batteries/none/charged", OPERATORS | VOLUNTEER),
    Entry("POST", "/batteries/none/charged", OPERATORS, {"aircraft": "none"}),
    Entry("GET", "/stand-down", PEOPLE),
    Entry("POST", "/stand-down", OPERATORS, {"reason": "test"}),
    Entry("POST", "/stand-up", LAUNCH, {"reason": "test"}),
    Entry("GET", "/weather", PEOPLE),
    Entry(
        "POST",
        "/weather",
        frozenset({"sensor"}),
        {"measured_at": f"{DAY}T09:00:00+09:00", "rain_mm_h": 0},
    ),
]
ORDER_BODY = {
    "service_day": "2026-11-25",
    "channel": "tv",
    "household": "hh-01",
    "lines": [{"jan": "2001000000081", "quantity": 1}],
}


def door(service: Service, who: str) -> Door:
    if who == "device":
        return service.tv(WHO[who])
    if who == "sensor":
        return Door(service.transport, bearer=service.access.credentials.sensors[WHO[who]])
    return service.store if who == "system" else service.person(WHO[who])


async def knock(door: Door, entry: Entry, facts: dict[str, str]) -> httpx.Response:
    path = entry.path.format(**facts)
    if entry.method == "GET":
        return await door.get(path)
    body = {
        name: value.format(**facts) if isinstance(value, str) else value
        for name, value in entry.body.items()
    }
    return await door.post(path, body)


async def test_each_door_lets_in_its_roles_and_no_others(service: Service, chain: Chain) -> None:
    (parcel,) = await chain.packed("hh-01")
    facts = {"order": parcel["order_id"], "parcel": parcel["code"]}
    doors = {who: door(service, who) for who in WHO}
    for entry in [*ENTRIES, Entry("POST", "/orders", STORE | OFFICE | {"device"}, ORDER_BODY)]:
        unsigned = await knock(service.nobody, entry, facts)
        problem(unsigned, 401, "not-signed-in")
        assert unsigned.headers["www-authenticate"] == "Bearer"
        # Those who are refused come first: what the others do must not decide for them.
        for who in sorted(WHO, key=lambda who: who in entry.allowed):
            answer = await knock(doors[who], entry, facts)
            told = f"{who} at {entry.method} {entry.path}: {answer.text[:200]}"
            if who in entry.allowed:
                assert answer.status_code not in (401, 403), told
                assert answer.status_code < 500, told
            else:
                assert answer.status_code == 403, told
                problem(answer, 403, "forbidden")


async def test_the_events_refuse_before_they_begin(service: Service) -> None:
    """A stream that has begun with 200 could no longer say that it is forbidden."""
    for who in ("device", "system", "store", "supporter", "volunteer"):
        async with asyncio.timeout(5):
            problem(await door(service, who).get("/events"), 403, "forbidden")
    problem(await service.nobody.get("/events"), 401, "not-signed-in")


async def test_a_tv_sees_its_own_household_only(service: Service, chain: Chain) -> None:
    (mine, _) = await chain.packed("hh-01", "hh-02")
    theirs = service.tv("hh-02")
    for path in (
        f"/orders/{mine['order_id']}",
        f"/parcels/{mine['code']}",
        "/households/hh-01/orders",
    ):
        problem(await theirs.get(path), 403, "forbidden")
    problem(await theirs.post(f"/orders/{mine['order_id']}/cancel"), 403, "forbidden")
    for asked in ({}, {"household": "hh-01"}):
        listed = (await theirs.read("/orders", service_day=DAY, **asked))["orders"]
        assert {order["household"] for order in listed} == {"hh-02"}


async def test_a_leg_is_its_carriers_only(service: Service, chain: Chain) -> None:
    await chain.packed("hh-01")
    legs = (await service.office.read(f"/plans/{DAY}"))["legs"]
    van = next(leg["id"] for leg in legs if leg["mode"] == "van")
    for person in ("p-kasuga", "p-miyashita", "p-ito"):
        problem(await service.person(person).post(f"/legs/{DAY}/{van}/depart"), 403, "forbidden")
    await service.person("p-hosaka").done(f"/legs/{DAY}/{van}/depart")


async def test_a_key_that_does_not_hold_is_nobodys(service: Service) -> None:
    for credential in (
        Door(service.transport, bearer="wrong"),
        Door(service.transport, bearer=""),
        Door(service.transport, session="wrong"),
        Door(service.transport, device="wrong"),
    ):
        problem(await credential.get("/session"), 401, "not-signed-in")
    wrong_and_right = Door(
        service.transport, bearer="wrong", session=service.access.sessions["p-ito"]
    )
    problem(await wrong_and_right.get("/session"), 401, "not-signed-in")


async def test_everybody_learns_who_they_are_and_as_whom_they_act(service: Service) -> None:
    keepers = {
        "p-karaki": [("store", "takato-store")],
        "p-ito": [("supporter", "p-ito")],
        "p-kasuga": [("supporter", "p-kasuga"), ("van", "van-2")],
        "p-hosaka": [("hub", "hase-hub"), ("van", "van-1")],
        "p-nishimura": [("volunteer", "p-nishimura")],
        "p-kitazawa": [],
    }
    for person, expected in keepers.items():
        told = await service.person(person).read("/session")
        assert (told["kind"], told["id"], told["household"]) == ("person", person, None)
        assert [(each["kind"], each["id"]) for each in told["keepers"]] == expected
    tv = await service.tv("hh-07").read("/session")
    assert (tv["kind"], tv["household"], tv["roles"], tv["keepers"]) == ("device", "hh-07", [], [])
    system = await service.store.read("/session")
    assert (system["kind"], system["roles"]) == ("system", ["store"])
    by_cookie = Door(service.transport, device=service.access.credentials.devices["hh-07"])
    assert (await by_cookie.read("/session"))["household"] == "hh-07"
