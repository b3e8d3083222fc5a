"""`sorabin catalog import`: accepted orders stay workable under the new catalog."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from logistics.commands.catalog import app
from logistics.deployment import Deployment
from logistics.domain.catalog import jan_check_digit
from missions.errors import SorabinError
from tests.logistics.conftest import CONFIG
from tests.logistics.support.chain import Chain
from tests.logistics.support.service import Service, at

NEW = "299999999999"


@pytest.fixture
def config(tmp_path: Path) -> Path:
    return Path(shutil.copytree(CONFIG, tmp_path / "config"))


@pytest.fixture
def chain(service: Service) -> Chain:
    return Chain(service)


def without(jan: str, folder: Path) -> Path:
    """A catalog file in which another number stands for this item."""
    text = (CONFIG / "catalog.csv").read_text(encoding="utf-8")
    assert jan in text
    file = folder / "new.csv"
    file.write_text(text.replace(jan, NEW + str(jan_check_digit(NEW))), encoding="utf-8")
    return file


def take_in(file: Path, config: Path, *more: str) -> Result:
    # A group of one command takes no name here.
    return CliRunner().invoke(app, [str(file), "--config", str(config), *more])


def assert_refused(said: Result, jan: str) -> None:
    assert isinstance(said.exception, SorabinError), said.output
    assert said.exception.code == "items-in-use"
    assert jan in str(said.exception)


async def test_an_item_of_an_order_that_has_not_ended_must_stay(
    service: Service, chain: Chain, config: Path, tmp_path: Path
) -> None:
    order = await chain.order()
    ordered = chain.items(1)[0].jan
    before = (config / "catalog.csv").read_bytes()
    for more in ([], ["--check"]):
        assert_refused(
            take_in(without(ordered, tmp_path), config, "--db", service.url, *more), ordered
        )
    assert (config / "catalog.csv").read_bytes() == before
    await service.tv().done(f"/orders/{order['order_id']}/cancel")
    assert take_in(without(ordered, tmp_path), config, "--db", service.url).exit_code == 0
    assert (config / "catalog.csv").read_bytes() != before


async def test_an_item_of_a_parcel_on_its_way_back_must_stay(
    service: Service, chain: Chain, config: Path, tmp_path: Path
) -> None:
    """Its order has ended, the parcel has not."""
    (parcel,) = await chain.packed("hh-01")
    parcel = await chain.bring_to(parcel["code"], "volunteer")
    for minute in (0, 50):
        await service.move_to(at(14, minute))
        await chain.absent(parcel)
    jan = parcel["contents"][0]["jan"]
    assert_refused(take_in(without(jan, tmp_path), config, "--db", service.url), jan)


@pytest.fixture
def first_jan(deployment: Deployment) -> str:
    return next(iter(deployment.catalog)).jan


def test_where_no_database_has_been_used_nothing_is_held(
    config: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, first_jan: str
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("SORABIN_DATABASE_URL", raising=False)
    file, absent = without(first_jan, tmp_path), tmp_path / "none.db"
    assert take_in(file, config, "--check").exit_code == 0
    assert take_in(file, config, "--db", f"sqlite:///{absent}").exit_code == 0
    assert not absent.exists()
