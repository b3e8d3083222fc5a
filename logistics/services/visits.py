"""Visits at the door: the welfare note, the case it may open, and nobody at home.

Owns the rows of visits and cases. A second absence turns the goods back to the store.
"""

from __future__ import annotations

from datetime import timedelta

from sqlmodel import col, func, select

from logistics.db.models import CaseRow, HandoverRow, ParcelRow, VisitRow
from logistics.db.unit_of_work import UnitOfWork
from logistics.domain.custody import HandoverState, KeeperKind, ScanOutOfTurn
from logistics.domain.parcels import ParcelEvent, ParcelState
from logistics.domain.principal import Principal
from logistics.domain.village import Role
from logistics.domain.welfare import (
    CASE_MACHINE,
    CaseEvent,
    CaseRule,
    CaseState,
    Welfare,
    opens_case,
)
from logistics.services.parcels import parcel_event, turn_back, undo_scan
from missions.errors import SorabinError

MET = "met"
ABSENT = "absent"
ONE_VISIT = timedelta(minutes=30)
"""Scans at one door within this time are one visit."""
BETWEEN_TRIES = timedelta(minutes=10)
"""A second absence sooner than this after the first is the same one, said twice."""
MAX_TRIES = 2
"""Absences after which the goods go back."""


class AbsentTooSoon(SorabinError):
    """The first try was a moment ago: this is no second one."""

    code = "absent-too-soon"


class UnknownCase(SorabinError):
    """There is no such case."""

    code = "unknown-case"


def met_at_door(
    uow: UnitOfWork, principal: Principal, parcel: ParcelRow, welfare: Welfare, note: str | None
) -> VisitRow:
    """Note a visit with its welfare note; the parcels of one visit share one row.

    What differs is never swallowed: another note, or the same much later, is another visit.
    """
    earlier = uow.session.exec(
        select(VisitRow).where(
            VisitRow.day == parcel.day,
            VisitRow.household == parcel.household,
            VisitRow.outcome == MET,
            VisitRow.welfare == welfare,
            col(VisitRow.at) > uow.now - ONE_VISIT,
        )
    ).all()
    for visit in earlier:
        if not note or visit.note == note:
            return visit
    return _visit(uow, principal, parcel, MET, welfare, note)[0]


def record_absence(
    uow: UnitOfWork, principal: Principal, household: str, note: str | None = None
) -> tuple[list[ParcelRow], CaseRow | None]:
    """Nobody at home: hold the household's parcels, or after the second time turn them back.

    Raises Forbidden, ScanOutOfTurn when this volunteer holds nothing for the household.
    """
    principal.require(Role.VOLUNTEER)
    mine = uow.session.exec(
        select(ParcelRow)
        .where(
            ParcelRow.household == household,
            ParcelRow.keeper_kind == KeeperKind.VOLUNTEER,
            ParcelRow.keeper_id == principal.id,
            col(ParcelRow.state).in_([ParcelState.UNDER_WAY, ParcelState.HELD]),
        )
        .order_by(col(ParcelRow.code))
        .with_for_update()
    ).all()
    if not mine:
        raise ScanOutOfTurn(f"you hold nothing for {household}", household=household)
    tried = [parcel for parcel in mine if _may_count_as_try(uow, parcel)]
    if not tried:
        raise AbsentTooSoon("the absence is noted already", try_again_at=mine[0].try_again_at)
    _, case = _visit(uow, principal, tried[0], ABSENT, Welfare.NOT_MET, note)
    for parcel in tried:
        _undo_half_scan(uow, parcel)
        _hold_or_turn_back(uow, parcel)
    return tried, case


def close_case(uow: UnitOfWork, principal: Principal, case_id: str, outcome: str) -> CaseRow:
    """Close a case with what was found. Raises Forbidden, UnknownCase, OutOfTurn."""
    principal.require(Role.OFFICE)
    case = uow.session.get(CaseRow, case_id)
    if case is None:
        raise UnknownCase(f"there is no case {case_id}", case=case_id)
    after = CASE_MACHINE.after(CaseState(case.state), CaseEvent.CLOSE)
    changes = {"closed_at": uow.now, "closed_by": principal.actor, "outcome": outcome}
    uow.guarded(case, {"state": case.state}, state=after, **changes)
    uow.journal.append("case-closed", day=case.day, case=case.id, household=case.household)
    return case


