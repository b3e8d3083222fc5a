"""The steps of a sortie at the hub: what its operator does in each state that it can wait in.

Owns when the operator gives up and lets the van bring the goods. Launching is another person's
word (`launching`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sim.village.people.facts import Keeper, hall_called, launch_answered, launch_wanted
from sim.village.people.flights_seen import (
    BEFORE_LAUNCH,
    Gate,
    Sortie,
    flight_of,
    in_words,
    path_of,
    shut,
    sorties_of,
    waits_for_answer,
)
from sim.village.people.scanning import Scanner

PATIENCE = timedelta(minutes=14)
"""So long an aircraft stands loaded and waits for its gates; the van could have left long ago."""
_BEFORE_THE_LAST_LAUNCH = timedelta(minutes=3)
_SPOKEN = ("volunteer", "pad-clear")
"""Gates that a word from the hall opens."""
_CORRIDOR = "corridor"
_CHILLED = "chilled"
_RING_AGAIN = timedelta(minutes=4)
_LOOK_MIN, _DESK_LOOK_MIN = 1.0, 0.05
_ASK_AGAIN, _DESK_PATIENCE = timedelta(minutes=2), timedelta(minutes=6)
_COURTESY = timedelta(minutes=8)


@dataclass
class Apron:
    """One aircraft's place at the hub, and the operator there. `scanner` acts as the hub.

    `rings`: how often the hub has rung each hall, whoever it was.
    """

    aircraft: str
    service_day: str
    scanner: Scanner
    rings: Counter[str]
    launches_asked: int = 0

    @property
    def craft(self) -> Keeper:
        return ("aircraft", self.aircraft)


class SortieSteps:
    """What is to be done for a sortie in each state that it can wait in."""

    def __init__(self, apron: Apron) -> None:
        self.of: dict[str, Callable[[Sortie], Awaitable[None]]] = {
            "planned": self._load,
            "loaded": self._prepare,
            "asked": self._wait_for_desk,
            "ready": self._have_launched,
            "flying_out": self._watch,
            "at_hall": self._watch,
            "unloaded": self._watch,
            "swapped": self._home,
            "flying_home": self._watch,
            "came_back": self._unload,
        }
        self._apron = apron
        self._scanner = apron.scanner
        self._diary = apron.scanner.diary
        self._give_up_at: datetime | None = None
        self._rung_at: datetime | None = None
        self._asked_at: datetime | None = None
        self._gives_way_until: datetime | None = None
        self._asked_home = 0

    async def _load(self, sortie: Sortie) -> None:
        """When all of the load is at the hub, scan it on board."""
        waiting = await self._scanner.tasks("give", self._apron.craft)
        here = [each["code"] for each in waiting if each["code"] in sortie["parcels"]]
        chilled = any(each["temperature"] == _CHILLED for each in waiting)
        if chilled and (await self._corridor_taken(sortie) or await self._gives_way(sortie)):
            return  # it stays in the cold until the aircraft can go
        if set(sortie["parcels"]) == {*here, *sortie["on_board"]}:
            for code in here:
                await self._scanner.hand_over(code, self._apron.craft)
            self._give_up_at = None  # from now on it waits for its gates
        elif not await self._gave_up(sortie, "its goods are not at the hub"):
            await self._diary.sleep(_LOOK_MIN)

    async def _prepare(self, sortie: Sortie) -> None:
        """Ring the hall, and have the flight prepared when nothing speaks against it."""
        if await self._corridor_taken(sortie) or await self._gives_way(sortie):
            return
        closed, now = _besides_corridor(sortie), self._diary.now()
        reason = in_words(closed)
        if closed:
            self._ring(sortie, closed)
        elif self._asked_at is not None and now < self._asked_at + _ASK_AGAIN:
            reason = in_words(shut(flight_of(sortie).get("gates", ())))
        else:
            asked = await self._scanner.client.send(f"{path_of(sortie)}/prepare", {})
            self._asked_at = now
            if asked.ok:
                return
            reason = f"it could not be prepared: {asked.code}"
        if not await self._gave_up(sortie, reason):
            await self._diary.sleep(_LOOK_MIN / 2)

    async def _wait_for_desk(self, sortie: Sortie) -> None:
        self._asked_at = self._asked_at or self._diary.now()
        waited = self._diary.now() - self._asked_at
        if waited < _DESK_PATIENCE and self._until_last_launch(sortie):
            await self._diary.sleep(_DESK_LOOK_MIN if waited < _RING_AGAIN else _LOOK_MIN / 2)
        else:
            await self._call_off(sortie, "the aircraft does not answer")

    async def _have_launched(self, sortie: Sortie) -> None:
        """All gates passed; the launch authority looks, and launches or says why not."""
        if waits_for_answer(flight_of(sortie), "launch"):
            await self._diary.sleep(_DESK_LOOK_MIN)
        elif await self._corridor_taken(sortie):
            return
        elif closed := shut(sortie["gates"]):
            self._ring(sortie, closed)
            if not await self._gave_up(sortie, in_words(closed)):
                await self._diary.sleep(_LOOK_MIN / 2)
        else:
            await self._ask_for_launch()
            await self._diary.sleep(_DESK_LOOK_MIN)

    async def _gives_way(self, sortie: Sortie) -> bool:
        """Wait a little for another that has to launch sooner: there is one corridor for both."""
        now = self._diary.now()
        self._gives_way_until = self._gives_way_until or now + _COURTESY
        if now >= self._gives_way_until:
            return False
        for other in await sorties_of(self._scanner.client, self._apron.service_day):
            before = (other["last_launch_at"], other["id"]) < (
                sortie["last_launch_at"],
                sortie["id"],
            )
            if before and other["state"] in BEFORE_LAUNCH:
                await self._diary.sleep(_LOOK_MIN / 2)
                return True
        return False

    async def _corridor_taken(self, sortie: Sortie) -> bool:
        """Wait while another flies there: that ends by itself, and tries nobody's patience.

        A hall that has not answered is rung all the same.
        """
        closed = shut(sortie["gates"])
        unanswered = self._rung_at is not None and not sortie["words"]
        if unanswered or all(gate["name"] != _CORRIDOR for gate in closed):
            return False
        if not self._until_last_launch(sortie):
            await self._call_off(sortie, in_words(closed))
        self._give_up_at = None
        await self._diary.sleep(_LOOK_MIN)
        return True

    async def _home(self, sortie: Sortie) -> None:
        """The hall has said that all is clear: launch, or prepare once more what was refused."""
        flight = sortie["home"]
        closed = shut(sortie["gates"])
        if flight is None or waits_for_answer(flight, "prepare"):
            await self._diary.sleep(_LOOK_MIN / 4)
        elif waits_for_answer(flight, "launch"):
            await self._diary.sleep(_DESK_LOOK_MIN)
        elif closed:
            if all(gate["name"] != _CORRIDOR for gate in closed):
                self._ring(sortie, closed)
            await self._diary.sleep(_LOOK_MIN)
        elif sortie["home_ready"]:
            await self._ask_for_launch()
            await self._diary.sleep(_DESK_LOOK_MIN)
        else:
            self._asked_home += 1
            await self._scanner.client.send(f"{path_of(sortie)}/prepare", {})
            # What was refused again and again is looked at, not asked for the tenth time.
            await self._diary.sleep(min(20.0, _LOOK_MIN * self._asked_home))

    async def _watch(self, sortie: Sortie) -> None:
        await self._diary.sleep(_LOOK_MIN)

    async def _unload(self, sortie: Sortie) -> None:
        """What came back goes through the hub's hands to the van."""
        await unload(self._apron)
        await self._diary.sleep(_DESK_LOOK_MIN)

    async def _ask_for_launch(self) -> None:
        apron = self._apron
        apron.launches_asked += 1
        self._diary.tell(launch_wanted(apron.aircraft, apron.launches_asked))
        answered = launch_answered(apron.aircraft, apron.launches_asked)
        await self._diary.hear(answered, self._scanner.latest)

    def _ring(self, sortie: Sortie, closed: list[Gate]) -> None:
        """Ring the hall when its word is missing or old, now and then again."""
        if not any(gate["name"] in _SPOKEN for gate in closed):
            return
        hall, now = sortie["hall"], self._diary.now()
        if self._rung_at is not None and now - self._rung_at < _RING_AGAIN:
            return
        self._rung_at = now
        self._apron.rings[hall] += 1
        self._diary.tell(hall_called(hall, self._apron.rings[hall]))

    async def _gave_up(self, sortie: Sortie, reason: str) -> bool:
        """Call it off when it has waited for too long; True when the van brings it now."""
        now = self._diary.now()
        self._give_up_at = self._give_up_at or now + PATIENCE
        if now < self._give_up_at and self._until_last_launch(sortie):
            return False
        return await self._call_off(sortie, reason)

    def _until_last_launch(self, sortie: Sortie) -> bool:
        last_launch_at = datetime.fromisoformat(sortie["last_launch_at"])
        return self._diary.now() < last_launch_at - _BEFORE_THE_LAST_LAUNCH

    async def _call_off(self, sortie: Sortie, reason: str) -> bool:
        answer = await self._scanner.client.send(f"{path_of(sortie)}/cancel", {"reason": reason})
        return answer.ok


def _besides_corridor(sortie: Sortie) -> list[Gate]:
    """What else is closed; the corridor alone where nothing else is."""
    closed = shut(sortie["gates"])
    return [gate for gate in closed if gate["name"] != _CORRIDOR] or closed


async def unload(apron: Apron) -> None:
    """Scan off the aircraft whatever is to go back to the hub."""
    as_craft = apron.scanner.acting_as(apron.craft)
    for parcel in await as_craft.tasks("give", apron.scanner.me):
        await as_craft.hand_over(parcel["code"], apron.scanner.me)
