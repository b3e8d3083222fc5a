"""The store's ramp: when the shelves are done, the goods wait for the supporters' cars.

Owns the step between picking and the ramp. Who scans at the ramp is `scanning`.
"""

from __future__ import annotations

from datetime import datetime

from sim.village.people.clerks import Shift, pick_and_pack
from sim.village.people.client import Client
from sim.village.people.diary import Diary
from sim.village.people.facts import AT_THE_RAMP, shelves_done

_LOOK_MIN = 1.0


async def work_shelves(shift: Shift, clerk: Client, latest: datetime, diary: Diary) -> None:
    """Pick and pack; the first clerk then waits for the others and for the day's plan."""
    await pick_and_pack(shift, clerk, diary)
    diary.tell(shelves_done(shift.index))
    if shift.index != 0:
        return
    for index in range(shift.clerks):
        await diary.hear(shelves_done(index), latest)
    while diary.now() < latest:
        parcels = (await clerk.get(f"/plans/{shift.service_day}"))["parcels"]
        if all(parcel["legs"] for parcel in parcels):
            diary.tell(AT_THE_RAMP)
            return
        await diary.sleep(_LOOK_MIN)
