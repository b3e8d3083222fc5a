"""Tables of orders and their lines."""

# sqlmodel types __tablename__ as a factory only:
# pyright: reportAssignmentType=false

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlmodel import Field, SQLModel

from logistics.db.columns import BusinessTime, Json


class OrderRow(SQLModel, table=True):
    """One order; `id` is a short code with a check character, fit for the telephone.

    `bill` is fixed with packing. `refund`, of the same form, is given back of it up to now.
    """

    __tablename__ = "order"

    id: str = Field(primary_key=True, max_length=8)
    day: date = Field(index=True)
    household: str = Field(index=True)
    channel: str
    state: str = Field(index=True)
    received_at: datetime = Field(sa_type=BusinessTime)
    promise_at: datetime = Field(sa_type=BusinessTime)
    placed_by: str
    bill: dict[str, Any] | None = Field(default=None, sa_type=Json)
    refund: dict[str, Any] | None = Field(default=None, sa_type=Json)


class OrderLineRow(SQLModel, table=True):
    """One line: what was ordered at which price, and what the store decided.

    `decision_no` counts the decisions: 0 is undecided.
    """

    __tablename__ = "order_line"

    order_id: str = Field(primary_key=True, foreign_key="order.id", max_length=8)
    line_no: int = Field(primary_key=True)
    jan: str
    quantity: int
    wish: str
    price_yen: int
    tax_percent: int
    decided_at: datetime | None = Field(default=None, sa_type=BusinessTime)
    decision_no: int = Field(default=0, sa_column_kwargs={"server_default": "0"})
    picked: int = 0
    short: int = 0
    short_reason: str | None = None
    substitute_jan: str | None = None
    substituted: int = 0
    substitute_price_yen: int | None = None
    substitute_tax_percent: int | None = None
