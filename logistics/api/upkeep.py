"""The doors of the flight book: inspections, defects, maintenance, corrections, and reading it."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field, model_validator
from sqlmodel import Session
from starlette.responses import Response

from logistics.api.air_shapes import BatteryShape
from logistics.api.air_views import battery_view, grounded_view
from logistics.api.auth import Asker, TheEdge
from logistics.api.book_shapes import (
    AirworthinessShape,
    BookShape,
    DefectAnswerShape,
    DefectShape,
    FlightEntryShape,
    InspectionAnswerShape,
    MaintenanceShape,
)
from logistics.api.book_views import (
    airworthiness_view,
    book_view,
    defect_view,
    flight_entry_view,
    inspection_view,
    maintenance_view,
)
from logistics.api.edge import Answer
from logistics.api.fields import Text
from logistics.api.shapes import answers
from logistics.db.unit_of_work import UnitOfWork
from logistics.domain.village import Role
from logistics.services import upkeep
from logistics.services.batteries import say_measured
from missions.flightbook.book import Period
from missions.flightbook.model import Renews, Result
from missions.store.book_reading import book
from missions.store.fleet import the_aircraft

router = APIRouter(tags=["flight book"])
_MONTH = re.compile(r"[0-9]{4}-(0[1-9]|1[0-2])")


def _storable(value: datetime) -> datetime:
    if not 2000 <= value.year <= 2100:
        raise ValueError("a year from 2000 to 2100")
    return value


def _month(value: str) -> str:
    if not _MONTH.fullmatch(value) or not 2000 <= int(value[:4]) <= 2100:
        raise ValueError("a month is written YYYY-MM")
    return value


At = Annotated[AwareDatetime, AfterValidator(_storable)]
Month = Annotated[str, AfterValidator(_month)]
Short = Annotated[Text, Field(min_length=1, max_length=100)]
Long = Annotated[Text, Field(min_length=1, max_length=1000)]
Remarks = Annotated[Text, Field(max_length=1000)]
Number = Annotated[int, Field(ge=1, le=2**31 - 1)]


class _Body(BaseModel):
    model_config = ConfigDict(extra="forbid")


class _Correcting(_Body):
    """`corrects`: number of the entry whose place this one takes, with `why`."""

    corrects: Number | None = None
    why: Annotated[Text, Field(max_length=500)] = ""

    @model_validator(mode="after")
    def _has_a_reason(self) -> Any:
        if self.corrects is not None and not self.why.strip():
            raise ValueError("a correction needs its reason in why")
        return self


class InspectionBody(_Correcting):
    """`results` of every item of the deployment's list. `at`: when it was done, else now."""

    results: dict[Short, Result] = Field(min_length=1, max_length=60)
    remarks: Remarks = ""
    at: At | None = None


class DefectBody(_Body):
    """What was found, and when, if not now."""

    what: Long
    at: At | None = None


class SettleBody(_Body):
    """What was done, by whom (else by who confirms it), and when, if not now."""

    done: Long
    person: Short | None = None
    at: At | None = None


class MaintenanceBody(_Correcting):
    """`renews`: what is counted anew from here. `person`: who did it, else who confirms it."""

    work: Long
    reason: Long
    renews: list[Renews] = Field(default_factory=list, max_length=3)
    person: Short | None = None
    place: Short | None = None
    remarks: Remarks = ""
    at: At | None = None


class CorrectionBody(_Body):
    """Fields of a flight's entry that are put right; those that are left out stay."""

    why: Annotated[Text, Field(min_length=1, max_length=500)]
    pilot: Short | None = None
    licence: Annotated[Text, Field(min_length=1, max_length=40)] | None = None
    from_place: Short | None = None
    off_at: At | None = None
    to_place: Short | None = None
    on_at: At | None = None
    remarks: Annotated[Text, Field(min_length=1, max_length=1000)] | None = None

    @model_validator(mode="after")
    def _says_something(self) -> CorrectionBody:
        if not self.changes:
            raise ValueError("a correction needs at least one field")
        return self

    @property
    def changes(self) -> dict[str, Any]:
        return self.model_dump(exclude={"why"}, exclude_none=True)


class MeasuredBody(_Body):
    """Watt hours that a full battery gave in a whole discharge; `at`: when, if not now."""

    capacity_wh: Annotated[float, Field(gt=0, le=100_000, allow_inf_nan=False)]
    at: At | None = None


@router.get("/aircraft/{aircraft_id}/airworthiness", responses=answers(AirworthinessShape))
async def airworthiness(edge: TheEdge, asker: Asker, aircraft_id: Text) -> Response:
    """Whether an aircraft may fly by its book: each point with its value, age and threshold."""
    asker.require(*Role)

    def query(session: Session) -> dict[str, Any]:
        the_aircraft(session, aircraft_id)
        return airworthiness_view(session, edge.deployment, aircraft_id, edge.clock.now())

    return await edge.show(query)


