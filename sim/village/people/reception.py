"""A volunteer at the hall receives an aircraft: word, pad, consent, goods, battery, all clear.

Owns the steps of `/hall` for one sortie after the other. Who of the hall's volunteers does them is
told by the ways of the goods, or it is who answers when the hub has to ring again; the others take
their own off, as long as they come in time. Knows nothing of the round.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sim.village.people.charging import is_full
from sim.village.people.facts import (
    AT_THE_HUB,
    Keeper,
    aircraft_seen_to,
    at_hall_again,
    hall_called,
    sortie_is,
    unloading_begins,
)
from sim.village.people.flights_seen import (
    BEFORE_LAUNCH,
    ENDED,
    Sortie,
    look_at,
    path_of,
    sorties_of,
)
from sim.village.people.scanning import Scanner

_TO_THE_PAD_MIN, _LOOK_AROUND_MIN = 0.75, 0.05
_SOONEST = 0.45
"""No flight is over the hall sooner than after this share of the planned time."""
_LOOK_UP_MIN = 0.15
"""It waits for a minute only: who is to say that the pad is clear looks up that often."""
_LOOK_MIN = 0.5
_WANTS_SOMEBODY = ("loaded", "asked", "ready")
_RINGS_FOR_ONE = 2
"""When the hub rings so often and nobody has answered, a neighbour does."""
_FOR_OTHERS = timedelta(minutes=4)
"""So long the others of the hall may take to come for what is theirs."""
_ROTORS_STOP_MIN, _SWAP_MIN, _STEP_BACK_MIN = 1.0, 2.0, 0.5


@dataclass
class AtTheHall:
    """Where a volunteer is now, shared by what they do at once.

    `out`: at a door. `walks`: doors so far. `received`: aircraft so far; `receiving`: one needs
    them.
    """

    volunteer: str
    hall: str
    out: bool = False
    walks: int = 0
    receiving: bool = False
    received: int = 0


@dataclass
class Reception:
    """One volunteer's part in receiving aircraft.

    `keeps_away`: halls where nobody comes, and volunteers who do not come.
    """

    scanner: Scanner
    service_day: str
    place: AtTheHall
    keeps_away: set[str]
    unanswered: Counter[str] = field(default_factory=Counter)


async def receive_aircraft(reception: Reception) -> None:
    """Whenever the hub rings: see what flies to this hall, and do what is asked for."""
    scanner, place = reception.scanner, reception.place
    diary = scanner.diary
    if not await diary.hear(AT_THE_HUB, scanner.latest):
        return
    while await diary.hear(await _next_ring(scanner, place.hall), scanner.latest):
        if reception.keeps_away & {place.hall, place.volunteer}:
            continue
        for sortie in await sorties_of(scanner.client, reception.service_day):
            if sortie["hall"] == place.hall and sortie["state"] not in ENDED:
                await _serve(reception, sortie)


async def _serve(reception: Reception, sortie: Sortie) -> None:
    place, diary = reception.place, reception.scanner.diary
    named, mine = await _named(reception, sortie)
    if named != place.volunteer and not mine:
        return
    if place.out:
        await diary.hear(at_hall_again(place.volunteer, place.walks), reception.scanner.latest)
        sortie = await look_at(reception.scanner.client, sortie)
        named, mine = await _named(reception, sortie)
    place.receiving = True
    try:
        receives = named == place.volunteer and await _Named(reception).receive(sortie)
        if not receives and mine:
            await _take_own(reception, sortie)
    finally:
        place.receiving = False
        place.received += 1
        diary.tell(aircraft_seen_to(place.volunteer, place.received))


async def _named(reception: Reception, sortie: Sortie) -> tuple[str, bool]:
    """Who receives this sortie, and whether something in it is for this volunteer."""
    plan = await reception.scanner.client.get(f"/plans/{reception.service_day}")
    load = [parcel for parcel in plan["parcels"] if parcel["code"] in sortie["parcels"]]
    takers = {
        keeper.partition("/")[2]
        for parcel in load
        for keeper in parcel["way"]
        if keeper.startswith("volunteer/")
    }
    named = sortie["volunteer"] or min(takers, default="")
    if not sortie["volunteer"] and named != reception.place.volunteer:
        named = _instead_of(reception, sortie, named)
    return named, reception.place.volunteer in takers


def _instead_of(reception: Reception, sortie: Sortie, named: str) -> str:
    """Who answers a ring that is not for this volunteer: they do when it rings again."""
    place = reception.place
    if sortie["state"] not in _WANTS_SOMEBODY or place.out:
        return named
    reception.unanswered[sortie["id"]] += 1
    again = reception.unanswered[sortie["id"]] >= _RINGS_FOR_ONE
    return place.volunteer if again else named


async def _take_own(reception: Reception, sortie: Sortie) -> None:
    """Another volunteer receives it; whoever has goods in it takes them off.

    Where nobody has answered yet, the next ring is listened to as well.
    """
    scanner = reception.scanner
    facts = [unloading_begins(sortie["id"]), *_ends(sortie["id"])]
    sortie = await look_at(scanner.client, sortie)
    if sortie["state"] in ENDED:
        return
    rung = [] if sortie["volunteer"] else [await _next_ring(scanner, sortie["hall"])]
    heard = await scanner.diary.hear_any([*facts, *rung], scanner.latest)
    if heard == facts[0]:
        await _scan_off(scanner, sortie)
    elif heard in rung:
        await _serve(reception, await look_at(scanner.client, sortie))


async def _scan_off(scanner: Scanner, sortie: Sortie) -> None:
    craft: Keeper = ("aircraft", sortie["aircraft"])
    beside = scanner.acting_as(craft)
    for parcel in await beside.tasks("give", scanner.me):
        await beside.hand_over(parcel["code"], scanner.me)


class _Named:
    """The named volunteer with one sortie."""

    def __init__(self, reception: Reception) -> None:
        self._scanner = reception.scanner
        self._diary = reception.scanner.diary

    async def receive(self, sortie: Sortie) -> bool:
        """From the word that somebody stands there to the all-clear for the way home.

        False when another receives it after all.
        """
        if sortie["state"] in BEFORE_LAUNCH:
            await self._stand_ready(sortie)
            launched = await self._launched(sortie)
            sortie = await look_at(self._scanner.client, sortie)
            if launched and sortie["volunteer"] != self._scanner.me[1]:
                return False
            if not launched or not await self._landed(sortie):
                return True
            sortie = await look_at(self._scanner.client, sortie)
        elif sortie["volunteer"] != self._scanner.me[1]:
            return False
        if sortie["state"] == "at_hall":
            await self._unload(sortie)
            sortie = await look_at(self._scanner.client, sortie)
        if sortie["state"] == "unloaded":
            await self._swap(sortie)
            sortie = await look_at(self._scanner.client, sortie)
        if sortie["state"] == "swapped":
            await self._diary.sleep(_STEP_BACK_MIN)
            await self._say(sortie, "all-clear")
        return True

    async def _stand_ready(self, sortie: Sortie) -> None:
        """Say so, unless another has."""
        by = (await look_at(self._scanner.client, sortie))["volunteer"]
        if by in (None, self._scanner.me[1]):
            await self._say(sortie, "confirmed")
            await self._diary.sleep(_TO_THE_PAD_MIN)
            await self._say(sortie, "pad-clear")

    async def _launched(self, sortie: Sortie) -> bool:
        """Wait beside the pad until the hub says that it flies; False when it does not come.

        The hub may ring again when the words have grown old.
        """
        while True:
            asked = await _next_ring(self._scanner, sortie["hall"])
            flies = sortie_is(sortie["id"], "flying_out")
            facts = [flies, *_ends(sortie["id"]), asked]
            heard = await self._diary.hear_any(facts, self._scanner.latest)
            if heard != asked:
                return heard == flies
            await self._stand_ready(sortie)

    async def _landed(self, sortie: Sortie) -> bool:
        """Look up until it waits, look at the pad, consent; True when it stands on the pad."""
        await self._diary.sleep(_SOONEST * await self._planned_min(sortie))
        consented = False
        while self._diary.now() < self._scanner.latest:
            seen = await look_at(self._scanner.client, sortie)
            if seen["state"] != "flying_out":
                return seen["state"] == "at_hall"
            if seen["out"]["state"] == "waiting" and not consented:
                await self._diary.sleep(_LOOK_AROUND_MIN)
                consented = await self._say(sortie, "consent")
            # After a landing elsewhere nothing hurries any more, and nobody looks up so often.
            astray = seen["out"]["state"] in ("unseen", "homebound", "diverting", "descending")
            await self._diary.sleep(_LOOK_MIN if astray else _LOOK_UP_MIN)
        return False

    async def _planned_min(self, sortie: Sortie) -> float:
        """From the launch until the goods stand at the hall, by the plan's page."""
        plan = await self._scanner.client.get(f"/plans/{sortie['service_day']}")
        for leg in plan["air"]:
            if leg["id"] == sortie["leg"]:
                ends = (datetime.fromisoformat(leg[at]) for at in ("depart_at", "arrive_at"))
                depart_at, arrive_at = ends
                return (arrive_at - depart_at) / timedelta(minutes=1)
        return 0.0

    async def _unload(self, sortie: Sortie) -> None:
        await self._diary.sleep(_ROTORS_STOP_MIN)
        self._diary.tell(unloading_begins(sortie["id"]))
        await _scan_off(self._scanner, sortie)
        in_their_place_at = self._diary.now() + _FOR_OTHERS
        while left := (await look_at(self._scanner.client, sortie))["on_board"]:
            if self._diary.now() >= self._scanner.latest:
                return
            if self._diary.now() < in_their_place_at:
                await self._diary.sleep(_LOOK_MIN)
            else:
                beside = self._scanner.acting_as(("aircraft", sortie["aircraft"]))
                for code in left:
                    await beside.hand_over(code, self._scanner.me)
        await self._say(sortie, "unloaded")

    async def _swap(self, sortie: Sortie) -> None:
        """Another battery from the hall's shelf; which one sits in it says the fleet's page."""
        await self._diary.sleep(_SWAP_MIN)
        tried: set[str] = set()
        while True:
            out, into = _batteries(await self._scanner.client.get("/aircraft"), sortie, tried)
            body = {"word": "swapped", "out": out, "in": into}
            answer = await self._scanner.client.send(f"{path_of(sortie)}/word", body)
            if answer.ok:
                return
            tried.add(into)
            if answer.code != "bad-swap":
                self._complain(sortie, "swapped", answer.body)
                return

    async def _say(self, sortie: Sortie, word: str) -> bool:
        answer = await self._scanner.client.send(f"{path_of(sortie)}/word", {"word": word})
        if not answer.ok and answer.code not in ("out-of-turn", "not-the-named-volunteer"):
            # It has been called off, has flown on, or is received by another, in this very moment.
            self._complain(sortie, word, answer.body)
        return answer.ok

    def _complain(self, sortie: Sortie, word: str, problem: Any) -> None:
        client = self._scanner.client
        client.postbox.complain(
            client.person, f"the word {word} for {sortie['id']} was refused: {problem}"
        )


async def _next_ring(scanner: Scanner, hall: str) -> str:
    """The first ring of the hub that has not been heard yet."""
    number, diary = 1, scanner.diary
    while await diary.hear(hall_called(hall, number), diary.now()):
        number += 1
    return hall_called(hall, number)


def _batteries(fleet: dict[str, Any], sortie: Sortie, tried: set[str]) -> tuple[str, str]:
    """The battery to take out and the one to put in: a full one of the aircraft's own shelf."""
    crafts = [craft["id"] for craft in fleet["aircraft"]]
    craft = next(each for each in fleet["aircraft"] if each["id"] == sortie["aircraft"])
    lying = [each for each in fleet["batteries"] if each["aircraft"] is None]
    free = [each["id"] for each in lying if is_full(each)] or [each["id"] for each in lying]
    place = crafts.index(sortie["aircraft"])
    shelf = free[place :: len(crafts)] + free
    out = craft["battery"] or shelf[0]
    into = next(each for each in shelf if each != out and each not in tried)
    return out, into


def _ends(sortie_id: str) -> list[str]:
    return [sortie_is(sortie_id, state) for state in sorted(ENDED | {"came_back"})]
