"""Carriers: the supporter with a car and the driver of a van, each following the day's plan.

Owns the driving of one vehicle: load, depart, arrive, hand over, and in the evening fetch what
nobody took. Knows the plan as the page shows it.
"""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sim.village.people.facts import AT_THE_HUB, AT_THE_RAMP, VAN_HAS_LEFT, Keeper
from sim.village.people.scanning import Scanner, keeper_of

Leg = dict[str, Any]
Roads = Mapping[tuple[str, str], float]
"""Minutes from place to place, as everybody in the valley knows them."""

_LOADING = timedelta(minutes=10)
_AT_HUB_EARLY = timedelta(minutes=15)
_LOOK_MIN, _EVENING_LOOK_MIN = 2.0, 15.0
_EVENING_LOOKS_BEGIN = timedelta(hours=3)


@dataclass(frozen=True)
class Valley:
    """What every carrier knows: where store and hub are, and how long the roads take."""

    store: Keeper
    hub: Keeper
    roads: Roads

    def minutes(self, start: str, end: str, chance: random.Random) -> float:
        """A drive as it turns out today."""
        return self.roads[start, end] * chance.uniform(0.92, 1.08) if start != end else 0.0


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
    diary, chance = scanner.diary, scanner.chance_of("bring back")
    await diary.sleep_until(scanner.latest - _EVENING_LOOKS_BEGIN)
    home_min = valley.roads[valley.hub[1], valley.store[1]]
    while diary.now() + timedelta(minutes=home_min) < scanner.latest:
        if await scanner.tasks("take", valley.hub):
            await diary.sleep(valley.minutes(valley.store[1], valley.hub[1], chance))
            await scanner.call_on(valley.hub, "take", calls)
            await diary.sleep(valley.minutes(valley.hub[1], valley.store[1], chance))
            await scanner.call_on(valley.store, "give", calls)
            calls += 1
        await diary.sleep(_EVENING_LOOK_MIN)


async def drive_van(scanner: Scanner, service_day: str, valley: Valley) -> None:
    """The driver: the tour over the halls, and in the evening the halls where goods are left."""
    diary = scanner.diary
    if not await diary.hear(AT_THE_HUB, scanner.latest):
        return
    legs = await own_legs(scanner, service_day)
    calls: dict[Keeper, int] = {}
    if legs:
        await _load(scanner, legs, valley)
    for number, leg in enumerate(legs):
        chance = scanner.chance_of(f"van/{leg['end']}")
        if number == 0:
            diary.tell(VAN_HAS_LEFT)
        await drive(scanner, leg, valley.minutes(leg["start"], leg["end"], chance))
        for volunteer in await _waiting_at(scanner, "give", leg["end"]):
            calls[volunteer] = 1
            await scanner.call_on(volunteer, "give", 1)
    if legs:
        way = (legs[-1]["end"], valley.hub[1])
        await diary.sleep(valley.minutes(*way, scanner.chance_of("home")))
    await _fetch_back(scanner, valley, calls)


async def _load(scanner: Scanner, legs: list[Leg], valley: Valley) -> None:
    """Be at the hub in time, and load when everything for this van is there."""
    depart_at = datetime.fromisoformat(legs[0]["depart_at"])
    wanted = {code for leg in legs for code in leg["parcels"]}
    await scanner.diary.sleep_until(depart_at - _AT_HUB_EARLY)
    while not wanted <= {parcel["code"] for parcel in await scanner.tasks("take", valley.hub)}:
        await scanner.diary.sleep(_LOOK_MIN)
    await scanner.call_on(valley.hub, "take", 1)
    await scanner.diary.sleep_until(depart_at)


async def _fetch_back(scanner: Scanner, valley: Valley, calls: dict[Keeper, int]) -> None:
    """Fetch from the volunteers what nobody took, hall by hall, and bring it to the hub."""
    diary, chance = scanner.diary, scanner.chance_of("fetch back")
    hub, trips = valley.hub[1], 2
    await diary.sleep_until(scanner.latest - _EVENING_LOOKS_BEGIN)
    while diary.now() + timedelta(minutes=20) < scanner.latest:
        left = await scanner.tasks("take")
        halls = sorted({parcel["hall"] for parcel in left if _with_volunteer(parcel)})
        here = hub
        for hall in halls:
            await diary.sleep(valley.minutes(here, hall, chance))
            here = hall
            for volunteer in await _waiting_at(scanner, "take", hall):
                calls[volunteer] = calls.get(volunteer, 1) + 1
                await scanner.call_on(volunteer, "take", calls[volunteer])
        if halls:
            await diary.sleep(valley.minutes(here, hub, chance))
            await scanner.call_on(valley.hub, "give", trips)
            trips += 1
        await diary.sleep(_EVENING_LOOK_MIN)


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


async def _waiting_at(scanner: Scanner, side: str, hall: str) -> list[Keeper]:
    """The volunteers of this hall to whom, or from whom, something goes."""
    which = "next_keeper" if side == "give" else "keeper"
    parcels = [parcel for parcel in await scanner.tasks(side) if parcel["hall"] == hall]
    keepers = {keeper_of(parcel, which) for parcel in parcels}
    return sorted(keeper for keeper in keepers if keeper and keeper[0] == "volunteer")


def _with_volunteer(parcel: dict[str, Any]) -> bool:
    return parcel["keeper"]["kind"] == "volunteer"
