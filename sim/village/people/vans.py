"""Vans: a driver's tours over the halls, and what the van fetches from there.

Owns one van's day. A new plan may give legs other names or another tour, so the plan is read
again before each step; what came back by air, or never flew, makes a second tour.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sim.village.people.carriers import (
    EVENING_LOOKS_BEGIN,
    Leg,
    Telephone,
    Valley,
    drive,
    own_legs,
)
from sim.village.people.facts import (
    AT_THE_HUB,
    VAN_HAS_LEFT,
    Keeper,
    at_hall_again,
    gives_back,
    has_fetched,
    leaves_hall,
)
from sim.village.people.scanning import Parcel, Scanner, keeper_of

_AT_HUB_EARLY = timedelta(minutes=15)
_LOOK_MIN, _IDLE_LOOK_MIN, _UNLOADING_MIN = 2.0, 10.0, 5.0
_LONGEST_ROUND_TRIP = timedelta(minutes=20)
_NOT_AT_ONCE_AGAIN = timedelta(minutes=15)


async def drive_van(scanner: Scanner, service_day: str, valley: Valley) -> None:
    """Drive every tour that the plan has for this van, and fetch what nobody took."""
    diary = scanner.diary
    if not await diary.hear(AT_THE_HUB, scanner.latest):
        return
    van = Van(scanner, service_day, valley)
    while diary.now() + _LONGEST_ROUND_TRIP < scanner.latest:
        if await van.next_tour():
            await van.drive_tour()
        elif await van.halls_to_fetch_from(valley.hub[1]):
            await van.fetch_back()
        else:
            await van.wait()


class Van:
    """One van and its driver on one day."""

    def __init__(self, scanner: Scanner, service_day: str, valley: Valley) -> None:
        self._scanner = scanner
        self._diary = scanner.diary
        self._day = service_day
        self._valley = valley
        self._hub = valley.hub
        self._calls: Counter[Keeper] = Counter()
        self._walks: Counter[str] = Counter()
        self._tours = 0
        self._fetched = 0
        self._telephone = Telephone(self._diary, valley.volunteers, gives_back)

    async def next_tour(self) -> list[Leg]:
        """The legs of the next tour, as planned now; none when there is no tour to drive."""
        tour: list[Leg] = []
        for leg in await own_legs(self._scanner, self._day):
            if tour and leg["start"] == self._hub[1]:
                break
            tour.append(leg)
        return tour

    async def drive_tour(self) -> None:
        """Load, drive from hall to hall, hand over, drive home with what was left there."""
        tour = await self._load()
        if not tour:
            return
        self._tours += 1
        for leg in tour:
            self._diary.tell(VAN_HAS_LEFT)
            await self._drive(leg)
            for volunteer in await self._waiting_at("give", leg["end"]):
                await self._call(volunteer, "give")
            await self._take_along(leg["end"])
        await self._home_from(tour[-1]["end"])

    async def halls_to_fetch_from(self, here: str) -> list[str]:
        """In the evening: the halls where a volunteer keeps something for this van.

        Those that it can reach from `here` and be back at the hub in time.
        """
        if self._diary.now() < self._scanner.latest - EVENING_LOOKS_BEGIN:
            return []
        left = await self._scanner.tasks("take")
        halls = sorted({parcel["hall"] for parcel in left if _with_volunteer(parcel)})
        return [hall for hall in halls if self._can_fetch(here, hall)]

    async def fetch_back(self) -> None:
        """Hall by hall until nobody has anything left, and bring it all to the hub."""
        chance = self._scanner.chance_of(f"fetch back/{self._tours}")
        self._tours += 1
        here, seen_at = self._hub[1], dict[str, datetime]()
        while True:
            hall = await self._next_hall(here, seen_at)
            if hall is not None:
                await self._diary.sleep(self._valley.minutes(here, hall, chance))
                here = hall
            elif await self._worth_waiting(here):
                await self._telephone.wait(_LOOK_MIN)
            else:
                break
            await self._take_along(here)
            seen_at[here] = self._diary.now()
        await self._home_from(here)

    async def _next_hall(self, here: str, seen_at: Mapping[str, datetime]) -> str | None:
        """Another hall where something waits; those last where a second try may bring more."""
        now = self._diary.now()
        halls = [
            hall
            for hall in await self.halls_to_fetch_from(here)
            if hall != here and (hall not in seen_at or now - seen_at[hall] > _NOT_AT_ONCE_AGAIN)
        ]
        if not halls:
            return None
        trying = {
            parcel["hall"]
            for parcel in await self._with_volunteers()
            if (following := keeper_of(parcel, "next_keeper")) and following[0] == "resident"
        }
        return min(halls, key=lambda hall: (hall in trying, hall))

    async def _worth_waiting(self, hall: str) -> bool:
        """Whether its volunteers still have goods, and the hub is reached in time after that.

        A van hardly comes twice of an evening: what is still to be tried at a door when it has
        left would stay with the volunteer over night.
        """
        if hall == self._hub[1] or not self._can_fetch(hall, hall):
            return False
        return any(parcel["hall"] == hall for parcel in await self._with_volunteers())

    async def _with_volunteers(self) -> list[Parcel]:
        plan = await self._scanner.client.get(f"/plans/{self._day}")
        return [parcel for parcel in plan["parcels"] if _with_volunteer(parcel)]

    def _can_fetch(self, here: str, hall: str) -> bool:
        """Whether there is time to drive to a hall and from there to the hub."""
        roads = self._valley.roads
        minutes = roads[hall, self._hub[1]] + (roads[here, hall] if here != hall else 0.0)
        return self._soon(minutes + _UNLOADING_MIN) < self._scanner.latest

    async def wait(self) -> None:
        """Until somebody rings, or it is time to look by oneself."""
        await self._telephone.wait(_IDLE_LOOK_MIN)

    async def _load(self) -> list[Leg]:
        """Be at the hub in time, and load when all of the tour is there: the tour as it stands."""
        while (tour := await self.next_tour()) and self._diary.now() < self._scanner.latest:
            early = datetime.fromisoformat(tour[0]["depart_at"]) - _AT_HUB_EARLY
            if self._diary.now() < early:
                # Not to the last moment: a new plan may want it earlier.
                soon = self._diary.now() + timedelta(minutes=_IDLE_LOOK_MIN)
                await self._diary.sleep_until(min(early, soon))
                continue
            wanted = {code for leg in tour for code in leg["parcels"]}
            here = {parcel["code"] for parcel in await self._scanner.tasks("take", self._hub)}
            # What a later tour brings may have been loaded with an earlier one.
            on_board = {parcel["code"] for parcel in await self._scanner.tasks("give")}
            if wanted <= here | on_board:
                if here:
                    await self._call(self._hub, "take")
                # Once the van is loaded, no new plan touches its tour any more.
                if tour := await self.next_tour():
                    await self._diary.sleep_until(datetime.fromisoformat(tour[0]["depart_at"]))
                return tour
            await self._diary.sleep(_LOOK_MIN)
        return []

    async def _drive(self, leg: Leg) -> None:
        tour = "" if self._tours == 1 else f"/{self._tours}"
        chance = self._scanner.chance_of(f"van/{leg['end']}{tour}")
        await drive(self._scanner, leg, self._valley.minutes(leg["start"], leg["end"], chance))

    async def _take_along(self, hall: str) -> None:
        """What its volunteers have for this van; of who is at a door, what lies ready."""
        for volunteer in await self._waiting_at("take", hall):
            if await self._is_there(volunteer):
                await self._call(volunteer, "take")
            else:
                await self._scanner.take_what_lies_ready(volunteer)

    async def _is_there(self, volunteer: Keeper) -> bool:
        """Whether this volunteer is not at a door just now."""
        _, name = volunteer
        now = self._diary.now()
        while await self._diary.hear(leaves_hall(name, self._walks[name] + 1), now):
            self._walks[name] += 1
        walks = self._walks[name]
        return walks == 0 or await self._diary.hear(at_hall_again(name, walks), now)

    async def _home_from(self, hall: str) -> None:
        chance = self._scanner.chance_of(f"home/{self._tours}")
        await self._diary.sleep(self._valley.minutes(hall, self._hub[1], chance))
        if await self._scanner.tasks("give", self._hub):
            await self._call(self._hub, "give")
            self._fetched += 1
            self._diary.tell(has_fetched(self._scanner.me, self._fetched))

    async def _call(self, desk: Keeper, side: str) -> None:
        self._calls[desk] += 1
        await self._scanner.call_on(desk, side, self._calls[desk])

    def _soon(self, minutes: float) -> datetime:
        return self._diary.now() + timedelta(minutes=minutes)

    async def _waiting_at(self, side: str, hall: str) -> list[Keeper]:
        """The volunteers of this hall to whom, or from whom, something goes."""
        which = "next_keeper" if side == "give" else "keeper"
        parcels = [each for each in await self._scanner.tasks(side) if each["hall"] == hall]
        keepers = {keeper_of(parcel, which) for parcel in parcels}
        return sorted(keeper for keeper in keepers if keeper and keeper[0] == "volunteer")


def _with_volunteer(parcel: dict[str, Any]) -> bool:
    return parcel["keeper"]["kind"] == "volunteer"
