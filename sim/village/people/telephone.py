"""The telephone desk: somebody of the office writes down what residents order by telephone.

Owns one desk's morning. Calls that come while the desk is busy wait.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sim.village.people.baskets import fill_basket
from sim.village.people.client import Client
from sim.village.people.diary import Diary


@dataclass(frozen=True)
class PhoneCall:
    """A household rings to order."""

    household: str
    at: datetime
    talk_min: float


async def staff_desk(
    calls: Sequence[PhoneCall],
    service_day: str,
    desk: Client,
    diary: Diary,
    chance_of: Callable[[str], random.Random],
) -> None:
    """Take the calls one after the other and enter each order for its household."""
    if not calls:
        return
    items = (await desk.get("/catalog", date=service_day))["items"]
    for call in sorted(calls, key=lambda call: call.at):
        await diary.sleep_until(call.at)
        await diary.sleep(call.talk_min)
        body = {
            "service_day": service_day,
            "channel": "telephone",
            "household": call.household,
            "lines": fill_basket(chance_of(call.household), items),
        }
        answer = await desk.send("/orders", body, forget_answer=call is calls[0])
        if not answer.ok and answer.code not in ("after-cutoff", "day-closed"):
            desk.postbox.complain(
                desk.person,
                f"the order of {call.household} was refused: {answer.status} {answer.body}",
            )
