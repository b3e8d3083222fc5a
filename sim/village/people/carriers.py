"""Carriers: what all drivers do, and the supporter's car between store and hub.

Owns the driving of legs as the plan's page shows them, and the car. Vans stand in `vans`.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sim.village.people.diary import Diary
from sim.village.people.facts import AT_THE_HUB, AT_THE_RAMP, Keeper, has_fetched
from sim.village.people.scanning import Scanner

Leg = dict[str, Any]
Roads = Mapping[tuple[str, str], float]
"""Minutes from place to place, as everybody in the valley knows them."""

_LOADING = timedelta(minutes=10)
_EVENING_LOOK_MIN = 15.0
_UNLOADING_MIN = 4.0
EVENING_LOOKS_BEGIN = timedelta(hours=3)
"""Before the end of the day: from then on the carriers look for what is to come back."""


@dataclass(frozen=True)
class Valley:
    """What every carrier knows: where store and hub are, how long the roads take, who may ring."""

    store: Keeper
    hub: Keeper
    roads: Roads
    vans: tuple[Keeper, ...]
    volunteers: tuple[Keeper, ...]

    def minutes(self, start: str, end: str, chance: random.Random) -> float:
        """A drive as it turns out today."""
        return self.roads[start, end] * chance.uniform(0.92, 1.08) if start != end else 0.0


@dataclass
class Telephone:
    """Hears those ring who have something to be brought back, each ring once."""

    diary: Diary
    callers: Sequence[Keeper]
    words: Callable[[Keeper, int], str]

    def __post_init__(self) -> None:
        self._heard: Counter[Keeper] = Counter()

    async def wait(self, minutes: float) -> None:
        """Wait until somebody rings, at most so many minutes."""
        rings = {self.words(each, self._heard[each] + 1): each for each in self.callers}
        until = self.diary.now() + timedelta(minutes=minutes)
        if heard := await self.diary.hear_any(list(rings), until):
            self._heard[rings[heard]] += 1


async def drive_car(scanner: Scanner, service_day: str, valley: Valley) -> None:
    """The supporter: store to hub once, and what comes back from the hub to the store."""
    diary = scanner.diary
    if not await diary.hear(AT_THE_RAMP, scanner.latest):
        return
    calls = 1
    while legs := await own_legs(scanner, service_day):
        chance = scanner.chance_of(f"car/{calls}")
        await diary.sleep_until(datetime.fromisoformat(legs[0]["depart_at"]) - _LOADING)
        # The plan may have been made anew since: what counts is the one at the ramp.
        leg = (await own_legs(scanner, service_day))[0]
        depart_at = datetime.fromisoformat(leg["depart_at"])
        await scanner.call_on(valley.store, "take", calls)
        await diary.sleep_until(depart_at)
        await drive(scanner, leg, valley.minutes(leg["start"], leg["end"], chance))
        diary.tell(AT_THE_HUB)
        await scanner.call_on(valley.hub, "give", calls)
        calls += 1
    await _bring_back(scanner, valley, max(calls, 2))


async def _bring_back(scanner: Scanner, valley: Valley, calls: int) -> None:
    """Bring what nobody took from the hub to the store, while there is time for both ways."""
    diary, chance = scanner.diary, scanner.chance_of("bring back")
    telephone = Telephone(diary, valley.vans, has_fetched)
    await diary.sleep_until(scanner.latest - EVENING_LOOKS_BEGIN)
    out_and_home_min = 2 * valley.roads[valley.hub[1], valley.store[1]] + _UNLOADING_MIN
    while diary.now() + timedelta(minutes=out_and_home_min) < scanner.latest:
        if await scanner.tasks("take", valley.hub):
            await diary.sleep(valley.minutes(valley.store[1], valley.hub[1], chance))
            await scanner.call_on(valley.hub, "take", calls)
            await diary.sleep(valley.minutes(valley.hub[1], valley.store[1], chance))
            await scanner.call_on(valley.store, "give", calls)
            calls += 1
        else:
            await telephone.wait(_EVENING_LOOK_MIN)


async def own_legs(scanner: Scanner, service_day: str) -> list[Leg]:
    """The legs of the latest plan that this vehicle drives, in order of departure."""
    plan = await scanner.client.get(f"/plans/{service_day}")
    own = [
        leg
        for leg in plan["legs"]
        if (leg["carrier"]["kind"], leg["carrier"]["id"]) == scanner.me
        and leg["state"] == "planned"
    ]
    return sorted(own, key=lambda leg: leg["depart_at"])


async def drive(scanner: Scanner, leg: Leg, minutes: float) -> None:
    """Say that the leg departs, drive, say that it has arrived."""
    path = f"/legs/{leg['service_day']}/{leg['id']}"
    await scanner.client.post(f"{path}/depart", {})
    await scanner.diary.sleep(minutes)
    await scanner.client.post(f"{path}/arrive", {})
