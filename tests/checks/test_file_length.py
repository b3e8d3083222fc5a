"""The check of file lengths finds a long file that gives no reason."""

from __future__ import annotations

import pytest

from tests.checks.file_length import LIMIT, check
from tests.checks.samples import found

LINES = "x\n" * LIMIT


@pytest.mark.parametrize("path", ["sim/a.py", "tests/a.py", "a/b.js", "a/b.css", "a/b.html"])
def test_finds_one_line_too_many(path: str) -> None:
    assert found(check, {path: LINES}) == []
    assert found(check, {path: LINES + "x\n"}) == [(path, LIMIT + 1)]


def test_data_may_be_long() -> None:
    assert found(check, {"config/catalog.csv": LINES * 2}) == []


@pytest.mark.parametrize(
    "reason",
    ["# length: one table", "/* length: one table */", "<!-- length: one -->", "// length: one"],
)
def test_a_reason_near_the_top_allows_it(reason: str) -> None:
    assert found(check, {"a.py": f"{reason}\n{LINES}"}) == []
    assert found(check, {"a.py": f"{LINES}{reason}\n"}) == [("a.py", LIMIT + 1)]


def test_a_reason_needs_words() -> None:
    assert found(check, {"a.py": f"# length:\n{LINES}"}) == [("a.py", LIMIT + 1)]
