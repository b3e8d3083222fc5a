"""The journal played back: does what it tells lead to the states that the tables hold?

Owns the comparison of record and tables, for `sorabin journal verify`. Reads only.
"""

from __future__ import annotations

import json

from sqlmodel import Session, col, select

from logistics.db.models import JournalRow, OrderRow, ParcelRow
from logistics.domain.orders import OrderState
from logistics.domain.parcels import ParcelState

_ORDER_STATES = {
    "order-placed": OrderState.PLACED,
    "order-cancelled": OrderState.CANCELLED,
    "order-released": OrderState.PICKING,
    "order-picked": OrderState.PICKED,
    "order-packed": OrderState.PACKED,
    "order-unavailable": OrderState.UNAVAILABLE,
    "order-under-way": OrderState.UNDER_WAY,
    "order-delivered": OrderState.DELIVERED,
    "order-partly-delivered": OrderState.PARTLY_DELIVERED,
    "order-returned": OrderState.RETURNED,
}
_PARCEL_STATES = {
    "parcel-packed": ParcelState.PACKED,
    "parcel-under-way": ParcelState.UNDER_WAY,
    "parcel-held": ParcelState.HELD,
    "parcel-returning": ParcelState.RETURNING,
    "parcel-delivered": ParcelState.DELIVERED,
    "parcel-returned": ParcelState.RETURNED,
}


def first_contradiction(session: Session) -> str | None:
    """Return the first order or parcel whose row differs from its journal, or None."""
    orders: dict[str, str] = {}
    parcels: dict[str, str] = {}
    keepers: dict[str, str] = {}
    for row in session.exec(select(JournalRow).order_by(col(JournalRow.seq))):
        if row.kind in _ORDER_STATES and row.order_id:
            orders[row.order_id] = _ORDER_STATES[row.kind]
        if row.kind in _PARCEL_STATES and row.parcel_code:
            parcels[row.parcel_code] = _PARCEL_STATES[row.kind]
        if row.kind in ("parcel-packed", "keeper-changed") and row.parcel_code:
            data = json.loads(row.data)
            keeper = data.get("taker") or data.get("keeper")
            keepers[row.parcel_code] = f"{keeper['kind']}/{keeper['id']}"
    stored_orders = {order.id: order.state for order in session.exec(select(OrderRow))}
    stored = session.exec(select(ParcelRow)).all()
    stored_parcels = {parcel.code: parcel.state for parcel in stored}
    stored_keepers = {p.code: f"{p.keeper_kind}/{p.keeper_id}" for p in stored}
    for name, told, held in (
        ("order", orders, stored_orders),
        ("parcel", parcels, stored_parcels),
        ("keeper of parcel", keepers, stored_keepers),
    ):
        for key in sorted(told.keys() | held.keys()):
            if told.get(key) != held.get(key):
                return f"{name} {key}: the journal says {told.get(key)}, the table {held.get(key)}"
    return None
