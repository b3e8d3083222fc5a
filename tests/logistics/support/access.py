"""A provisioned database and the ways into it.

Owns passwords, keys and session tokens of a template database, so that tests need not wait for
argon2. Knows nothing of HTTP.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import datetime

from sqlmodel import Session

from logistics.db.engine import Database
from logistics.db.unit_of_work import UnitOfWork
from logistics.deployment import Deployment
from logistics.processes.provision import Credentials, provision
from logistics.services.accounts import open_session
from missions.clock import TOKYO, FixedClock, machine_time

TUESDAY_9 = datetime(2026, 11, 24, 9, 0, tzinfo=TOKYO)
"""Every test begins here: Tuesday the 24th of November 2026, an ordinary service day."""


@dataclass(frozen=True)
class Access:
    """First passwords and keys, and a session token for each person."""

    credentials: Credentials
    sessions: dict[str, str]

    def to_json(self) -> str:
        return json.dumps(asdict(self))

    @classmethod
    def from_json(cls, text: str) -> Access:
        data = json.loads(text)
        return cls(Credentials(**data["credentials"]), data["sessions"])


def set_up(url: str, deployment: Deployment) -> Access:
    """Provision the database at `url` and sign everybody in."""
    clock = FixedClock(TUESDAY_9)
    credentials = provision(url, deployment, clock=clock)
    assert credentials is not None, "the database is new"
    database = Database(url)
    with Session(database.write_engine) as session:
        uow = UnitOfWork.begin(session, clock.now(), deployment)
        sessions = {
            person: open_session(uow, person, machine_time()) for person in credentials.people
        }
        uow.finish()
        session.commit()
    database.close()
    return Access(credentials, sessions)
