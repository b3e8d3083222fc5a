"""The doors of aircraft: the fleet, words to a flight in the air, and the stand-down."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from fastapi import APIRouter, Request
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field
from sqlmodel import Session
from starlette.responses import Response

from logistics.api.air_shapes import (
    BatteryShape,
    CommandShape,
    FleetShape,
    GroundedShape,
    StandingShape,
)
from logistics.api.air_views import (
    aircraft_view,
    battery_view,
    command_view,
    grounded_view,
    standing_view,
)
from logistics.api.auth import Asker, TheEdge
from logistics.api.edge import Answer
from logistics.api.fields import Text
from logistics.api.handovers import ReasonBody
from logistics.api.shapes import answers
from logistics.db.unit_of_work import UnitOfWork
from logistics.domain.village import Role
from logistics.services import standing
from logistics.services.batteries import say_charged
from logistics.services.flying import say_in_flight
from logistics.services.sorties import standing_now
from missions.store import fleet
from missions.store.flights import Word

router = APIRouter(tags=["air"])


class InFlight(StrEnum):
    """What an operator may say to an aircraft in the air."""

    HOLD = "hold"
    GO_ON = "go-on"
    RETURN = "return"
    DIVERT = "divert"
    LAND = "land"


class FlightWordBody(BaseModel):
    """`place`: an emergency landing place to divert to; without it the nearest."""

    model_config = ConfigDict(extra="forbid")
    place: Text | None = Field(default=None, min_length=1, max_length=40)


class ChargedBody(BaseModel):
    """`at`: since when it is full, else since now. `aircraft`: it sits in this one."""

    model_config = ConfigDict(extra="forbid")
    at: AwareDatetime | None = None
    aircraft: Text | None = Field(default=None, min_length=1, max_length=40)


@router.get("/aircraft", responses=answers(FleetShape))
async def aircraft(edge: TheEdge, asker: Asker) -> Response:
    """All aircraft and batteries."""
    asker.require(*Role)

    def query(session: Session) -> dict[str, Any]:
        return {
            "aircraft": [
                aircraft_view(session, edge.deployment, edge.clock.now(), craft)
                for craft in fleet.aircraft(session)
            ],
            "batteries": [battery_view(session, each) for each in fleet.batteries(session)],
        }

    return await edge.show(query)


@router.post("/aircraft/{aircraft_id}/ground", responses=answers(GroundedShape))
async def ground(
    request: Request, edge: TheEdge, asker: Asker, aircraft_id: Text, body: ReasonBody
) -> Response:
    """No launch of this aircraft until it is released; its goods go by van at once."""

    def work(uow: UnitOfWork) -> Answer:
        craft, stopped = standing.ground_aircraft(uow, asker, aircraft_id, body.reason)
        return Answer(200, grounded_view(uow.session, uow.deployment, uow.now, craft, stopped))

    return await edge.write(request, asker, work)


@router.post("/aircraft/{aircraft_id}/release", responses=answers(GroundedShape))
async def release(
    request: Request, edge: TheEdge, asker: Asker, aircraft_id: Text, body: ReasonBody
) -> Response:
    """The aircraft may fly again: the reason is what was done, confirmed by who sends this."""

    def work(uow: UnitOfWork) -> Answer:
        craft = standing.release_aircraft(uow, asker, aircraft_id, body.reason)
        return Answer(200, grounded_view(uow.session, uow.deployment, uow.now, craft))

    return await edge.write(request, asker, work)


@router.post("/batteries/{battery_id}/charged", responses=answers(BatteryShape))
async def charged(
    request: Request, edge: TheEdge, asker: Asker, battery_id: Text, body: ChargedBody
) -> Response:
    """Somebody says that a battery is full: without this word it does not fly."""

    def work(uow: UnitOfWork) -> Answer:
        row = say_charged(uow, asker, battery_id, body.at, body.aircraft)
        return Answer(200, battery_view(uow.session, row))

    return await edge.write(request, asker, work)


@router.post("/flights/{flight_id}/{word}", responses=answers(CommandShape))
async def flight_word(
    request: Request,
    edge: TheEdge,
    asker: Asker,
    flight_id: Text,
    word: InFlight,
    body: FlightWordBody,
) -> Response:
    """An operator's word to an aircraft in the air; the answer comes into the sortie's view."""

    def work(uow: UnitOfWork) -> Answer:
        command = say_in_flight(uow, asker, flight_id, Word(word), body.place)
        return Answer(200, command_view(command))

    return await edge.write(request, asker, work)


@router.get("/stand-down", responses=answers(StandingShape))
async def stand_down_now(edge: TheEdge, asker: Asker) -> Response:
    """Whether launches are stopped, why and by whom."""
    asker.require(*Role)
    return await edge.show(lambda session: standing_view(standing_now(session)))


@router.post("/stand-down", responses=answers(StandingShape))
async def stand_down(request: Request, edge: TheEdge, asker: Asker, body: ReasonBody) -> Response:
    """Stop all launches at once; what has not launched goes by van."""

    def work(uow: UnitOfWork) -> Answer:
        return Answer(200, standing_view(*standing.stand_down(uow, asker, body.reason)))

    return await edge.write(request, asker, work)


@router.post("/stand-up", responses=answers(StandingShape))
async def stand_up(request: Request, edge: TheEdge, asker: Asker, body: ReasonBody) -> Response:
    """Launches may go on."""

    def work(uow: UnitOfWork) -> Answer:
        return Answer(200, standing_view(standing.stand_up(uow, asker, body.reason)))

    return await edge.write(request, asker, work)
