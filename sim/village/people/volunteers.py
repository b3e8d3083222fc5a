"""Volunteers: they take the goods at the hall and hand them over at the doors.

Owns one volunteer's afternoon: the round, the second tries, and giving back what nobody took.
Who is at home is the village's affair and passed in (`Doorsteps`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sim.village.people.facts import AT_A_DOOR, AT_THE_HUB, calls_on
from sim.village.people.scanning import Parcel, Scanner

_DOOR_MIN = 3.0
_TRY_WRONG_PARCEL = 0.35


@dataclass(frozen=True)
class Doorsteps:
    """What a volunteer finds at the doors. Cards hang there, so their codes are seen there only.

    `absences`: household → how many times nobody opens. `worried`: where the volunteer worries.
    """

    cards: Mapping[str, str]
    walk_min: Mapping[str, float]
    absences: Mapping[str, int]
    worried: Mapping[str, str]


async def bring_to_doors(scanner: Scanner, service_day: str, doors: Doorsteps) -> None:
    """Meet the van, walk the round, try again where nobody was, give back what is left."""
    diary = scanner.diary
    if not await diary.hear(AT_THE_HUB, scanner.latest):
        return
    plan = await scanner.client.get(f"/plans/{service_day}")
    mine = [parcel for parcel in plan["parcels"] if "/".join(scanner.me) in parcel["way"]]
    if not mine:
        return
    van = next(keeper for keeper in mine[0]["way"] if keeper.startswith("van/"))
    kind, _, van_id = van.partition("/")
    if not await diary.hear(calls_on((kind, van_id), scanner.me, 1), scanner.latest):
        return
    await _grab_wrong_parcel(scanner, plan["parcels"], mine)
    await scanner.scan_all((kind, van_id), "take", 1)
    await _walk_round(scanner, doors, mine)
    calls = 2
    while await scanner.tasks("give", (kind, van_id)):
        if not await diary.hear(calls_on((kind, van_id), scanner.me, calls), scanner.latest):
            return
        await scanner.scan_all((kind, van_id), "give", calls)
        calls += 1


async def _grab_wrong_parcel(scanner: Scanner, parcels: list[Parcel], mine: list[Parcel]) -> None:
    """Reach for a parcel on the van that is another volunteer's: refused."""
    others = [p for p in parcels if p["hall"] == mine[0]["hall"] and p not in mine]
    chance = scanner.chance_of("grab")
    if others and chance.random() < _TRY_WRONG_PARCEL:
        await scanner.scan_wrongly(chance.choice(others)["code"], "take")


async def _walk_round(scanner: Scanner, doors: Doorsteps, planned: list[Parcel]) -> None:
    """Every household in the order of the plan; those who were out once more at their time."""
    by_household: dict[str, list[Parcel]] = defaultdict(list)
    for parcel in await scanner.tasks("give"):
        by_household[parcel["household"]].append(parcel)
    etas = {parcel["household"]: parcel["eta"] for parcel in planned}
    again: list[tuple[datetime, str]] = []
    for household in sorted(by_household, key=lambda each: (etas.get(each, ""), each)):
        second_try_at = await _visit(scanner, doors, household, by_household[household], 0)
        if second_try_at is not None:
            again.append((second_try_at, household))
    for second_try_at, household in sorted(again):
        await scanner.diary.sleep_until(second_try_at)
        await _visit(scanner, doors, household, by_household[household], 1)


async def _visit(
    scanner: Scanner, doors: Doorsteps, household: str, parcels: list[Parcel], absent_before: int
) -> datetime | None:
    """Walk there, ring, hand over or note the absence, walk back. Returns when to try again."""
    diary = scanner.diary
    walk_min = doors.walk_min[household]
    await diary.sleep(walk_min)
    diary.tell(AT_A_DOOR)
    second_try_at = None
    if doors.absences.get(household, 0) > absent_before:
        note = "nobody opened; the paper is still in the box"
        body = {"household": household, "outcome": "absent", "note": note}
        noted = await scanner.client.post("/visits", body)
        if absent_before == 0:
            second_try_at = datetime.fromisoformat(noted["second_try_at"])
    else:
        await diary.sleep(_DOOR_MIN)
        for parcel in parcels:
            await _hand_over(scanner, doors, household, parcel)
    await diary.sleep(walk_min)
    return second_try_at


async def _hand_over(scanner: Scanner, doors: Doorsteps, household: str, parcel: Parcel) -> None:
    goods = ",".join(part["jan"] for part in parcel["contents"])
    chance = scanner.chance_of(f"door/{household}/{goods}")
    worry = doors.worried.get(household)
    card: dict[str, Any] = {"card": doors.cards[household]}
    card |= {"welfare": "worried", "note": worry} if worry else {"welfare": "well"}
    if chance.random() < 0.5:
        await scanner.scan(parcel["code"], "give", chance)
        await scanner.scan(parcel["code"], "take", chance, **card)
    else:
        await scanner.scan(parcel["code"], "take", chance, **card)
        await scanner.scan(parcel["code"], "give", chance)
