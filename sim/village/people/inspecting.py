"""The daily inspection: who minds an aircraft looks at every item of the list, and says so.

Owns how long that takes. The list is the service's; these aircraft are sound, so every item passes.
"""

from __future__ import annotations

from sim.village.people.client import Client
from sim.village.people.diary import Diary

_ITEM_MIN = 0.8


async def inspect_aircraft(client: Client, diary: Diary, aircraft: str) -> None:
    """Look at each item and put the inspection down, as has to be before the first flight."""
    path = f"/aircraft/{aircraft}"
    items = [item["id"] for item in (await client.get(f"{path}/airworthiness"))["items"]]
    await diary.sleep(_ITEM_MIN * len(items))
    await client.post(f"{path}/inspections", {"results": dict.fromkeys(items, "pass")})
