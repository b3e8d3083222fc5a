"""Small planted projects for the tests of the checks."""

from __future__ import annotations

from collections.abc import Callable

from tests.checks.outcome import Outcome
from tests.checks.tree import SourceFile, SourceTree


def found(check: Callable[[SourceTree], Outcome], files: dict[str, str]) -> list[tuple[str, int]]:
    """Return path and line of each finding of `check` in a project of these files, in order."""
    tree = SourceTree(tuple(SourceFile(path, text) for path, text in files.items()))
    outcome = check(tree)
    assert all(len(finding.advice) > 20 for finding in outcome.findings), "advice is a sentence"
    return sorted((finding.path, finding.line) for finding in outcome.findings)
