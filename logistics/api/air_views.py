"""How sorties, flights, aircraft and weather look as JSON. Decides nothing."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, select

from logistics.api.book_views import airworthiness_view
from logistics.db.models import LegRow, SortieRow, SortieWordRow, StandDownRow, WeatherRow
from logistics.db.unit_of_work import UnitOfWork
from logistics.deployment import Deployment
from logistics.domain.sorties import ENDED, SortieState
from logistics.services.boarding import load_of
from logistics.services.launches import NOTHING_STOPPED, Stopped
from logistics.services.readings import own_gates, readings_of
from missions.plan.model import Direction
from missions.store import flights
from missions.store.book_reading import battery_use
from missions.store.tables import AircraftRow, BatteryRow, FlightCommandRow, FlightRow


def sortie_view(session: Session, sortie: SortieRow) -> dict[str, Any]:
    """A sortie with its parcels and what its volunteer said."""
    leg = session.get(LegRow, (sortie.day, sortie.leg))
    flying = sortie.state != SortieState.CANCELLED and sortie.state != SortieState.DONE
    on_board = [parcel.code for parcel in load_of(session, sortie)] if flying else []
    words = session.exec(
        select(SortieWordRow)
        .where(SortieWordRow.day == sortie.day, SortieWordRow.sortie == sortie.id)
        .order_by(col(SortieWordRow.id))
    )
    return {
        "id": sortie.id,
        "service_day": sortie.day,
        "aircraft": sortie.aircraft,
        "hall": sortie.hall,
        "route": sortie.route,
        "leg": sortie.leg,
        "state": sortie.state,
        "volunteer": sortie.volunteer,
        "flight_out": sortie.flight_out,
        "flight_home": sortie.flight_home,
        "home_ready": sortie.home_ready,
        "last_launch_at": sortie.last_launch_at,
        "made_at": sortie.made_at,
        "ended_at": sortie.ended_at,
        "why": sortie.why,
        "parcels": leg.parcels if leg else [],
        "on_board": on_board,
        "words": [
            {"word": each.word, "said_by": each.said_by, "at": each.at, "facts": each.facts}
            for each in words
        ],
    }


def sortie_detail(uow: UnitOfWork, sortie: SortieRow, asker: str) -> dict[str, Any]:
    """A sortie with both flights, and the gates as they stand now without the vehicle, for this
    actor: an operator who looks is there."""
    home = sortie.state in (SortieState.UNLOADED, SortieState.SWAPPED, SortieState.FLYING_HOME)
    readings = readings_of(uow, sortie, Direction.HOME if home else Direction.OUT, asker)
    gates = own_gates(readings, uow.deployment.air.limits)
    return sortie_view(uow.session, sortie) | {
        "gates": [asdict(gate) for gate in gates] if sortie.state not in ENDED else [],
        "out": flight_view(uow.session, sortie.flight_out),
        "home": flight_view(uow.session, sortie.flight_home),
    }


def flight_view(session: Session, flight_id: str | None) -> dict[str, Any] | None:
    """A flight as the desk writes it."""
    row = None if flight_id is None else session.get(FlightRow, flight_id)
    if row is None:
        return None
    hidden = {"day", "sortie", "made_at"}
    shown = {name: value for name, value in row.model_dump().items() if name not in hidden}
    commands = flights.commands_of(session, row.id)
    return shown | {"commands": [command_view(command) for command in commands]}


def command_view(command: FlightCommandRow) -> dict[str, Any]:
    """A word to an aircraft and what came of it."""
    return command.model_dump(exclude={"aircraft", "body", "key"})


def aircraft_view(
    session: Session, deployment: Deployment, now: datetime, craft: AircraftRow
) -> dict[str, Any]:
    """An aircraft, whether it may fly by its book, and the sortie that it is on."""
    book = airworthiness_view(session, deployment, craft.aircraft, now)
    sortie = session.exec(
        select(SortieRow)
        .where(SortieRow.aircraft == craft.aircraft, col(SortieRow.state).not_in(list(ENDED)))
        .order_by(col(SortieRow.made_at).desc())
    ).first()
    return {
        "id": craft.aircraft,
        "grounded": craft.grounded,
        "why": craft.why,
        "changed_by": craft.changed_by,
        "changed_at": craft.changed_at,
        "battery": craft.battery,
        "sortie": sortie.id if sortie else None,
        "sortie_day": sortie.day if sortie else None,
        "sortie_state": sortie.state if sortie else None,
        "airworthy": book["verdict"],
        "points": book["points"],
        "defects": book["defects"],
    }


def battery_view(session: Session, battery: BatteryRow) -> dict[str, Any]:
    """A battery, where it sits, and what the book says of its charge and its age."""
    use = battery_use(session, battery.battery)
    return {
        "id": battery.battery,
        "aircraft": battery.aircraft,
        "charge_percent": battery.charge_percent,
        "changed_at": battery.changed_at,
        "charges": use.charges,
        "capacity_wh": use.capacity_wh,
        "measured_at": use.measured_at,
    }


def grounded_view(
    session: Session,
    deployment: Deployment,
    now: datetime,
    craft: AircraftRow,
    stopped: Stopped = NOTHING_STOPPED,
) -> dict[str, Any]:
    """An aircraft that was grounded or released, and what that stopped."""
    return {
        "aircraft": aircraft_view(session, deployment, now, craft),
        "called_off": [sortie_view(session, row) for row in stopped.called_off],
        "held": [sortie_view(session, row) for row in stopped.held],
    }


def standing_view(
    standing: StandDownRow | None, stopped: Stopped = NOTHING_STOPPED
) -> dict[str, Any]:
    """Whether launches are stopped."""
    holds = standing is not None and standing.lifted_at is None
    return {
        "stood_down": holds,
        "reason": standing.reason if standing and holds else None,
        "by": standing.by if standing and holds else None,
        "at": standing.at if standing and holds else None,
        "called_off": [f"{row.day}/{row.id}" for row in stopped.called_off],
        "held": [f"{row.day}/{row.id}" for row in stopped.held],
    }


def weather_view(row: WeatherRow, now: datetime) -> dict[str, Any]:
    """A measurement and its age."""
    age_s = max(0.0, (now - row.measured_at).total_seconds())
    return row.model_dump(exclude={"id"}) | {"age_s": round(age_s, 3)}
