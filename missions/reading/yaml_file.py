"""YAML with line numbers, and without its surprises.

Owns reading one document into plain values plus the line of every key and list entry. Refuses
duplicate keys, aliases, merge keys, keys that are not text and unknown tags. Must not know what
the values mean.
"""

from typing import Any

import yaml

from missions.reading.document import Document, Path
from missions.reading.findings import Findings

_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class YamlFile(Document):
    """One YAML document."""

    __slots__ = ()


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
