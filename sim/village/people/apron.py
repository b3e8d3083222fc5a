"""The operator at the hub with one aircraft: minds each of its sorties until it rests.

Owns the order of the sorties, and what is done when one has ended. What is done while one waits
stands in `sortie_steps`.
"""

from __future__ import annotations

from datetime import timedelta

from sim.village.people.charging import charge_batteries
from sim.village.people.facts import AT_THE_HUB, AT_THE_RAMP, FIRST_LAUNCH, put_away, sortie_is
from sim.village.people.flights_seen import ASTRAY, ENDED, Sortie, look_at, path_of, sorties_of
from sim.village.people.inspecting import inspect_aircraft
from sim.village.people.sortie_steps import Apron, SortieSteps, unload

_SEARCH = timedelta(minutes=35)
_BEFORE_EVENING = timedelta(minutes=30)
_TO_BE_BROUGHT = timedelta(hours=2)
_BROKEN_SHARE = 0.5
"""Of the aircraft that came down somewhere so many have goods that nobody wants to eat."""


async def mind_aircraft(apron: Apron) -> None:
    """Inspect it, then see every sortie of it through, from its load until it rests.

    What has not ended by the end of the day stays where it is, as an aircraft at a hall.
    """
    scanner = apron.scanner
    if await scanner.diary.hear(AT_THE_RAMP, scanner.latest):  # the goods are on their way
        await inspect_aircraft(scanner.client, scanner.diary, apron.aircraft)
    if await scanner.diary.hear(AT_THE_HUB, scanner.latest):
        await charge_batteries(scanner.client, apron.aircraft)
        while scanner.diary.now() < scanner.latest and (sortie := await _next_sortie(apron)):
            await _see_through(apron, sortie)
    scanner.diary.tell(put_away(apron.aircraft))


async def _next_sortie(apron: Apron) -> Sortie | None:
    for sortie in await sorties_of(apron.scanner.client, apron.service_day):
        if sortie["aircraft"] == apron.aircraft and sortie["state"] not in ENDED:
            return sortie
    return None


async def _see_through(apron: Apron, sortie: Sortie) -> None:
    scanner, diary = apron.scanner, apron.scanner.diary
    steps = SortieSteps(apron)
    while diary.now() < scanner.latest:
        sortie = await look_at(scanner.client, sortie)
        diary.tell(sortie_is(sortie["id"], sortie["state"]))
        if sortie["state"] in ENDED:
            await _when_ended(apron, sortie)
            return
        if sortie["state"] == "flying_out":
            diary.tell(FIRST_LAUNCH)
        await steps.of[sortie["state"]](sortie)


async def _when_ended(apron: Apron, sortie: Sortie) -> None:
    if sortie["state"] in ASTRAY and sortie["on_board"]:
        await _search(apron, sortie)
    await unload(apron)


async def _search(apron: Apron, sortie: Sortie) -> None:
    """Drive there, look, bring along what is fit to be eaten, and say so."""
    scanner, diary = apron.scanner, apron.scanner.diary
    await diary.sleep_until(min(diary.now() + _SEARCH, scanner.latest - _BEFORE_EVENING))
    broken = scanner.chance_of(f"found/{sortie['id']}").random() < _BROKEN_SHARE
    lost = sortie["state"] == "lost" or (sortie["state"] == "down" and broken)
    if diary.now() > scanner.latest - _TO_BE_BROUGHT:  # nobody would get it today
        lost = True
    what = ", its goods are spoilt" if lost and sortie["state"] != "lost" else ""
    note = {
        "diverted": "stands on the landing place",
        "down": "lies beside the route",
        "lost": "searched along the route, not found",
    }
    body = {"found": "lost" if lost else "recovered", "note": f"{note[sortie['state']]}{what}"}
    await scanner.client.post(f"{path_of(sortie)}/found", body)
