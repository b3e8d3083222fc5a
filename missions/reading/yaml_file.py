"""YAML with line numbers, and without its surprises.

Owns reading one document into plain values plus the line of every key and list entry. Refuses
duplicate keys, aliases, merge keys, keys that are not text and unknown tags. Must not know what
the values mean.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from missions.reading.findings import Findings, fault_text
from missions.reading.table import Row, Rows

_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_M = TypeVar("_M", bound=BaseModel)
Path = tuple[str | int, ...]


@dataclass(slots=True)
class YamlFile:
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


def read_yaml(name: str, text: str | None, findings: Findings) -> YamlFile | None:
    """Parse one mapping document; None with findings when it cannot be read at all."""
    if text is None:
        return None
    document = YamlFile(name)
    before = len(findings)
    loader = _Loader(text)
    try:
        root = loader.get_single_node()
        if not isinstance(root, yaml.MappingNode):
            findings.add(name, 1, "a mapping with keys is needed")
            return None
        document.value = _Reader(document, loader, findings).read(root, ())
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        problem = getattr(error, "problem", None) or str(error)
        findings.add(name, mark.line + 1 if mark else 1, f"not YAML: {problem}")
        return None
    finally:
        loader.dispose()
    return document if len(findings) == before else None


class _Reader:
    """Walks the node tree, because the plain values have forgotten their lines."""

    def __init__(self, document: YamlFile, loader: Any, findings: Findings) -> None:
        self._document = document
        self._loader = loader
        self._findings = findings
        self._seen: set[int] = set()

    def read(self, node: yaml.Node, path: Path) -> Any:
        if id(node) in self._seen:
            return self._refuse(node, "aliases are not used here, write the value again")
        self._seen.add(id(node))
        if isinstance(node, yaml.MappingNode) and node.tag == "tag:yaml.org,2002:map":
            return self._mapping(node, path)
        if isinstance(node, yaml.SequenceNode) and node.tag == "tag:yaml.org,2002:seq":
            return self._sequence(node, path)
        if not isinstance(node, yaml.ScalarNode):
            return self._refuse(node, f"the tag {node.tag} is not used here")
        return self._scalar(node)

    def _mapping(self, node: yaml.MappingNode, path: Path) -> dict[str, Any]:
        values: dict[str, Any] = {}
        for key_node, value_node in node.value:
            key = self._scalar(key_node) if isinstance(key_node, yaml.ScalarNode) else None
            if not isinstance(key, str) or key_node.tag == "tag:yaml.org,2002:merge":
                self._refuse(key_node, "a key is plain text")
            elif key in values:
                first = self._document.lines[(*path, key)]
                self._refuse(key_node, f'the key "{key}" stands already in line {first}')
            else:
                self._document.lines[(*path, key)] = _line(key_node)
                values[key] = self.read(value_node, (*path, key))
        return values

    def _sequence(self, node: yaml.SequenceNode, path: Path) -> list[Any]:
        values: list[Any] = []
        for index, entry in enumerate(node.value):
            self._document.lines[(*path, index)] = _line(entry)
            values.append(self.read(entry, (*path, index)))
        return values

    def _scalar(self, node: yaml.Node) -> Any:
        try:
            return self._loader.construct_object(node)
        except (yaml.YAMLError, ValueError) as error:
            problem = getattr(error, "problem", None) or str(error)
            return self._refuse(node, f"{node.value}: {problem}")

    def _refuse(self, node: yaml.Node, message: str) -> None:
        self._findings.add(self._document.name, _line(node), message)


def _line(node: yaml.Node) -> int:
    return int(node.start_mark.line) + 1
