"""What follows when a parcel changes hands: its state, its order's state, its promise.

Owns the effects of a completed handover. Who may scan is decided in `custody`.
"""

from __future__ import annotations

from dataclasses import asdict

from sqlmodel import select

from logistics.db.columns import ROW_LOCK
from logistics.db.models import HandoverRow, OrderRow, ParcelRow
from logistics.db.unit_of_work import UnitOfWork
from logistics.domain.custody import (
    HANDOVER_MACHINE,
    HandoverEvent,
    HandoverState,
    KeeperKind,
    Way,
)
from logistics.domain.orders import ORDER_MACHINE, OrderEvent, OrderState, closing_event
from logistics.domain.parcels import ENDED, PARCEL_MACHINE, ParcelEvent, ParcelState
from logistics.services.boarding import follow_load
from logistics.services.legs import follow_parcel
from logistics.services.promises import keep_promise

_PARCEL_KINDS = {
    ParcelEvent.LEAVE_STORE: "parcel-under-way",
    ParcelEvent.HOLD: "parcel-held",
    ParcelEvent.GIVE_UP: "parcel-returning",
    ParcelEvent.DELIVER: "parcel-delivered",
    ParcelEvent.COME_BACK: "parcel-returned",
    ParcelEvent.LOSE: "parcel-lost",
}


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
    elif moved.keeper.kind is KeeperKind.RESIDENT:
        parcel_event(uow, parcel, ParcelEvent.DELIVER)
        keep_promise(uow, parcel)
    elif moved.keeper.kind is KeeperKind.STORE:
        parcel_event(uow, parcel, ParcelEvent.COME_BACK)
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


def parcel_event(uow: UnitOfWork, parcel: ParcelRow, event: ParcelEvent, **facts: object) -> None:
    """Move the parcel's state by the table, journalled; end its order with the last parcel."""
    after = PARCEL_MACHINE.after(ParcelState(parcel.state), event)
    ended_at = uow.now if after in ENDED else None
    uow.guarded(parcel, {"state": parcel.state}, state=after, ended_at=ended_at)
    uow.journal.append(
        _PARCEL_KINDS[event],
        day=parcel.day,
        order_id=parcel.order_id,
        parcel_code=parcel.code,
        **facts,
    )
    if after in ENDED or after is ParcelState.RETURNING:
        _end_order(uow, parcel.order_id)


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
