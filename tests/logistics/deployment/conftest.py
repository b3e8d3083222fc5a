"""A copy of the shipped deployment that a test may damage, and what the loader says then."""

import shutil
from pathlib import Path

import pytest

from logistics.deployment import DeploymentError, load_deployment

SHIPPED = Path(__file__).parents[3] / "config" / "ina-hase"


class Copy:
    """The copied folder; `edit` expects its target exactly once, so no damage is in vain."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def edit(self, file: str, old: str, new: str) -> int:
        """Replace text in a file and return the line where the replaced text began."""
        path = self.folder / file
        text = path.read_text("utf-8")
        assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {file}"
        path.write_text(text.replace(old, new), "utf-8", newline="")
        return text[: text.index(old)].count("\n") + 1

    def findings(self) -> list[str]:
        """What the loader refuses, one line each; empty when it accepts."""
        try:
            load_deployment(self.folder)
        except DeploymentError as error:
            return str(error).splitlines()
        return []


@pytest.fixture
def copy(tmp_path: Path) -> Copy:
    folder = tmp_path / "ina-hase"
    shutil.copytree(SHIPPED, folder)
    return Copy(folder)


@pytest.fixture
def shipped() -> Path:
    return SHIPPED
