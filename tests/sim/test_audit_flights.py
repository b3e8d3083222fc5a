"""The account of flights must be able to fail: every kind of damage to a right sortie is found."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import pytest

from missions.clock import TOKYO
from sim.village.audit_flights import account_flights, count_sorties
from sim.village.audit_modes import modes_of, why_by_van
from sim.village.people.postbox import Sent
from sim.village.record import Row

NOON = datetime(2026, 11, 24, 12, 0, tzinfo=TOKYO)
OUT, HOME = "d-s1-out", "d-s1-home"
KEEPERS = {
    "hub": {"kind": "hub", "id": "h"},
    "craft": {"kind": "aircraft", "id": "a"},
    "volunteer": {"kind": "volunteer", "id": "w"},
    "van": {"kind": "van", "id": "v"},
}


@dataclass
class Sortie:
    """One sortie that came out even: delivered, and home again."""

    rows: list[Row] = field(default_factory=list)
    sent: list[Sent] = field(default_factory=list)
    flights: list[dict[str, Any]] = field(default_factory=list)

    def played(self) -> Sortie:
        for code in ("P1", "P2", "P3"):
            why = ["temperature"] if code == "P3" else []
            self.row("parcel-packed", code, why_not_air=why)
        halls = [{"code": code, "hall": "nakao"} for code in ("P1", "P2", "P3")]
        self.row("plan-made", parcels=halls)
        self.sortie("sortie-planned", "planned", parcels=["P1"], hall="nakao")
        self.hand("P1", "hub", "craft")
        self.hand("P2", "hub", "van")
        self.hand("P3", "hub", "van")
        self.sortie("sortie-loaded", "loaded")
        self.launch("flying_out", OUT)
        self.say("word", word="consent")
        self.sortie("flight-delivered", "at_hall", flight=OUT)
        self.hand("P1", "craft", "volunteer")
        self.sortie("sortie-unloaded", "unloaded")
        self.sortie("sortie-swapped", "swapped")
        self.launch("flying_home", HOME)
        self.sortie("flight-returned", "done", flight=HOME)
        self.flights = [flight(OUT, "out", "delivered"), flight(HOME, "home", "returned")]
        return self

    def launch(self, state: str, flight_id: str) -> None:
        self.say("launch")
        self.row("launch-ordered", sortie="s1", flight=flight_id)
        self.sortie("flight-launched", state, flight=flight_id)

    def hand(self, code: str, giver: str, taker: str) -> None:
        self.row("keeper-changed", code, giver=KEEPERS[giver], taker=KEEPERS[taker])

    def sortie(self, kind: str, state: str, **data: Any) -> None:
        self.row(kind, sortie="s1", aircraft="a", state=state, **data)

    def row(self, kind: str, code: str | None = None, **data: Any) -> None:
        at = (NOON + timedelta(minutes=len(self.rows))).isoformat()
        self.rows.append({"kind": kind, "at": at, "parcel_code": code, "data": data})

    def say(self, what: str, **body: Any) -> Sent:
        number = len(self.sent) + 1
        entry = Sent(number, "p", NOON, f"/sorties/2026-11-24/s1/{what}", body, f"k{number}")
        entry.status, entry.answer = 200, {}
        self.sent.append(entry)
        return entry

    def drop(self, kind: str, nth: int = 0) -> None:
        del self.rows[[n for n, row in enumerate(self.rows) if row["kind"] == kind][nth]]

    def findings(self) -> list[str]:
        found = account_flights(self.sent, self.rows, self.flights)
        return [f"{each.kind} {each.id}: {each.reason}" for each in found]


def flight(flight_id: str, direction: str, end: str) -> dict[str, Any]:
    kinds = ("prepared", "launched", "lifted", end)
    return {
        "id": flight_id,
        "sortie": "s1",
        "direction": direction,
        "state": end,
        "launched_at": NOON.isoformat(),
        "events": [{"kind": kind, "at": NOON.isoformat()} for kind in kinds],
        "mission_sha256": {"approved": "ab", "readback": "ab"},
    }


def test_a_sortie_that_comes_out_even_is_accounted_for() -> None:
    right = Sortie().played()
    assert right.findings() == []
    assert count_sorties(right.rows) == {
        "sorties planned": 1,
        "sorties flown": 1,
        "sorties delivered": 1,
    }
    assert modes_of(right.rows) == {"P1": "air", "P2": "van", "P3": "van"}
    assert why_by_van(right.rows) == {"no room on board": 1, "may not fly: temperature": 1}


def _never_ended(day: Sortie) -> None:
    day.flights[0] |= {"state": "unseen", "events": day.flights[0]["events"][:-1]}
    day.drop("flight-delivered")


def _launched_twice(day: Sortie) -> None:
    day.flights[0]["events"] += [{"kind": "launched", "at": ""}]


def _ended_twice(day: Sortie) -> None:
    day.flights[1]["events"] += [{"kind": "down", "at": ""}]


def _no_consent(day: Sortie) -> None:
    day.sent = [entry for entry in day.sent if entry.body.get("word") != "consent"]


def _refused_consent(day: Sortie) -> None:
    next(e for e in day.sent if e.body.get("word") == "consent").status = 409


def _nobody_ordered(day: Sortie) -> None:
    day.sent = [entry for entry in day.sent if not entry.path.endswith("/launch")]


def _other_mission(day: Sortie) -> None:
    day.flights[0]["mission_sha256"] = {"approved": "ab", "readback": "cd"}


def _in_the_air(day: Sortie) -> None:
    launched = next(n for n, row in enumerate(day.rows) if row["kind"] == "flight-launched")
    day.hand("P1", "craft", "volunteer")
    day.rows.insert(launched + 1, day.rows.pop())


def _to_the_hub_from_the_hall(day: Sortie) -> None:
    changed = [row for row in day.rows if row["kind"] == "keeper-changed"]
    changed[-1]["data"]["taker"] = KEEPERS["hub"]


def _left_in_flight(day: Sortie) -> None:
    day.drop("flight-returned")


def _unknown_flight(day: Sortie) -> None:
    del day.flights[0]


def _lost_without_a_word(day: Sortie) -> None:
    day.row("parcel-lost", "P1")


def _word_without_a_loss(day: Sortie) -> None:
    entry = day.say("found", found="lost")
    entry.answer = {"parcels": [{"code": "P1"}]}


@pytest.mark.parametrize(
    ("damage", "told"),
    [
        (_never_ended, "launched, and is unseen"),
        (_launched_twice, "launched 2 times"),
        (_ended_twice, "down 1 times, recorded 0"),
        (_no_consent, "without anybody's consent"),
        (_refused_consent, "without anybody's consent"),
        (_nobody_ordered, "0 launches ordered, 2 recorded"),
        (_other_mission, "another mission than the approved one"),
        (_in_the_air, "while a is at the air"),
        (_to_the_hub_from_the_hall, "while a is at hall"),
        (_left_in_flight, "sortie s1: is left flying_home"),
        (_unknown_flight, "is recorded, and never was"),
        (_lost_without_a_word, "not by both"),
        (_word_without_a_loss, "not by both"),
    ],
)
def test_damage_is_found(damage: Callable[[Sortie], None], told: str) -> None:
    day = Sortie().played()
    damage(day)
    assert any(told in finding for finding in day.findings()), day.findings()


def test_what_came_back_went_by_van_and_the_reason_is_told() -> None:
    day = Sortie()
    day.row("parcel-packed", "P1", why_not_air=[])
    day.row("plan-made", parcels=[{"code": "P1", "hall": "nakao"}])
    day.sortie("sortie-planned", "planned", parcels=["P1"], hall="nakao")
    day.hand("P1", "hub", "craft")
    day.launch("flying_out", OUT)
    day.sortie("flight-returned", "came_back", flight=OUT, why="nobody consented")
    day.hand("P1", "craft", "hub")
    day.sortie("sortie-done", "done")
    day.hand("P1", "hub", "van")
    day.flights = [flight(OUT, "out", "returned")]
    assert day.findings() == []
    assert modes_of(day.rows) == {"P1": "van"}
    assert why_by_van(day.rows) == {"came back: nobody consented": 1}
    assert count_sorties(day.rows)["sorties delivered"] == 0


def test_an_aircraft_that_waits_at_the_hall_for_better_weather_is_no_fault() -> None:
    day = Sortie().played()
    swapped = next(n for n, row in enumerate(day.rows) if row["kind"] == "sortie-swapped")
    del day.rows[swapped + 1 :], day.flights[1]
    del day.sent[-1]
    assert day.findings() == []
