"""The chain's doors: scans, taking a scan back, nobody at home, and the legs of the day."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request
from pydantic import BaseModel, ConfigDict, Field
from sqlmodel import Session, select
from starlette.responses import Response

from logistics.api.auth import Asker, TheEdge
from logistics.api.edge import Answer
from logistics.api.fields import Day, Text
from logistics.api.picks import Nothing
from logistics.api.shapes import LegShape, PlanShape, ReachShape, ScanShape, VisitShape, answers
from logistics.api.views import (
    case_view,
    handover_view,
    leg_view,
    parcel_view,
    parcel_views,
    seen_by,
)
from logistics.db.models import HandoverRow, ParcelRow, PlanRow, ServiceDayRow
from logistics.db.unit_of_work import UnitOfWork
from logistics.domain.custody import Keeper, KeeperKind, Side
from logistics.domain.legs import LegEvent, LegMode
from logistics.domain.parcels import ParcelState
from logistics.domain.principal import Forbidden, keepers_of
from logistics.domain.village import Role
from logistics.domain.welfare import Welfare
from logistics.services import custody
from logistics.services.acting import acting_keepers
from logistics.services.legs import legs_of, move_leg
from logistics.services.plans import make_plan
from logistics.services.visits import record_absence

router = APIRouter(tags=["chain"])


class KeeperBody(BaseModel):
    """A keeper to act as."""

    model_config = ConfigDict(extra="forbid")
    kind: KeeperKind
    id: Text = Field(max_length=40)


class ScanBody(BaseModel):
    """One scan. At the door: `card` and `welfare` for the resident's side."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True)
    code: Text = Field(max_length=40)
    side: Side
    acting_as: KeeperBody | None = Field(default=None, alias="as")
    card: Text | None = Field(default=None, max_length=40)
    welfare: Welfare | None = None
    note: Text | None = Field(default=None, max_length=500)


class CodeBody(BaseModel):
    """A parcel by its code."""

    model_config = ConfigDict(extra="forbid")
    code: Text = Field(max_length=40)


class AbsenceBody(BaseModel):
    """Nobody at home."""

    model_config = ConfigDict(extra="forbid")
    household: Text = Field(max_length=40)
    outcome: str = Field(pattern="^absent$")
    note: Text | None = Field(default=None, max_length=500)


class ReasonBody(BaseModel):
    """Why."""

    model_config = ConfigDict(extra="forbid")
    reason: Text = Field(min_length=1, max_length=200)


@router.get("/handovers", responses=answers(ReachShape))
async def in_reach(edge: TheEdge, asker: Asker) -> Response:
    """What the asker can give and take now, and what is held for a second try."""
    if not keepers_of(asker, edge.deployment.village):
        raise Forbidden("only people of the chain hand goods over")

    def query(session: Session) -> dict[str, Any]:
        mine = acting_keepers(session, edge.deployment, asker)
        give, take = custody.parcels_in_reach(session, mine)
        held = [parcel for parcel in give if parcel.state == ParcelState.HELD]
        return {
            name: parcel_views(session, edge.deployment, parcels)
            for name, parcels in (("give", give), ("take", take), ("held", held))
        }

    return await edge.show(query)


@router.post("/handovers", responses=answers(ScanShape))
async def scan(request: Request, edge: TheEdge, asker: Asker, body: ScanBody) -> Response:
    """One side's scan; the second side's moves the keeper."""
    acting_as = Keeper(body.acting_as.kind, body.acting_as.id) if body.acting_as else None
    scanned = custody.Scan(body.code, body.side, acting_as, body.card, body.welfare, body.note)
    return await edge.write(
        request, asker, lambda uow: _scan_answer(uow, custody.scan(uow, asker, scanned))
    )


@router.post("/handovers/withdraw", responses=answers(ScanShape))
async def withdraw(request: Request, edge: TheEdge, asker: Asker, body: CodeBody) -> Response:
    """Take one's own scan back before the other side has scanned."""
    return await edge.write(
        request, asker, lambda uow: _scan_answer(uow, custody.withdraw(uow, asker, body.code))
    )


@router.post("/visits", responses=answers(VisitShape))
async def absent(request: Request, edge: TheEdge, asker: Asker, body: AbsenceBody) -> Response:
    """Nobody at home: hold for a second try, or turn back after the second."""

    def work(uow: UnitOfWork) -> Answer:
        parcels, case = record_absence(uow, asker, body.household, body.note)
        again = [parcel.try_again_at for parcel in parcels if parcel.try_again_at is not None]
        return Answer(
            200,
            {
                "household": body.household,
                "parcels": parcel_views(uow.session, uow.deployment, parcels),
                "second_try_at": min(again) if again else None,
                "case": case_view(uow.session, case) if case else None,
            },
        )

    return await edge.write(request, asker, work)


@router.get("/plans/{day}", responses=answers(PlanShape))
async def plan(edge: TheEdge, asker: Asker, day: Day) -> Response:
    """The day's plan as made last, its legs as they go, and its parcels as they stand."""
    asker.require(*Role)

    def query(session: Session) -> dict[str, Any]:
        row = session.get(ServiceDayRow, day)
        version = row.plan_version if row else 0
        made = session.get(PlanRow, (day, version))
        parcels = session.exec(select(ParcelRow).where(ParcelRow.day == day)).all()
        legs = legs_of(session, day)
        return {
            "service_day": day.isoformat(),
            "version": version,
            "made_at": made.made_at.isoformat() if made else None,
            "reason": made.reason if made else None,
            "legs": [leg_view(leg) for leg in legs if leg.mode != LegMode.AIR],
            "air": [leg_view(leg) for leg in legs if leg.mode == LegMode.AIR],
            "late": made.body["late"] if made else [],
            "faults": made.body["faults"] if made else [],
            "parcels": seen_by(
                edge.deployment, asker, parcel_views(session, edge.deployment, parcels)
            ),
        }

    return await edge.show(query)


@router.post("/plans/{day}/replan")
async def replan(
    request: Request, edge: TheEdge, asker: Asker, day: Day, body: ReasonBody
) -> Response:
    """Plan anew what has not begun its way."""
    asker.require(Role.OPERATOR, Role.OFFICE)

    def work(uow: UnitOfWork) -> Answer:
        made = make_plan(uow, day, body.reason)
        version = made.version if made else None
        return Answer(200, {"service_day": day, "version": version})

    return await edge.write(request, asker, work)


@router.post("/legs/{day}/{leg_id}/{event}", responses=answers(LegShape))
async def leg_event(
    request: Request,
    edge: TheEdge,
    asker: Asker,
    day: Day,
    leg_id: Text,
    event: LegEvent,
    body: Nothing,
) -> Response:
    """The carrier says that a leg departs or arrives."""
    if event not in (LegEvent.DEPART, LegEvent.ARRIVE):
        raise Forbidden("a carrier says that a leg departs or arrives, nothing else")
    return await edge.write(
        request,
        asker,
        lambda uow: Answer(200, leg_view(move_leg(uow, asker, day, leg_id, event))),
    )


def _scan_answer(uow: UnitOfWork, result: tuple[ParcelRow, HandoverRow]) -> Answer:
    parcel, handover = result
    return Answer(
        200,
        {
            "parcel": parcel_view(uow.session, uow.deployment, parcel),
            "handover": handover_view(handover),
        },
    )
