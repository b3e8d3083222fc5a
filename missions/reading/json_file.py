"""JSON with line numbers, read strictly.

Owns reading one document into plain values plus the line of every key and list entry. Refuses
duplicate keys, numbers that are none (NaN, Infinity) and anything after the end. Must not know
what the values mean: GeoJSON is the readers' affair.
"""

import json
import re
from bisect import bisect_right
from typing import Any, NoReturn

from missions.reading.document import Document, Path
from missions.reading.findings import Findings

_SPACE = re.compile(r"[ \t\r\n]*")
_DEEPEST = 20
"""Levels of nesting; GeoJSON needs seven."""


class JsonFile(Document):
    """One JSON document."""

    __slots__ = ()


def read_json(name: str, text: str | None, findings: Findings) -> JsonFile | None:
    """Parse one document that is an object; None with findings when it cannot be read at all."""
    if text is None:
        return None
    document = JsonFile(name)
    before = len(findings)
    reader = _Reader(document, text, findings)
    try:
        document.value = reader.read_all()
    except _Broken as error:
        findings.add(name, reader.line_at(error.at), f"not JSON: {error}")
        return None
    if not isinstance(document.value, dict):
        findings.add(name, 1, "an object with keys is needed")
    return document if len(findings) == before else None


class _Broken(Exception):
    def __init__(self, message: str, at: int) -> None:
        super().__init__(message)
        self.at = at


def _no_number(word: str) -> NoReturn:
    raise ValueError(f"{word} is no number")


_SCALAR = json.JSONDecoder(parse_constant=_no_number)


class _Reader:
    """Walks the text itself: the decoder of the standard library forgets where things stood."""

    def __init__(self, document: Document, text: str, findings: Findings) -> None:
        self._document = document
        self._text = text
        self._findings = findings
        self._breaks = [match.start() for match in re.finditer("\n", text)]

    def line_at(self, position: int) -> int:
        return bisect_right(self._breaks, position - 1) + 1

    def read_all(self) -> Any:
        value, end = self._value(self._skip(0), ())
        end = self._skip(end)
        if end != len(self._text):
            raise _Broken("something follows after the end", end)
        return value

    def _skip(self, at: int) -> int:
        found = _SPACE.match(self._text, at)
        return found.end() if found else at

    def _value(self, at: int, path: Path) -> tuple[Any, int]:
        if len(path) > _DEEPEST:
            raise _Broken("nested too deeply", at)
        match self._text[at : at + 1]:
            case "{":
                return self._object(at, path)
            case "[":
                return self._list(at, path)
        try:
            return _SCALAR.raw_decode(self._text, at)
        except json.JSONDecodeError as error:
            raise _Broken(error.msg[:1].lower() + error.msg[1:], error.pos) from None
        except ValueError as error:
            raise _Broken(str(error), at) from None

    def _object(self, at: int, path: Path) -> tuple[dict[str, Any], int]:
        values: dict[str, Any] = {}
        at = self._skip(at + 1)
        while self._text[at : at + 1] != "}":
            if values or self._text[at : at + 1] == ",":
                at = self._after(",", at)
            start = at
            if self._text[at : at + 1] != '"':
                raise _Broken("a key in double quotes is needed", at)
            key, at = self._value(at, path)
            at = self._after(":", self._skip(at))
            value, at = self._value(at, (*path, key))
            if key in values:
                first = self._document.lines[(*path, key)]
                message = f'the key "{key}" stands already in line {first}'
                self._findings.add(self._document.name, self.line_at(start), message)
            else:
                values[key] = value
                self._document.lines[(*path, key)] = self.line_at(start)
            at = self._skip(at)
        return values, at + 1

    def _list(self, at: int, path: Path) -> tuple[list[Any], int]:
        values: list[Any] = []
        at = self._skip(at + 1)
        while self._text[at : at + 1] != "]":
            if values or self._text[at : at + 1] == ",":
                at = self._after(",", at)
            here = (*path, len(values))
            self._document.lines[here] = self.line_at(at)
            value, at = self._value(at, here)
            values.append(value)
            at = self._skip(at)
        return values, at + 1

    def _after(self, mark: str, at: int) -> int:
        if self._text[at : at + 1] != mark:
            raise _Broken(f"{mark!r} is needed", at)
        return self._skip(at + 1)
