"""The day's plan: made when everything is packed, made again when asked or when more comes.

Owns the rows of plans and legs and writes each parcel's way. How to plan stands in
`logistics.domain.dispatch`. A parcel that has begun its way keeps its plan.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from sqlmodel import col, select

from logistics.db.models import HandoverRow, LegRow, ParcelRow, PlanRow, ServiceDayRow
from logistics.db.unit_of_work import UnitOfWork
from logistics.deployment import Deployment
from logistics.domain.catalog import Temperature
from logistics.domain.custody import HandoverState
from logistics.domain.dispatch import DayPlan, Load, Means, ParcelPlan, VanSpec, plan_day
from logistics.domain.legs import Leg, LegState
from logistics.domain.orders import DayState
from logistics.domain.parcels import ParcelState
from logistics.domain.village import Role
from logistics.services.legs import cancel_leg
from logistics.services.promises import watch_promises
from logistics.services.sorties import air_means, make_sorties, retire_sorties

_PLANNED = (DayState.CLOSED, DayState.SETTLED)


def make_plan(uow: UnitOfWork, day: date, reason: str, *, only_new: bool = False) -> PlanRow | None:
    """Plan all parcels that are still whole in the store; None when there is nothing to plan.

    `only_new`: leave a plan that holds them all as it is, because the names of its legs stand on
    the carriers' phones. What is packed after the day was settled is planned too: late goods have
    a way to the door, their promise is broken at once and the household is to be rung.
    """
    row = uow.session.exec(
        select(ServiceDayRow).where(ServiceDayRow.day == day).with_for_update()
    ).first()
    parcels = _to_be_planned(uow, day)
    if row is None or not parcels or row.state not in _PLANNED:
        return None
    if only_new and all(parcel.legs for parcel in parcels):
        return None
    loads = [load_of_parcel(uow.deployment, parcel) for parcel in parcels]
    leave_at = leave_store_at(uow.deployment, day, uow.now)
    planned = {parcel.code for parcel in parcels}
    retire_sorties(uow, day, planned)
    air = air_means(uow, day)
    made = plan_day(loads, means(uow.deployment), uow.deployment.village.roads, leave_at, air)
    made = numbered(made, row.plan_version + 1)
    _retire_legs(uow, day, planned)
    stored = store_plan(uow, row, made, reason)
    rows = {parcel.code: parcel for parcel in parcels}
    for plan in made.parcels:
        _assign(uow, rows[plan.code], plan)
    if air is not None:
        make_sorties(uow, day, made, air)
    if row.state == DayState.SETTLED:  # the watch over this day has ended
        watch_promises(uow, day)
    return stored


def store_plan(uow: UnitOfWork, row: ServiceDayRow, made: DayPlan, reason: str) -> PlanRow:
    """Keep a numbered plan with its legs as the day's next version, journalled."""
    version = row.plan_version + 1
    uow.guarded(row, {"plan_version": row.plan_version}, plan_version=version)
    uow.session.add_all(_leg_row(leg, row.day, version) for leg in (*made.legs, *made.air))
    body = plan_body(made)
    stored = PlanRow(day=row.day, version=version, made_at=uow.now, reason=reason, body=body)
    uow.session.add(stored)
    uow.journal.append("plan-made", day=row.day, version=version, reason=reason, **body)
    return stored


def plan_body(plan: DayPlan) -> dict[str, Any]:
    """A plan as JSON-compatible data."""
    return {
        "legs": [_leg_data(leg) for leg in plan.legs],
        "air": [_leg_data(leg) for leg in plan.air],
        "parcels": [
            {
                "code": parcel.code,
                "hall": parcel.hall,
                "household": parcel.household,
                "mode": parcel.mode,
                "way": [str(keeper) for keeper in parcel.keepers],
                "legs": list(parcel.legs),
                "eta": parcel.eta.isoformat(),
                "promise_by": parcel.promise_at.isoformat(),
                "switch_by": parcel.switch_by.isoformat(),
                "late": parcel.late,
                "too_warm": parcel.too_warm,
            }
            for parcel in plan.parcels
        ],
        "late": [parcel.code for parcel in plan.late],
        "faults": list(plan.faults),
    }


