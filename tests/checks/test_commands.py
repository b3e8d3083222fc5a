"""The check of commands finds entry points and Makefile lines with nothing behind them."""

from __future__ import annotations

from tests.checks.commands import MAKEFILE, PROJECT, check
from tests.checks.samples import found

ENTRIES = """\
[project]
name = "x"
[project.entry-points."sorabin.commands"]
day = "sim.day:day"
db = "logistics.db_command:app"
"""
FILES = {
    PROJECT: ENTRIES,
    MAKEFILE: "run:\n\t@.venv/bin/sorabin day $(ARGS)\n",
    "sim/day.py": "def day() -> None: ...\n",
    "logistics/db_command.py": "app: object = Typer()\n",
}


def test_commands_with_something_behind_them_are_kept() -> None:
    assert found(check, FILES) == []


def test_finds_a_missing_module() -> None:
    rest = {path: text for path, text in FILES.items() if path != "sim/day.py"}
    assert found(check, rest) == [(PROJECT, 4)]


def test_finds_a_missing_name() -> None:
    assert found(check, FILES | {"logistics/db_command.py": "x = 1"}) == [(PROJECT, 5)]


def test_finds_an_unknown_command_in_the_makefile() -> None:
    assert found(check, FILES | {MAKEFILE: "x:\n\t$(BIN)/sorabin dya\n"}) == [(MAKEFILE, 2)]
