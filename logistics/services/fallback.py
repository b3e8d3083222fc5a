"""Falling back on the van: what was to fly, or came back, is planned by road again at once.

Owns which parcels and vans a new plan from the hub takes in. Nobody enters anything again, and a
parcel keeps its keeper: only its future changes.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

from sqlmodel import col, select

from logistics.db.models import HandoverRow, LegRow, ParcelRow, PlanRow, ServiceDayRow, SortieRow
from logistics.db.unit_of_work import UnitOfWork
from logistics.domain.custody import HandoverState, Keeper, KeeperKind, Way
from logistics.domain.dispatch import Load, ParcelPlan, VanSpec, plan_from_hub
from logistics.domain.legs import LegEvent, LegMode, LegState
from logistics.domain.parcels import ParcelState
from logistics.services.cold import left_store_at
from logistics.services.legs import fly_leg, take_off_legs
from logistics.services.parcels import spoil_if_too_warm, undo_scan
from logistics.services.plans import load_of_parcel, means, numbered, store_plan
from logistics.services.promises import call_households, watch_promises

_BEFORE_THE_VAN = (KeeperKind.STORE, KeeperKind.SUPPORTER, KeeperKind.HUB)
_MOVABLE = (ParcelState.PACKED, ParcelState.UNDER_WAY)


def fall_back(uow: UnitOfWork, sortie: SortieRow, why: str) -> PlanRow | None:
    """Plan by van what this sortie was to bring; its air leg is cancelled, or has failed."""
    leg = uow.session.get_one(LegRow, (sortie.day, sortie.leg))
    codes = list(leg.parcels)
    failed = leg.state == LegState.UNDER_WAY
    fly_leg(uow, leg.day, leg.id, LegEvent.FAIL if failed else LegEvent.CANCEL, why=why)
    return plan_by_van(uow, sortie.day, codes, f"{sortie.id}: {why}")


def plan_by_van(uow: UnitOfWork, day: date, codes: Iterable[str], reason: str) -> PlanRow | None:
    """A new plan from the hub for these parcels, and for those of vans that are not loaded yet.

    What is too warm already goes back to the store instead. Promises are looked at at once;
    households whose goods would be too warm are to be called.
    """
    row = uow.session.exec(
        select(ServiceDayRow).where(ServiceDayRow.day == day).with_for_update()
    ).one()
    uow.session.flush()
    vans, waiting = _vans(uow, day)
    movable = _movable(uow, {*codes, *waiting})
    parcels = [parcel for parcel in movable if not spoil_if_too_warm(uow, parcel)]
    if not parcels:
        return None
    legs = {leg.id: leg for leg in uow.session.exec(select(LegRow).where(LegRow.day == day))}
    loads = [_load(uow, parcel, _car_leg(parcel, legs)) for parcel in parcels]
    ready_at = max(_at_hub(uow, parcel, _car_leg(parcel, legs)) for parcel in parcels) + timedelta(
        minutes=uow.deployment.service.work_times.hub_handling_min
    )
    today = replace(means(uow.deployment), vans=vans)
    made = plan_from_hub(loads, today, uow.deployment.village.roads, ready_at)
    made = numbered(made, row.plan_version + 1)
    take_off_legs(uow, day, {parcel.code for parcel in parcels})
    stored = store_plan(uow, row, made, reason)
    rows = {parcel.code: parcel for parcel in parcels}
    for plan in made.parcels:
        _assign(uow, rows[plan.code], plan, _car_leg(rows[plan.code], legs))
    uow.session.flush()
    watch_promises(uow, day)
    call_households(uow, [rows[p.code] for p in made.parcels if p.too_warm], "too-warm")
    return stored


def _movable(uow: UnitOfWork, codes: set[str]) -> Sequence[ParcelRow]:
    """Those that are on their way to the van or to an aircraft, or on board of one."""
    return uow.session.exec(
        select(ParcelRow)
        .where(
            col(ParcelRow.code).in_(codes),
            col(ParcelRow.state).in_(_MOVABLE),
            col(ParcelRow.keeper_kind).in_([*_BEFORE_THE_VAN, KeeperKind.AIRCRAFT]),
        )
        .order_by(col(ParcelRow.code))
        .with_for_update()
    ).all()


def _vans(uow: UnitOfWork, day: date) -> tuple[tuple[VanSpec, ...], list[str]]:
    """The vans with the time when each is free, and what waits for those that are not loaded."""
    living = (LegState.PLANNED, LegState.UNDER_WAY, LegState.DONE)
    legs = uow.session.exec(
        select(LegRow).where(
            LegRow.day == day, LegRow.mode == LegMode.VAN, col(LegRow.state).in_(living)
        )
    ).all()
    vans: list[VanSpec] = []
    waiting: list[str] = []
    for van in means(uow.deployment).vans:
        own = [leg for leg in legs if leg.carrier_id == van.id]
        planned = [leg for leg in own if leg.state == LegState.PLANNED]
        codes = [code for leg in planned for code in leg.parcels]
        if any(leg.state == LegState.UNDER_WAY for leg in own) or _loading(uow, codes):
            vans.append(replace(van, free_at=_back_at(uow, own)))
            continue
        waiting += codes
        done = [leg for leg in own if leg.state == LegState.DONE]
        vans.append(replace(van, free_at=_back_at(uow, done)))
    return tuple(vans), waiting


def _loading(uow: UnitOfWork, codes: Sequence[str]) -> bool:
    """Whether one of these parcels is in the van, or has been scanned for it by one side."""
    parcels = uow.session.exec(select(ParcelRow).where(col(ParcelRow.code).in_(codes))).all()
    for parcel in parcels:
        if parcel.keeper_kind not in _BEFORE_THE_VAN:
            return True
        handover = uow.session.get(HandoverRow, (parcel.code, parcel.position))
        at_hub = parcel.keeper_kind == KeeperKind.HUB
        if at_hub and handover is not None and handover.state != HandoverState.OPEN:
            return True
    return False


def _back_at(uow: UnitOfWork, legs: Sequence[LegRow]) -> datetime | None:
    """When a van that drives these legs is back at the hub."""
    if not legs:
        return None
    last = max(legs, key=lambda leg: (leg.arrive_at, leg.id))
    minutes = uow.deployment.service.work_times.stop_unload_min
    minutes += uow.deployment.village.roads.minutes(last.end, uow.deployment.village.hub.id)
    arrival = last.arrived_at or max(last.arrive_at, uow.now)
    return arrival + timedelta(minutes=minutes)


def _car_leg(parcel: ParcelRow, legs: dict[str, LegRow]) -> LegRow | None:
    """The car leg that brings, or has brought, the parcel to the hub."""
    cars = [leg for leg in legs.values() if leg.mode == LegMode.CAR and parcel.code in leg.parcels]
    return max(cars, key=lambda leg: (leg.plan_version, leg.id), default=None)


def _load(uow: UnitOfWork, parcel: ParcelRow, car: LegRow | None) -> Load:
    planned = None if car is None else car.departed_at or car.depart_at
    left_at = left_store_at(uow.session, parcel) or planned
    return replace(load_of_parcel(uow.deployment, parcel), left_store_at=left_at)


def _at_hub(uow: UnitOfWork, parcel: ParcelRow, car: LegRow | None) -> datetime:
    """When the parcel stands at the hub."""
    if car is None or parcel.keeper_kind in (KeeperKind.HUB, KeeperKind.AIRCRAFT):
        return uow.now
    if car.arrived_at is not None:
        return uow.now
    begun = car.departed_at or max(car.depart_at, uow.now)
    return max(begun + (car.arrive_at - car.depart_at), uow.now)


def _assign(uow: UnitOfWork, parcel: ParcelRow, plan: ParcelPlan, car: LegRow | None) -> None:
    """Give the parcel another future; a scan for the old one no longer counts."""
    way = Way(tuple(Keeper(KeeperKind(kind), id) for kind, id in parcel.way), parcel.position)
    hub = next(i for i, keeper in enumerate(way.keepers) if keeper.kind is KeeperKind.HUB)
    if way.keeper.kind is KeeperKind.AIRCRAFT:
        future = plan.keepers
    else:
        # The hub itself stands in the way already: passed, kept by it now, or still to come.
        future = (*way.keepers[way.position + 1 : hub + 1], *plan.keepers[1:])
    new = way.onward(future)
    handover = uow.session.get(HandoverRow, (parcel.code, parcel.position))
    if handover is not None and handover.state != HandoverState.OPEN and new.next != way.next:
        undo_scan(uow, parcel, handover)
    parcel.way = [[keeper.kind, keeper.id] for keeper in new.keepers]
    # A car that has brought it tells nothing more about when it will be at the door.
    still_to_come = car is not None and way.keeper.kind not in (KeeperKind.HUB, KeeperKind.AIRCRAFT)
    parcel.legs = [*([car.id] if car and still_to_come else []), *plan.legs]
    parcel.mode = plan.mode
    parcel.eta = plan.eta
    parcel.switch_by = plan.switch_by
    uow.session.add(parcel)
