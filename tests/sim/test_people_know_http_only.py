"""Scripted people use the doors that people use: nothing of the service's own code."""

from __future__ import annotations

import ast
import sys
from pathlib import Path

import pytest

import sim.village.people

FOLDER = Path(sim.village.people.__file__).parent
ALLOWED = {"httpx", "sim.village.people"}
FORBIDDEN_STANDARD = {"sqlite3", "subprocess", "importlib", "time", "multiprocessing", "ctypes"}


def imported_by(source: str) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            names.add("." * node.level + (node.module or ""))
    return names


def forbidden(names: set[str]) -> set[str]:
    return {
        name
        for name in names
        if not any(name == each or name.startswith(each + ".") for each in ALLOWED)
        and (
            name.partition(".")[0] not in sys.stdlib_module_names
            or name.partition(".")[0] in FORBIDDEN_STANDARD
        )
    }


@pytest.mark.parametrize("path", sorted(FOLDER.glob("**/*.py")), ids=lambda path: path.stem)
def test_people_import_http_and_each_other_only(path: Path) -> None:
    source = path.read_text(encoding="utf-8")
    assert not forbidden(imported_by(source))
    for back_door in ("__import__", "import_module", "sys.modules", "exec(", "eval("):
        assert back_door not in source


def test_there_are_people() -> None:
    assert len(list(FOLDER.glob("*.py"))) > 8


@pytest.mark.parametrize(
    "line",
    [
        "from logistics.services.orders import take_order",
        "import missions.clock",
        "from sim.village.agenda import Agenda",
        "from sqlmodel import Session",
        "import sqlite3",
        "import importlib",
        "def f():\n    from logistics import db",
        "from .. import agenda",
    ],
)
def test_the_rule_can_fail(line: str) -> None:
    assert forbidden(imported_by(line))
