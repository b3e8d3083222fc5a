"""Residents at their TV sets: they read the day, browse, order, and sometimes err.

Owns what one resident does with one wish to buy. Knows the TV's doors only.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sim.village.people.baskets import fill_basket, still_offered
from sim.village.people.client import Answer, Client
from sim.village.people.diary import Diary

UNKNOWN_JAN = "2099999999990"
_LATE = frozenset({"after-cutoff", "day-closed"})


@dataclass(frozen=True)
class Errand:
    """One household's wish to buy: when OK is pressed, and what goes otherwise than usual.

    `cancel_after_min`: they think better of it. `mistake`: a wrong key press comes first.
    `if_late`: after a refusal for the cutoff they order for the "next" day, or "give up".
    """

    household: str
    number: int
    service_day: str
    order_at: datetime
    browse_min: float
    cancel_after_min: float | None = None
    mistake: str | None = None
    if_late: str = "give up"
    too_late: bool = False


async def shop(errand: Errand, tv: Client, chance: random.Random, diary: Diary) -> None:
    """Switch the TV on, choose, press OK at the errand's moment, live with the answer."""
    await diary.sleep_until(errand.order_at - timedelta(minutes=errand.browse_min))
    await tv.get("/service-days/current", channel="tv")
    items = (await tv.get("/catalog", date=errand.service_day))["items"]
    lines = fill_basket(chance, items)
    if errand.mistake is not None:
        await _err(errand, tv, lines)
    await diary.sleep_until(errand.order_at)
    answer = await _order(errand.service_day, lines, tv, late=errand.too_late)
    if answer.ok:
        await _afterwards(errand, answer.body, tv, diary)
    elif answer.code in _LATE:
        await _too_late(errand, answer.body, lines, tv, diary)
    else:
        tv.postbox.complain(tv.person, f"an order was refused: {answer.status} {answer.body}")


async def _order(
    day: str, lines: Sequence[dict[str, Any]], tv: Client, *, late: bool = False
) -> Answer:
    body = {"service_day": day, "channel": "tv", "lines": list(lines)}
    return await (tv.send_wrongly if late else tv.send)("/orders", body)


async def _afterwards(errand: Errand, order: dict[str, Any], tv: Client, diary: Diary) -> None:
    seen = await tv.get(f"/orders/{order['order_id']}")
    if len(seen["lines"]) != len(order["lines"]):
        tv.postbox.complain(tv.person, f"order {order['order_id']} shows other lines than accepted")
    if errand.cancel_after_min is not None:
        await diary.sleep(errand.cancel_after_min)
        await tv.post(f"/orders/{order['order_id']}/cancel", {})


async def _too_late(
    errand: Errand,
    problem: dict[str, Any],
    lines: Sequence[dict[str, Any]],
    tv: Client,
    diary: Diary,
) -> None:
    """The TV says: too late, the next service day is so and so."""
    following = problem.get("next_service_day")
    if not problem.get("received_at") or not following:
        tv.postbox.complain(tv.person, f"a late order was refused without its reasons: {problem}")
    if errand.if_late != "next" or not following:
        return
    await diary.sleep(2)
    items = (await tv.get("/catalog", date=following))["items"]
    if wanted := still_offered(lines, items):
        await tv.post("/orders", {"service_day": following, "channel": "tv", "lines": wanted})


async def _err(errand: Errand, tv: Client, lines: Sequence[dict[str, Any]]) -> None:
    """Press something wrong; the right order follows."""
    wrong = [dict(line) for line in lines]
    if errand.mistake == "unknown item":
        wrong[0]["jan"] = UNKNOWN_JAN
    elif errand.mistake == "nothing of it":
        wrong[0]["quantity"] = 0
    elif errand.mistake == "ten thousand":
        wrong[0]["quantity"] = 10_000
    elif errand.mistake == "twice":
        wrong.append(dict(wrong[0]))
    else:
        raise ValueError(f"nobody makes the mistake {errand.mistake!r}")
    body = {"service_day": errand.service_day, "channel": "tv", "lines": wrong}
    await tv.send_wrongly("/orders", body)


async def knock_with_wrong_key(stranger: Client, diary: Diary, day: str, at: datetime) -> None:
    """A set with a key that nobody gave out tries to order."""
    await diary.sleep_until(at)
    lines = [{"jan": UNKNOWN_JAN, "quantity": 1}]
    await stranger.send_wrongly("/orders", {"service_day": day, "channel": "tv", "lines": lines})
