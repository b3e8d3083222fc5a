"""What follows when a parcel changes hands: its state, its order's state, its promise.

Owns the effects of a completed handover, and the way back of what will not reach its door. Who may
scan is decided in `custody`.
"""

from __future__ import annotations

from dataclasses import asdict
from datetime import timedelta

from sqlmodel import select

from logistics.db.columns import ROW_LOCK
from logistics.db.models import HandoverRow, OrderRow, ParcelRow
from logistics.db.unit_of_work import UnitOfWork
from logistics.domain.custody import (
    HANDOVER_MACHINE,
    HandoverEvent,
    HandoverState,
    Keeper,
    KeeperKind,
    Way,
)
from logistics.domain.orders import ORDER_MACHINE, OrderEvent, OrderState, closing_event
from logistics.domain.parcels import (
    ENDED,
    PARCEL_MACHINE,
    WHY_BACK,
    ParcelEvent,
    ParcelState,
)
from logistics.services.boarding import follow_load
from logistics.services.cold import is_too_warm, limits_of
from logistics.services.legs import follow_parcel, take_off_legs
from logistics.services.promises import keep_promise, list_call
from logistics.services.refunds import refund_parcel

_PARCEL_KINDS = {
    ParcelEvent.LEAVE_STORE: "parcel-under-way",
    ParcelEvent.HOLD: "parcel-held",
    ParcelEvent.GIVE_UP: "parcel-returning",
    ParcelEvent.SPOIL: "parcel-returning",
    ParcelEvent.DELIVER: "parcel-delivered",
    ParcelEvent.COME_BACK: "parcel-returned",
    ParcelEvent.LOSE: "parcel-lost",
}
_A_MOMENT = timedelta(seconds=1)


def keeper_changed(uow: UnitOfWork, parcel: ParcelRow, way: Way) -> None:
    """Move the parcel to the next keeper of `way`, and everything that hangs on it."""
    moved = way.moved()
    uow.guarded(
        parcel,
        {"position": way.position},
        position=moved.position,
        keeper_kind=moved.keeper.kind,
        keeper_id=moved.keeper.id,
    )
    uow.journal.append(
        "keeper-changed",
        day=parcel.day,
        order_id=parcel.order_id,
        parcel_code=parcel.code,
        step=way.position,
        giver=asdict(way.keeper),
        taker=asdict(moved.keeper),
    )
    if parcel.state == ParcelState.PACKED:
        parcel_event(uow, parcel, ParcelEvent.LEAVE_STORE)
        _order_leaves(uow, parcel)
        _ask_to_look(uow, parcel)
    elif moved.keeper.kind is KeeperKind.RESIDENT:
        parcel_event(uow, parcel, ParcelEvent.DELIVER)
        keep_promise(uow, parcel)
    elif moved.keeper.kind is KeeperKind.STORE:
        parcel_event(uow, parcel, ParcelEvent.COME_BACK)
    elif way.keeper.kind is KeeperKind.AIRCRAFT:
        spoil_if_too_warm(uow, parcel)
    follow_parcel(uow, parcel, way.keeper, moved.keeper)
    follow_load(uow, parcel, way.keeper, moved.keeper)


def undo_scan(uow: UnitOfWork, parcel: ParcelRow, handover: HandoverRow) -> None:
    """Return a half-done handover to open, journalled."""
    after = HANDOVER_MACHINE.after(HandoverState(handover.state), HandoverEvent.WITHDRAW)
    cleared = {"given_at": None, "given_by": None, "taken_at": None, "taken_by": None}
    uow.guarded(handover, {"state": handover.state}, state=after, **cleared)
    uow.journal.append(
        "handover-withdrawn",
        day=parcel.day,
        order_id=parcel.order_id,
        parcel_code=parcel.code,
        step=handover.step,
    )


def spoil_if_too_warm(uow: UnitOfWork, parcel: ParcelRow) -> bool:
    """Turn a parcel back whose goods are not to be eaten any more; True when it was turned back.

    Its household is to be rung. Nothing turns back in the air: there it is looked at with its
    next handover.
    """
    if parcel.state not in (ParcelState.UNDER_WAY, ParcelState.HELD):
        return False
    if not is_too_warm(uow, parcel):
        return False
    turn_back(uow, parcel, ParcelEvent.SPOIL)
    take_off_legs(uow, parcel.day, {parcel.code})
    list_call(uow, parcel, "spoiled")
    return True


