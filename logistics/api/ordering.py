"""Ordering: service days, the day's slate, orders. For TV sets, the store and the telephone."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Request
from pydantic import BaseModel, ConfigDict, Field, StrictInt
from sqlmodel import Session, col, func, select
from starlette.responses import Response

from logistics.api.auth import Asker, TheEdge
from logistics.api.edge import Answer, Edge
from logistics.api.fields import Day, Text
from logistics.api.problems import error_body
from logistics.api.receipts import receipt_of
from logistics.api.shapes import OrderShape, OrdersShape, answers
from logistics.api.views import item_view, order_view, orders_of_day
from logistics.db.models import OrderRow, ParcelRow, ServiceDayRow
from logistics.db.unit_of_work import UnitOfWork
from logistics.domain.orders import AfterCutoff, DayState, WantedLine
from logistics.domain.principal import Principal
from logistics.domain.village import Role, Substitution
from logistics.services import orders
from logistics.services.ledger import day_ledger

router = APIRouter(tags=["ordering"])

Jan = Annotated[str, Field(pattern=r"^[0-9]{13}$")]


class LineBody(BaseModel):
    """One line of an order. Without `wish` the household's default holds."""

    model_config = ConfigDict(extra="forbid")
    jan: Jan
    quantity: Annotated[StrictInt, Field(ge=1, le=1000)]
    wish: Substitution | None = None


class OrderBody(BaseModel):
    """An order. `household` only when somebody orders for another: store, telephone desk.

    `channel` is tv for a household's own TV set and telephone for whoever orders for another.
    """

    model_config = ConfigDict(extra="forbid")
    service_day: Day
    channel: Literal["tv", "telephone"]
    household: Text | None = Field(default=None, max_length=40)
    lines: list[LineBody] = Field(min_length=1, max_length=300)


@router.post("/orders", status_code=201, responses=answers(OrderShape, 201))
async def place_order(request: Request, body: OrderBody, edge: TheEdge, asker: Asker) -> Response:
    """Place an order. 409 `after-cutoff` names the next service day."""
    receipt = receipt_of(request.scope)
    assert receipt is not None, "every POST has a receipt"
    wanted = orders.TakeOrder(
        day=body.service_day,
        channel=body.channel,
        household=body.household,
        lines=tuple(WantedLine(line.jan, line.quantity, line.wish) for line in body.lines),
    )

    def work(uow: UnitOfWork) -> Answer:
        taken = orders.take_order(uow, asker, wanted, receipt.received_at)
        if isinstance(taken, AfterCutoff):
            return Answer(409, error_body(taken, received_at=receipt.received_at))
        return Answer(201, order_view(uow.session, uow.deployment, taken))

    return await edge.write(request, asker, work)


@router.get("/orders", responses=answers(OrdersShape))
async def list_orders(
    edge: TheEdge,
    asker: Asker,
    service_day: Day,
    household: Annotated[Text | None, Query(max_length=40)] = None,
) -> Response:
    """The orders of a day; a TV set sees its own household's only."""
    wanted = asker.household or household
    if asker.household is None:
        asker.require(Role.STORE, Role.OFFICE, Role.OPERATOR)
    return await edge.show(
        lambda session: {
            "orders": [
                order_view(session, edge.deployment, order)
                for order in orders_of_day(session, service_day, wanted)
            ]
        }
    )


@router.get("/orders/{order_id}", responses=answers(OrderShape))
async def get_order(edge: TheEdge, asker: Asker, order_id: Text) -> Response:
    """One order with its lines and parcels."""

    def query(session: Session) -> dict[str, Any]:
        order = orders.the_order(session, order_id)
        asker.require_household(order.household, Role.STORE, Role.OFFICE, Role.OPERATOR)
        return order_view(session, edge.deployment, order)

    return await edge.show(query)


@router.get("/households/{household}/orders", responses=answers(OrdersShape))
async def household_orders(edge: TheEdge, asker: Asker, household: Text) -> Response:
    """A household's latest ten orders, newest first: what «the same again» needs."""
    asker.require_household(household, Role.STORE, Role.OFFICE)

    def query(session: Session) -> dict[str, Any]:
        newest = select(OrderRow).where(OrderRow.household == household)
        rows = session.exec(newest.order_by(col(OrderRow.received_at).desc()).limit(10))
        return {"orders": [order_view(session, edge.deployment, row) for row in rows]}

    return await edge.show(query)


