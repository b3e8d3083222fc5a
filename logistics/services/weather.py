"""The weather as sensors tell it: stored with its age, and the worst of the places of a flight.

Owns the rows of measurements. What a value means for a launch is decided by the gates.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from logistics.db.models import WeatherRow
from logistics.db.unit_of_work import UnitOfWork
from logistics.domain.principal import Forbidden, Principal, PrincipalKind
from missions.errors import SorabinError
from missions.flight.gates import Measured

AHEAD = timedelta(seconds=5)
"""How far a sensor's clock may run ahead of ours."""


class MeasuredAhead(SorabinError):
    """The sensor's time lies in the future: its age would not be known."""

    code = "measured-ahead"


@dataclass(frozen=True, slots=True)
class Weather:
    """What a sensor measured: m/s, mm/h, m; None is what it does not measure."""

    measured_at: datetime
    wind_mps: float | None = None
    gust_mps: float | None = None
    rain_mm_h: float | None = None
    visibility_m: float | None = None


def measure(uow: UnitOfWork, principal: Principal, weather: Weather) -> WeatherRow:
    """Store a measurement of the asker's own place. Raises Forbidden, MeasuredAhead."""
    if principal.kind is not PrincipalKind.SENSOR:
        raise Forbidden("only a sensor measures the weather")
    if weather.measured_at > uow.now + AHEAD:
        raise MeasuredAhead(
            f"it is {uow.now:%H:%M:%S}: this was measured at {weather.measured_at:%H:%M:%S}",
            now=uow.now,
        )
    row = WeatherRow(
        place=principal.id,
        measured_at=weather.measured_at,
        received_at=uow.now,
        wind_mps=weather.wind_mps,
        gust_mps=weather.gust_mps,
        rain_mm_h=weather.rain_mm_h,
        visibility_m=weather.visibility_m,
    )
    uow.session.add(row)
    uow.session.flush()
    uow.journal.append(
        "weather-measured",
        place=row.place,
        measured_at=row.measured_at,
        wind_mps=row.wind_mps,
        gust_mps=row.gust_mps,
        rain_mm_h=row.rain_mm_h,
        visibility_m=row.visibility_m,
    )
    return row


def latest(session: Session, place: str) -> WeatherRow | None:
    """The newest measurement of a place."""
    wanted = select(WeatherRow).where(WeatherRow.place == place)
    return session.exec(
        wanted.order_by(col(WeatherRow.measured_at).desc(), col(WeatherRow.id).desc()).limit(1)
    ).first()


def worst(
    session: Session, places: tuple[str, ...], name: str, now: datetime, *, least: bool = False
) -> Measured | None:
    """The highest (or `least`) value of the places with the greatest age; None if one is silent."""
    values: list[float] = []
    ages: list[float] = []
    for place in places:
        row = latest(session, place)
        value = None if row is None else getattr(row, name)
        if row is None or value is None:
            return None
        values.append(value)
        ages.append((now - row.measured_at).total_seconds())
    # A sensor whose clock runs a little ahead of ours has measured just now.
    return Measured(min(values) if least else max(values), max(0.0, *ages))
