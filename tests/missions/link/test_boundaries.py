from __future__ import annotations

import re
from pathlib import Path

import missions.link

LINK = Path(missions.link.__file__ or "").parent


def importers(library: str) -> set[str]:
    pattern = re.compile(rf"^\s*(import|from) {library}\b", re.MULTILINE)
    return {
        str(path.relative_to(LINK.parent))
        for path in LINK.parent.rglob("*.py")
        if pattern.search(path.read_text(encoding="utf-8"))
    }


def test_only_the_shell_knows_dronekit() -> None:
    assert importers("dronekit") == {"link/vehicle.py"}


def test_only_the_wire_and_the_shell_know_pymavlink() -> None:
    assert importers("pymavlink") == {"link/wire.py", "link/vehicle.py"}