@router.post("/orders/{order_id}/cancel", responses=answers(OrderShape))
async def cancel(request: Request, edge: TheEdge, asker: Asker, order_id: Text) -> Response:
    """Cancel an order before its cutoff."""
    receipt = receipt_of(request.scope)
    assert receipt is not None, "every POST has a receipt"

    def work(uow: UnitOfWork) -> Answer:
        order = orders.cancel_order(uow, asker, order_id, receipt.received_at)
        return Answer(200, order_view(uow.session, uow.deployment, order))

    return await edge.write(request, asker, work)


@router.get("/catalog")
async def catalog(edge: TheEdge, asker: Asker, date: Day) -> dict[str, Any]:
    """The slate of a day: what can be ordered for it."""
    slate = edge.deployment.catalog.slate(date)
    return {
        "date": date.isoformat(),
        "categories": [
            {"id": category.id, "ja": category.ja, "en": category.en}
            for category in edge.deployment.catalog.categories
        ],
        "items": [item_view(item) for item in slate],
        "max_quantity_per_line": edge.deployment.service.order_limits.max_quantity_per_line,
    }


@router.get("/service-days/current")
async def current_day(
    edge: TheEdge, asker: Asker, channel: Literal["tv", "telephone"] = "tv"
) -> dict[str, Any]:
    """The first service day that still takes orders, the one after it, and what today is."""
    calendar, now = edge.deployment.calendar, edge.clock.now()
    today = calendar.local_date(now)
    first = calendar.first_open_day(now, channel)
    rows = await edge.read(
        lambda session: {row.day: row.state for row in session.exec(select(ServiceDayRow))}
    )
    closed = calendar.closed_reason(today)
    return {
        **_day_times(edge, first, channel),
        "state": rows.get(first, DayState.OPEN),
        "accepting": first in calendar.open_days(now, channel),
        "now": now.isoformat(),
        "next": _day_times(edge, calendar.next_service_day(first), channel),
        "today": {
            "date": today.isoformat(),
            "is_service_day": closed is None,
            "closed_reason": {"ja": closed.ja, "en": closed.en} if closed else None,
            "state": rows.get(today),
        },
    }


@router.get("/service-days/{day}")
async def service_day(edge: TheEdge, asker: Asker, day: Day) -> Response:
    """A date: whether there is service, until when orders are taken, and how it stands."""
    calendar = edge.deployment.calendar
    closed = calendar.closed_reason(day)

    def query(session: Session) -> dict[str, Any]:
        row = session.get(ServiceDayRow, day)
        return {
            "date": day.isoformat(),
            "is_service_day": closed is None,
            "closed_reason": {"ja": closed.ja, "en": closed.en} if closed else None,
            "state": row.state if row else None,
            "closed_at": row.closed_at.isoformat() if row and row.closed_at else None,
            "cutoffs": {
                channel: calendar.cutoff(day, channel).isoformat()
                for channel in calendar.channels
                if closed is None
            },
            "promise_by": calendar.first_promise(day).isoformat() if closed is None else None,
            "counts": {
                "orders": _count(session, OrderRow.day == day, OrderRow),
                "parcels": _count(session, ParcelRow.day == day, ParcelRow),
            },
        }

    return await edge.show(query)


@router.get("/service-days/{day}/ledger")
async def ledger(edge: TheEdge, asker: Asker, day: Day) -> Response:
    """The day's ledger."""
    _staff(asker)
    return await edge.show(lambda session: day_ledger(session, edge.deployment, day))


def _staff(asker: Principal) -> None:
    asker.require(Role.OFFICE, Role.OPERATOR, Role.LAUNCH_AUTHORITY, Role.STORE)


def _day_times(edge: Edge, day: date, channel: str) -> dict[str, Any]:
    calendar = edge.deployment.calendar
    cutoff: datetime = calendar.cutoff(day, channel)
    return {
        "date": day.isoformat(),
        "cutoff": cutoff.isoformat(),
        "promise_by": calendar.promise(day, channel).isoformat(),
    }


def _count(session: Session, condition: Any, kind: type[OrderRow] | type[ParcelRow]) -> int:
    return session.exec(select(func.count()).select_from(kind).where(condition)).one()
