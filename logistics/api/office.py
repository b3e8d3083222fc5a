"""The office's doors: welfare cases and the call list."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Request
from pydantic import BaseModel, ConfigDict, Field
from sqlmodel import Session, col, select
from starlette.responses import Response

from logistics.api.auth import Asker, TheEdge
from logistics.api.edge import Answer
from logistics.api.fields import Day, Text
from logistics.api.shapes import CallShape, CallsShape, CaseShape, CasesShape, answers
from logistics.api.views import call_view, case_view, case_views
from logistics.db.models import CallRow, CaseRow
from logistics.domain.village import Role
from logistics.domain.welfare import CaseState
from logistics.services.promises import call_done
from logistics.services.visits import close_case

router = APIRouter(tags=["office"])


class OutcomeBody(BaseModel):
    """What was found."""

    model_config = ConfigDict(extra="forbid")
    outcome: Text = Field(min_length=1, max_length=500)


class NoteBody(BaseModel):
    """What was said."""

    model_config = ConfigDict(extra="forbid")
    note: Text = Field(default="", max_length=500)


@router.get("/cases", responses=answers(CasesShape))
async def cases(
    edge: TheEdge,
    asker: Asker,
    state: Annotated[Literal["open", "closed", "all"], Query()] = "open",
) -> Response:
    """Welfare cases, the most urgent first; `open` holds the overdue ones too."""
    asker.require(Role.OFFICE)

    def query(session: Session) -> dict[str, Any]:
        wanted = select(CaseRow).order_by(col(CaseRow.due_at))
        if state == "open":
            wanted = wanted.where(CaseRow.state != CaseState.CLOSED)
        elif state == "closed":
            wanted = wanted.where(CaseRow.state == CaseState.CLOSED)
        return {"cases": case_views(session, session.exec(wanted).all())}

    return await edge.show(query)


@router.post("/cases/{case_id}/close", responses=answers(CaseShape))
async def close(
    request: Request, edge: TheEdge, asker: Asker, case_id: Text, body: OutcomeBody
) -> Response:
    """Close a case with what was found."""
    return await edge.write(
        request,
        asker,
        lambda uow: Answer(
            200, case_view(uow.session, close_case(uow, asker, case_id, body.outcome))
        ),
    )


@router.get("/service-days/{day}/calls", responses=answers(CallsShape))
async def calls(edge: TheEdge, asker: Asker, day: Day) -> Response:
    """Whom to ring because a promise is about to break."""
    asker.require(Role.OFFICE, Role.OPERATOR)

    def query(session: Session) -> dict[str, Any]:
        wanted = select(CallRow).where(CallRow.day == day).order_by(col(CallRow.call_by))
        return {"calls": [call_view(call) for call in session.exec(wanted)]}

    return await edge.show(query)


@router.post("/calls/{call_id}/done", responses=answers(CallShape))
async def done(
    request: Request, edge: TheEdge, asker: Asker, call_id: Text, body: NoteBody
) -> Response:
    """A household has been rung."""
    return await edge.write(
        request,
        asker,
        lambda uow: Answer(200, call_view(call_done(uow, asker, call_id, body.note))),
    )
