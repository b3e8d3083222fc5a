"""The record is whole, and the tables agree with it."""

from __future__ import annotations

from sqlmodel import Session

from logistics.db.journal import first_break
from logistics.services.replay import first_contradiction
from tests.logistics.support.service import Service


def whole(service: Service) -> None:
    """What `sorabin journal verify` finds: nothing."""
    with Session(service.database.read_engine) as session:
        assert first_break(session) is None
        assert first_contradiction(session) is None
