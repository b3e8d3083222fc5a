"""Two transactions at once on PostgreSQL: what the rules say holds whoever commits first."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from datetime import datetime

import pytest

from logistics.db.gate import open_gate
from logistics.db.models import (
    HandoverRow,
    IntakeRow,
    JobRow,
    LegRow,
    OrderLineRow,
    OrderRow,
    ParcelRow,
    ServiceDayRow,
)
from logistics.db.unit_of_work import UnitOfWork
from logistics.deployment import Deployment
from logistics.domain.custody import Side
from logistics.domain.orders import AfterCutoff, DayClosed, WantedLine
from logistics.domain.picking import ShortReason
from logistics.domain.principal import (
    device_principal,
    system_principal,
)
from logistics.domain.welfare import Welfare
from logistics.services.custody import Scan, scan
from logistics.services.days import close_day, reach_cutoff
from logistics.services.orders import TakeOrder, cancel_order, take_order
from logistics.services.picking import DecidedMeanwhile, DecideLine, decide_line, pack_order
from logistics.services.plans import make_plan
from tests.logistics.support.access import Access
from tests.logistics.support.chain import Chain
from tests.logistics.support.service import TUESDAY, Service, at, running_service
from tests.logistics.support.together import Doing, person, together

pytestmark = pytest.mark.postgres
STORE = system_principal("takato-store")


@pytest.fixture
async def service(
    postgres_url: str, access: Access, deployment: Deployment
) -> AsyncIterator[Service]:
    async with running_service(postgres_url, deployment, access) as running:
        yield running


def decide(order: str, line: int, picked: int, short: int = 0, replaces: int = 0) -> Doing:
    reason = ShortReason.OUT_OF_STOCK if short else None
    found = DecideLine(order, line, picked, short, reason, replaces=replaces)
    return lambda uow: decide_line(uow, STORE, found)


def pack(order: str) -> Doing:
    return lambda uow: pack_order(uow, STORE, order)


def order_for(service: Service, household: str, received_at: datetime) -> Doing:
    asker = device_principal(service.deployment.village, household)
    wanted = TakeOrder(TUESDAY, "tv", (WantedLine("2001000000081", 1),))
    return lambda uow: take_order(uow, asker, wanted, received_at)


async def test_two_clerks_decide_the_last_two_lines(service: Service, chain: Chain) -> None:
    order = (await chain.order())["order_id"]
    await service.close_day()
    together(service, decide(order, 1, 2), decide(order, 2, 2))
    assert service.rows(OrderRow)[0].state == "picked"


async def test_two_clerks_decide_the_same_line(service: Service, chain: Chain) -> None:
    order = (await chain.order())["order_id"]
    await service.close_day()
    with pytest.raises(DecidedMeanwhile):
        together(service, decide(order, 1, 2), decide(order, 1, 1, short=1))
    lines = service.rows(OrderLineRow, OrderLineRow.line_no == 1)
    assert [(line.picked, line.short) for line in lines] == [(2, 0)]


async def test_a_decision_changed_while_packing_is_in_the_parcels_or_refused(
    service: Service, chain: Chain
) -> None:
    order = await chain.order()
    await service.close_day()
    await chain.pick(order)
    together(service, decide(order["order_id"], 1, 1, 1, replaces=1), pack(order["order_id"]))
    (parcel,) = service.rows(ParcelRow)
    assert [part["quantity"] for part in parcel.contents] == [1, 2]
    bill = service.rows(OrderRow)[0].bill
    assert bill is not None
    assert bill["total_yen"] == order["total_yen"] - order["lines"][0]["price_yen"]


async def test_the_last_two_orders_packed_at_once_are_planned(
    service: Service, chain: Chain
) -> None:
    orders = [await chain.order(household) for household in ("hh-01", "hh-02")]
    await service.close_day()
    for order in orders:
        await chain.pick(order)
    together(service, *(pack(order["order_id"]) for order in orders))
    plans = [job.key for job in service.rows(JobRow, JobRow.name == "make-plan")]
    assert any(orders[1]["order_id"] in key for key in plans), plans


async def test_a_parcel_that_is_being_handed_over_is_not_planned_anew(
    service: Service, chain: Chain
) -> None:
    (one, other) = await chain.packed("hh-01", "hh-02")
    give = Scan(one["code"], Side.GIVE)
    plan = together(
        service,
        lambda uow: scan(uow, STORE, give),
        lambda uow: make_plan(uow, TUESDAY, "test"),
    )
    assert [parcel["code"] for parcel in plan.body["parcels"]] == [other["code"]]


async def test_the_last_two_parcels_of_a_round_delivered_at_once(
    service: Service, chain: Chain
) -> None:
    wanted = [{"jan": item.jan, "quantity": 4} for item in chain.items(3)]
    parcels = await chain.packed("hh-01", lines=wanted)
    assert len(parcels) == 2, [parcel["mass_g"] for parcel in parcels]
    for parcel in parcels:
        await chain.bring_to(parcel["code"], "volunteer")
        await chain.scan(parcel["way"][4], parcel["code"], "give")
    card = service.deployment.village.household("hh-01").card
    volunteer = person(service, parcels[0]["way"][4].partition("/")[2])

    def deliver(code: str) -> Doing:
        take = Scan(code, Side.TAKE, card=card, welfare=Welfare.WELL)
        return lambda uow: scan(uow, volunteer, take)

    together(service, *(deliver(parcel["code"]) for parcel in parcels))
    assert service.rows(OrderRow)[0].state == "delivered"
    assert [leg.state for leg in service.rows(LegRow, LegRow.mode == "foot")] == ["done"]
    assert len(service.journal("visit-made")) == 1


async def test_the_same_scan_twice_at_once_counts_once(service: Service, chain: Chain) -> None:
    (parcel,) = await chain.packed("hh-01")
    give = Scan(parcel["code"], Side.GIVE)
    with pytest.raises(Exception, match="has scanned already"):
        together(service, *[lambda uow: scan(uow, STORE, give)] * 2)
    assert len(service.rows(HandoverRow)) == 1


async def test_both_sides_at_once_move_the_parcel(service: Service, chain: Chain) -> None:
    (parcel,) = await chain.packed("hh-01")
    ito = person(service, "p-ito")
    together(
        service,
        lambda uow: scan(uow, STORE, Scan(parcel["code"], Side.GIVE)),
        lambda uow: scan(uow, ito, Scan(parcel["code"], Side.TAKE)),
    )
    assert (await chain.parcel(parcel["code"]))["position"] == 1


async def test_an_order_taken_while_the_day_closes_is_on_the_pick_list(
    service: Service, chain: Chain
) -> None:
    await service.open_day()
    await reach_the_cutoff(service)
    closed = together(
        service,
        order_for(service, "hh-01", at(10, 59)),
        _close,
    )
    assert closed
    (order,) = service.rows(OrderRow)
    (listed,) = service.journal("pick-list-issued")
    assert json.loads(listed.data)["order_ids"] == [order.id]
    assert order.state == "picking"


async def reach_the_cutoff(service: Service) -> None:
    """The day is closing, and the web process has said that it has drained."""
    service.clock.move_to(at(11))
    gate = open_gate(service.database, service.deployment, service.clock)
    gate.submit(lambda uow: reach_cutoff(uow, TUESDAY)).result()
    gate.close()
    while service.rows(IntakeRow)[0].drained_through != TUESDAY:
        await asyncio.sleep(0.01)


def _close(uow: UnitOfWork) -> bool:
    return close_day(uow, TUESDAY, lambda process: True)


async def test_an_order_that_comes_while_the_closing_commits_is_refused(
    service: Service, chain: Chain
) -> None:
    await service.open_day()
    await reach_the_cutoff(service)
    with pytest.raises(DayClosed):
        together(service, _close, order_for(service, "hh-01", at(10, 59)))
    assert not service.rows(OrderRow)


async def test_an_order_cancelled_while_the_day_closes_is_not_picked(
    service: Service, chain: Chain
) -> None:
    order = (await chain.order())["order_id"]
    tv = device_principal(service.deployment.village, "hh-01")
    together(
        service,
        lambda uow: cancel_order(uow, tv, order, at(9)),
        lambda uow: reach_cutoff(uow, TUESDAY),
    )
    await service.close_day()
    assert service.rows(OrderRow)[0].state == "cancelled"
    assert not service.journal("order-released")


async def test_the_first_two_orders_of_a_day_open_it_once(service: Service) -> None:
    early = at(9)
    together(service, *(order_for(service, household, early) for household in ("hh-01", "hh-02")))
    assert len(service.rows(ServiceDayRow)) == 1
    assert len(service.rows(OrderRow)) == 2
    assert len(service.journal("day-opened")) == 1


async def test_numbers_of_the_journal_follow_commits_without_a_gap(service: Service) -> None:
    late = at(11)
    before = service.journal()[-1].seq
    results = together(
        service, *(order_for(service, household, late) for household in ("hh-01", "hh-02"))
    )
    assert isinstance(results, AfterCutoff)
    rows = service.journal()
    assert [row.seq for row in rows] == list(range(1, before + 3))
    assert {json.loads(row.data)["household"] for row in rows[-2:]} == {"hh-01", "hh-02"}


@pytest.fixture
def chain(service: Service) -> Chain:
    return Chain(service)
