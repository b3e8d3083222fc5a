"""A village with aircraft for browsers' tests, and its people up to any step of a sortie."""

from __future__ import annotations

from dataclasses import asdict, replace
from typing import Any

from sqlmodel import Session

from logistics.deployment import Deployment
from logistics.domain.airlift import AirFacts, AirRoute
from missions.flight.gates import Gate, Verdict
from missions.flight.states import FlightState
from missions.store import fleet
from tests.browser.desk import Desk, Telemetry
from tests.browser.live import Live
from tests.logistics.support.air import CALM, LIMITS
from tests.logistics.support.service import TUESDAY, at

DAY = TUESDAY.isoformat()
CRAFT, OTHER_CRAFT = "tsubame", "tobi"
OUT, HOME = f"{DAY}-s1-out", f"{DAY}-s1-home"
OPERATOR, LAUNCHER = "p-miyashita", "p-arai"
VOLUNTEERS = {"p-nishimura", "p-ogawa"}
FACTS = AirFacts(
    aircraft=(OTHER_CRAFT, CRAFT),
    batteries=("bat-01", "bat-02", "bat-03", "bat-04"),
    routes={
        "nakao": AirRoute("nakao", 11, 60.0, "approval-1"),
        "ichinose": AirRoute("ichinose", 13, 60.0, "approval-1"),
        "sugishima": AirRoute("sugishima", 16, 60.0, "approval-1"),
    },
    limits=LIMITS,
)
MIDWAY = {
    "flight": OUT, "route": "nakao", "direction": "out", "lat": 35.7727, "lon": 138.0924,
    "alt_amsl_m": 933.5, "height_m": 87.5, "speed_mps": 10.8, "heading_deg": 178.0,
    "battery_percent": 78.4, "mode": "AUTO", "progress": 0.52, "link_ms": 40.0,
}  # fmt: skip
ABOVE = MIDWAY | {
    "lat": 35.7461, "lon": 138.086, "speed_mps": 0.1, "progress": 1.0, "battery_percent": 64.0,
    "height_m": 119.0,
}  # fmt: skip
VEHICLE_GATES = [
    Gate("energy", Verdict.PASS, 46.2, 25.0, unit="%"),
    Gate("vehicle", Verdict.PASS, True, "yes"),
    Gate("on-pad", Verdict.PASS, 0.6, 10.0, unit="m"),
    Gate("parameters", Verdict.PASS, "0 differences", "equal"),
    Gate("mission", Verdict.PASS, "0 differences", "equal"),
    Gate("remote-id", Verdict.PASS, True, "yes"),
    Gate("link", Verdict.PASS, 0.08, 2.0, unit="s"),
]


def with_aircraft(deployment: Deployment) -> Deployment:
    """The deployment with the two aircraft of its files, and every route approved."""
    assert deployment.flying is not None
    held = deployment.flying
    return replace(deployment, air=replace(FACTS, papers=held.papers, upkeep=held.book.upkeep))


