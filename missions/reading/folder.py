"""The bytes of a deployment folder, read once, so that the hash is of what was parsed.

Owns finding, hashing and decoding files. Must not know what the files mean.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from missions.reading.findings import Findings


@dataclass(frozen=True, slots=True)
class Folder:
    """All files under `path` by relative POSIX name; hidden files and folders are left out."""

    path: Path
    files: Mapping[str, bytes]

    @classmethod
    def read(cls, path: Path) -> "Folder":
        """Read every file; raises FileNotFoundError or NotADirectoryError for the folder."""
        names = sorted(_visible_files(path))
        return cls(path, {name: (path / name).read_bytes() for name in names})

    @property
    def sha256(self) -> str:
        """Hex digest of all names and contents; a length before each keeps them apart."""
        digest = sha256()
        for name, content in self.files.items():
            for part in (name.encode(), content):
                digest.update(len(part).to_bytes(8, "big") + part)
        return digest.hexdigest()

    def text(self, name: str, findings: Findings) -> str | None:
        """The file's text, or None with a finding when it is missing or not UTF-8."""
        content = self.files.get(name)
        if content is None:
            findings.add(name, 1, "the file is missing")
            return None
        return decode(content, name, findings)


def decode(content: bytes, name: str, findings: Findings) -> str | None:
    """UTF-8 with or without a byte order mark; anything else is a finding at its line."""
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        findings.add(name, line, f"not UTF-8 (byte 0x{content[error.start]:02x}){_guess(content)}")
        return None


def _guess(content: bytes) -> str:
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return ", it looks like UTF-16: save it as UTF-8"
    try:
        content.decode("cp932")
    except UnicodeDecodeError:
        return ""
    # Spreadsheets on Japanese Windows save CSV so unless told otherwise.
    return ", it looks like Shift_JIS: save it as UTF-8"


def _visible_files(path: Path) -> list[str]:
    names: list[str] = []
    for entry in path.iterdir():
        if entry.name.startswith("."):
            continue
        if entry.is_dir():
            names += [f"{entry.name}/{name}" for name in _visible_files(entry)]
        else:
            names.append(entry.name)
    return names
