"""The store's doors: the pick list, decisions, packing, labels."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Path, Request
from pydantic import BaseModel, ConfigDict, Field, StrictInt
from sqlmodel import Session, col, select
from starlette.responses import Response

from logistics.api.auth import Asker, TheEdge
from logistics.api.edge import Answer
from logistics.api.fields import Day, Text
from logistics.api.labels import card_svg, label_svg
from logistics.api.ordering import Jan
from logistics.api.shapes import DecidedLineShape, OrderShape, ParcelShape, answers
from logistics.api.views import item_view, line_view, order_view, parcel_view, seen_by
from logistics.db.models import OrderRow, ServiceDayRow
from logistics.db.unit_of_work import UnitOfWork
from logistics.deployment import Deployment
from logistics.domain.orders import OrderState
from logistics.domain.picking import ShortReason
from logistics.domain.village import Role
from logistics.services import picking
from logistics.services.custody import the_parcel
from logistics.services.days import pick_ready_by
from logistics.services.orders import lines_of

router = APIRouter(tags=["store"])

LineNo = Annotated[int, Path(ge=1, le=1000)]
Count = Annotated[StrictInt, Field(ge=0, le=1000)]
Seen = Annotated[StrictInt, Field(ge=0, le=2**31 - 1)]
IN_STORE = (OrderState.PICKING, OrderState.PICKED, OrderState.PACKED, OrderState.UNAVAILABLE)


class ShortBody(BaseModel):
    """Units that cannot be had."""

    model_config = ConfigDict(extra="forbid")
    quantity: Annotated[StrictInt, Field(ge=1, le=1000)]
    reason: ShortReason


class SubstituteBody(BaseModel):
    """Units of another item in their place."""

    model_config = ConfigDict(extra="forbid")
    jan: Jan
    quantity: Annotated[StrictInt, Field(ge=1, le=1000)]


class DecisionBody(BaseModel):
    """What was found for a line: picked + short + substituted = ordered."""

    model_config = ConfigDict(extra="forbid")
    picked: Count
    short: ShortBody | None = None
    substitute: SubstituteBody | None = None
    replaces: Seen = Field(
        default=0,
        description="The `decision_no` that the line had when it was looked at; 0: undecided.",
    )


class PackBody(BaseModel):
    """May be empty: then whatever is decided is packed."""

    model_config = ConfigDict(extra="forbid")
    decisions: Seen | None = Field(
        default=None,
        description="Sum of the lines' `decision_no` when they were looked at.",
    )


class Nothing(BaseModel):
    """An empty body."""

    model_config = ConfigDict(extra="forbid")


@router.get("/picks")
async def pick_list(edge: TheEdge, asker: Asker, service_day: Day) -> Response:
    """The pick list of a closed day. Empty before: an order may still come."""
    asker.require(Role.STORE)
    ready_by = pick_ready_by(edge.deployment, service_day)

    def query(session: Session) -> dict[str, Any]:
        day = session.get(ServiceDayRow, service_day)
        rows = session.exec(
            select(OrderRow)
            .where(OrderRow.day == service_day, col(OrderRow.state).in_(list(IN_STORE)))
            .order_by(col(OrderRow.received_at), col(OrderRow.id))
        ).all()
        return {
            "service_day": service_day.isoformat(),
            "state": day.state if day else None,
            "ready_by": ready_by.isoformat(),
            "orders": [_pick_order(session, edge.deployment, row) for row in rows],
        }

    return await edge.show(query)


@router.get("/picks/{order_id}/lines/{line_no}/substitutes")
async def substitutes(edge: TheEdge, asker: Asker, order_id: Text, line_no: LineNo) -> Response:
    """What the resident's wish allows in place of a line's item, nearest price first."""
    asker.require(Role.STORE)

    def query(session: Session) -> dict[str, Any]:
        found = picking.possible_substitutes(session, edge.deployment, order_id, line_no)
        return {"items": [item_view(item) for item in found]}

    return await edge.show(query)


@router.post("/picks/{order_id}/lines/{line_no}", responses=answers(DecidedLineShape))
async def decide_line(
    request: Request,
    edge: TheEdge,
    asker: Asker,
    order_id: Text,
    line_no: LineNo,
    body: DecisionBody,
) -> Response:
    """Decide one line; it may be decided anew until the order is packed.

    409 `decided-meanwhile` says what another clerk has decided since this one looked.
    """
    found = picking.DecideLine(
        order_id=order_id,
        line_no=line_no,
        picked=body.picked,
        short=body.short.quantity if body.short else 0,
        reason=body.short.reason if body.short else None,
        substitute=body.substitute.jan if body.substitute else None,
        substituted=body.substitute.quantity if body.substitute else 0,
        replaces=body.replaces,
    )

    def work(uow: UnitOfWork) -> Answer:
        line = picking.decide_line(uow, asker, found)
        order = uow.session.get_one(OrderRow, order_id)
        view = {"order_id": order_id, "order_state": order.state}
        return Answer(200, view | line_view(uow.deployment, line))

    return await edge.write(request, asker, work)


@router.post("/picks/{order_id}/pack", status_code=201, responses=answers(OrderShape, 201))
async def pack(
    request: Request, edge: TheEdge, asker: Asker, order_id: Text, body: PackBody
) -> Response:
    """Pack an order whose lines are all decided. 201 with its parcels and its bill."""

    def work(uow: UnitOfWork) -> Answer:
        order = picking.pack_order(uow, asker, order_id, body.decisions)
        return Answer(201, order_view(uow.session, uow.deployment, order))

    return await edge.write(request, asker, work)


@router.get("/parcels/{code}", responses=answers(ParcelShape))
async def get_parcel(edge: TheEdge, asker: Asker, code: Text) -> Response:
    """A parcel by its code, as typed or scanned."""

    def query(session: Session) -> dict[str, Any]:
        parcel = the_parcel(session, code)
        if not asker.roles:
            asker.require_household(parcel.household)
        if not asker.roles:
            return parcel_view(session, edge.deployment, parcel)
        return seen_by(edge.deployment, asker, [parcel_view(session, edge.deployment, parcel)])[0]

    return await edge.show(query)


@router.get("/parcels/{code}/label", response_class=Response)
async def label(edge: TheEdge, asker: Asker, code: Text) -> Response:
    """The parcel's label as SVG: QR, short code, hall, temperature mark. No resident's name."""
    asker.require(*Role)

    def query(session: Session) -> str:
        parcel = the_parcel(session, code)
        hall = edge.deployment.village.place(parcel.hall).name
        return label_svg(edge.base_url, parcel, hall)

    return Response(await edge.read(query), media_type="image/svg+xml")


@router.get("/households/{household}/card", response_class=Response)
async def card(edge: TheEdge, asker: Asker, household: Text) -> Response:
    """The resident's delivery card as SVG."""
    asker.require(Role.OFFICE)
    found = edge.deployment.village.household(household)
    return Response(card_svg(edge.base_url, found), media_type="image/svg+xml")


def _pick_order(session: Session, deployment: Deployment, order: OrderRow) -> dict[str, Any]:
    # What has ended may outlive its household in the deployment.
    household = deployment.village.households.get(order.household)
    return {
        "order_id": order.id,
        "state": order.state,
        "household": order.household,
        "household_name": household.name if household else order.household,
        "hall": deployment.village.hall_of(household).id if household else None,
        "received_at": order.received_at.isoformat(),
        "lines": [line_view(deployment, line) for line in lines_of(session, order.id)],
    }
