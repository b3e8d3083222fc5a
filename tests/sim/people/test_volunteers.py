"""A volunteer of an evening: what goes back lies ready before the next door is walked to."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta
from typing import Any

from sim.village.people.client import Client
from sim.village.people.diary import Diary
from sim.village.people.facts import AT_THE_HUB, leaves_hall
from sim.village.people.postbox import Postbox
from sim.village.people.reception import AtTheHall
from sim.village.people.scanning import Scanner
from sim.village.people.volunteers import Doorsteps, bring_to_doors
from tests.sim.people.lonely import LonelyDiary
from tests.sim.scripted_server import Reply, Request, serving

ME, VAN = ("volunteer", "p-matsuo"), ("van", "van-1")
CLOSES = datetime(2026, 11, 30, 18, 30, tzinfo=UTC)
NOW = CLOSES - timedelta(minutes=100)


def parcel(code: str, household: str, following: tuple[str, str]) -> dict[str, Any]:
    return {
        "code": code,
        "hall": "ichinose",
        "household": household,
        "temperature": "normal",
        "mass_g": 1000,
        "contents": [],
        "keeper": {"kind": "volunteer", "id": "p-matsuo"},
        "next_keeper": {"kind": following[0], "id": following[1]},
        "handover": None,
        "promise_by": (CLOSES - timedelta(minutes=90)).isoformat(),
        "eta": None,
        "way": ["volunteer/p-matsuo"],
        "position": 0,
    }


async def test_what_goes_back_lies_ready_before_a_door_is_walked_to() -> None:
    give = [parcel("PBACK", "hh-28", VAN), parcel("PDOOR", "hh-39", ("resident", "hh-39"))]
    sent: list[tuple[str, str]] = []
    diary = LonelyDiary(NOW)
    diary.tell(AT_THE_HUB)

    def answer(request: Request) -> Reply:
        if request.path.endswith("/handovers") and request.method == "GET":
            return Reply(200, {"give": list(give), "take": []})
        if request.path.endswith("/handovers"):
            sent.append((request.body["code"], request.body["side"]))
            give[:] = [each for each in give if each["code"] != request.body["code"]]
            return Reply(201, {})
        return Reply(200, {"legs": [], "air": [], "parcels": list(give)})

    careful = random.Random(3)
    careful.random = lambda: 0.4  # no slips of hands or network
    doors = Doorsteps({"hh-39": "card"}, {"hh-39": 40.0}, {}, {})
    async with serving(answer) as url:
        client = Client(url, "p-matsuo", diary.now, Postbox(), bearer="k")
        person: Diary = diary
        scanner = Scanner(client, person, lambda _: careful, ME, CLOSES)
        await bring_to_doors(scanner, "2026-11-30", doors, AtTheHall("p-matsuo", "ichinose"), [VAN])
        await client.close()
    assert sent[0] == ("PBACK", "give")
    left_at = next(when for when, fact in diary.heard if fact == leaves_hall("p-matsuo", 1))
    assert left_at < NOW + timedelta(minutes=2)  # nobody waits for the van
    assert ("PDOOR", "take") in sent
