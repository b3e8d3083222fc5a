"""The journal played back: a table that was changed behind its back is found out."""

from __future__ import annotations

import pytest
from sqlalchemy import text
from sqlmodel import Session

from logistics.services.replay import first_contradiction
from tests.logistics.support.chain import Chain
from tests.logistics.support.service import TUESDAY, Service, at

FORGERIES = {
    "UPDATE service_day SET state = 'open'": "day 2026",
    "UPDATE parcel SET promise = 'kept', promise_why = NULL": "promise of parcel",
    "UPDATE parcel SET promise_why = 'nobody-home'": "promise of parcel",
    "UPDATE parcel SET position = 1": "way of parcel",
    "UPDATE parcel SET position = 99": "way of parcel",
    "UPDATE parcel SET way = '[]'": "way of parcel",
    "UPDATE order_line SET picked = 1": "decision of line",
    "UPDATE order_line SET short = 1": "decision of line",
    "UPDATE order_line SET substitute_jan = '2000000000015', substituted = 1": "decision of line",
    "UPDATE order_line SET price_yen = 1": "line",
    "UPDATE \"order\" SET bill = '{}'": "bill of order",
    'UPDATE "order" SET bill = NULL': "bill of order",
    "UPDATE welfare_case SET state = 'open'": "case",
    "DELETE FROM welfare_case": "case",
}


def contradiction(service: Service, *statements: str) -> str | None:
    """What is said after these statements, which are then taken back."""
    with Session(service.database.write_engine) as session:
        for statement in statements:
            session.connection().execute(text(statement))
        said = first_contradiction(session)
        session.rollback()
    return said


@pytest.fixture
def chain(service: Service) -> Chain:
    return Chain(service)


async def test_each_change_behind_the_journals_back_is_found(
    service: Service, chain: Chain
) -> None:
    """A day with a resident not met, a case that is overdue, and a promise that is broken."""
    (parcel,) = await chain.packed("hh-01")
    parcel = await chain.bring_to(parcel["code"], "volunteer")
    await chain.absent(parcel)
    assert contradiction(service) is None
    await service.move_to(at(17, 30))
    assert contradiction(service) is None
    await service.move_to(at(18, 30))
    assert service.day_state(TUESDAY) == "settled"
    assert {row.kind for row in service.journal("case-overdue", "promise-broken")} == {
        "case-overdue",
        "promise-broken",
    }
    assert contradiction(service) is None
    for statement, named in FORGERIES.items():
        said = contradiction(service, statement)
        assert said is not None, statement
        assert said.startswith(named), (statement, said)
