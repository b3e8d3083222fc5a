"""One request or job is one transaction: services and rules neither commit nor roll back."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from tests.checks.outcome import Finding, Outcome
from tests.checks.tree import SourceFile, SourceTree

INSIDE = ("logistics/services", "logistics/domain")


def check(tree: SourceTree) -> Outcome:
    """Find calls of commit and rollback below the edge."""
    files = list(tree.select(".py", under=INSIDE))
    findings = sorted(finding for file in files for finding in _findings(file))
    return Outcome(tuple(findings), f"{len(files)} files")


def _findings(file: SourceFile) -> Iterator[Finding]:
    for node in ast.walk(file.parsed()):
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and node.func.attr in ("commit", "rollback")
        ):
            yield Finding(
                file.path,
                node.func.end_lineno or node.lineno,
                f".{node.func.attr}() below the edge: let the caller's unit of work end the"
                " transaction, and raise an error to undo it",
            )
