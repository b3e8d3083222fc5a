"""The office: it rings whom a promise may fail, and looks after everybody worried about.

Owns the afternoon at the office's desk.
"""

from __future__ import annotations

from datetime import datetime

from sim.village.people.client import Client
from sim.village.people.diary import Diary

_LOOK_MIN = 15.0
_CALL_MIN = 3.0
_OUTCOMES = {
    "worried": "rang: a cold, the daughter comes this evening",
    "not_met": "rang the mobile: at the clinic until the evening, all is well",
}


async def staff_office(
    service_day: str, clerk: Client, diary: Diary, begins_at: datetime, ends_at: datetime
) -> None:
    """Look at the lists every quarter of an hour; ring, note, close."""
    await diary.sleep_until(begins_at)
    while diary.now() < ends_at:
        for case in (await clerk.get("/cases", state="open"))["cases"]:
            await diary.sleep(_CALL_MIN)
            outcome = _OUTCOMES[case["kind"]]
            await clerk.post(f"/cases/{case['id']}/close", {"outcome": outcome})
        for call in (await clerk.get(f"/service-days/{service_day}/calls"))["calls"]:
            if call["state"] == "open":
                await diary.sleep(_CALL_MIN)
                await clerk.post(f"/calls/{call['id']}/done", {"note": "told; no hurry"})
        await diary.sleep(_LOOK_MIN)
