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
    """Twelve hex digits of all that lies there now, but what git ignores."""
    listed = _git("ls-files", "-z", "--cached", "--others", "--exclude-standard", "--", *paths)
    digest = hashlib.sha256()
    for name in sorted({each for each in listed.split("\0") if (ROOT / each).is_file()}):
        digest.update(f"{name}\0".encode())
        digest.update(hashlib.sha256((ROOT / name).read_bytes()).digest())
    return digest.hexdigest()[:12]


def commit() -> str:
    """The commit's short name."""
    return _git("rev-parse", "--short", "HEAD")


def _git(*arguments: str) -> str:
    told = subprocess.run(["git", *arguments], cwd=ROOT, capture_output=True, text=True, check=True)
    return told.stdout.strip()
