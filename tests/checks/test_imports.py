"""The import contracts of pyproject.toml find planted imports that run the wrong way."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.checks.tree import ROOT

FOLDERS = (
    "missions",
    "logistics/domain",
    "logistics/deployment",
    "logistics/db",
    "logistics/services",
    "logistics/api",
    "logistics/web",
    "logistics/processes",
    "logistics/commands",
    "sim/village/people",
)


def broken(root: Path, planted: dict[str, str]) -> set[str]:
    """Return the names of the contracts that a project with these files breaks."""
    for folder in FOLDERS:
        place = root / folder
        place.mkdir(parents=True)
        for package in (place, *place.parents):
            if package == root:
                break
            (package / "__init__.py").touch()
    for path, text in planted.items():
        (root / path).write_text(text, encoding="utf-8")
    (root / "pyproject.toml").write_bytes((ROOT / "pyproject.toml").read_bytes())
    done = subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--no-cache"],
        cwd=root,
        env={**os.environ, "PYTHONPATH": str(root)},
        capture_output=True,
        text=True,
    )
    names = {line.removesuffix(" BROKEN") for line in done.stdout.splitlines() if "BROKEN" in line}
    assert done.returncode == bool(names), done.stdout + done.stderr
    return names


PACKAGES = "sim uses logistics uses missions, never back"
LAYERS = "inside logistics, imports run from the edge to the rules"
DOMAIN = "the rules know no database, no web and no process"
PEOPLE = "scripted people use the doors that people use, and nothing else"


@pytest.mark.parametrize(
    ("planted", "contracts"),
    [
        ({"sim/a.py": "import logistics.domain, missions"}, set()),
        ({"missions/a.py": "import logistics"}, {PACKAGES}),
        ({"logistics/domain/a.py": "def f():\n    import sim"}, {PACKAGES}),
        ({"logistics/services/a.py": "import logistics.api"}, {LAYERS}),
        ({"logistics/deployment/a.py": "import logistics.db"}, {LAYERS}),
        ({"logistics/db/a.py": "import logistics.services"}, {LAYERS}),
        ({"logistics/domain/a.py": "import logistics.db"}, {LAYERS, DOMAIN}),
        ({"logistics/domain/a.py": "from sqlmodel import Field"}, {DOMAIN}),
        (
            {"logistics/domain/a.py": "import missions.b", "missions/b.py": "import fastapi"},
            {DOMAIN},
        ),
        ({"sim/village/people/a.py": "import missions"}, {PEOPLE}),
        (
            {
                "sim/village/people/a.py": "import sim.village.b",
                "sim/village/b.py": "import logistics",
            },
            {PEOPLE},
        ),
    ],
)
def test_finds(tmp_path: Path, planted: dict[str, str], contracts: set[str]) -> None:
    assert broken(tmp_path, planted) == contracts
