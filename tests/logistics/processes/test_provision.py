"""Setting up: passwords and keys made once, written once, stored as hashes only."""

from __future__ import annotations

import json
import stat
from pathlib import Path

from sqlmodel import Session, select

from logistics.db.engine import Database
from logistics.db.models import AccountRow, ApiKeyRow
from logistics.deployment import Deployment
from logistics.processes.provision import provision
from logistics.services.accounts import password_fits
from missions.clock import FixedClock
from tests.logistics.support.access import TUESDAY_9, Access


def test_a_provisioned_database_is_left_as_it_is(database_url: str, deployment: Deployment) -> None:
    assert provision(database_url, deployment, clock=FixedClock(TUESDAY_9)) is None


def test_everybody_has_a_way_in_of_their_own(access: Access, deployment: Deployment) -> None:
    village, made = deployment.village, access.credentials
    assert set(made.people) == set(village.people)
    assert set(made.devices) == set(village.households)
    assert set(made.systems) == {"takato-store"}
    assert set(made.sensors) == {"hase-hub", "nakao", "ichinose", "sugishima"}
    secrets = [*made.people.values(), *made.devices.values(), *made.systems.values()]
    secrets += made.sensors.values()
    assert len(set(secrets)) == len(secrets)
    assert min(map(len, secrets)) >= 12


def test_no_secret_stands_in_the_database(database_url: str, access: Access) -> None:
    database = Database(database_url)
    with Session(database.read_engine) as session:
        accounts, keys = (
            session.exec(select(AccountRow)).all(),
            session.exec(select(ApiKeyRow)).all(),
        )
        assert password_fits(session, "p-ito", access.credentials.people["p-ito"])
        assert not password_fits(session, "p-ito", access.credentials.people["p-kasuga"])
    database.close()
    assert all(account.password_hash.startswith("$argon2id$") for account in accounts)
    assert all(account.initial for account in accounts)
    stored = repr([row.model_dump() for row in (*accounts, *keys)])
    made = access.credentials
    for secret in (*made.people.values(), *made.devices.values(), *made.systems.values()):
        assert secret not in stored


def test_the_file_is_its_owners_only(tmp_path: Path, access: Access) -> None:
    file = tmp_path / "var" / "credentials.json"
    access.credentials.write(file)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert json.loads(file.read_text())["people"] == access.credentials.people
