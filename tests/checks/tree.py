"""The project's own files, read as text.

Owns which files count: those that git tracks or would track. Knows no rule.
"""

from __future__ import annotations

import ast
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

PACKAGES = ("missions", "logistics", "sim")
ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class SourceFile:
    """One text file: its path from the root, with forward slashes, and its text."""

    path: str
    text: str

    @property
    def lines(self) -> list[str]:
        return self.text.splitlines()

    @property
    def suffix(self) -> str:
        return PurePosixPath(self.path).suffix

    def under(self, *folders: str) -> bool:
        """Tell whether the file lies in one of `folders` (or is one of them)."""
        return any(self.path == folder or self.path.startswith(f"{folder}/") for folder in folders)

    def parsed(self) -> ast.Module:
        """Return the syntax tree of a Python file; SyntaxError is the caller's."""
        return ast.parse(self.text, filename=self.path)


@dataclass(frozen=True)
class SourceTree:
    """All text files of a project, in the order of their paths."""

    files: tuple[SourceFile, ...]

    def select(self, *suffixes: str, under: tuple[str, ...] = ()) -> Iterator[SourceFile]:
        """Yield the files with one of `suffixes`, in `under` if given."""
        for file in self.files:
            if file.suffix in suffixes and (not under or file.under(*under)):
                yield file

    def find(self, path: str) -> SourceFile | None:
        """Return the file at `path`, if it is there."""
        return next((file for file in self.files if file.path == path), None)


def project_tree(root: Path = ROOT) -> SourceTree:
    """Read the project at `root`: every tracked or not ignored file that is UTF-8 text."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=root,
        capture_output=True,
        check=True,
    )
    paths = sorted(set(listed.stdout.decode().split("\0")) - {""})
    return SourceTree(tuple(file for path in paths if (file := _read(root, path))))


def _read(root: Path, path: str) -> SourceFile | None:
    try:
        data = (root / path).read_bytes()
        return None if b"\0" in data else SourceFile(path, data.decode("utf-8"))
    except (OSError, UnicodeDecodeError):
        return None
