"""Closing drains: the pick list leaves when every receipt from before the cutoff is answered."""

from __future__ import annotations

import asyncio
from datetime import timedelta

from sqlmodel import Session, select

from logistics.db.models import IntakeRow, OrderRow
from logistics.db.unit_of_work import UnitOfWork
from logistics.deployment import Deployment
from missions.clock import machine_time, pause
from tests.logistics.support.access import Access
from tests.logistics.support.chain import Chain
from tests.logistics.support.door import problem
from tests.logistics.support.service import TUESDAY, Service, at, running_service


def other_process(service: Service, *, age: timedelta, drained: bool = False) -> None:
    """A web process of another machine, heard of this long ago."""
    with Session(service.database.write_engine) as session:
        session.add(
            IntakeRow(
                process="web-other",
                incarnation="x",
                drained_through=TUESDAY if drained else None,
                beat_at=machine_time() - age,
            )
        )
        session.commit()


async def pass_cutoff(service: Service) -> None:
    """Several looks of the worker after the cutoff."""
    for tenths in range(5):
        await service.move_to(at(11) + timedelta(milliseconds=100 * tenths))
        await asyncio.sleep(0.01)


async def test_the_day_opens_closes_and_lists_its_orders(service: Service, chain: Chain) -> None:
    await service.open_day()
    assert service.day_state() == "open"
    orders = []
    for minutes, household in enumerate(("hh-01", "hh-16"), start=1):
        service.clock.move_to(at(9, minutes))
        orders.append(await chain.order(household))
    assert (await service.store.read("/picks", service_day="2026-11-24"))["orders"] == []
    await service.close_day()
    kinds = ["day-opened", "day-closing", "day-closed", "pick-list-issued"]
    assert [row.kind for row in service.journal(*kinds, day=TUESDAY)] == kinds
    listed = (await service.store.read("/picks", service_day="2026-11-24"))["orders"]
    assert [order["order_id"] for order in listed] == [order["order_id"] for order in orders]
    assert {order.state for order in service.rows(OrderRow)} == {"picking"}


async def test_an_open_receipt_from_before_the_cutoff_keeps_the_day_closing(
    service: Service, chain: Chain
) -> None:
    await chain.order()
    service.clock.move_to(at(10, 59, 59))
    number, _ = service.app.state.edge.receipts.stamp(about_orders=True)
    await pass_cutoff(service)
    assert service.day_state() == "closing"
    assert (await service.store.read("/picks", service_day="2026-11-24"))["orders"] == []
    service.app.state.edge.receipts.close(number)
    await service.close_day()
    assert service.day_state() == "closed"


async def test_a_receipt_at_the_cutoff_does_not_keep_the_day_open(
    service: Service, chain: Chain
) -> None:
    await chain.order()
    service.clock.move_to(at(11))
    service.app.state.edge.receipts.stamp(about_orders=True)
    await service.close_day()
    assert service.day_state() == "closed"


async def test_an_earlier_receipt_that_is_answered_while_closing_is_on_the_list(
    service: Service, chain: Chain
) -> None:
    """The order arrives in time; by the time its turn comes the cutoff has passed."""
    await service.open_day()
    other_process(service, age=timedelta(0))
    service.clock.move_to(at(10, 59, 59, 999_999))
    edge = service.app.state.edge
    gate_busy = asyncio.create_task(edge.run(lambda uow: _pass_time(service, uow)))
    await asyncio.sleep(0.01)
    order = asyncio.create_task(service.tv().post("/orders", chain.body()))
    answer = await order
    await gate_busy
    assert answer.status_code == 201, answer.text
    assert answer.json()["received_at"] == "2026-11-24T10:59:59.999999+09:00"
    await pass_cutoff(service)
    assert service.day_state() == "closing"
    with Session(service.database.write_engine) as session:
        session.delete(session.exec(select(IntakeRow).filter_by(process="web-other")).one())
        session.commit()
    await service.close_day()
    (listed,) = (await service.store.read("/picks", service_day="2026-11-24"))["orders"]
    assert listed["order_id"] == answer.json()["order_id"]


def _pass_time(service: Service, _uow: UnitOfWork) -> None:
    """Work that takes so long that the cutoff passes before the next gets its turn."""
    pause(0.1)
    service.clock.move_to(at(11))


async def test_another_living_process_keeps_the_day_closing_until_it_has_drained(
    service: Service, chain: Chain
) -> None:
    await chain.order()
    other_process(service, age=timedelta(seconds=5))
    await pass_cutoff(service)
    assert service.day_state() == "closing"


async def test_a_dead_process_does_not_keep_the_day_closing(service: Service, chain: Chain) -> None:
    await chain.order()
    other_process(service, age=timedelta(minutes=11))
    await service.close_day()
    assert service.day_state() == "closed"


async def test_a_closed_day_never_reopens(service: Service, chain: Chain) -> None:
    order = await chain.order()
    await service.close_day()
    before = service.footprint()
    cancelled = await service.tv().post(f"/orders/{order['order_id']}/cancel")
    problem(cancelled, 409, "out-of-turn")
    assert service.footprint() == before
    problem(await service.tv().post("/orders", chain.body()), 409, "after-cutoff")
    await service.open_day()
    await service.move_to(at(18, 31))
    assert service.day_state() == "settled"
    assert len(service.journal("day-opened", day=TUESDAY)) == 1


async def test_an_order_is_cancelled_before_the_cutoff_only(service: Service, chain: Chain) -> None:
    first, second = await chain.order(), await chain.order()
    done = await service.tv().done(f"/orders/{first['order_id']}/cancel")
    assert done["state"] == "cancelled"
    problem(await service.tv().post(f"/orders/{first['order_id']}/cancel"), 409, "out-of-turn")
    service.clock.move_to(at(11))
    late = await service.tv().post(f"/orders/{second['order_id']}/cancel")
    problem(late, 409, "after-cutoff")
    await service.close_day()
    (listed,) = (await service.store.read("/picks", service_day="2026-11-24"))["orders"]
    assert listed["order_id"] == second["order_id"]


async def test_a_web_process_started_on_a_day_off_lets_the_last_day_close(
    database_url: str, deployment: Deployment, access: Access
) -> None:
    """Everything was down from Friday's cutoff on; on Saturday it is started again."""
    friday = TUESDAY + timedelta(days=3)
    morning, weekend = at(9, day=friday), at(8, day=friday + timedelta(days=1))
    async with running_service(database_url, deployment, access, morning) as service:
        await Chain(service).order(service_day=friday.isoformat())
    async with running_service(database_url, deployment, access, weekend) as service:
        await service.close_day(friday)
        assert len(service.journal("day-closed", day=friday)) == 1
