"""All text for people stands in the one message catalogue, in Japanese and in English.

Owns three rules: every message is complete, every key that a page asks for exists, and no Japanese
stands in code. A key built at run time (`t("state." ~ order.state)`, or a template literal) counts
by its fixed parts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

import yaml

from tests.checks.outcome import Finding, Outcome
from tests.checks.tree import SourceFile, SourceTree

CATALOGUE = "logistics/web/messages.yaml"
LANGUAGES = ("ja", "en")
ELSEWHERE = ("config", CATALOGUE)
NEAR_TOP = 15

_CJK = re.compile(
    "[\u3001-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff01-\uffef"
    "\U00020000-\U0003ffff]"
)
_ALLOWED = re.compile(r"(#|//|/\*|<!--|\{#)\s*cjk:\s*\w+")
_ALLOWED_FILE = re.compile(rf"^\s*{_ALLOWED.pattern}")
_USE = re.compile(r"""(?<![\w.])t\(\s*(['"`])([^'"`]+)\1\s*([,)~+|])?""")
_PLACEHOLDER = re.compile(r"\\\$\\\{.*?\\\}")
_QUOTED = re.compile(r"""(['"`])([\w.-]+)\1""")

_BUILT = re.compile(r"""(?:`|\bf["'])([a-z][\w.-]*\.)\$?\{""")


def check(tree: SourceTree) -> Outcome:
    """Find incomplete messages, unknown keys and Japanese text in code."""
    findings = [
        finding for file in tree.select(".py", ".html", ".js") for finding in _japanese(file)
    ]
    catalogue = tree.find(CATALOGUE)
    if catalogue is None:
        return Outcome(tuple(findings), f"no catalogue yet at {CATALOGUE}")
    lines = _key_lines(catalogue)
    findings += _incomplete(catalogue, lines)
    pages = list(tree.select(".html", ".js", ".py", under=("logistics",)))
    findings += [finding for file in pages for finding in _unknown(file, set(lines))]
    unused = sorted(set(lines) - _used(pages, set(lines)))
    remark = f"{len(lines)} messages"
    if unused:
        remark += f", {len(unused)} not used by any page: {', '.join(unused)}"
    return Outcome(tuple(sorted(findings)), remark)


def _japanese(file: SourceFile) -> Iterator[Finding]:
    if file.under(*ELSEWHERE) or any(map(_ALLOWED_FILE.match, file.lines[:NEAR_TOP])):
        return
    for number, line in enumerate(file.lines, start=1):
        if (found := _CJK.search(line)) and not _ALLOWED.search(line):
            yield Finding(
                file.path,
                number,
                f"Japanese text ({found.group()!r}) in code: put it into {CATALOGUE} and use its"
                " key, or end the line with a comment 'cjk: <reason>' (near the top of a file: for"
                " all of it)",
            )


def _key_lines(catalogue: SourceFile) -> dict[str, int]:
    """Return dotted key → line of every message; a group of messages is a mapping of them."""
    root = yaml.compose(catalogue.text)
    return dict(_walk(root, ())) if root else {}


def _walk(node: yaml.Node, above: tuple[str, ...]) -> Iterator[tuple[str, int]]:
    if not isinstance(node, yaml.MappingNode):
        return
    for key, value in node.value:
        here = (*above, str(key.value))
        nested = [] if not isinstance(value, yaml.MappingNode) else value.value
        if any(isinstance(inner, yaml.MappingNode) for _, inner in nested):
            yield from _walk(value, here)
        else:
            yield ".".join(here), key.start_mark.line + 1


def _incomplete(catalogue: SourceFile, lines: Mapping[str, int]) -> Iterator[Finding]:
    content = yaml.safe_load(catalogue.text)
    for key, line in lines.items():
        message = _message(content, key)
        for language in LANGUAGES:
            text = message.get(language) if isinstance(message, dict) else None
            if not isinstance(text, str) or not text.strip():
                yield Finding(
                    catalogue.path, line, f"the message {key!r} has no {language!r} text: add it"
                )


def _message(content: Any, key: str) -> Any:
    """Return the message of a dotted key; a key of the file may itself contain dots."""
    if not isinstance(content, dict) or key in content:
        return content.get(key) if isinstance(content, dict) else None
    for name, inner in content.items():
        if key.startswith(f"{name}.") and (found := _message(inner, key[len(str(name)) + 1 :])):
            return found
    return None


def _asked(file: SourceFile) -> Iterator[tuple[int, str, re.Pattern[str]]]:
    """Yield line, text and the pattern of the keys that each `t(…)` of a file may ask for."""
    for found in _USE.finditer(file.text):
        line = file.text.count("\n", 0, found.start(2)) + 1
        fixed = re.escape(found.group(2))
        if found.group(1) == "`":
            fixed = _PLACEHOLDER.sub(".+", fixed)
        built = found.group(3) in ("~", "+")
        yield line, found.group(2), re.compile(f"{fixed}.+" if built else fixed)


def _unknown(file: SourceFile, keys: set[str]) -> Iterator[Finding]:
    for line, text, pattern in _asked(file):
        if not any(map(pattern.fullmatch, keys)):
            yield Finding(
                file.path, line, f"no message {text!r}: add it to {CATALOGUE} or mend the key"
            )


def _used(pages: list[SourceFile], keys: set[str]) -> set[str]:
    """Return the keys that some file names in full or by the fixed parts of a built key."""
    used: set[str] = set()
    for file in pages:
        beginnings = tuple(found.group(1) for found in _BUILT.finditer(file.text))
        used |= {key for key in keys if key.startswith(beginnings)}
        used |= {found.group(2) for found in _QUOTED.finditer(file.text)} & keys
        for _, _, pattern in _asked(file):
            used |= set(filter(pattern.fullmatch, keys))
    return used
