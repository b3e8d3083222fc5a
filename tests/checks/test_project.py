"""The project itself keeps all its rules, and the runner tells when one is broken."""

from __future__ import annotations

import pytest

from tests.checks.__main__ import CHECKS, run
from tests.checks.tree import SourceFile, SourceTree, project_tree


@pytest.mark.parametrize("name", CHECKS)
def test_the_project_keeps(name: str) -> None:
    assert [str(finding) for finding in CHECKS[name](project_tree()).findings] == []


def test_the_tree_holds_the_project() -> None:
    assert project_tree().find("missions/cli.py") is not None


def test_the_runner_fails_and_names_the_place(capsys: pytest.CaptureFixture[str]) -> None:
    bad = SourceFile("logistics/services/a.py", "def f(s):\n    s.commit()\n")
    assert run(SourceTree((bad,))) == 1
    assert "  logistics/services/a.py:2: .commit() below the edge" in capsys.readouterr().out


def test_the_runner_passes_an_empty_tree() -> None:
    assert run(SourceTree(())) == 0
