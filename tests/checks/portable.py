"""What is tracked holds on any machine and speaks to any reader.

Owns three rules: no address of a package registry, no path of one machine, and no sentence that
answers somebody instead of telling the reader something. The patterns are written so that they do
not find themselves.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from tests.checks.outcome import Finding, Outcome
from tests.checks.tree import SourceFile, SourceTree

_REGISTRY = re.compile(
    r"\bpypi[.]org|pythonhosted[.]|\bnpmjs[.]|\b(deb|security|archive)[.](debian|ubuntu)[.]"
    r"|\bcrates[.]io|proxy[.]golang|--(extra-)?index-url|--find[-]links",
    re.IGNORECASE,
)
_MACHINE_PATH = re.compile(
    r"(?<![\w.~)}/-])/(wor[k]|roo[t]|tmp/brie[f]|tmp/env[x]|opt/(wheel[s]|pyp[i]))(?![\w-])"
    r"|(?<![\w.])[.][.]/share[d]\b|\bfile:/(//)?[a-z]"
)
_PHRASES = (
    r"as (you|the user) (asked|requested|wished|wanted)",
    r"(you|the user)[ ](asked|requested)",
    r"as requeste[d]",
    r"per (your|the) (brie[f]|reques[t])",
    r"(previous|this|last)[ ]conversation",
    r"(previous|last|next|coding)[ ]session",
    r"in this[ ]chat",
    r"as we[ ]discussed",
    r"let me[ ]know",
    r"I('ve|'ll|'m| have| will| am)[ ]\w+",
    r"language[ ]models?",
    r"chat[ ]?gpt",
    r"claud[e]",
    r"copilo[t]",
    r"subagen[t]s?",
    r"A[I][ -](assistant|agent|generated|written)",
    r"co-authored[-]by",
    r"(issue|ticket)s? #?\d+",
)
_CONVERSATION = re.compile(rf"\b({'|'.join(_PHRASES)})\b", re.IGNORECASE)
_RULES = (
    (_REGISTRY, "a registry's address: leave it to the reader's own pip, apt or npm settings"),
    (_MACHINE_PATH, "a path of one machine: use one relative to the project, or pass it in"),
    (_CONVERSATION, "an answer to somebody: say what holds and why, for any reader"),
)


def check(tree: SourceTree) -> Outcome:
    """Find registry addresses, machine paths and conversation in all text files."""
    findings = tuple(finding for file in tree.files for finding in _findings(file))
    return Outcome(findings, f"{len(tree.files)} files")


def _findings(file: SourceFile) -> Iterator[Finding]:
    for number, line in enumerate(file.lines, start=1):
        for pattern, advice in _RULES:
            if found := pattern.search(line):
                yield Finding(file.path, number, f"{found.group().strip()!r} is {advice}")
