"""A document of nested values that remembers the line of each of its parts.

Owns turning values into models with findings at the right lines. Must not know the form that the
document was written in (YAML or JSON), nor what the values mean.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from missions.reading.findings import Findings, fault_text
from missions.reading.table import Row, Rows

_M = TypeVar("_M", bound=BaseModel)
Path = tuple[str | int, ...]


@dataclass(slots=True)
class Document:
    """One document: its values, and the line of each path (keys and list indices)."""

    name: str
    value: Any = None
    lines: dict[Path, int] = field(default_factory=lambda: {(): 1})

    def line(self, path: Sequence[str | int]) -> int:
        """The line of the longest known beginning of a path."""
        known = tuple(path)
        while known not in self.lines:
            known = known[:-1]
        return self.lines[known]

    def model(self, kind: type[_M], findings: Findings) -> _M | None:
        """The whole document as a model, or None with findings."""
        return self._validated(kind, self.value, (), findings)

    def part(self, at: Path, kind: type[_M], findings: Findings) -> _M | None:
        """The value at a path that is there, as a model, or None with findings."""
        value = self.value
        for step in at:
            value = value[step]
        return self._validated(kind, value, at, findings)

    def rows(self, key: str, kind: type[_M], findings: Findings) -> Rows[_M]:
        """The entries of the list under a key; a broken entry does not hide the others."""
        entries = self.value.get(key)
        if not isinstance(entries, list) or not entries:
            here = key in self.value
            message = f"{key}: a list with entries is needed" if here else f'missing key "{key}"'
            findings.add(self.name, self.line((key,)), message)
            return Rows(self.name, complete=False)
        rows: Rows[_M] = Rows(self.name)
        for index, entry in enumerate(entries):
            if isinstance(entry, dict) and isinstance(entry.get("id"), str):
                rows.ids.add(entry["id"])
            model = self._validated(kind, entry, (key, index), findings)
            if model is None:
                rows.complete = False
            else:
                rows.append(Row(self.line((key, index)), model))
        return rows

    def only_keys(self, keys: Sequence[str], findings: Findings) -> None:
        """Refuse top-level keys that `rows` would never look at."""
        for key in self.value:
            if key not in keys:
                findings.add(self.name, self.line((key,)), f'unknown key "{key}"')

    def _validated(self, kind: type[_M], value: Any, at: Path, findings: Findings) -> _M | None:
        try:
            return kind.model_validate(value)
        except ValidationError as error:
            for fault in error.errors(include_url=False):
                path = at + fault["loc"]
                named = ".".join(str(part) for part in fault["loc"])
                findings.add(self.name, self.line(path), fault_text(fault, named))
            return None
