"""Refunds: what an order is given back for a parcel that will not reach its door.

Owns the order's refund and its row in the journal. A parcel turns back or is lost once, by its
machine, so that it is refunded once. What remains to be paid is at each time a bill of its own:
tax is rounded once for each rate of it, however many parcels were given back.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from sqlmodel import select

from logistics.db.columns import ROW_LOCK
from logistics.db.models import OrderLineRow, OrderRow, ParcelRow
from logistics.db.unit_of_work import UnitOfWork
from logistics.domain.billing import BillLine, bill, given_back
from logistics.domain.parcels import GIVEN_BACK
from logistics.services.orders import lines_of
from logistics.services.picking import bill_data


def refund_parcel(uow: UnitOfWork, parcel: ParcelRow) -> None:
    """Give back what a parcel holds that has just turned back, or has just been lost."""
    order = uow.session.exec(
        select(OrderRow).where(OrderRow.id == parcel.order_id).with_for_update(**ROW_LOCK)
    ).one()
    # Columns, not rows: what another transaction changed before the lock was held is seen.
    goods = uow.session.exec(
        select(ParcelRow.code, ParcelRow.state, ParcelRow.contents).where(
            ParcelRow.order_id == order.id
        )
    ).all()
    lines = lines_of(uow.session, order.id)
    everything = goods_lines(lines, [contents for _, _, contents in goods])
    left = [contents for _, state, contents in goods if state not in GIVEN_BACK]
    still_owed = bill(goods_lines(lines, left))
    before = bill(goods_lines(lines, [*left, parcel.contents]))
    refund = bill_data(given_back(bill(everything), still_owed))
    uow.guarded(order, {"state": order.state}, refund=refund)
    uow.journal.append(
        "order-refunded",
        day=order.day,
        order_id=order.id,
        parcel_code=parcel.code,
        household=order.household,
        why=parcel.why_back,
        refund=bill_data(given_back(before, still_owed)),
        refunded=refund,
        owed=bill_data(still_owed),
    )


def goods_lines(
    lines: Iterable[OrderLineRow], contents: Iterable[Sequence[dict[str, Any]]]
) -> list[BillLine]:
    """The goods of these parcels at the prices of their orders' lines."""
    prices = _price_of(lines)
    return [
        BillLine(*prices[part["line_no"], part["jan"]], part["quantity"])
        for parts in contents
        for part in parts
    ]


def _price_of(lines: Iterable[OrderLineRow]) -> dict[tuple[int, str], tuple[int, int]]:
    """(line, jan) → (tax percent, price) of what was picked for the line."""
    prices: dict[tuple[int, str], tuple[int, int]] = {}
    for line in lines:
        prices[line.line_no, line.jan] = (line.tax_percent, line.price_yen)
        if line.substitute_jan is not None:
            key = (line.line_no, line.substitute_jan)
            prices[key] = (line.substitute_tax_percent or 0, line.substitute_price_yen or 0)
    return prices
