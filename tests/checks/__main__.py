"""Runs all checks on the project: `python -m tests.checks`; exit 1 if any found something."""

from __future__ import annotations

import sys

from tests.checks import clock_reads, commands, commits, file_length, locks, messages, portable
from tests.checks.tree import SourceTree, project_tree

CHECKS = {
    "clock reads": clock_reads.check,
    "commands": commands.check,
    "commits": commits.check,
    "file length": file_length.check,
    "locks": locks.check,
    "messages": messages.check,
    "portable": portable.check,
}


def run(tree: SourceTree) -> int:
    """Print one line per check and one per finding; return the exit code."""
    count = 0
    for name, check in CHECKS.items():
        outcome = check(tree)
        count += len(outcome.findings)
        verdict = f"{len(outcome.findings)} found" if outcome.findings else "kept"
        print(f"{name}: {verdict} ({outcome.remark})")
        for finding in outcome.findings:
            print(f"  {finding}")
    return 1 if count else 0


if __name__ == "__main__":
    sys.exit(run(project_tree()))
