"""Store clerks: they pick, mark what is short, substitute within the wish, and pack.

Owns the work at the shelves. Two clerks share one list by taking every second order.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sim.village.people.client import Client
from sim.village.people.diary import Diary
from sim.village.people.facts import PICK_LIST_THERE
from sim.village.people.shelf import Gap, find_gaps

_LOOK_AGAIN_MIN = 0.5
_LINE_MIN = 0.6
_PACK_MIN = 1.0


@dataclass(frozen=True)
class Shift:
    """Which clerk of how many, on which day."""

    service_day: str
    seed: int
    index: int
    clerks: int
    begins_at: datetime
    ready_by: datetime


async def pick_and_pack(shift: Shift, clerk: Client, diary: Diary) -> list[dict[str, Any]]:
    """Work through one's share of the pick list; returns the parcels packed."""
    await diary.sleep_until(shift.begins_at)
    while not (listed := await clerk.get("/picks", service_day=shift.service_day))["orders"]:
        if listed["state"] == "closed":
            return []
        await diary.sleep(_LOOK_AGAIN_MIN)
    diary.tell(PICK_LIST_THERE)
    gaps = find_gaps(shift.seed, listed["orders"])
    own = sorted(listed["orders"], key=_by_hall)[shift.index :: shift.clerks]
    pace = _pace(shift, own, diary.now())
    parcels: list[dict[str, Any]] = []
    for number, order in enumerate(own):
        for line in order["lines"]:
            await diary.sleep(_LINE_MIN * pace)
            gap = gaps.get((order["order_id"], line["line_no"]))
            await _decide(clerk, diary, order, line, gap, careless=number == 1)
        await diary.sleep(_PACK_MIN * pace)
        parcels += await _pack(clerk, order["order_id"], first=number == 0)
    return parcels


def _by_hall(order: dict[str, Any]) -> tuple[str, str, list[str]]:
    """Hall by hall, as the parcels will stand; the same order on every day of the same seed."""
    return order["hall"], order["household"], [line["jan"] for line in order["lines"]]


def _pace(shift: Shift, orders: list[dict[str, Any]], now: datetime) -> float:
    """Hurry (below 1) when the usual pace would not be ready in time."""
    usual_min = sum(_LINE_MIN * len(order["lines"]) + _PACK_MIN for order in orders)
    left_min = (shift.ready_by - now) / timedelta(minutes=1) - 5
    return min(1.0, max(0.05, left_min / usual_min)) if usual_min else 1.0


async def _decide(
    clerk: Client,
    diary: Diary,
    order: dict[str, Any],
    line: dict[str, Any],
    gap: Gap | None,
    *,
    careless: bool,
) -> None:
    path = f"/picks/{order['order_id']}/lines/{line['line_no']}"
    replaces = 0
    if gap is None:
        if careless and line["line_no"] == 1:  # counted wrongly: one piece is not accounted for
            await clerk.send_wrongly(path, {"picked": line["quantity"] + 1})
        await clerk.post(path, {"picked": line["quantity"]})
        return
    if careless:  # first thinks that all is there, then sees the damage: decided anew
        told = await clerk.post(path, {"picked": line["quantity"]})
        replaces = told["decision_no"]
        await diary.sleep(_LINE_MIN)
    if line["wish"] == "none":  # meant well, and against the resident's wish
        other = next((each["jan"] for each in order["lines"] if each is not line), line["jan"])
        offer = {"jan": other, "quantity": line["quantity"]}
        wrong = {"picked": 0, "substitute": offer, "replaces": replaces}
        await clerk.send_wrongly(path, wrong)
    decision = await _fill_gap(clerk, path, line, gap)
    await clerk.post(path, {**decision, "replaces": replaces})


async def _fill_gap(clerk: Client, path: str, line: dict[str, Any], gap: Gap) -> dict[str, Any]:
    """The decision for a line with missing units: another item within the wish, or short."""
    missing = min(gap.missing, line["quantity"])
    decision: dict[str, Any] = {"picked": line["quantity"] - missing}
    offered = (await clerk.get(f"{path}/substitutes"))["items"]
    if offered:
        return {**decision, "substitute": {"jan": offered[0]["jan"], "quantity": missing}}
    return {**decision, "short": {"quantity": missing, "reason": gap.reason}}


async def _pack(clerk: Client, order_id: str, *, first: bool) -> list[dict[str, Any]]:
    if first:  # a second press while the first answer is on its way: same key, same answer
        answer = await clerk.send(f"/picks/{order_id}/pack", {}, forget_answer=True)
        packed = answer.body
        if not answer.ok:
            clerk.postbox.complain(clerk.person, f"order {order_id} was not packed: {packed}")
            return []
        await clerk.send_wrongly(f"/picks/{order_id}/pack", {})
    else:
        packed = await clerk.post(f"/picks/{order_id}/pack", {})
    for parcel in packed["parcels"]:
        await clerk.look(f"/parcels/{parcel['code']}/label")
    return packed["parcels"]
