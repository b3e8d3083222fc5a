"""Whatever people and the desk do, in whatever order: goods reach the door, the record holds."""

from __future__ import annotations

import random
from typing import Any

import pytest

from logistics.db.models import ParcelRow, SortieRow
from missions.flight.states import FlightState
from missions.store.flights import Word
from tests.logistics.support.air import DAY, Air
from tests.logistics.support.chain import Chain
from tests.logistics.support.service import Service
from tests.logistics.support.whole import whole

SORTIE = f"/sorties/{DAY}/s1"
OUT = f"{DAY}-s1-out"
EVENTS: list[tuple[str, FlightState | None, dict[str, Any]]] = [
    ("prepared", None, {"go": True}),
    ("prepared", None, {"go": False, "gates": [{"name": "wind", "verdict": "fail"}]}),
    ("refused", FlightState.REFUSED, {"why": "arm"}),
    ("launched", FlightState.OUTBOUND, {}),
    ("waiting", FlightState.WAITING, {}),
    ("returned", FlightState.RETURNED, {}),
    ("delivered", FlightState.DELIVERED, {"place": "nakao"}),
]
HOME: list[tuple[str, FlightState | None, dict[str, Any]]] = [
    ("prepared", None, {"go": True}),
    ("refused", FlightState.REFUSED, {"why": "arm"}),
    ("launched", FlightState.HOMEBOUND, {}),
    ("returned", FlightState.RETURNED, {}),
]
WORDS = [
    *("confirmed", "pad-clear", "pad-not-clear", "consent"),
    *("unloaded", "swapped", "all-clear"),
]
SEEDS = [1, 2, 3, 4, *(pytest.param(seed, marks=pytest.mark.soak) for seed in range(5, 60))]


class Anything:
    """One random act after the other; what is refused has changed nothing, and is not counted."""

    def __init__(self, air: Air, seed: int) -> None:
        self.air = air
        self.service = air.service
        self.choose = random.Random(seed)

    async def act(self) -> None:
        act = self.choose.choice(
            [
                *(self.post, self.post, self.word, self.word, self.scan, self.scan),
                *(self.event, self.event, self.take),
            ]
        )
        await act()

    async def post(self) -> None:
        door, path, body = self.choose.choice(
            [
                (self.service.operator, f"{SORTIE}/prepare", {}),
                (self.air.launcher, f"{SORTIE}/launch", {}),
                (self.service.operator, f"{SORTIE}/cancel", {"reason": "any"}),
                (self.service.operator, "/stand-down", {"reason": "any"}),
                (self.service.operator, "/aircraft/ac-1/ground", {"reason": "any"}),
                (self.service.operator, f"{SORTIE}/recover", {"reason": "any"}),
                (self.air.launcher, "/stand-up", {"reason": "any"}),
                (self.air.launcher, "/aircraft/ac-1/release", {"reason": "any"}),
                (self.service.operator, f"/flights/{OUT}/return", {}),
                (self.service.operator, f"/plans/{DAY}/replan", {"reason": "any"}),
            ]
        )
        ends_it = path.endswith(("cancel", "stand-down", "ground", "recover"))
        if self.choose.random() < 0.1 or not ends_it:
            assert (await door.post(path, body)).status_code < 500

    async def word(self) -> None:
        word = self.choose.choice(WORDS)
        batteries = {"out": "b-1", "in": "b-2"} if word == "swapped" else {}
        door = self.service.person(self.choose.choice(["p-nishimura", "p-nishimura", "p-ogawa"]))
        answer = await door.post(f"{SORTIE}/word", {"word": word} | batteries)
        assert answer.status_code < 500

    async def scan(self) -> None:
        """One side of the next handover of some parcel, or both."""
        code = self.choose.choice([row.code for row in self.service.rows(ParcelRow)])
        parcel = await self.air.chain.parcel(code)
        pair = parcel["way"][parcel["position"] : parcel["position"] + 2]
        if len(pair) < 2 or pair[1].startswith("resident"):
            return
        for keeper, side in zip(pair, ("give", "take"), strict=True):
            if self.choose.random() < 0.9:
                kind, _, name = keeper.partition("/")
                body = {"code": code, "side": side, "as": {"kind": kind, "id": name}}
                door = self._beside(parcel, kind, name)
                assert (await door.post("/handovers", body)).status_code < 500

    def _beside(self, parcel: dict[str, Any], kind: str, name: str) -> Any:
        if kind != "aircraft":
            return self.air.chain.door_of(f"{kind}/{name}")
        onward = parcel["way"][-2].partition("/")[2]
        at_hall = any(row.state == "at_hall" for row in self.service.rows(SortieRow))
        return self.service.person(onward) if at_hall else self.service.operator

    async def event(self) -> None:
        """What the desk may report of a flight that it has been asked to prepare."""
        if not self.air.words(OUT):
            return
        (row,) = self.service.rows(SortieRow, SortieRow.id == "s1")
        flight = row.flight_home or OUT
        launched = slice(0, None if self._ordered(flight) else -1)
        possible = {
            "asked": EVENTS[:3],
            "ready": EVENTS[2:4][launched],
            "flying_out": EVENTS[4:],
            "swapped": HOME[:3][launched] if row.flight_home else [],
            "flying_home": HOME[3:],
        }.get(row.state, [])
        if possible:
            kind, state, body = self.choose.choice(possible)
            await self.air.desk(flight, kind, state=state, **body)

    def _ordered(self, flight: str) -> bool:
        orders = [each for each in self.air.words(flight) if each.word == Word.LAUNCH]
        return any(not (each.outcome or "").startswith("withdrawn") for each in orders)

    async def take(self) -> None:
        for row in self.service.rows(SortieRow, SortieRow.id == "s1"):
            for flight in filter(None, (row.flight_out, row.flight_home)):
                self.air.take_words(flight)
        await self.air.measure()


