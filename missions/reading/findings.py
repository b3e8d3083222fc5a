"""What is wrong with a deployment: every finding with its file and line, raised at once.

Owns the wording and the order of findings. Must not know any file format.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from missions.errors import SorabinError


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """One fault; `file` is relative to the deployment folder, `line` counts from 1."""

    file: str
    line: int
    message: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.message}"


class DeploymentError(SorabinError):
    """A deployment that must not start; `findings` holds all faults by file and line."""

    code = "deployment-invalid"

    def __init__(self, findings: tuple[Finding, ...]) -> None:
        lines = [str(finding) for finding in findings]
        super().__init__("\n".join(lines), findings=lines)
        self.findings = findings


class Findings:
    """A growing list of faults, shared by the readers of one load."""

    def __init__(self) -> None:
        self._found: set[Finding] = set()

    def __iter__(self) -> Iterator[Finding]:
        return iter(sorted(self._found))

    def __len__(self) -> int:
        return len(self._found)

    def add(self, file: str, line: int, message: str) -> None:
        self._found.add(Finding(file, line, _one_line(message)))

    def raise_if_any(self) -> None:
        """Raise `DeploymentError` with everything found so far, in file and line order."""
        if self._found:
            raise DeploymentError(tuple(self))


def _one_line(message: str) -> str:
    # A damaged cell may hold line breaks or a terminal's control codes.
    return "".join(c if c.isprintable() else repr(c)[1:-1] for c in message)


def fault_text(error: Any, name: str = "") -> str:
    """The sentence for one entry of pydantic's `ValidationError.errors()`.

    `name` is what a reader calls the field; validators raise ValueError with a text that
    follows "<name> <value>: ".
    """
    if error["type"] == "extra_forbidden":
        return f'unknown key "{error["loc"][-1]}"'
    if error["type"] == "missing":
        return f'missing key "{error["loc"][-1]}"'
    if error["type"] == "value_error":
        message = str(error["ctx"]["error"])
    else:
        message = str(error["msg"])
        message = message[:1].lower() + message[1:]
    value = error["input"]
    if isinstance(value, dict | list):
        return f"{name}: {message}" if name else message
    shown = value if isinstance(value, str) and value else repr(value)
    return f"{name} {shown}: {message}".strip()
