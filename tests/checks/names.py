"""Which dotted name an expression means, seen through the imports of its file.

Owns the reading of imports (`from time import monotonic as m` makes `m` mean `time.monotonic`);
knows no rule.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator


def imported_names(module: ast.Module) -> dict[str, str]:
    """Return local name → dotted name, for every absolute import anywhere in `module`."""
    names: dict[str, str] = {}
    for node in ast.walk(module):
        if isinstance(node, ast.Import):
            for alias in node.names:
                if alias.asname:
                    names[alias.asname] = alias.name
                else:
                    top = alias.name.partition(".")[0]
                    names[top] = top
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            for alias in node.names:
                names[alias.asname or alias.name] = f"{node.module}.{alias.name}"
    return names


def dotted_name(node: ast.expr, names: dict[str, str]) -> str | None:
    """Return what `node` means if it is an imported name or an attribute of one."""
    if isinstance(node, ast.Name):
        return names.get(node.id)
    if isinstance(node, ast.Attribute):
        base = dotted_name(node.value, names)
        return f"{base}.{node.attr}" if base else None
    return None


def references(module: ast.Module) -> Iterator[tuple[ast.expr, str]]:
    """Yield each outermost expression that means an imported thing, with its dotted name."""
    names = imported_names(module)
    inner: set[int] = set()
    for node in ast.walk(module):  # breadth first: an attribute comes before what it is taken from
        if not isinstance(node, ast.Name | ast.Attribute) or id(node) in inner:
            continue
        name = dotted_name(node, names)
        if name is None:
            continue
        yield node, name
        part: ast.expr = node
        while isinstance(part, ast.Attribute):
            part = part.value
            inner.add(id(part))
