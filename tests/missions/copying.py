"""A copy of the shipped deployment that a test may damage, and what a loader says then."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from missions.flying import load_flying
from missions.reading.findings import DeploymentError

SHIPPED = Path(__file__).parents[2] / "config" / "ina-hase"


class Copy:
    """The copied folder; `edit` expects its target exactly once, so no damage is in vain."""

    def __init__(self, folder: Path, load: Callable[[Path], Any] = load_flying) -> None:
        self.folder = folder
        self._load = load

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
            self._load(self.folder)
        except DeploymentError as error:
            return str(error).splitlines()
        return []