@router.get("/aircraft/{aircraft_id}/book", responses=answers(BookShape))
async def flight_book(
    edge: TheEdge, asker: Asker, aircraft_id: Text, month: Annotated[Month | None, Query()] = None
) -> Response:
    """The flight book of an aircraft: forms 1 to 3 and the defects, of a month or all of it."""
    asker.require(*Role)

    def query(session: Session) -> dict[str, Any]:
        uow = UnitOfWork.begin(session, edge.clock.now(), edge.deployment)
        found = upkeep.upkeep_of(uow, aircraft_id)
        return book_view(book(session, found, _period(month)))

    return await edge.show(query)


@router.post("/aircraft/{aircraft_id}/inspections", responses=answers(InspectionAnswerShape))
async def inspect(
    request: Request, edge: TheEdge, asker: Asker, aircraft_id: Text, body: InspectionBody
) -> Response:
    """The daily inspection. An item that did not pass is a defect and grounds the aircraft."""

    def work(uow: UnitOfWork) -> Answer:
        entry, defects, stopped = upkeep.inspect(
            uow, asker, aircraft_id, body.results, body.remarks, body.at, body.corrects, body.why
        )
        craft = the_aircraft(uow.session, aircraft_id)
        return Answer(
            200,
            grounded_view(uow.session, uow.deployment, uow.now, craft, stopped)
            | {
                "inspection": inspection_view(entry),
                "defects": [defect_view(each) for each in defects],
            },
        )

    return await edge.write(request, asker, work)


@router.post("/aircraft/{aircraft_id}/defects", responses=answers(DefectAnswerShape))
async def defect(
    request: Request, edge: TheEdge, asker: Asker, aircraft_id: Text, body: DefectBody
) -> Response:
    """Something is wrong with an aircraft: it is grounded at once, its goods go by van."""

    def work(uow: UnitOfWork) -> Answer:
        noted, stopped = upkeep.note_defect(uow, asker, aircraft_id, body.what, body.at)
        craft = the_aircraft(uow.session, aircraft_id)
        shown = grounded_view(uow.session, uow.deployment, uow.now, craft, stopped)
        return Answer(200, shown | {"defect": defect_view(noted)})

    return await edge.write(request, asker, work)


@router.post("/aircraft/{aircraft_id}/defects/{number}/settle", responses=answers(DefectShape))
async def settle(
    request: Request, edge: TheEdge, asker: Asker, aircraft_id: Text, number: Number,
    body: SettleBody,
) -> Response:  # fmt: skip
    """What was done about a defect. The aircraft stays grounded until it is released."""

    def work(uow: UnitOfWork) -> Answer:
        settled = upkeep.settle_defect(
            uow, asker, aircraft_id, number, body.done, body.person, body.at
        )
        return Answer(200, defect_view(settled))

    return await edge.write(request, asker, work)


@router.post("/aircraft/{aircraft_id}/maintenance", responses=answers(MaintenanceShape))
async def maintain(
    request: Request, edge: TheEdge, asker: Asker, aircraft_id: Text, body: MaintenanceBody
) -> Response:
    """An inspection, repair, alteration or maintenance, confirmed by who sends this."""
    told = body.model_dump()

    def work(uow: UnitOfWork) -> Answer:
        return Answer(200, maintenance_view(upkeep.maintain(uow, asker, aircraft_id, **told)))

    return await edge.write(request, asker, work)


@router.post(
    "/aircraft/{aircraft_id}/flights/{number}/correct", responses=answers(FlightEntryShape)
)
async def correct(
    request: Request, edge: TheEdge, asker: Asker, aircraft_id: Text, number: Number,
    body: CorrectionBody,
) -> Response:  # fmt: skip
    """A new entry takes the place of a flight's entry; the old one is kept."""

    def work(uow: UnitOfWork) -> Answer:
        entry = upkeep.correct_flight(uow, asker, aircraft_id, number, body.changes, body.why)
        return Answer(200, flight_entry_view(entry))

    return await edge.write(request, asker, work)


@router.post("/batteries/{battery_id}/measured", responses=answers(BatteryShape))
async def measured(
    request: Request, edge: TheEdge, asker: Asker, battery_id: Text, body: MeasuredBody
) -> Response:
    """What a full battery gave when it was discharged and measured."""

    def work(uow: UnitOfWork) -> Answer:
        row = say_measured(uow, asker, battery_id, body.capacity_wh, body.at)
        return Answer(200, battery_view(uow.session, row))

    return await edge.write(request, asker, work)


def _period(month: str | None) -> Period:
    if month is None:
        return Period()
    return Period.month(int(month[:4]), int(month[5:]))
