"""`sorabin db`, `doctor` and `serve`, as they are called in a shell."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from sqlmodel import Session

from logistics.db.engine import Database
from logistics.db.models import OrderRow
from logistics.db.unit_of_work import UnitOfWork
from logistics.deployment import Deployment
from logistics.domain import codes
from logistics.domain.orders import WantedLine
from logistics.domain.principal import device_principal
from logistics.services.orders import TakeOrder, take_order
from tests.logistics.support.access import TUESDAY_9

ROOT = Path(__file__).parents[3]
CONFIG = str(ROOT / "config" / "ina-hase")


@pytest.fixture
def sorabin(tmp_path: Path):
    """Run the command in an empty folder; return its exit code and all that it printed."""

    def run(*arguments: str) -> tuple[int, str]:
        done = subprocess.run(
            [Path(sys.executable).parent / "sorabin", *arguments],
            cwd=tmp_path,
            capture_output=True,
            text=True,
            timeout=60,
            env={"PATH": "/usr/bin:/bin", "PYTHONPATH": str(ROOT), "COLUMNS": "200"},
        )
        return done.returncode, done.stdout + done.stderr

    return run


def test_tables_are_brought_up_to_date_and_told(sorabin, tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'new.db'}"
    code, told = sorabin("db", "status", "--db", url)
    assert (code, "empty" in told) == (1, True), told
    code, told = sorabin("db", "upgrade", "--db", url)
    assert code == 0, told
    code, told = sorabin("db", "status", "--db", url)
    assert code == 0, told
    assert "newest" in told


def test_without_a_database_the_command_says_how_to_get_one(sorabin) -> None:
    code, told = sorabin("db", "status")
    assert code == 2
    assert "no-database" in told
    assert "Traceback" not in told


def test_the_doctor_finds_all_well_or_names_what_is_missing(
    sorabin, sqlite_url: str, tmp_path: Path
) -> None:
    code, told = sorabin("doctor", "--config", CONFIG, "--db", sqlite_url)
    assert code == 0, told
    assert "300 items, 40 households" in told
    code, told = sorabin("doctor", "--config", str(tmp_path), "--db", f"sqlite:///{tmp_path}/no.db")
    assert code == 1
    assert "missing" in told
    assert "sorabin db upgrade" in told


@pytest.mark.slow
def test_serving_beyond_this_machine_needs_https_and_own_passwords(
    sorabin, sqlite_url: str, tmp_path: Path
) -> None:
    beyond = ("serve", "--config", CONFIG, "--host", "0.0.0.0", "--port", "0")
    code, told = sorabin(*beyond, "--db", sqlite_url)
    assert (code, "unsafe-exposure" in told, "https" in told) == (2, True, True), told
    secure = (*beyond, "--public-url", "https://shop.example")
    code, told = sorabin(*secure, "--db", sqlite_url)
    assert (code, "first password" in told) == (2, True), told
    code, told = sorabin(*secure, "--db", f"sqlite:///{tmp_path / 'new.db'}")
    assert (code, "unsafe-exposure" in told) == (2, True), told


@pytest.mark.slow
def test_a_deployment_without_the_household_of_a_living_order_does_not_start(
    sorabin, sqlite_url: str, deployment: Deployment, tmp_path: Path
) -> None:
    order = _order_for(sqlite_url, deployment, "hh-07")
    config = shutil.copytree(CONFIG, tmp_path / "config")
    rows = (config / "households.csv").read_text(encoding="utf-8").splitlines(keepends=True)
    kept = [row for row in rows if not row.startswith("hh-07,")]
    assert len(kept) == len(rows) - 1
    (config / "households.csv").write_text("".join(kept), encoding="utf-8")
    code, told = sorabin("serve", "--config", str(config), "--db", sqlite_url, "--port", "0")
    assert (code, "still-needed" in told, "Traceback" in told) == (2, True, False), told
    assert "household hh-07" in told
    assert order in told
    code, told = sorabin("doctor", "--config", str(config), "--db", sqlite_url)
    assert (code, "household hh-07" in told) == (1, True), told


def _order_for(url: str, deployment: Deployment, household: str) -> str:
    """Place an order for Tuesday; returns its number as people write it."""
    database = Database(url)
    with Session(database.write_engine, expire_on_commit=False) as session:
        uow = UnitOfWork.begin(session, TUESDAY_9, deployment)
        wanted = TakeOrder(TUESDAY_9.date(), "tv", (WantedLine("2001000000081", 1),))
        order = take_order(uow, device_principal(deployment.village, household), wanted, TUESDAY_9)
        assert isinstance(order, OrderRow)
        uow.finish()
        session.commit()
    database.close()
    return codes.shown(order.id)


@pytest.mark.parametrize(
    ("options", "error"),
    [
        (("--watch", "udp:192.0.2.7:14550"), "watch-beyond-loopback"),
        (("--watch", "tcp:127.0.0.1:14550"), "bad-watch-address"),
        (("--watch", "udp:127.0.0.1:14550", "--watch", "udp:here:1"), "bad-watch-address"),
    ],
)
def test_a_watcher_that_may_not_be_shown_a_flight_stops_the_start(
    sorabin, tmp_path: Path, options: tuple[str, ...], error: str
) -> None:
    code, told = sorabin("serve", "--config", CONFIG, *options)
    assert code == 2
    assert error in told
    assert not (tmp_path / "var").exists()
