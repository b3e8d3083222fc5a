"""`sorabin people`: a key that was lost is replaced, and opens nothing any more."""

from __future__ import annotations

from sqlmodel import Session
from typer.testing import CliRunner

from logistics.commands.people import app
from logistics.db.engine import Database
from logistics.deployment import Deployment
from logistics.services.accounts import principal_of_key
from tests.logistics.conftest import CONFIG
from tests.logistics.support.access import Access


def test_a_new_key_of_the_store_ends_the_old_one(
    database_url: str, deployment: Deployment, access: Access
) -> None:
    said = CliRunner().invoke(app, ["store-key", "--db", database_url, "--config", str(CONFIG)])
    assert said.exit_code == 0, said.output
    old, new = access.credentials.systems["takato-store"], said.stdout.strip()
    database = Database(database_url)
    with Session(database.read_engine) as session:
        assert principal_of_key(session, deployment, old) is None
        store = principal_of_key(session, deployment, new)
        device = access.credentials.devices["hh-01"]
        assert principal_of_key(session, deployment, device) is not None, "others hold"
    database.close()
    assert store is not None
    assert store.id == "takato-store"


def test_a_new_key_of_a_sensor_ends_the_old_one(
    database_url: str, deployment: Deployment, access: Access
) -> None:
    options = ["--db", database_url, "--config", str(CONFIG)]
    said = CliRunner().invoke(app, ["sensor-key", "nakao", *options])
    assert said.exit_code == 0, said.output
    assert CliRunner().invoke(app, ["sensor-key", "nowhere", *options]).exit_code != 0
    database = Database(database_url)
    with Session(database.read_engine) as session:
        assert principal_of_key(session, deployment, access.credentials.sensors["nakao"]) is None
        sensor = principal_of_key(session, deployment, said.stdout.strip())
        other = access.credentials.sensors["hase-hub"]
        assert principal_of_key(session, deployment, other) is not None, "others hold"
    database.close()
    assert sensor is not None
    assert (sensor.kind, sensor.id, sensor.roles) == ("sensor", "nakao", frozenset())
