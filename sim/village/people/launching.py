"""The launch authority: looks at the gates of a flight that is ready, and orders the launch.

Owns one person's word. Nobody else launches, and nothing is launched that this person has not
looked at.
"""

from __future__ import annotations

from datetime import datetime

from sim.village.people.client import Client
from sim.village.people.diary import Diary
from sim.village.people.facts import launch_answered, launch_wanted
from sim.village.people.flights_seen import (
    ENDED,
    Sortie,
    flight_of,
    look_at,
    path_of,
    shut,
    sorties_of,
)

_LOOK_MIN = 0.15
_ORDINARY = frozenset(
    {
        "gates-closed",
        "stood-down",
        "too-late-to-launch",
        "launch-ordered",
        "out-of-turn",
    }
)
"""Refusals that a person at the hub knows how to live with."""


async def authorise_launches(
    aircraft: str, service_day: str, authority: Client, diary: Diary, latest: datetime
) -> None:
    """Whenever the operator says that this aircraft is ready: look, and launch it."""
    number = 1
    while await diary.hear(launch_wanted(aircraft, number), latest):
        await diary.sleep(_LOOK_MIN)
        for sortie in await sorties_of(authority, service_day):
            if sortie["aircraft"] == aircraft and sortie["state"] not in ENDED:
                await _launch_if_well(await look_at(authority, sortie), authority)
        diary.tell(launch_answered(aircraft, number))
        number += 1


async def _launch_if_well(sortie: Sortie, authority: Client) -> None:
    if shut([*sortie["gates"], *flight_of(sortie).get("gates", ())]):
        return
    answer = await authority.send(f"{path_of(sortie)}/launch", {})
    if not answer.ok and answer.code not in _ORDINARY:
        authority.postbox.complain(
            authority.person, f"the launch of {sortie['id']} was refused: {answer.body}"
        )
