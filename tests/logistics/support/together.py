"""Two transactions at once, on a database that lets them: one begins before the other commits."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from typing import Any

from sqlmodel import Session

from logistics.db.gate import open_gate
from logistics.db.unit_of_work import UnitOfWork
from logistics.domain.principal import Principal, person_principal
from missions.clock import pause
from tests.logistics.support.service import Service

Doing = Callable[[UnitOfWork], Any]


def together(service: Service, first: Doing, second: Doing) -> Any:
    """`first` has done its work when `second` begins, and commits while `second` is under way.

    Returns what `second` returned, or raises what it raised.
    """
    gate = open_gate(service.database, service.deployment, service.clock)
    with Session(service.database.write_engine, expire_on_commit=False) as session:
        uow = UnitOfWork.begin(session, service.clock.now(), service.deployment)
        first(uow)
        session.flush()
        future: Future[Any] = gate.submit(second)
        pause(0.25)
        uow.finish()
        session.commit()
    try:
        return future.result(20)
    finally:
        gate.close()


def person(service: Service, name: str) -> Principal:
    return person_principal(service.deployment.village, name)
