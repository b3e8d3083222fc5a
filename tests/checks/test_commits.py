"""The check of commits finds them below the edge."""

from __future__ import annotations

import pytest

from tests.checks.commits import check
from tests.checks.samples import found

CODE = "def take(session):\n    session.{}()\n"


@pytest.mark.parametrize("call", ["commit", "rollback"])
@pytest.mark.parametrize("folder", ["logistics/services", "logistics/domain"])
def test_finds_a_call_below_the_edge(folder: str, call: str) -> None:
    path = f"{folder}/deep/orders.py"
    assert found(check, {path: CODE.format(call)}) == [(path, 2)]


def test_the_edge_commits() -> None:
    assert found(check, {"logistics/db/work.py": CODE.format("commit")}) == []


def test_words_in_text_are_no_calls() -> None:
    assert found(check, {"logistics/services/a.py": "'''Never session.commit() here.'''\n"}) == []