class Flying:
    """The day's people in their order; each method goes on from where the one before ends."""

    def __init__(self, live: Live, telemetry: Telemetry) -> None:
        self.live = live
        self.desk = Desk(live, telemetry)
        with Session(live.database.write_engine) as session:
            fleet.enter(session, FACTS.aircraft, FACTS.batteries, live.clock.now())
            fleet.put_in(session, CRAFT, "bat-01", live.clock.now())
            fleet.put_in(session, OTHER_CRAFT, "bat-02", live.clock.now())
            session.commit()
        for craft in FACTS.aircraft:
            self.inspect(craft)
        self.parcels: list[dict[str, Any]] = []
        self.craft, self.volunteer = CRAFT, "p-nishimura"

    def inspect(self, craft: str, **results: str) -> None:
        """The daily inspection; every item passes but those that are told."""
        found = self.live.person(OPERATOR).read(f"/aircraft/{craft}/airworthiness")
        seen = {item["id"]: results.get(item["id"], "pass") for item in found["items"]}
        self.live.person(OPERATOR).done(f"/aircraft/{craft}/inspections", {"results": seen})

    def planned(self, *households: str) -> None:
        """A closed day, packed and planned; the parcels that fly stand at the hub."""
        live = self.live
        orders = [live.order(household) for household in households or ("hh-01",)]
        live.close_day()
        live.move_to(at(12))
        packed = [parcel for order in orders for parcel in live.pick_and_pack(order)]
        live.move_to(at(12, 41))
        packed = [live.store.read(f"/parcels/{parcel['code']}") for parcel in packed]
        self.parcels = [parcel for parcel in packed if parcel["mode"] == "air"]
        assert self.parcels, "nothing is planned to fly"
        for parcel in self.parcels:
            live.bring_to(parcel["code"], "hub")
        self.craft = self.sortie()["aircraft"]
        self.volunteer = self.parcels[0]["way"][4].partition("/")[2]
        live.move_to(at(13, 5))

    def load(self) -> None:
        for parcel in self.parcels:
            self.hand_over(parcel["code"], OPERATOR)

    def measure(self, **changes: Any) -> None:
        """The sensors of hub and hall tell what is now."""
        for place in ("hase-hub", "nakao"):
            key = self.live.access.credentials.sensors[place]
            body = CALM | {"measured_at": self.live.clock.now().isoformat()} | changes
            self.live._caller(bearer=key).done("/weather", body)

    def word(self, word: str, **more: str) -> dict[str, Any]:
        return self.live.person(self.volunteer).done(
            f"/sorties/{DAY}/s1/word", {"word": word} | more
        )

    def ask(self) -> None:
        """The operator has it prepared."""
        self.live.person(OPERATOR).done(f"/sorties/{DAY}/s1/prepare")

    def prepared(self, flight: str = OUT) -> None:
        """The desk has prepared the flight: every gate passes."""
        gates = [asdict(gate) for gate in VEHICLE_GATES]
        self.desk.answer(flight)
        self.desk.report(flight, "prepared", state=FlightState.READY, go=True, gates=gates)

    def launch(self) -> None:
        self.live.person(LAUNCHER).done(f"/sorties/{DAY}/s1/launch")

    def launched(self, flight: str = OUT) -> None:
        """The desk has launched it."""
        state = FlightState.OUTBOUND if flight == OUT else FlightState.HOMEBOUND
        self.desk.answer(flight)
        self.desk.report(flight, "launched", state=state)

    def ready(self, *households: str) -> None:
        self.planned(*households)
        self.load()
        self.measure()
        self.word("confirmed")
        self.word("pad-clear")
        self.ask()
        self.prepared()

    def outbound(self, *households: str) -> None:
        self.ready(*households)
        self.launch()
        self.launched()
        self.live.move_to(at(13, 10))
        self.midway()

    def at_hall(self, *households: str) -> None:
        """The same, and down at the hall with leave."""
        self.outbound(*households)
        self.waiting()
        self.word("consent")
        self.delivered()

    def home_ready(self, *households: str) -> None:
        """The same, unloaded, with a fresh battery, and prepared for the flight home."""
        self.at_hall(*households)
        self.unload()
        self.word("unloaded")
        self.swap()
        self.word("all-clear")
        self.measure()
        self.prepared(HOME)

    def midway(self) -> None:
        self.desk.heard(self.craft, "outbound", **MIDWAY)

    def waiting(self) -> None:
        """Over the hall, for consent."""
        self.desk.becomes(OUT, FlightState.WAITING)
        self.desk.heard(self.craft, "waiting", **ABOVE)

    def delivered(self) -> None:
        self.desk.answer(OUT)
        self.desk.report(OUT, "delivered", state=FlightState.DELIVERED, place="nakao", error_m=0.6)
        on_pad = ABOVE | {"height_m": 47.0, "speed_mps": 0.0}
        self.desk.heard(self.craft, "delivered", **on_pad)

    def unload(self) -> None:
        for parcel in self.parcels:
            self.hand_over(parcel["code"], parcel["way"][4].partition("/")[2])

    def hand_over(self, code: str, person: str) -> None:
        """Both sides of the next handover with one person's phone."""
        parcel = self.live.store.read(f"/parcels/{code}")
        pair = parcel["way"][parcel["position"] : parcel["position"] + 2]
        for keeper, side in zip(pair, ("give", "take"), strict=True):
            kind, _, name = keeper.partition("/")
            body = {"code": code, "side": side, "as": {"kind": kind, "id": name}}
            self.live.person(person).done("/handovers", body)

    def swap(self) -> None:
        """Whatever battery sits in it comes out, the last of the shelf goes in."""
        fleet = self.live.person(OPERATOR).read("/aircraft")
        out = next(craft["battery"] for craft in fleet["aircraft"] if craft["id"] == self.craft)
        self.word("swapped", out=out, **{"in": "bat-04"})

    @property
    def neighbour(self) -> str:
        """The other volunteer of the hall."""
        return next(iter(VOLUNTEERS - {self.volunteer}))

    def sortie(self) -> dict[str, Any]:
        return self.live.person(OPERATOR).read(f"/sorties/{DAY}/s1")

    def said(self, flight: str = OUT) -> list[str]:
        """The words to a flight, in their order."""
        side = "out" if flight == OUT else "home"
        return [command["word"] for command in self.sortie()[side]["commands"]]
