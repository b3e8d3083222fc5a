"""The doors of sorties: look, prepare, launch, cancel, and what the volunteer says."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from pydantic import BaseModel, ConfigDict, Field
from sqlmodel import Session
from starlette.responses import Response

from logistics.api.air_shapes import FoundShape, SortieDetailShape, SortieShape, SortiesShape
from logistics.api.air_views import sortie_detail, sortie_view
from logistics.api.auth import Asker, TheEdge
from logistics.api.edge import Answer
from logistics.api.fields import Day, Text
from logistics.api.handovers import ReasonBody
from logistics.api.picks import Nothing
from logistics.api.shapes import answers
from logistics.api.views import parcel_views
from logistics.db.unit_of_work import UnitOfWork
from logistics.domain.sorties import Word
from logistics.domain.village import Role
from logistics.services import launches, recovery
from logistics.services.boarding import sorties_of, the_sortie
from logistics.services.flying import Found, record_found
from logistics.services.sortie_words import Said, say

router = APIRouter(tags=["air"])
SortieId = Annotated[Text, Field(max_length=20)]


class WordBody(BaseModel):
    """What the volunteer says. `out` and `in` name the batteries of a swap."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True)
    word: Word
    out: Text | None = Field(default=None, min_length=1, max_length=40)
    into: Text | None = Field(default=None, alias="in", min_length=1, max_length=40)


class FoundBody(BaseModel):
    """What was found of a load that is astray: all of it, or the parcels named."""

    model_config = ConfigDict(extra="forbid")
    found: Found
    parcels: list[Text] | None = Field(default=None, min_length=1, max_length=100)
    note: Text = Field(default="", max_length=500)


@router.get("/sorties", responses=answers(SortiesShape))
async def sorties(edge: TheEdge, asker: Asker, service_day: Annotated[Day, Query()]) -> Response:
    """The sorties of a day, in the order in which they were planned."""
    asker.require(*Role)

    def query(session: Session) -> dict[str, Any]:
        rows = sorties_of(session, service_day)
        return {
            "service_day": service_day.isoformat(),
            "sorties": [sortie_view(session, row) for row in rows],
        }

    return await edge.show(query)


@router.get("/sorties/{day}/{sortie_id}", responses=answers(SortieDetailShape))
async def sortie(edge: TheEdge, asker: Asker, day: Day, sortie_id: SortieId) -> Response:
    """One sortie with both flights, the gates, and the words and their answers."""
    asker.require(*Role)

    def query(session: Session) -> dict[str, Any]:
        uow = UnitOfWork.begin(session, edge.clock.now(), edge.deployment)
        return sortie_detail(uow, the_sortie(session, day, sortie_id), asker.actor)

    return await edge.show(query)


@router.post("/sorties/{day}/{sortie_id}/prepare", responses=answers(SortieShape))
async def prepare(
    request: Request, edge: TheEdge, asker: Asker, day: Day, sortie_id: SortieId, body: Nothing
) -> Response:
    """Ask the flight desk to prepare the flight that is next."""

    def work(uow: UnitOfWork) -> Answer:
        row = launches.prepare(uow, asker, day, sortie_id)
        return Answer(200, sortie_view(uow.session, row))

    return await edge.write(request, asker, work)


@router.post("/sorties/{day}/{sortie_id}/launch", responses=answers(SortieShape))
async def launch(
    request: Request, edge: TheEdge, asker: Asker, day: Day, sortie_id: SortieId, body: Nothing
) -> Response:
    """Order the launch; the flight desk judges all gates once more."""

    def work(uow: UnitOfWork) -> Answer:
        row = launches.launch(uow, asker, day, sortie_id)
        return Answer(200, sortie_view(uow.session, row))

    return await edge.write(request, asker, work)


@router.post("/sorties/{day}/{sortie_id}/cancel", responses=answers(SortieShape))
async def cancel(
    request: Request, edge: TheEdge, asker: Asker, day: Day, sortie_id: SortieId, body: ReasonBody
) -> Response:
    """Let the van bring the goods instead."""

    def work(uow: UnitOfWork) -> Answer:
        row = launches.cancel(uow, asker, day, sortie_id, body.reason)
        return Answer(200, sortie_view(uow.session, row))

    return await edge.write(request, asker, work)


@router.post("/sorties/{day}/{sortie_id}/word", responses=answers(SortieShape))
async def word(
    request: Request, edge: TheEdge, asker: Asker, day: Day, sortie_id: SortieId, body: WordBody
) -> Response:
    """The volunteer at the hall says a word."""
    said = Said(body.word, body.out, body.into)

    def work(uow: UnitOfWork) -> Answer:
        return Answer(200, sortie_view(uow.session, say(uow, asker, day, sortie_id, said)))

    return await edge.write(request, asker, work)


@router.post("/sorties/{day}/{sortie_id}/recover", responses=answers(SortieShape))
async def recover(
    request: Request, edge: TheEdge, asker: Asker, day: Day, sortie_id: SortieId, body: ReasonBody
) -> Response:
    """The aircraft was fetched from its hall by road; what is on board goes on by van."""

    def work(uow: UnitOfWork) -> Answer:
        row = recovery.recover(uow, asker, day, sortie_id, body.reason)
        return Answer(200, sortie_view(uow.session, row))

    return await edge.write(request, asker, work)


@router.post("/sorties/{day}/{sortie_id}/found", responses=answers(FoundShape))
async def found(
    request: Request, edge: TheEdge, asker: Asker, day: Day, sortie_id: SortieId, body: FoundBody
) -> Response:
    """What was found where an aircraft came down: goods for the van, or lost."""

    def work(uow: UnitOfWork) -> Answer:
        row, parcels = record_found(uow, asker, day, sortie_id, body.found, body.parcels, body.note)
        views = parcel_views(uow.session, uow.deployment, parcels)
        return Answer(200, {"sortie": sortie_view(uow.session, row), "parcels": views})

    return await edge.write(request, asker, work)
