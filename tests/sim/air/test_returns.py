"""What nobody took is back at the store on the same day, by way of van, hub and car."""

from __future__ import annotations

from datetime import datetime, timedelta

from tests.logistics.support.service import at
from tests.sim.air.afternoon import Afternoon

NAKAO, ICHINOSE = ("hh-01", "hh-02"), ("hh-20", "hh-21")
HOUR = timedelta(hours=1)
EVENING = at(15, 25)
"""From then on the carriers look for what is to come back."""


async def test_what_nobody_took_is_fetched_when_the_volunteers_ring(afternoon: Afternoon) -> None:
    absences = {"hh-01": 2, "hh-20": 2}
    afternoon.stage.plot.absences.update(absences)
    afternoon.stage.keeps_away.update(("nakao", "ichinose"))
    await afternoon.play(*NAKAO, *ICHINOSE)
    assert not afternoon.stage.postbox.complaints
    parcels = await afternoon.parcels()
    ends = {(each["household"] in absences, each["state"]) for each in parcels}
    assert ends == {(True, "returned"), (False, "delivered")}
    given_up, back = _times(afternoon, "parcel-returning"), _times(afternoon, "parcel-returned")
    assert given_up.keys() == back.keys() != set()
    assert max(back[code] - max(given_up[code], EVENING) for code in back) < HOUR


def _times(afternoon: Afternoon, kind: str) -> dict[str, datetime]:
    return {str(row.parcel_code): row.at for row in afternoon.service.journal(kind)}
