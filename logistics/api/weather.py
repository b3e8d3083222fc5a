"""The doors of the weather: sensors tell what they measure, people see it with its age."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Any

from fastapi import APIRouter, Request
from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field, model_validator
from sqlmodel import Session
from starlette.responses import Response

from logistics.api.air_shapes import WeatherShape, WeathersShape
from logistics.api.air_views import weather_view
from logistics.api.auth import Asker, TheEdge
from logistics.api.edge import Answer
from logistics.api.shapes import answers
from logistics.db.unit_of_work import UnitOfWork
from logistics.domain.village import Role
from logistics.services.weather import Weather, latest, measure

router = APIRouter(tags=["weather"])


def _storable(value: datetime) -> datetime:
    if not 2000 <= value.year <= 2100:
        raise ValueError("a year from 2000 to 2100")
    return value.astimezone(UTC)


MeasuredAt = Annotated[AwareDatetime, AfterValidator(_storable)]


def _measure(most: float) -> Any:
    return Field(default=None, ge=0, le=most, allow_inf_nan=False)


class WeatherBody(BaseModel):
    """One measurement, at least one value of it; `measured_at` with its zone."""

    model_config = ConfigDict(extra="forbid")
    measured_at: MeasuredAt
    wind_mps: float | None = _measure(150)
    gust_mps: float | None = _measure(150)
    rain_mm_h: float | None = _measure(1000)
    visibility_m: float | None = _measure(100_000)

    @model_validator(mode="after")
    def _says_something(self) -> WeatherBody:
        if (self.wind_mps, self.gust_mps, self.rain_mm_h, self.visibility_m) == (None,) * 4:
            raise ValueError("a measurement needs at least one value")
        return self


@router.post("/weather", responses=answers(WeatherShape))
async def tell(request: Request, edge: TheEdge, asker: Asker, body: WeatherBody) -> Response:
    """A sensor, by the API key of its place, tells what it has measured."""
    weather = Weather(**body.model_dump())

    def work(uow: UnitOfWork) -> Answer:
        return Answer(200, weather_view(measure(uow, asker, weather), uow.now))

    return await edge.write(request, asker, work)


@router.get("/weather", responses=answers(WeathersShape))
async def now(edge: TheEdge, asker: Asker) -> Response:
    """The latest measurements of the hub and the halls."""
    asker.require(*Role)
    village, at = edge.deployment.village, edge.clock.now()

    def query(session: Session) -> dict[str, Any]:
        found = [latest(session, place.id) for place in (village.hub, *village.halls)]
        return {"places": [weather_view(row, at) for row in found if row is not None]}

    return await edge.show(query)
