"""A van of an evening: it fetches what nobody took, also what is tried a second time meanwhile."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from sim.village.people.carriers import Valley
from sim.village.people.client import Client
from sim.village.people.diary import Diary
from sim.village.people.facts import AT_THE_HUB, at_hall_again, leaves_hall
from sim.village.people.postbox import Postbox
from sim.village.people.scanning import Scanner
from sim.village.people.vans import drive_van
from tests.sim.people.lonely import LonelyDiary
from tests.sim.scripted_server import Reply, Request, serving

HUB, STORE, VAN = ("hub", "hase-hub"), ("store", "takato-store"), ("van", "van-1")
MATSUO = ("volunteer", "p-matsuo")
ROADS = {
    (start, end): 15.0
    for start in ("hase-hub", "ichinose", "takato-store")
    for end in ("hase-hub", "ichinose", "takato-store")
    if start != end
}
CLOSES = datetime(2026, 11, 30, 18, 30, tzinfo=UTC)
ARRIVES = CLOSES - timedelta(minutes=45)


class Evening:
    """The parcels that are not at home yet, as the service would show them."""

    def __init__(self, **next_keepers: tuple[str, str]) -> None:
        self.parcels = {
            code: {
                "code": code,
                "hall": "ichinose",
                "household": "hh-28",
                "temperature": "normal",
                "mass_g": 1000,
                "contents": [],
                "keeper": dict(zip(("kind", "id"), MATSUO, strict=True)),
                "next_keeper": dict(zip(("kind", "id"), following, strict=True)),
                "handover": None,
            }
            for code, following in next_keepers.items()
        }
        self.taken: list[str] = []

    def turned_away(self, code: str) -> Callable[[], None]:
        def happens() -> None:
            self.parcels[code]["next_keeper"] = {"kind": "van", "id": "van-1"}

        return happens

    def laid_out(self, code: str) -> None:
        self.parcels[code]["handover"] = {"state": "given"}

    def answer(self, request: Request) -> Reply:
        if request.path.endswith("/handovers") and request.method == "GET":
            return Reply(200, {"give": self._of("keeper"), "take": self._of("next_keeper")})
        if request.path.endswith("/handovers"):
            self._hand_over(request.body)
            return Reply(201, {})
        plan = {"legs": [], "air": [], "parcels": list(self.parcels.values())}
        return Reply(200, plan)

    def _of(self, which: str) -> list[dict[str, Any]]:
        return [parcel for parcel in self.parcels.values() if parcel[which]["id"] == "van-1"]

    def _hand_over(self, scan: dict[str, Any]) -> None:
        parcel = self.parcels[scan["code"]]
        if scan["side"] == "take":
            parcel["keeper"] = {"kind": "van", "id": "van-1"}
            parcel["next_keeper"] = {"kind": "hub", "id": "hase-hub"}
            self.taken.append(scan["code"])
        else:
            del self.parcels[scan["code"]]


async def driven(evening: Evening, diary: LonelyDiary, *, hub_answers: bool = False) -> Postbox:
    if hub_answers:
        diary.answers = lambda fact: scanned(fact) and fact.startswith("hub/")
    diary.tell(AT_THE_HUB)
    valley = Valley(STORE, HUB, ROADS, (VAN,), (MATSUO,))
    postbox, careful = Postbox(), random.Random(3)
    careful.random = lambda: 0.5  # no slips of hands or network
    async with serving(evening.answer) as url:
        client = Client(url, "p-hosaka", diary.now, postbox, bearer="k")
        person: Diary = diary
        scanner = Scanner(client, person, lambda _: careful, VAN, CLOSES)
        await drive_van(scanner, "2026-11-30", valley)
        await client.close()
    return postbox


def scanned(fact: str) -> bool:
    return "has scanned with" in fact


async def test_it_waits_for_what_is_being_tried_a_second_time() -> None:
    evening = Evening(PFIRST=VAN, PSECOND=("resident", "hh-28"))
    diary = LonelyDiary(ARRIVES, scanned)
    diary.at(ARRIVES + timedelta(minutes=20), evening.turned_away("PSECOND"))
    postbox = await driven(evening, diary)
    assert evening.taken == ["PFIRST", "PSECOND"]
    assert not evening.parcels  # all of it is at the hub
    assert not postbox.complaints


async def test_it_leaves_in_time_when_a_second_try_lasts_too_long() -> None:
    evening = Evening(PFIRST=VAN, PSECOND=("resident", "hh-28"))
    diary = LonelyDiary(ARRIVES, scanned)
    await driven(evening, diary)
    assert evening.taken == ["PFIRST"]
    at_hub = max(when for when, fact in diary.heard if "hase-hub" in fact)
    assert at_hub < CLOSES


async def test_it_takes_what_lies_ready_and_does_not_wait_for_who_is_at_a_door() -> None:
    evening = Evening(PREADY=VAN, PINABAG=VAN)
    evening.laid_out("PREADY")
    diary = LonelyDiary(ARRIVES)  # nobody answers: a wait for somebody would last until the end
    diary.tell(leaves_hall("p-matsuo", 1))
    await driven(evening, diary, hub_answers=True)
    assert evening.taken == ["PREADY"]
    at_hub = max(when for when, fact in diary.heard if "hase-hub" in fact)
    assert at_hub < CLOSES


async def test_who_is_back_in_time_gives_what_was_in_the_bag() -> None:
    evening = Evening(PREADY=VAN, PINABAG=VAN)
    evening.laid_out("PREADY")
    diary = LonelyDiary(ARRIVES, scanned)
    diary.tell(leaves_hall("p-matsuo", 1))
    back = ARRIVES + timedelta(minutes=20)
    diary.at(back, lambda: diary.tell(at_hall_again("p-matsuo", 1)))
    await driven(evening, diary)
    assert evening.taken == ["PREADY", "PINABAG"]
    assert not evening.parcels
