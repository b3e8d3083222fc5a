"""A copy of the shipped deployment that a test may damage, and what the loader says then."""

import shutil
from pathlib import Path

import pytest

from logistics.deployment import load_deployment
from tests.missions.copying import SHIPPED, Copy

__all__ = ["Copy"]


@pytest.fixture
def copy(tmp_path: Path) -> Copy:
    folder = tmp_path / "ina-hase"
    shutil.copytree(SHIPPED, folder)
    return Copy(folder, load_deployment)


@pytest.fixture
def shipped() -> Path:
    return SHIPPED
