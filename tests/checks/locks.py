"""The locks hold what pyproject.toml asks for, and agree with each other."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.checks.outcome import Finding, Outcome
from tests.checks.tree import SourceTree

RUNTIME, DEVELOPMENT = "requirements.lock", "requirements-dev.lock"

_PIN = re.compile(r"^([A-Za-z0-9._-]+)==([^\s;]+)")


def check(tree: SourceTree) -> Outcome:
    """Find requirements that no pin satisfies and pins that differ between the two locks."""
    project = tree.find("pyproject.toml")
    if project is None:
        return Outcome((), "no pyproject.toml")
    asked = tomllib.loads(project.text)
    groups = asked.get("dependency-groups", {})
    runtime = [*asked["project"]["dependencies"], *groups.get("build", [])]
    pins = {lock: _pins(tree, lock) for lock in (RUNTIME, DEVELOPMENT)}
    findings = [
        *_unmet(runtime, RUNTIME, pins[RUNTIME]),
        *_unmet([*runtime, *groups.get("dev", [])], DEVELOPMENT, pins[DEVELOPMENT]),
        *_different(pins[RUNTIME], pins[DEVELOPMENT]),
    ]
    return Outcome(tuple(findings), ", ".join(f"{len(pins[lock])} in {lock}" for lock in pins))


def _pins(tree: SourceTree, lock: str) -> dict[str, tuple[str, int]]:
    """Return canonical name → (version, line) of a lock, empty if the file is missing."""
    file = tree.find(lock)
    found = (
        ((number, _PIN.match(line)) for number, line in enumerate(file.lines, 1)) if file else ()
    )
    return {canonicalize_name(pin.group(1)): (pin.group(2), number) for number, pin in found if pin}


def _unmet(
    requirements: Iterable[str], lock: str, pins: dict[str, tuple[str, int]]
) -> Iterator[Finding]:
    for requirement in map(Requirement, requirements):
        version, line = pins.get(canonicalize_name(requirement.name), (None, 1))
        if version is None:
            yield Finding(lock, 1, f"{requirement.name} is not locked: run make lock")
        elif not requirement.specifier.contains(version, prereleases=True):
            yield Finding(lock, line, f"{version} does not satisfy {requirement}: run make lock")


def _different(
    runtime: dict[str, tuple[str, int]], development: dict[str, tuple[str, int]]
) -> Iterator[Finding]:
    for name, (version, _) in runtime.items():
        other, line = development.get(name, ("nothing", 1))
        if other != version:
            yield Finding(
                DEVELOPMENT, line, f"{name} {other} here, {version} in {RUNTIME}: run make lock"
            )
