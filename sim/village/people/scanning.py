"""Scanning: how anybody works through the parcels that change hands at one meeting.

Owns one side's scans, with the slips that happen: a lost answer, the same parcel twice. Each side
works at its own pace; which of the two scans a parcel first is left to chance.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sim.village.people.client import Answer, Client
from sim.village.people.diary import Diary
from sim.village.people.facts import Keeper, brings, calls_on, has_scanned

Parcel = dict[str, Any]

TOO_WARM = "too-warm"
"""What was too long without cold is refused at the door, and goes back."""
_SCAN_MIN = 0.05
_LOST_ANSWER, _SCANNED_TWICE = 0.03, 0.03


@dataclass
class Scanner:
    """One person with a phone, acting as one keeper, until the day's `latest` moment."""

    client: Client
    diary: Diary
    chance_of: Callable[[str], random.Random]
    me: Keeper
    latest: datetime

    async def tasks(self, side: str, other: Keeper | None = None) -> list[Parcel]:
        """What the page lists for this keeper; `side` is "give" or "take"."""
        listed = (await self.client.get("/handovers"))[side]
        mine, theirs = ("keeper", "next_keeper") if side == "give" else ("next_keeper", "keeper")
        own = [
            parcel
            for parcel in listed
            if keeper_of(parcel, mine) == self.me and other in (None, keeper_of(parcel, theirs))
        ]
        return sorted(own, key=_looks)

    async def wait_for(self, mover: Keeper) -> None:
        """Stand ready: meet this mover whenever it calls, until `latest`."""
        number = 1
        while await self.diary.hear(calls_on(mover, self.me, number), self.latest):
            await self.meet(mover, number)
            number += 1

    async def meet(self, mover: Keeper, number: int) -> int:
        """Do one's side of a call: take what it brings, or give what it fetches; how many."""
        brought = await self.diary.hear(brings(mover, self.me, number), self.diary.now())
        return await self.scan_all(mover, "take" if brought else "give", number)

    async def call_on(self, desk: Keeper, side: str, number: int) -> int:
        """Come to somebody who waits, and do one's side; returns how many parcels."""
        if side == "give":
            self.diary.tell(brings(self.me, desk, number))
        self.diary.tell(calls_on(self.me, desk, number))
        return await self.scan_all(desk, side, number)

    async def scan_all(self, other: Keeper, side: str, number: int) -> int:
        """Scan everything that goes to or comes from `other`, and wait until they are through.

        Returns how many parcels.
        """
        done: set[str] = set()
        while todo := [p for p in await self.tasks(side, other) if p["code"] not in done]:
            # The two sides begin at different ends of the table.
            for parcel in todo if side == "give" else reversed(todo):
                await self._scan_listed(parcel, side)
                done.add(parcel["code"])
        self.diary.tell(has_scanned(self.me, other, number))
        if not await self.diary.hear(has_scanned(other, self.me, number), self.latest):
            self.client.postbox.complain(self.client.person, f"{other} never finished scanning")
        return len(done)

    async def lay_out(self, kind: str) -> None:
        """Scan what goes to somebody of this kind, and leave it where they take it without me."""
        for parcel in await self.tasks("give"):
            following = keeper_of(parcel, "next_keeper")
            if following and following[0] == kind:
                await self._scan_listed(parcel, "give")

    async def take_what_lies_ready(self, other: Keeper) -> None:
        """Scan what somebody who is not there has laid out."""
        for parcel in await self.tasks("take", other):
            if (parcel["handover"] or {}).get("state") == "given":
                await self._scan_listed(parcel, "take")

    async def _scan_listed(self, parcel: Parcel, side: str) -> None:
        chance = self.chance_of(f"{side}/{'/'.join(map(str, _looks(parcel)))}")
        await self.diary.sleep(_SCAN_MIN)
        await self.scan(parcel["code"], side, chance)

    async def scan(self, code: str, side: str, chance: random.Random, **at_the_door: Any) -> Answer:
        """One scan that ought to pass, with the slips of hands and network."""
        body: dict[str, Any] = {"code": code, "side": side, **at_the_door}
        if not at_the_door:
            body["as"] = {"kind": self.me[0], "id": self.me[1]}
        lost, twice = chance.random() < _LOST_ANSWER, chance.random() < _SCANNED_TWICE
        answer = await self.client.send("/handovers", body, forget_answer=lost)
        if answer.ok and twice:
            await self.client.send_wrongly("/handovers", body)
        elif (
            not answer.ok
            and answer.code != TOO_WARM
            and (at_the_door or await self._asked_for(code, side))
        ):
            self.client.postbox.complain(
                self.client.person,
                f"the scan {body} was refused: {answer.status} {answer.body}",
            )
        return answer

    async def _asked_for(self, code: str, side: str) -> bool:
        """Whether the page still lists this parcel: a new plan may have come between."""
        return code in {parcel["code"] for parcel in await self.tasks(side)}

    async def hand_over(self, code: str, other: Keeper) -> None:
        """Both sides of a handover with one's own phone, for what cannot hold one itself."""
        chance = self.chance_of(f"hand over/{'/'.join(other)}")
        beside = self.acting_as(other)
        await self.diary.sleep(_SCAN_MIN)
        await self.scan(code, "give", chance)
        await self.diary.sleep(_SCAN_MIN)
        await beside.scan(code, "take", chance)

    def acting_as(self, keeper: Keeper) -> Scanner:
        """The same phone for a vehicle that this person stands beside."""
        return replace(self, me=keeper)

    async def scan_wrongly(self, code: str, side: str) -> Answer:
        """A scan that is not this person's to make."""
        acting_as = {"kind": self.me[0], "id": self.me[1]}
        body = {"code": code, "side": side, "as": acting_as}
        return await self.client.send_wrongly("/handovers", body)


def keeper_of(parcel: Parcel, which: str) -> Keeper | None:
    """The parcel's "keeper" or "next_keeper"."""
    keeper = parcel.get(which)
    return (keeper["kind"], keeper["id"]) if keeper else None


def _looks(parcel: Parcel) -> tuple[str, str, int, str]:
    """What tells parcels apart but their codes, which are drawn anew each time."""
    goods = ",".join(f"{part['jan']}x{part['quantity']}" for part in parcel["contents"])
    return parcel["household"], parcel["temperature"], parcel["mass_g"], goods
