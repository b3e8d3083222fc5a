"""How long a parcel has been on its way and without a cool box, told from its handovers.

Owns reading the times of completed handovers. What follows when goods are too warm is decided in
`parcels`; nothing with too long a time is handed over at the door.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlmodel import Session, select

from logistics.db.models import HandoverRow, ParcelRow
from logistics.db.unit_of_work import UnitOfWork
from logistics.deployment import Deployment
from logistics.domain.catalog import Temperature
from logistics.domain.cold import ColdLimits
from logistics.domain.custody import HandoverState, KeeperKind, Way
from logistics.domain.parcels import WhyBack
from missions.errors import SorabinError


class TooWarm(SorabinError):
    """The goods were too long on their way, or too long without cooling: nobody is to eat them."""

    code = "too-warm"


def limits_of(deployment: Deployment, parcel: ParcelRow) -> ColdLimits:
    """The limits for the parcel's temperature zone."""
    service, zone = deployment.service, Temperature(parcel.temperature)
    chilled = zone is Temperature.CHILLED
    bare_min = service.air_limits.chilled_max_min if chilled else None
    return ColdLimits(service.temperature_limits_min.of(zone), bare_min)


def left_store_at(session: Session, parcel: ParcelRow) -> datetime | None:
    """When the parcel left the store; None while it is there."""
    return _changed_at(session, parcel).get(0)


def is_too_warm(uow: UnitOfWork, parcel: ParcelRow) -> bool:
    """Whether the parcel's goods are not to be handed over any more."""
    changed_at = _changed_at(uow.session, parcel)
    if 0 not in changed_at:
        return False
    bare = sum(
        (
            changed_at.get(step, uow.now) - changed_at[step - 1]
            for step, (kind, _) in enumerate(parcel.way[: parcel.position + 1])
            if kind == KeeperKind.AIRCRAFT
        ),
        timedelta(0),
    )
    return limits_of(uow.deployment, parcel).too_warm(changed_at[0], bare, uow.now)


def refuse_warm_goods(uow: UnitOfWork, parcel: ParcelRow, way: Way, at_the_door: bool) -> None:
    """Raise TooWarm for a scan that would bring goods to a resident that are too warm."""
    to_resident = way.next is not None and way.next.kind is KeeperKind.RESIDENT
    turned_back = at_the_door and parcel.why_back == WhyBack.TOO_WARM
    if turned_back or (to_resident and is_too_warm(uow, parcel)):
        raise TooWarm(
            "it was too long without cooling: keep it, it goes back to the store",
            parcel=parcel.code,
        )


def _changed_at(session: Session, parcel: ParcelRow) -> dict[int, datetime]:
    """Step → when the parcel went from that keeper to the next."""
    done = select(HandoverRow).where(
        HandoverRow.parcel_code == parcel.code, HandoverRow.state == HandoverState.DONE
    )
    session.flush()
    return {
        row.step: max(row.given_at, row.taken_at)
        for row in session.exec(done)
        if row.given_at is not None and row.taken_at is not None
    }
