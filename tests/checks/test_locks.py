"""The check of the locks finds what is missing, too old or different."""

from __future__ import annotations

from tests.checks.locks import DEVELOPMENT, RUNTIME, check
from tests.checks.samples import found

PROJECT = """\
[project]
dependencies = ["Some_Thing[extra]>=2"]
[dependency-groups]
build = ["setuptools>=77"]
dev = ["pytest>=8"]
"""
PINS = "# made\nsetuptools==80.0 \\\n    --hash=x\nsome-thing==2.1 ; python_version < '4'\n"


def files(runtime: str = PINS, development: str = PINS + "pytest==9.0\n") -> dict[str, str]:
    return {"pyproject.toml": PROJECT, RUNTIME: runtime, DEVELOPMENT: development}


def test_locks_that_hold_what_is_asked_are_kept() -> None:
    assert found(check, files()) == []


def test_finds_a_missing_pin() -> None:
    assert found(check, files(development=PINS)) == [(DEVELOPMENT, 1)]


def test_finds_a_missing_lock() -> None:
    assert (RUNTIME, 1) in found(check, {"pyproject.toml": PROJECT})


def test_finds_an_old_pin_and_one_that_differs() -> None:
    old = PINS.replace("2.1", "1.9")
    assert found(check, files(runtime=old)) == [(DEVELOPMENT, 4), (RUNTIME, 4)]
