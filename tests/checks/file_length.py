"""A file is short enough to be read at once, or says near its top why it is not."""

from __future__ import annotations

import re

from tests.checks.outcome import Finding, Outcome
from tests.checks.tree import SourceFile, SourceTree

LIMIT = 400
"""Lines of a file, blank ones included."""
NEAR_TOP = 15

_REASON = re.compile(r"^\s*(#|//|/\*|\*|<!--|\{#)\s*length:\s*\w+")


def check(tree: SourceTree) -> Outcome:
    """Find files above LIMIT lines that give no reason."""
    files = list(tree.select(".py", ".js", ".css", ".html"))
    findings = tuple(
        Finding(
            file.path,
            LIMIT + 1,
            f"{len(file.lines)} lines, above {LIMIT}: part it into files named by a noun each,"
            f" or give the reason near its top as a comment 'length: …'",
        )
        for file in files
        if len(file.lines) > LIMIT and not _has_reason(file)
    )
    longest = max(files, key=lambda file: len(file.lines), default=None)
    remark = f"{len(files)} files"
    if longest:
        remark += f", the longest {longest.path} with {len(longest.lines)} lines"
    return Outcome(findings, remark)


def _has_reason(file: SourceFile) -> bool:
    return any(_REASON.match(line) for line in file.lines[:NEAR_TOP])
