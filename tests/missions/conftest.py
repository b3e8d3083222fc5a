"""What the tests of `missions` share."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from missions.flying import Flying, load_flying
from tests.missions.copying import SHIPPED, Copy


@pytest.fixture(scope="session")
def shipped() -> Flying:
    return load_flying(SHIPPED)


@pytest.fixture
def copy(tmp_path: Path) -> Copy:
    folder = tmp_path / "ina-hase"
    shutil.copytree(SHIPPED, folder)
    return Copy(folder)
