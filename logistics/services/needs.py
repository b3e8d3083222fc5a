"""What the living things of the database need from the deployment.

Owns which items, households, people, vans and places are held by orders, parcels and cases that
have not ended, so that a deployment that lacks one of them does not start. Whose duty is ahead
stands in each parcel's way; legs are not asked, because a departure may be forgotten. Reads only.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlmodel import Session, col, select

from logistics.db.models import CaseRow, OrderLineRow, OrderRow, ParcelRow
from logistics.deployment import Deployment
from logistics.domain import codes
from logistics.domain.custody import KeeperKind
from logistics.domain.orders import ENDED as ORDERS_ENDED
from logistics.domain.parcels import ENDED as PARCELS_ENDED
from logistics.domain.village import Role, Village
from logistics.domain.welfare import CaseState
from missions.errors import SorabinError

ITEM, HOUSEHOLD = "item", "household"
_KEEPERS = {KeeperKind.RESIDENT: HOUSEHOLD}
"""Kinds of keepers that a need calls otherwise."""
_SHOWN = 5
"""So many holders of one need are named; the others are counted."""


class StillNeeded(SorabinError):
    """The deployment lacks something that has not ended."""

    code = "still-needed"


@dataclass(frozen=True, order=True, slots=True)
class Need:
    """`kind` is item, household, hall, or a keeper's kind; `name` only where the database has one.

    `held_by` names what needs it, such as `order R4K2-9XQT`.
    """

    kind: str
    id: str
    name: str
    held_by: tuple[str, ...]

    def __str__(self) -> str:
        named = f"{self.kind} {self.id} {self.name}".rstrip()
        more = len(self.held_by) - _SHOWN
        held = [*self.held_by[:_SHOWN], *([f"{more} more"] if more > 0 else [])]
        return f"{named} ({', '.join(held)})"


def needs(session: Session) -> list[Need]:
    """All that is needed, by kind and id."""
    held: dict[tuple[str, str], dict[str, None]] = defaultdict(dict)
    names: dict[str, str] = {}
    for order in session.exec(
        select(OrderRow).where(col(OrderRow.state).not_in(list(ORDERS_ENDED)))
    ):
        held[HOUSEHOLD, order.household][f"order {codes.shown(order.id)}"] = None
    for line in session.exec(
        select(OrderLineRow)
        .join(OrderRow, col(OrderRow.id) == col(OrderLineRow.order_id))
        .where(col(OrderRow.state).not_in(list(ORDERS_ENDED)))
    ):
        for jan in filter(None, (line.jan, line.substitute_jan)):
            held[ITEM, jan][f"order {codes.shown(line.order_id)}"] = None
    for parcel in session.exec(
        select(ParcelRow).where(col(ParcelRow.state).not_in(list(PARCELS_ENDED)))
    ):
        _of_parcel(held, names, parcel)
    for case in session.exec(select(CaseRow).where(CaseRow.state != CaseState.CLOSED)):
        held[HOUSEHOLD, case.household][f"case {case.id}"] = None
    return sorted(
        Need(kind, id, names.get(id, "") if kind == ITEM else "", tuple(by))
        for (kind, id), by in held.items()
    )


def refuse_if_lacking(session: Session, deployment: Deployment) -> None:
    """Raise StillNeeded unless the deployment has all that is needed."""
    village, aircraft = deployment.village, deployment.air.aircraft
    found = lacking(needs(session), deployment.catalog.by_jan, village, aircraft)
    if found:
        raise StillNeeded(
            "the deployment lacks what has not ended yet, so put it back until then: "
            + "; ".join(map(str, found)),
            lacking=[{"kind": each.kind, "id": each.id} for each in found],
        )


def lacking(
    wanted: Iterable[Need],
    items: Mapping[str, object],
    village: Village,
    aircraft: Iterable[str] = (),
) -> tuple[Need, ...]:
    """The needs that these items, this village and these aircraft do not meet."""
    there = {
        ITEM: items.keys(),
        HOUSEHOLD: village.households.keys(),
        "hall": {hall.id for hall in village.halls},
        KeeperKind.STORE: {village.store.id},
        KeeperKind.HUB: {village.hub.id},
        KeeperKind.VAN: village.vans.keys(),
        KeeperKind.AIRCRAFT: set(aircraft),
        # Without the role nobody could scan in this person's place.
        KeeperKind.SUPPORTER: {person.id for person in village.people_with(Role.SUPPORTER)},
        KeeperKind.VOLUNTEER: {person.id for person in village.people_with(Role.VOLUNTEER)},
    }
    return tuple(each for each in wanted if each.id not in there.get(each.kind, ()))


def _of_parcel(
    held: dict[tuple[str, str], dict[str, None]], names: dict[str, str], parcel: ParcelRow
) -> None:
    by = f"parcel {codes.shown(parcel.code)}"
    held[HOUSEHOLD, parcel.household][by] = None
    held["hall", parcel.hall][by] = None
    for kind, id in parcel.way[parcel.position :]:
        held[_KEEPERS.get(KeeperKind(kind), kind), id][by] = None
    for part in parcel.contents:
        held[ITEM, part["jan"]][by] = None
        names[part["jan"]] = part["name"]
