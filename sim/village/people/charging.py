"""Charging batteries: who minds an aircraft charges it and its shelf, and says so.

Owns which battery belongs to which aircraft's shelf. Nothing flies on a battery of which nobody has
said that it is charged.
"""

from __future__ import annotations

from typing import Any

from sim.village.people.client import Client

Battery = dict[str, Any]
_FULL_PERCENT = 95.0


def is_full(battery: Battery) -> bool:
    """Whether somebody has said so, and nothing has flown on it since."""
    charge = battery["charge_percent"]
    return charge is not None and charge >= _FULL_PERCENT


async def charge_batteries(client: Client, aircraft: str) -> None:
    """In the morning: what is not full of this aircraft's share is charged, one sits in it."""
    fleet = await client.get("/aircraft")
    crafts = [craft["id"] for craft in fleet["aircraft"]]
    place = crafts.index(aircraft)
    sits = fleet["aircraft"][place]["battery"]
    for number, battery in enumerate(fleet["batteries"]):
        own = battery["aircraft"] == aircraft
        on_shelf = battery["aircraft"] is None and number % len(crafts) == place
        goes_in = on_shelf and sits is None
        if not (own or on_shelf) or (is_full(battery) and not goes_in):
            continue
        body = {"aircraft": aircraft} if goes_in else {}
        await client.post(f"/batteries/{battery['id']}/charged", body)
        sits = battery["id"] if goes_in else sits