def case_overdue(uow: UnitOfWork, case_id: str) -> None:
    """The limit of a case has come: mark it if nobody has closed it."""
    case = uow.session.get(CaseRow, case_id)
    if case is None or case.state != CaseState.OPEN:
        return
    after = CASE_MACHINE.after(CaseState(case.state), CaseEvent.LIMIT)
    uow.guarded(case, {"state": case.state}, state=after)
    uow.journal.append(
        "case-overdue", day=case.day, case=case.id, household=case.household, owner=case.owner
    )


def _visit(
    uow: UnitOfWork,
    principal: Principal,
    parcel: ParcelRow,
    outcome: str,
    welfare: Welfare,
    note: str | None,
) -> tuple[VisitRow, CaseRow | None]:
    same = select(func.count()).where(
        VisitRow.day == parcel.day, VisitRow.household == parcel.household
    )
    number = uow.session.exec(same).one() + 1
    visit = VisitRow(
        id=f"{parcel.day:%Y%m%d}-{parcel.household}-{number}",
        day=parcel.day,
        household=parcel.household,
        volunteer=principal.id,
        outcome=outcome,
        welfare=welfare,
        note=note,
        at=uow.now,
    )
    uow.session.add(visit)
    uow.journal.append(
        "visit-made",
        day=visit.day,
        order_id=parcel.order_id,
        visit=visit.id,
        household=visit.household,
        outcome=outcome,
        welfare=welfare,
    )
    case = _open_case(uow, parcel, visit, welfare) if opens_case(welfare) else None
    return visit, case


def _open_case(uow: UnitOfWork, parcel: ParcelRow, visit: VisitRow, welfare: Welfare) -> CaseRow:
    """Open a case, or return the one of this kind and day that is still open."""
    earlier = uow.session.exec(
        select(CaseRow).where(
            CaseRow.day == visit.day,
            CaseRow.household == visit.household,
            CaseRow.kind == welfare,
            CaseRow.state != CaseState.CLOSED,
        )
    ).first()
    if earlier is not None:
        return earlier
    rules = uow.deployment.service.welfare
    data = rules.worried if welfare is Welfare.WORRIED else rules.not_met
    rule = CaseRule(data.owner, data.limit_min)
    case = CaseRow(
        id=f"{visit.id}-{welfare}",
        day=visit.day,
        household=visit.household,
        kind=welfare,
        state=CaseState.OPEN,
        owner=rule.owner,
        visit_id=visit.id,
        opened_at=uow.now,
        due_at=rule.due_at(uow.now),
    )
    uow.session.add(case)
    uow.journal.append(
        "case-opened",
        day=case.day,
        order_id=parcel.order_id,
        case=case.id,
        household=case.household,
        kind_of_case=case.kind,
        owner=case.owner,
        due=case.due_at,
    )
    uow.jobs.ask("case-overdue", case.due_at, key=case.id, case=case.id)
    return case


def _may_count_as_try(uow: UnitOfWork, parcel: ParcelRow) -> bool:
    """Whether an absence now is a try of its own for this parcel."""
    if parcel.state != ParcelState.HELD or parcel.try_again_at is None:
        return True
    minutes = uow.deployment.service.work_times.second_try_after_min
    return uow.now - (parcel.try_again_at - timedelta(minutes=minutes)) >= BETWEEN_TRIES


def _undo_half_scan(uow: UnitOfWork, parcel: ParcelRow) -> None:
    """The volunteer may have scanned before ringing the bell: that scan no longer counts."""
    handover = uow.session.get(HandoverRow, (parcel.code, parcel.position))
    if handover is not None and handover.state != HandoverState.OPEN:
        undo_scan(uow, parcel, handover)


def _hold_or_turn_back(uow: UnitOfWork, parcel: ParcelRow) -> None:
    tries = parcel.tries + 1
    if parcel.state == ParcelState.UNDER_WAY:
        again_at = uow.now + timedelta(
            minutes=uow.deployment.service.work_times.second_try_after_min
        )
        uow.guarded(parcel, {"tries": parcel.tries}, tries=tries, try_again_at=again_at)
        parcel_event(uow, parcel, ParcelEvent.HOLD, tries=tries, try_again_at=again_at)
    if tries < MAX_TRIES:
        return
    uow.guarded(parcel, {"tries": parcel.tries}, tries=tries)
    turn_back(uow, parcel, ParcelEvent.GIVE_UP, tries=tries)
