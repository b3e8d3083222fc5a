"""Setting up an empty deployment: tables, first passwords, keys; and opening one in use.

Owns the credentials file, and that a deployment which lacks what has not ended is refused.
Passwords and keys are random, made on this machine, written once to a file that only its owner
can read; nothing secret is in the repository.
"""

from __future__ import annotations

import json
import os
import secrets
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, field
from pathlib import Path

from sqlmodel import Session, func, select

from logistics.db.engine import Database
from logistics.db.models import AccountRow
from logistics.db.unit_of_work import UnitOfWork
from logistics.db.upgrade import current, newest, upgrade
from logistics.deployment import Deployment
from logistics.domain.principal import PrincipalKind
from logistics.services.accounts import hash_password, issue_key, set_password
from logistics.services.needs import refuse_if_lacking
from missions.clock import Clock
from missions.store import fleet


@dataclass(frozen=True)
class Credentials:
    """First passwords by person, TV keys by household, keys of the store's systems by name.

    `sensors`: keys of the weather sensors at the hub and the halls, by place.
    """

    people: dict[str, str] = field(default_factory=dict)
    devices: dict[str, str] = field(default_factory=dict)
    systems: dict[str, str] = field(default_factory=dict)
    sensors: dict[str, str] = field(default_factory=dict)

    def write(self, path: Path) -> None:
        """Write as JSON, readable by the owner only."""
        path.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        os.fchmod(handle, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            json.dump(asdict(self), file, indent=1)


def provision(database_url: str, deployment: Deployment, *, clock: Clock) -> Credentials | None:
    """Migrate the database and, when it has no accounts yet, make first passwords and keys.

    Aircraft and batteries that the deployment has and the database does not know are entered.
    Returns None for a database that has accounts already.
    """
    database = Database(database_url)
    try:
        upgrade(database)
        with Session(database.write_engine, expire_on_commit=False) as session:
            uow = UnitOfWork.begin(session, clock.now(), deployment)
            fleet.enter(session, deployment.air.aircraft, deployment.air.batteries, uow.now)
            if session.exec(select(func.count()).select_from(AccountRow)).one():
                session.commit()
                return None
            made = _make(uow)
            uow.finish()
            session.commit()
            return made
    finally:
        database.close()


def fitting(database_url: str, deployment: Deployment) -> Database:
    """Open the database of a process, unless the deployment lacks what has not ended in it.

    Raises StillNeeded. A database whose tables are of another revision is not looked into: the
    process says by itself that it is not ready.
    """
    database = Database(database_url)
    try:
        if current(database) == newest():
            with Session(database.read_engine) as session:
                refuse_if_lacking(session, deployment)
    except BaseException:
        database.close()
        raise
    return database


def _make(uow: UnitOfWork) -> Credentials:
    uow.journal.actor = "system/provision"
    village = uow.deployment.village
    people = {person: secrets.token_urlsafe(9) for person in village.people}
    # Argon2 is slow on purpose and runs outside the interpreter's lock.
    with ThreadPoolExecutor() as pool:
        hashes = dict(zip(people, pool.map(hash_password, people.values()), strict=True))
    for person, password_hash in hashes.items():
        set_password(uow, person, password_hash, initial=True)
    devices = {
        household: issue_key(uow, PrincipalKind.DEVICE, household).key
        for household in village.households
    }
    store = village.store.id
    systems = {store: issue_key(uow, PrincipalKind.SYSTEM, store).key}
    sensors = {
        place.id: issue_key(uow, PrincipalKind.SENSOR, place.id).key
        for place in (village.hub, *village.halls)
    }
    return Credentials(people, devices, systems, sensors)
