"""Every registered command has something behind it, and the Makefile calls registered ones only."""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterator

from tests.checks.outcome import Finding, Outcome
from tests.checks.tree import SourceFile, SourceTree

PROJECT, MAKEFILE = "pyproject.toml", "Makefile"
GROUP = "sorabin.commands"

_CALL = re.compile(r"/sorabin ([a-z-]+)")


def check(tree: SourceTree) -> Outcome:
    """Find entry points that name nothing, and calls in the Makefile of unknown commands."""
    project = tree.find(PROJECT)
    if project is None:
        return Outcome((), "no pyproject.toml")
    points = tomllib.loads(project.text)["project"].get("entry-points", {}).get(GROUP, {})
    findings = [*_empty(tree, project, points), *_unknown(tree.find(MAKEFILE), set(points))]
    return Outcome(tuple(findings), f"{len(points)} commands")


def _empty(tree: SourceTree, project: SourceFile, points: dict[str, str]) -> Iterator[Finding]:
    for name, value in points.items():
        module, _, attribute = value.partition(":")
        path = f"{module.replace('.', '/')}.py"
        file = tree.find(path)
        if file is None or attribute not in _defined(file):
            missing = f"{path} is missing" if file is None else f"{path} defines no {attribute!r}"
            line = next(n for n, text in enumerate(project.lines, 1) if f'"{value}"' in text)
            yield Finding(PROJECT, line, f"{missing}: write it, or take the command {name!r} out")


def _defined(file: SourceFile) -> set[str]:
    """Return the names that a module's own statements define."""
    names: set[str] = set()
    for node in file.parsed().body:
        if isinstance(node, ast.FunctionDef):
            names.add(node.name)
        elif isinstance(node, ast.Assign):
            names |= {target.id for target in node.targets if isinstance(target, ast.Name)}
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            names.add(node.target.id)
    return names


def _unknown(makefile: SourceFile | None, names: set[str]) -> Iterator[Finding]:
    for number, line in enumerate(makefile.lines if makefile else (), start=1):
        for call in _CALL.finditer(line):
            if call.group(1) not in names:
                yield Finding(
                    MAKEFILE, number, f"no command {call.group(1)!r} in {PROJECT}: register it"
                )
