"""The played database looked at from inside: the same check as `sorabin journal verify`.

Owns opening the database for the check. The account from outside stands in `audit`.
"""

from __future__ import annotations

from sqlmodel import Session

from logistics.db.engine import Database
from logistics.db.journal import first_break
from logistics.services.replay import first_contradiction


def record_fault(database_url: str) -> str | None:
    """What is wrong first with the chain, or between journal and tables; None if nothing is."""
    database = Database(database_url)
    try:
        with Session(database.read_engine) as session:
            return first_break(session) or first_contradiction(session)
    finally:
        database.close()