def means(deployment: Deployment) -> Means:
    """Who and what the deployment has for a day."""
    village, service = deployment.village, deployment.service
    times = service.work_times
    return Means(
        store=village.store.id,
        hub=village.hub.id,
        supporters=tuple(person.id for person in village.people_with(Role.SUPPORTER)),
        car_capacity_g=service.supporter_car_g,
        vans=tuple(
            VanSpec(van.id, van.capacity_g, van.boxes, van.spare)
            for van in sorted(village.vans.values(), key=lambda van: (van.spare, van.id))
        ),
        volunteers={
            hall.id: tuple(person.id for person in village.volunteers_of(hall.id))
            for hall in village.halls
        },
        hub_handling_min=times.hub_handling_min,
        stop_min=times.stop_unload_min,
        door_min=times.door_min,
        promise_margin_min=times.promise_margin_min,
    )


def leave_store_at(deployment: Deployment, day: date, now: datetime) -> datetime:
    """When the supporters can leave: at their time, or after loading what came later."""
    times = deployment.service.work_times
    usual = datetime.combine(day, times.supporter_leaves_store, tzinfo=deployment.calendar.timezone)
    return max(usual, now + timedelta(minutes=times.store_loading_min))


def _to_be_planned(uow: UnitOfWork, day: date) -> Sequence[ParcelRow]:
    parcels = uow.session.exec(
        select(ParcelRow)
        .where(ParcelRow.day == day, ParcelRow.state == ParcelState.PACKED)
        .order_by(col(ParcelRow.code))
        .with_for_update()
    ).all()
    # Asked after the locks are held, so that a scan that was under way is seen.
    begun = uow.session.exec(
        select(HandoverRow.parcel_code).where(
            HandoverRow.state != HandoverState.OPEN,
            col(HandoverRow.parcel_code).in_([parcel.code for parcel in parcels]),
        )
    ).all()
    return [parcel for parcel in parcels if parcel.code not in begun]


def load_of_parcel(deployment: Deployment, parcel: ParcelRow) -> Load:
    """A parcel as planning sees it."""
    household = deployment.village.household(parcel.household)
    return Load(
        code=parcel.code,
        household=parcel.household,
        hall=parcel.hall,
        walk_min=household.walk_min,
        mass_g=parcel.mass_g,
        promise_at=parcel.promise_at,
        keep_min=deployment.service.temperature_limits_min.of(Temperature(parcel.temperature)),
        may_fly="air" in parcel.carriers,
        volume_mm3=sum(
            part["quantity"] * deployment.catalog.item(part["jan"]).volume_mm3
            for part in parcel.contents
        ),
        chilled=parcel.temperature == Temperature.CHILLED,
    )


def numbered(plan: DayPlan, version: int) -> DayPlan:
    """Give the legs names that no other version of the day's plan has."""

    def name(leg_id: str) -> str:
        return f"v{version}-{leg_id}"

    return replace(
        plan,
        legs=tuple(replace(leg, id=name(leg.id)) for leg in plan.legs),
        air=tuple(replace(leg, id=name(leg.id)) for leg in plan.air),
        parcels=tuple(
            replace(parcel, legs=tuple(name(leg) for leg in parcel.legs)) for parcel in plan.parcels
        ),
    )


def _retire_legs(uow: UnitOfWork, day: date, planned: set[str]) -> None:
    """Take the re-planned parcels off older legs; a leg without parcels is cancelled."""
    older = select(LegRow).where(LegRow.day == day, LegRow.state == LegState.PLANNED)
    for leg in uow.session.exec(older).all():
        left = [code for code in leg.parcels if code not in planned]
        if left:
            leg.parcels = left
            uow.session.add(leg)
        else:
            cancel_leg(uow, leg)


def _assign(uow: UnitOfWork, parcel: ParcelRow, plan: ParcelPlan) -> None:
    parcel.way = [[keeper.kind, keeper.id] for keeper in plan.keepers]
    parcel.legs = list(plan.legs)
    parcel.mode = plan.mode
    parcel.eta = plan.eta
    parcel.switch_by = plan.switch_by
    uow.session.add(parcel)


def _leg_row(leg: Leg, day: date, version: int) -> LegRow:
    return LegRow(
        day=day,
        id=leg.id,
        plan_version=version,
        mode=leg.mode,
        carrier_kind=leg.carrier.kind,
        carrier_id=leg.carrier.id,
        start=leg.start,
        end=leg.end,
        depart_at=leg.depart_at,
        arrive_at=leg.arrive_at,
        parcels=list(leg.parcels),
        state=LegState.PLANNED,
    )


def _leg_data(leg: Leg) -> dict[str, object]:
    return {
        "id": leg.id,
        "mode": leg.mode,
        "carrier": str(leg.carrier),
        "start": leg.start,
        "end": leg.end,
        "depart_at": leg.depart_at.isoformat(),
        "arrive_at": leg.arrive_at.isoformat(),
        "parcels": list(leg.parcels),
    }