@pytest.mark.slow
@pytest.mark.parametrize("seed", SEEDS)
async def test_in_whatever_order(service: Service, chain: Chain, air: Air, seed: int) -> None:
    lines = [{"jan": item.jan, "quantity": 6} for item in chain.items(2)]
    # Chance alone hardly ever comes as far as the hall.
    begins = (air.planned, air.ready, air.at_hall, air.swapped)[seed % 4]
    await begins("hh-01", "hh-02", lines=lines)
    anything = Anything(air, seed)
    for _ in range(40):
        await anything.act()
        whole(service)
    await finish(service, chain, air)
    assert {row.state for row in service.rows(ParcelRow)} == {"delivered"}
    assert {row.promise for row in service.rows(ParcelRow)} == {"kept"}
    whole(service)


async def finish(service: Service, chain: Chain, air: Air) -> None:
    """Let everything come to its end: what flies comes back, what waits goes by van."""
    (row,) = service.rows(SortieRow, SortieRow.id == "s1")
    if row.state in ("planned", "loaded", "asked", "ready"):
        answer = await service.operator.post(f"{SORTIE}/cancel", {"reason": "the end"})
        if answer.status_code == 409:
            await air.desk(OUT, "launched", state=FlightState.OUTBOUND)
    (row,) = service.rows(SortieRow, SortieRow.id == "s1")
    if row.state == "flying_out":
        await air.desk(OUT, "returned", state=FlightState.RETURNED)
    elif row.state in ("unloaded", "swapped"):
        answer = await service.operator.post(f"{SORTIE}/recover", {"reason": "the end"})
        if answer.status_code == 409:
            await air.desk(row.flight_home or "", "launched", state=FlightState.HOMEBOUND)
    (row,) = service.rows(SortieRow, SortieRow.id == "s1")
    if row.state == "flying_home":
        await air.desk(row.flight_home or "", "returned", state=FlightState.RETURNED)
    for other in service.rows(SortieRow):
        if other.state not in ("planned", "loaded"):
            continue
        path = f"/sorties/{DAY}/{other.id}/cancel"
        await service.operator.done(path, {"reason": "the end"})
    for parcel in service.rows(ParcelRow):
        await home(service, chain, air, parcel.code)


async def home(service: Service, chain: Chain, air: Air, code: str) -> None:
    """Complete each handover that is left, whichever sides have scanned already."""
    while (parcel := await chain.parcel(code))["keeper"]["kind"] != "resident":
        giver, taker = parcel["way"][parcel["position"] : parcel["position"] + 2]
        done = (parcel["handover"] or {}).get("state", "open")
        beside = Anything(air, 0)
        for keeper, side, before in ((giver, "give", "given"), (taker, "take", "taken")):
            kind, _, name = keeper.partition("/")
            if done == before:
                continue
            if kind == "resident":
                await chain.at_the_door(giver, parcel, "well")
                continue
            body = {"code": code, "side": side, "as": {"kind": kind, "id": name}}
            await beside._beside(parcel, kind, name).done("/handovers", body)
