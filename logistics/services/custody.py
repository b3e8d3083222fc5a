"""Handovers: one scan by each side moves a parcel to its next keeper.

Owns the rows of handovers and the parcel's keeper, and what follows when a keeper changes. The
judgement of a scan stands in `logistics.domain.custody`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel import Session, and_, col, select

from logistics.db.models import HandoverRow, ParcelRow
from logistics.db.unit_of_work import UnitOfWork
from logistics.domain.codes import normalise
from logistics.domain.custody import (
    HandoverState,
    Keeper,
    KeeperKind,
    ScanOutOfTurn,
    Side,
    Way,
    WrongPerson,
    judge_scan,
)
from logistics.domain.parcels import ENDED
from logistics.domain.principal import Forbidden, Principal
from logistics.domain.welfare import Welfare
from logistics.services.acting import acting_keepers
from logistics.services.boarding import refuse_unless_there
from logistics.services.cold import refuse_warm_goods
from logistics.services.parcels import keeper_changed, undo_scan
from logistics.services.receiving import received_by
from logistics.services.visits import met_at_door
from missions.errors import SorabinError


class UnknownParcel(SorabinError):
    """There is no parcel with this code."""

    code = "unknown-parcel"


class WelfareMissing(SorabinError):
    """The handover to a resident needs the note how the resident is."""

    code = "welfare-missing"


@dataclass(frozen=True, slots=True)
class Scan:
    """One scan. `acting_as` picks a keeper when the person may act as several.

    At the door `card` is the resident's delivery card, and `welfare` how the resident is.
    """

    code: str
    side: Side
    acting_as: Keeper | None = None
    card: str | None = None
    welfare: Welfare | None = None
    note: str | None = None


def scan(uow: UnitOfWork, principal: Principal, scanned: Scan) -> tuple[ParcelRow, HandoverRow]:
    """Take one side's scan; the second one moves the keeper.

    Raises BadCode, UnknownParcel, Forbidden, WelfareMissing, AlreadyScanned, ScanOutOfTurn,
    WrongPerson, TooWarm.
    """
    parcel = the_parcel(uow.session, scanned.code, lock=True)
    way = way_of(parcel)
    scanner = _scanner(uow, principal, parcel, way, scanned)
    handover = current_handover(uow.session, parcel)
    state = HandoverState(handover.state) if handover else HandoverState.OPEN
    way = received_by(uow, parcel, way, state, scanned.side, scanner)
    refuse_warm_goods(uow, parcel, way, at_the_door=scanned.card is not None)
    after = judge_scan(way, state, scanned.side, scanner)
    refuse_unless_there(uow, parcel, way)
    if handover is None:
        assert way.next is not None, "judge_scan refuses a scan at the end of a way"
        handover = HandoverRow(
            parcel_code=parcel.code,
            step=way.position,
            state=HandoverState.OPEN,
            giver=str(way.keeper),
            taker=str(way.next),
        )
        uow.session.add(handover)
        uow.session.flush()
    else:
        # The way may have changed since: by a new plan, back to the store, or to who receives.
        handover.giver, handover.taker = str(way.keeper), str(way.next)
    side = "given" if scanned.side is Side.GIVE else "taken"
    changes = {f"{side}_at": uow.now, f"{side}_by": principal.actor}
    uow.guarded(handover, {"state": handover.state}, state=after, **changes)
    uow.journal.append(
        f"handover-{side}",
        day=parcel.day,
        order_id=parcel.order_id,
        parcel_code=parcel.code,
        step=handover.step,
        giver=handover.giver,
        taker=handover.taker,
    )
    if scanned.card is not None and scanned.welfare is not None:
        met_at_door(uow, principal, parcel, scanned.welfare, scanned.note)
    if after is HandoverState.DONE:
        keeper_changed(uow, parcel, way)
    return parcel, handover


def withdraw(uow: UnitOfWork, principal: Principal, code: str) -> tuple[ParcelRow, HandoverRow]:
    """Take back one's own scan before the other side has scanned."""
    mine = {str(k) for k in acting_keepers(uow.session, uow.deployment, principal)}
    if not mine:
        raise Forbidden("only people of the chain hand goods over")
    parcel = the_parcel(uow.session, code, lock=True)
    way, handover = way_of(parcel), current_handover(uow.session, parcel)
    if handover is None or handover.state == HandoverState.OPEN:
        raise ScanOutOfTurn("there is no scan to take back")
    at_the_door = way.next is not None and way.next.kind is KeeperKind.RESIDENT
    # The resident's side is scanned with the volunteer's phone too.
    by_giver = handover.state == HandoverState.GIVEN or at_the_door
    scanned_by = handover.giver if by_giver else handover.taker
    if scanned_by not in mine:
        raise WrongPerson(f"the scan was made by {scanned_by}")
    undo_scan(uow, parcel, handover)
    return parcel, handover


