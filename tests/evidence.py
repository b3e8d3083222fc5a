"""What a kept result is a result of: the content of the code that it was made with.

Owns the name of that content. A commit that changes only words about the code, or other code, keeps
what was measured; the report names the commit too, as it is easier to check out.
"""

from __future__ import annotations

import hashlib
import subprocess
from pathlib import Path

ROOT = Path(__file__).parents[1]
FLYING = ("missions", "sim/flight", "sim/sitl", "sim/__init__.py", "config", "requirements.lock")
"""What decides how a trial flight goes."""
SERVICE = ("logistics", "missions", "sim", "config", "requirements.lock")
"""What decides how a played day goes."""


def content(paths: tuple[str, ...]) -> str:
    """Twelve hex digits of what is committed there, with a mark where the folder differs."""
    listed = _git("ls-tree", "-r", "HEAD", "--", *paths)
    changed = _git("status", "--porcelain", "--untracked-files=no", "--", *paths)
    digest = hashlib.sha256(listed.encode()).hexdigest()[:12]
    return digest + ("-changed" if changed else "")


def commit() -> str:
    """The commit's short name."""
    return _git("rev-parse", "--short", "HEAD")


def _git(*arguments: str) -> str:
    told = subprocess.run(["git", *arguments], cwd=ROOT, capture_output=True, text=True, check=True)
    return told.stdout.strip()
