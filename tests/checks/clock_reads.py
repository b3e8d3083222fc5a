"""Time and chance are passed in: only the clock modules read a clock, nothing draws unseeded."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from tests.checks.names import references
from tests.checks.outcome import Finding, Outcome
from tests.checks.tree import PACKAGES, SourceFile, SourceTree

CLOCK_MODULES = ("missions/clock.py", "missions/clockboard.py")
SECRET_PLACES = ("logistics/services", "logistics/db", "logistics/processes")

_CLOCK = frozenset(
    f"time.{name}{unit}"
    for name in ("time", "monotonic", "perf_counter", "process_time", "thread_time")
    for unit in ("", "_ns")
) | {
    "time.clock_gettime",
    "time.clock_gettime_ns",
    "time.localtime",
    "time.gmtime",
    "time.ctime",
    "datetime.datetime.now",
    "datetime.datetime.utcnow",
    "datetime.datetime.today",
    "datetime.date.today",
}
_UUIDS = frozenset({"uuid.uuid1", "uuid.uuid4", "uuid.uuid6", "uuid.uuid7"})
_SEEDED = frozenset({"random.Random"}) | {
    f"numpy.random.{name}"
    for name in ("default_rng", "SeedSequence", "PCG64", "PCG64DXSM", "Philox", "SFC64", "MT19937")
}
_NUMPY_TYPES = frozenset(f"numpy.random.{name}" for name in ("Generator", "BitGenerator"))
_SECRETS = ("secrets.", "os.urandom", "random.SystemRandom")

_READS_CLOCK = "takes the time itself: take it as an argument, or ask missions.clock"
_SLEEPS = "sleeps in real time: wait through the clock, or await asyncio.sleep at the rim"
_UNSEEDED = "has no seed: pass one in, or take a random.Random as an argument"
_GLOBAL = "draws from a generator that all share: take a seeded random.Random as an argument"
_SECRET = f"draws secrets: make tokens in {', '.join(SECRET_PLACES)} and pass them on"
_MODULE = "hands on the whole module: pass the one function that is meant"
_STAR = "imports everything: name what is used, so that clock reads stay visible"


def check(tree: SourceTree) -> Outcome:
    """Find clock reads, sleeps and unseeded randomness in the packages."""
    files = [file for file in tree.select(".py", under=PACKAGES) if file.path not in CLOCK_MODULES]
    findings = {finding for file in files for finding in _findings(file)}
    return Outcome(tuple(sorted(findings)), f"{len(files)} files")


def _findings(file: SourceFile) -> Iterator[Finding]:
    module = file.parsed()
    calls = {
        id(node.func): bool(node.args or node.keywords) and not _is_none(node)
        for node in ast.walk(module)
        if isinstance(node, ast.Call)
    }
    for node, name in references(module):
        if advice := _advice(file, name, seeded=calls.get(id(node))):
            yield Finding(file.path, node.lineno, f"{name} {advice}")
    for node in ast.walk(module):
        if isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield from _imports(file, node, node.module)


def _imports(file: SourceFile, node: ast.ImportFrom, module: str) -> Iterator[Finding]:
    """Find what an import line itself brings in, used there or handed on to another file."""
    for alias in node.names:
        name = f"{module}.{alias.name}"
        if alias.name == "*" and module in ("time", "datetime", "random", "secrets", "uuid"):
            yield Finding(file.path, node.lineno, f"from {module} import * {_STAR}")
        elif advice := _advice(file, name, seeded=None):
            yield Finding(file.path, node.lineno, f"{name} {advice}")


def _is_none(call: ast.Call) -> bool:
    values = [*call.args, *(keyword.value for keyword in call.keywords)]
    return isinstance(values[0], ast.Constant) and values[0].value is None


def _advice(file: SourceFile, name: str, *, seeded: bool | None) -> str | None:
    """Return what is wrong with naming `name`; `seeded` is None where it is not called."""
    if name in _CLOCK:
        return _READS_CLOCK
    if name == "time.sleep":
        return _SLEEPS
    if name in _UUIDS:
        return _GLOBAL
    if name in _SEEDED:
        return _UNSEEDED if seeded is False else None
    if name in _NUMPY_TYPES or name == "numpy.random":
        return None
    if name.startswith(_SECRETS):
        return None if file.under(*SECRET_PLACES) else _SECRET
    if name.startswith(("random.", "numpy.random.")):
        return _GLOBAL
    return _MODULE if name in ("time", "random", "secrets") else None