def the_parcel(session: Session, code: str, *, lock: bool = False) -> ParcelRow:
    """Return the parcel of a code as typed or scanned; raises BadCode or UnknownParcel."""
    wanted = select(ParcelRow).where(ParcelRow.code == normalise(code))
    if lock:
        wanted = wanted.with_for_update()
    parcel = session.exec(wanted).first()
    if parcel is None:
        raise UnknownParcel("there is no parcel with this code", parcel=normalise(code))
    return parcel


def current_handover(session: Session, parcel: ParcelRow) -> HandoverRow | None:
    """The handover from the present keeper, if one side has ever scanned."""
    return session.get(HandoverRow, (parcel.code, parcel.position))


def current_handovers(session: Session, parcels: Sequence[ParcelRow]) -> dict[str, HandoverRow]:
    """The present handovers of many parcels by code, in one query."""
    here = and_(
        col(HandoverRow.parcel_code) == col(ParcelRow.code),
        col(HandoverRow.step) == col(ParcelRow.position),
    )
    codes = [parcel.code for parcel in parcels]
    rows = session.exec(
        select(HandoverRow).join(ParcelRow, here).where(col(ParcelRow.code).in_(codes))
    )
    return {row.parcel_code: row for row in rows}


def way_of(parcel: ParcelRow) -> Way:
    """The parcel's way as a value."""
    return Way(tuple(Keeper(KeeperKind(kind), id) for kind, id in parcel.way), parcel.position)


def parcels_in_reach(
    session: Session, keepers: tuple[Keeper, ...]
) -> tuple[list[ParcelRow], list[ParcelRow]]:
    """Parcels that these keepers may give away now, and those that they may take over now."""
    give: list[ParcelRow] = []
    take: list[ParcelRow] = []
    parcels = _concerning(session, keepers)
    handovers = current_handovers(session, parcels)
    for parcel in parcels:
        way = way_of(parcel)
        handover = handovers.get(parcel.code)
        state = handover.state if handover else HandoverState.OPEN
        if way.keeper in keepers and way.next and state != HandoverState.GIVEN:
            give.append(parcel)
        if way.next in keepers and state != HandoverState.TAKEN:
            take.append(parcel)
    return give, take


def _concerning(session: Session, keepers: tuple[Keeper, ...]) -> Sequence[ParcelRow]:
    """Living parcels that these keepers hold or are to get next.

    Most belong to others, and a whole row costs ten times what its way does: asked at every look.
    """
    wanted = {(str(keeper.kind), keeper.id) for keeper in keepers}
    ways = session.exec(
        select(ParcelRow.code, ParcelRow.way, ParcelRow.position).where(
            col(ParcelRow.state).not_in(list(ENDED))
        )
    )
    codes = [
        code
        for code, way, position in ways
        if any((kind, id) in wanted for kind, id in way[position : position + 2])
    ]
    if not codes:
        return ()
    concerning = select(ParcelRow).where(col(ParcelRow.code).in_(codes))
    return session.exec(concerning.order_by(col(ParcelRow.code))).all()


def _scanner(
    uow: UnitOfWork, principal: Principal, parcel: ParcelRow, way: Way, scanned: Scan
) -> Keeper:
    """As whom this scan counts."""
    mine = acting_keepers(uow.session, uow.deployment, principal)
    if scanned.card is not None:
        return _resident(uow, mine, way, scanned)
    if scanned.welfare is not None or scanned.note:
        # Said without the card it would be written nowhere.
        raise WelfareMissing("how the resident is, is said together with the delivery card")
    if not mine:
        raise Forbidden("only people of the chain hand goods over")
    if scanned.acting_as is not None:
        if scanned.acting_as not in mine:
            raise Forbidden(f"you do not act as {scanned.acting_as}")
        return scanned.acting_as
    due = way.keeper if scanned.side is Side.GIVE else way.next
    if due in mine:
        return due
    same_kind = [keeper for keeper in mine if due is not None and keeper.kind is due.kind]
    return (same_kind or list(mine))[0]


def _resident(uow: UnitOfWork, mine: tuple[Keeper, ...], way: Way, scanned: Scan) -> Keeper:
    """The resident's side, scanned with the keeping volunteer's phone."""
    household = uow.deployment.village.household_of_card(normalise(scanned.card or ""))
    if scanned.side is not Side.TAKE:
        raise ScanOutOfTurn("a resident's card only takes goods")
    if scanned.welfare not in (Welfare.WELL, Welfare.WORRIED):
        raise WelfareMissing("say how the resident is: well or worried")
    if way.keeper not in mine:
        raise WrongPerson(f"the parcel is with {way.keeper}: only they can hand it over")
    return Keeper(KeeperKind.RESIDENT, household.id)
