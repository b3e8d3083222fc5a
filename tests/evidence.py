"""What a kept result is a result of: the content of the code that it was made with.

Owns the name of that content, and the files of kept results, which lie beside their reports in the
repository: a run of hours can be interrupted and go on on another machine. A commit that changes
only words about the code (comments, docstrings, Markdown) or other code keeps what was measured;
the report names the commit too, as it is easier to check out.
"""

from __future__ import annotations

import ast
import hashlib
import json
import os
import subprocess
from pathlib import Path
from threading import Lock
from typing import Any

ROOT = Path(__file__).parents[1]
FLYING = ("missions", "sim/flight", "sim/sitl", "sim/__init__.py", "config", "requirements.lock")
"""What decides how a trial flight goes."""
SERVICE = (*FLYING, "logistics", "sim/village")
"""What decides how a played day goes."""


def content(paths: tuple[str, ...]) -> str:
    """Twelve hex digits of all that lies there now, but what git ignores and words about it."""
    listed = _git("ls-files", "-z", "--cached", "--others", "--exclude-standard", "--", *paths)
    digest = hashlib.sha256()
    for name in sorted({each for each in listed.split("\0") if (ROOT / each).is_file()}):
        if name.endswith(".md"):
            continue
        digest.update(f"{name}\0".encode())
        digest.update(hashlib.sha256(_meant(name, (ROOT / name).read_bytes())).digest())
    return digest.hexdigest()[:12]


def _meant(name: str, data: bytes) -> bytes:
    """What a file does: of Python its syntax tree without docstrings, of others all."""
    return meaning(data) if name.endswith(".py") else data


def meaning(source: bytes) -> bytes:
    """The syntax tree, without any string that stands as a statement: nothing reads those here."""
    tree = ast.parse(source)
    for node in ast.walk(tree):
        for field in ("body", "orelse", "finalbody"):
            block = getattr(node, field, None)
            if isinstance(block, list):
                setattr(node, field, [each for each in block if not _says_only(each)])
    return ast.dump(tree).encode()


def _says_only(node: Any) -> bool:
    return (
        isinstance(node, ast.Expr)
        and isinstance(node.value, ast.Constant)
        and isinstance(node.value.value, str)
    )


class Kept:
    """Results of one content of the code by name, a line of JSON each, written as they come.

    Results of any other content are forgotten when the first of this one is put. Safe for threads.
    """

    def __init__(self, file: Path, content: str) -> None:
        self._file, self._content, self._lock = file, content, Lock()
        lines = file.read_text(encoding="utf-8").splitlines() if file.exists() else []
        told = [json.loads(line) for line in lines]
        self._results = {each["name"]: each for each in told if each["content"] == content}

    def get(self, name: str) -> dict[str, Any] | None:
        """What was put under this name, or None."""
        return self._results.get(name)

    def put(self, name: str, result: dict[str, Any]) -> dict[str, Any]:
        """Keep a result, with the commit that is checked out; gives it as it is kept."""
        kept = {"name": name, "content": self._content, "commit": commit(), **result}
        with self._lock:
            self._results[name] = kept
            lines = [json.dumps(each) for _, each in sorted(self._results.items())]
            beside = self._file.with_suffix(".part")
            beside.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
            os.replace(beside, self._file)
        return kept


def commit() -> str:
    """The commit's short name."""
    return _git("rev-parse", "--short", "HEAD")


def _git(*arguments: str) -> str:
    told = subprocess.run(["git", *arguments], cwd=ROOT, capture_output=True, text=True, check=True)
    return told.stdout.strip()
