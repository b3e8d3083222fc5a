"""Volunteers: they take the goods at the hall and hand them over at the doors.

Owns one volunteer's afternoon: the vans, the rounds, the second tries, and giving back what nobody
took. Aircraft are received beside it (`reception`); while one needs the volunteer, nobody walks.
Who is at home is the village's affair and passed in (`Doorsteps`).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sim.village.people.facts import (
    AT_A_DOOR,
    AT_THE_HUB,
    Keeper,
    aircraft_seen_to,
    at_hall_again,
    calls_on,
    gives_back,
    leaves_hall,
)
from sim.village.people.reception import AtTheHall
from sim.village.people.scanning import Parcel, Scanner, keeper_of

_DOOR_MIN = 3.0
_TRY_WRONG_PARCEL = 0.35
_SOON, _OVERDUE = timedelta(minutes=25), timedelta(minutes=12)
"""A round begins when all has come that is due soon; what is overdue is not waited for."""


@dataclass(frozen=True)
class Doorsteps:
    """What a volunteer finds at the doors. Cards hang there, so their codes are seen there only.

    `absences`: household → how many times nobody opens. `worried`: where the volunteer worries.
    """

    cards: Mapping[str, str]
    walk_min: Mapping[str, float]
    absences: Mapping[str, int]
    worried: Mapping[str, str]


async def bring_to_doors(
    scanner: Scanner,
    service_day: str,
    doors: Doorsteps,
    place: AtTheHall,
    vans: Sequence[Keeper],
) -> None:
    """Meet the vans, walk the rounds, try again where nobody was, give back what is left."""
    if await scanner.diary.hear(AT_THE_HUB, scanner.latest):
        await _Afternoon(scanner, service_day, doors, place, vans).spend()


class _Afternoon:
    """One volunteer between hall and doors."""

    def __init__(
        self,
        scanner: Scanner,
        service_day: str,
        doors: Doorsteps,
        place: AtTheHall,
        vans: Sequence[Keeper],
    ) -> None:
        self._scanner = scanner
        self._diary = scanner.diary
        self._day = service_day
        self._doors = doors
        self._place = place
        self._vans = vans
        self._met: Counter[Keeper] = Counter()
        self._absent: Counter[str] = Counter()
        self._again: dict[str, datetime] = {}
        self._given_up = 0

    async def spend(self) -> None:
        """Until the day ends: walk when there is something to bring, else stand at the hall."""
        while self._diary.now() < self._scanner.latest:
            await self._meet_waiting_vans()
            until = self._scanner.latest
            if not self._place.receiving and (due := await self._due_at_doors()):
                coming = await self._coming()
                if coming is None:
                    await self._walk(due)
                    continue
                until = coming
            tries = [at for at in self._again.values() if at > self._diary.now()]
            await self._wait(min([until, *tries]))

    async def _wait(self, until: datetime) -> None:
        """Stand at the hall until a van calls, an aircraft has been seen to, or until then."""
        calls = {calls_on(van, self._scanner.me, self._met[van] + 1): van for van in self._vans}
        seen_to = aircraft_seen_to(self._place.volunteer, self._place.received + 1)
        heard = await self._diary.hear_any([*calls, seen_to], until)
        if heard in calls:
            await self._meet(calls[heard])

    async def _meet_waiting_vans(self) -> bool:
        """Whether one stood there."""
        before = self._met.total()
        for van in self._vans:
            call = calls_on(van, self._scanner.me, self._met[van] + 1)
            while await self._diary.hear(call, self._diary.now()):
                await self._meet(van)
                call = calls_on(van, self._scanner.me, self._met[van] + 1)
        return self._met.total() > before

    async def _meet(self, van: Keeper) -> None:
        self._met[van] += 1
        if self._met.total() == 1:
            await self._grab_wrong_parcel()
        await self._scanner.meet(van, self._met[van])

    async def _grab_wrong_parcel(self) -> None:
        """Reach for a parcel on the van that is another volunteer's: refused."""
        parcels = (await self._scanner.client.get(f"/plans/{self._day}"))["parcels"]
        me = "/".join(self._scanner.me)
        others = [
            p
            for p in parcels
            if p["hall"] == self._place.hall
            and me not in p["way"]
            and not any(keeper.startswith("aircraft/") for keeper in p["way"])
        ]
        chance = self._scanner.chance_of("grab")
        if others and chance.random() < _TRY_WRONG_PARCEL:
            await self._scanner.scan_wrongly(chance.choice(others)["code"], "take")

    async def _due_at_doors(self) -> dict[str, list[Parcel]]:
        """By household: what the volunteer has for the doors, and whose time has come."""
        due: dict[str, list[Parcel]] = defaultdict(list)
        for parcel in await self._scanner.tasks("give"):
            following = keeper_of(parcel, "next_keeper")
            if following and following[0] == "resident":
                due[parcel["household"]].append(parcel)
        now = self._diary.now()
        return {each: own for each, own in due.items() if self._again.get(each, now) <= now}

    async def _coming(self) -> datetime | None:
        """Until when to wait for goods that are due soon; None when there are none."""
        plan = await self._scanner.client.get(f"/plans/{self._day}")
        me = "/".join(self._scanner.me)
        mine = {each["code"] for each in plan["parcels"] if me in each["way"][each["position"] :]}
        held = {each["code"] for each in await self._scanner.tasks("give")}
        now, latest = self._diary.now(), None
        for leg in (*plan["legs"], *plan["air"]):
            on_the_way = leg["mode"] in ("van", "air") and leg["state"] in ("planned", "under_way")
            if not on_the_way or not (set(leg["parcels"]) & mine) - held:
                continue
            arrive_at = datetime.fromisoformat(leg["arrive_at"])
            if now < arrive_at + _OVERDUE and arrive_at < now + _SOON:
                latest = max(latest or now, arrive_at + _OVERDUE)
        return latest

    async def _walk(self, due: dict[str, list[Parcel]]) -> None:
        """One household after the other in the order of the plan, until something comes."""
        plan = await self._scanner.client.get(f"/plans/{self._day}")
        etas = {parcel["household"]: parcel["eta"] or "" for parcel in plan["parcels"]}
        for household in sorted(due, key=lambda each: (etas.get(each, ""), each)):
            await self._scanner.lay_out("van")  # it may come meanwhile
            self._place.out, self._place.walks = True, self._place.walks + 1
            self._diary.tell(leaves_hall(self._place.volunteer, self._place.walks))
            await self._visit(household)
            self._place.out = False
            self._diary.tell(at_hall_again(self._place.volunteer, self._place.walks))
            if await self._meet_waiting_vans() or self._place.receiving:
                return  # there may be more for the same doors now

    async def _visit(self, household: str) -> None:
        """Walk there, ring, hand over or note the absence, walk back."""
        walk_min = self._doors.walk_min[household]
        await self._diary.sleep(walk_min)
        self._diary.tell(AT_A_DOOR)
        self._again.pop(household, None)
        # What has been too long without cold meanwhile is not for this door any more.
        parcels = (await self._due_at_doors()).get(household, [])
        if not parcels:
            await self._diary.sleep(walk_min)
            return
        if self._doors.absences.get(household, 0) > self._absent[household]:
            note = "nobody opened; the paper is still in the box"
            body = {"household": household, "outcome": "absent", "note": note}
            noted = await self._scanner.client.post("/visits", body)
            self._absent[household] += 1
            if noted.get("second_try_at"):
                self._again[household] = datetime.fromisoformat(noted["second_try_at"])
            else:
                self._given_up += 1
                self._diary.tell(gives_back(self._scanner.me, self._given_up))
        else:
            await self._diary.sleep(_DOOR_MIN)
            for parcel in parcels:
                await self._hand_over(household, parcel)
        await self._diary.sleep(walk_min)

    async def _hand_over(self, household: str, parcel: Parcel) -> None:
        scanner, code = self._scanner, parcel["code"]
        goods = ",".join(part["jan"] for part in parcel["contents"])
        chance = scanner.chance_of(f"door/{household}/{goods}")
        worry = self._doors.worried.get(household)
        card: dict[str, Any] = {"card": self._doors.cards[household]}
        card |= {"welfare": "worried", "note": worry} if worry else {"welfare": "well"}
        if chance.random() < 0.5:
            await scanner.scan(code, "give", chance)
            await scanner.scan(code, "take", chance, **card)
        else:
            await scanner.scan(code, "take", chance, **card)
            await scanner.scan(code, "give", chance)