def look_at_cold(uow: UnitOfWork, code: str) -> None:
    """The longest time from the store to the door has passed: what is not there turns back."""
    parcel = uow.session.get(ParcelRow, code, with_for_update=True)
    if parcel is not None and parcel.keeper_kind != KeeperKind.AIRCRAFT:
        spoil_if_too_warm(uow, parcel)


def turn_back(uow: UnitOfWork, parcel: ParcelRow, event: ParcelEvent, **facts: object) -> None:
    """Lead a parcel back to the store by the keepers that it has passed, and refund it."""
    handover = uow.session.get(HandoverRow, (parcel.code, parcel.position))
    if handover is not None and handover.state != HandoverState.OPEN:
        undo_scan(uow, parcel, handover)
    way = Way(tuple(Keeper(KeeperKind(kind), id) for kind, id in parcel.way), parcel.position)
    vans = sorted(uow.deployment.village.vans.values(), key=lambda van: (van.spare, van.id))
    turned = way.turned_back(Keeper(KeeperKind.VAN, vans[0].id))
    back = [[keeper.kind, keeper.id] for keeper in turned.keepers]
    uow.guarded(parcel, {"position": parcel.position}, way=back, try_again_at=None)
    parcel_event(uow, parcel, event, **facts)


def parcel_event(uow: UnitOfWork, parcel: ParcelRow, event: ParcelEvent, **facts: object) -> None:
    """Move the parcel's state by the table, journalled; end its order with the last parcel.

    What will not reach its door any more is refunded.
    """
    after = PARCEL_MACHINE.after(ParcelState(parcel.state), event)
    changes: dict[str, object] = {"state": after, "ended_at": uow.now if after in ENDED else None}
    if why := WHY_BACK.get(event):
        changes["why_back"] = facts["why"] = why
    uow.guarded(parcel, {"state": parcel.state}, **changes)
    uow.journal.append(
        _PARCEL_KINDS[event],
        day=parcel.day,
        order_id=parcel.order_id,
        parcel_code=parcel.code,
        **facts,
    )
    if event in WHY_BACK:
        refund_parcel(uow, parcel)
    if after in ENDED or after is ParcelState.RETURNING:
        _end_order(uow, parcel.order_id)


def _ask_to_look(uow: UnitOfWork, parcel: ParcelRow) -> None:
    """At the end of its time in the cold chain the parcel is looked at, wherever it is."""
    keep_min = limits_of(uow.deployment, parcel).keep_min
    if keep_min is not None:
        due_at = uow.now + timedelta(minutes=keep_min) + _A_MOMENT
        uow.jobs.ask("look-at-cold", due_at, key=parcel.code, parcel=parcel.code)


def _order_leaves(uow: UnitOfWork, parcel: ParcelRow) -> None:
    order = uow.session.get(OrderRow, parcel.order_id, with_for_update=ROW_LOCK)
    if order is not None and order.state == OrderState.PACKED:
        after = ORDER_MACHINE.after(OrderState(order.state), OrderEvent.LEAVE_STORE)
        uow.guarded(order, {"state": order.state}, state=after)
        uow.journal.append("order-under-way", day=order.day, order_id=order.id)


def _end_order(uow: UnitOfWork, order_id: str) -> None:
    """End the order when none of its parcels can reach the door any more."""
    order = uow.session.exec(
        select(OrderRow).where(OrderRow.id == order_id).with_for_update(**ROW_LOCK)
    ).one()
    states = [
        ParcelState(state)
        for state in uow.session.exec(select(ParcelRow.state).where(ParcelRow.order_id == order_id))
    ]
    if order.state != OrderState.UNDER_WAY or any(
        state not in ENDED and state is not ParcelState.RETURNING for state in states
    ):
        return
    event = closing_event(states.count(ParcelState.DELIVERED), len(states))
    after = ORDER_MACHINE.after(OrderState(order.state), event)
    uow.guarded(order, {"state": order.state}, state=after)
    uow.journal.append(f"order-{after.replace('_', '-')}", day=order.day, order_id=order.id)
