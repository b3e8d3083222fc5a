"""A service with two aircraft, and the people and the desk that let a sortie fly.

The desk is played by writing what it would write: answers to words, and events of flights.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from sqlmodel import Session

from logistics.deployment import Deployment
from logistics.domain.airlift import AirFacts, AirRoute
from missions.flight.gates import Limits
from missions.flight.states import FlightState
from missions.papers.model import Insurance, Notice, Papers, Permit, Pilot, Special, Term
from missions.store import batteries, fleet, flightbook, flights
from missions.store.flights import Word
from missions.store.tables import FlightCommandRow, FlightRow
from tests.logistics.support.chain import CLERK_OF_HUB, Chain
from tests.logistics.support.door import Door
from tests.logistics.support.service import TUESDAY, Service
from tests.missions.flightbook.making import inspection, upkeep

LIMITS = Limits(
    wind_mps=5.0,
    gust_mps=8.0,
    rain_mm_h=0.0,
    visibility_m=1500.0,
    wind_age_s=600.0,
    rain_age_s=600.0,
    visibility_age_s=600.0,
    word_age_s=600.0,
    load_kg=5.0,
    reserve_percent=25.0,
)
_AIRCRAFT, _TERM = frozenset({"ac-1", "ac-2"}), Term(date(2026, 1, 1), date(2026, 12, 31))
PAPERS = Papers(
    known=True,
    invented=True,
    permits=(
        Permit(
            id="permit",
            number="EXAMPLE-1",
            issued_by="nobody",
            allows=frozenset({Special.BEYOND_SIGHT}),
            aircraft=_AIRCRAFT,
            routes=frozenset({"nakao", "ichinose", "sugishima"}),
            term=_TERM,
        ),
    ),
    insurance=(Insurance("liability", "nobody", "EXAMPLE-2", "all", _AIRCRAFT, _TERM),),
    pilots={
        person: Pilot(person, person, f"EXAMPLE-{person}", _TERM)
        for person in ("p-arai", "p-miyashita", "p-hosaka")
    },
    notice=Notice("delivery", frozenset({Special.BEYOND_SIGHT}), "a sign"),
)
FACTS = AirFacts(
    aircraft=("ac-1", "ac-2"),
    batteries=("b-1", "b-2", "b-3"),
    routes={
        "nakao": AirRoute("nakao", 11, 90.0, "approval-1"),
        "ichinose": AirRoute("ichinose", 13, 90.0, "approval-1"),
        "sugishima": AirRoute("sugishima", 16, 90.0, "approval-1"),
    },
    limits=LIMITS,
    papers=PAPERS,
    upkeep={aircraft: upkeep(aircraft) for aircraft in ("ac-1", "ac-2")},
)
CALM = {"wind_mps": 1.5, "gust_mps": 2.0, "rain_mm_h": 0.0, "visibility_m": 9000.0}
DAY = TUESDAY.isoformat()
_OUT, _OTHER = f"{DAY}-s1-out", f"{DAY}-s9-out"


def with_aircraft(deployment: Deployment, facts: AirFacts = FACTS) -> Deployment:
    """The deployment as if its files named aircraft."""
    return replace(deployment, air=facts)


def ready_to_fly(session: Session, now: datetime) -> None:
    """Both aircraft entered and inspected, a charged battery in each, and one on the shelf."""
    fleet.enter(session, FACTS.aircraft, FACTS.batteries, now)
    for aircraft, battery in (("ac-1", "b-1"), ("ac-2", "b-3")):
        flightbook.inspect(session, inspection(now, aircraft), now, "person/p-arai")
        batteries.charged(session, battery, now, now, aircraft)


class Air:
    """What the hub, the hall and the desk do for a sortie."""

    def __init__(self, service: Service, chain: Chain) -> None:
        self.service = service
        self.chain = chain
        self.launcher = service.person("p-arai")
        self.volunteer = service.person("p-nishimura")
        self._store(lambda session: ready_to_fly(session, service.clock.now()))

    def sensor(self, place: str) -> Door:
        return Door(self.service.transport, bearer=self.service.access.credentials.sensors[place])

    async def measure(self, *places: str, **changes: Any) -> None:
        """The sensors of these places, or of hub and Nakao, tell what is now."""
        body = CALM | {"measured_at": self.service.clock.now().isoformat()} | changes
        for place in places or ("hase-hub", "nakao"):
            await self.sensor(place).done("/weather", body)

    async def planned(self, *households: str, **changes: Any) -> list[dict[str, Any]]:
        """A closed day, packed and planned: the parcels that are to fly."""
        parcels = await self.chain.packed(*(households or ("hh-01",)), **changes)
        return [parcel for parcel in parcels if parcel["mode"] == "air"]

    async def loaded(self, *households: str, **changes: Any) -> list[dict[str, Any]]:
        """The same, and all that is to fly on board."""
        parcels = await self.planned(*households, **changes)
        await self.load(parcels)
        return parcels

    async def load(self, parcels: list[dict[str, Any]]) -> None:
        for parcel in parcels:
            await self.chain.bring_to(parcel["code"], "hub")
            await self.hand_over(parcel["code"], CLERK_OF_HUB)

    async def hand_over(self, code: str, person: str) -> dict[str, Any]:
        """Both sides of the next handover with one person's phone."""
        parcel = await self.chain.parcel(code)
        door, done = self.service.person(person), {}
        pair = parcel["way"][parcel["position"] : parcel["position"] + 2]
        for keeper, side in zip(pair, ("give", "take"), strict=True):
            kind, _, name = keeper.partition("/")
            body = {"code": code, "side": side, "as": {"kind": kind, "id": name}}
            done = await door.done("/handovers", body)
        return done["parcel"]

    async def word(self, word: str, **batteries: str) -> dict[str, Any]:
        return await self.volunteer.done(f"/sorties/{DAY}/s1/word", {"word": word} | batteries)

    async def prepare(self) -> dict[str, Any]:
        return await self.service.operator.done(f"/sorties/{DAY}/s1/prepare")

    async def launch(self) -> dict[str, Any]:
        return await self.launcher.done(f"/sorties/{DAY}/s1/launch")

    async def ready(self, *households: str, **changes: Any) -> list[dict[str, Any]]:
        """Loaded, confirmed, clear, and the desk has prepared it: every gate passes."""
        parcels = await self.loaded(*households, **changes)
        await self.measure()
        await self.word("confirmed")
        await self.word("pad-clear")
        flight = (await self.prepare())["flight_out"]
        await self.desk(flight, "prepared", go=True, gates=[])
        return parcels

    async def flying(self, *households: str, **changes: Any) -> list[dict[str, Any]]:
        """The same, launched."""
        parcels = await self.ready(*households, **changes)
        flight = (await self.launch())["flight_out"]
        await self.desk(flight, "launched", state=FlightState.OUTBOUND)
        return parcels

    async def at_hall(self, *households: str, **changes: Any) -> list[dict[str, Any]]:
        """The same, landed at the hall."""
        parcels = await self.flying(*households, **changes)
        self.take_words(_OUT)
        await self.desk(_OUT, "delivered", state=FlightState.DELIVERED, place="nakao")
        return parcels

    async def unloaded(self, *households: str, **changes: Any) -> list[dict[str, Any]]:
        """The same, with all goods in the hands that they are meant for."""
        parcels = await self.at_hall(*households, **changes)
        for parcel in parcels:
            await self.hand_over(parcel["code"], parcel["way"][4].partition("/")[2])
        await self.word("unloaded")
        return parcels

    async def swapped(self, *households: str, **changes: Any) -> list[dict[str, Any]]:
        """The same, with a fresh battery."""
        parcels = await self.unloaded(*households, **changes)
        await self.word("swapped", out="b-1", **{"in": "b-2"})
        self.take_words(_OUT)
        return parcels

    async def home_ready(self, *households: str, **changes: Any) -> str:
        """The same, all clear, and every gate passes; returns the flight home."""
        await self.swapped(*households, **changes)
        flight = (await self.word("all-clear"))["flight_home"]
        await self.measure()
        self.take_words(flight)
        await self.desk(flight, "prepared", go=True)
        return flight

    async def sortie(self, sortie: str = "s1") -> dict[str, Any]:
        return await self.service.operator.read(f"/sorties/{DAY}/{sortie}")

    async def desk(
        self, flight: str, kind: str, *, state: FlightState | None = None, **body: Any
    ) -> None:
        """The desk reports an event of a flight; the worker takes it over."""
        now = self.service.clock.now()

        def report(session: Session) -> None:
            if state is not None:
                session.get_one(FlightRow, flight).state = state
            flights.note_event(session, flight, kind, now, body)

        await asyncio.to_thread(self._store, report)
        await asyncio.to_thread(self.service.worker.take_flight_events)

    def take_words(self, flight: str, outcome: str | None = flights.ACCEPTED) -> list[str]:
        """The desk takes the waiting words of a flight; `outcome` None: it has not answered yet."""
        now, taken = self.service.clock.now(), []

        def take(session: Session) -> None:
            for command in flights.commands_of(session, flight):
                if flights.take(session, command, now):
                    taken.append(str(command.word))
                    if outcome is not None:
                        flights.answer(session, command, outcome, now)

        self._store(take)
        return taken

    def other_flight(self, route: str, state: FlightState) -> None:
        """A flight of the other aircraft on a route, in this state."""
        now = self.service.clock.now()

        def make(session: Session) -> None:
            row = flights.make_flight(
                session,
                flight_id=_OTHER,
                day=TUESDAY,
                sortie="s9",
                route=route,
                direction="out",
                aircraft="ac-2",
                load_kg=1.0,
                now=now,
            )
            row.state = state

        self._store(make)

    def order_launch_of_other(self) -> None:
        """The order to launch the other aircraft's flight waits for the desk."""
        now = self.service.clock.now()
        self._store(
            lambda session: flights.ask(
                session,
                flight_id=_OTHER,
                aircraft="ac-2",
                word=Word.LAUNCH,
                body={},
                asked_by="person/p-arai",
                now=now,
                key=f"{_OTHER}#1",
            )
        )

    def words(self, flight: str) -> list[FlightCommandRow]:
        """What has been said to a flight."""
        with Session(self.service.database.read_engine) as session:
            return flights.commands_of(session, flight)

    def said(self, flight: str) -> list[Word]:
        return [Word(command.word) for command in self.words(flight)]

    def _store(self, doing: Callable[[Session], object]) -> None:
        with Session(self.service.database.write_engine, expire_on_commit=False) as session:
            doing(session)
            session.commit()
