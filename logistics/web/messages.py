"""The message catalogue: every text that a screen shows, in Japanese and English.

Owns loading, checking and filling in of messages. Must not know which page shows which message,
and must not choose the language: the page passes it in.
"""

import re
from collections.abc import Callable, Hashable, Mapping
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any

import yaml

from missions.errors import SorabinError

LANGUAGES = ("ja", "en")
"""The languages of the screens; the first is what a page speaks unless told otherwise."""

_KEY = re.compile(r"[a-z][a-z0-9_-]*(\.[a-z0-9_-]+)+")
_PLACE = re.compile(r"\{([^{}]*)\}")
_PLACE_NAME = re.compile(r"[a-z_]+")


class BadCatalogue(SorabinError):
    """The catalogue file is malformed; `facts["findings"]` lists every fault."""

    code = "bad-catalogue"


class UnknownMessage(SorabinError):
    """No message has this key, or a value that the message needs was not given."""

    code = "unknown-message"


Texts = Mapping[str, Mapping[str, str]]
"""key → language → text with `{places}`."""


class UniqueLoader(yaml.SafeLoader):
    """YAML in which a key that stands twice is a fault and not the last one's silent victory."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:
        seen: set[object] = set()
        for key_node, _ in node.value:
            key = self.construct_object(key_node, deep=deep)
            if key in seen:
                line = key_node.start_mark.line + 1
                raise BadCatalogue(f"line {line}: {key} stands twice", findings=[str(key)])
            seen.add(key)
        return dict(super().construct_mapping(node, deep=deep))


def parse(text: str) -> Texts:
    """Return the checked catalogue of a YAML text, or raise BadCatalogue with every finding."""
    raw = yaml.load(text, Loader=UniqueLoader)
    if not isinstance(raw, dict) or not raw:
        raise BadCatalogue("the catalogue is not a mapping of keys", findings=["top level"])
    findings = [finding for key, entry in raw.items() for finding in _faults(key, entry)]
    if findings:
        raise BadCatalogue("; ".join(findings), findings=findings)
    return MappingProxyType({key: MappingProxyType(dict(entry)) for key, entry in raw.items()})


@cache
def catalogue() -> Texts:
    """The catalogue that stands beside this module."""
    return parse(files("logistics.web").joinpath("messages.yaml").read_text(encoding="utf-8"))


def t(lang: str, texts: Texts | None = None) -> Callable[..., str]:
    """Return `say(key, **values)` for one language; raises UnknownMessage."""
    known = catalogue() if texts is None else texts

    def say(key: str, **values: object) -> str:
        try:
            return known[key][lang].format_map({name: str(v) for name, v in values.items()})
        except KeyError as missing:
            raise UnknownMessage(f"message {key!r} in {lang!r}: {missing} is missing") from None

    return say


def with_prefixes(lang: str, prefixes: tuple[str, ...]) -> dict[str, str]:
    """The messages of one language whose keys start with one of the prefixes, for a script."""
    return {
        key: entry[lang] for key, entry in catalogue().items() if key.startswith(tuple(prefixes))
    }


def _faults(key: object, entry: object) -> list[str]:
    if not isinstance(key, str) or not _KEY.fullmatch(key):
        return [f"{key}: a key is lower-case words joined by dots"]
    if not isinstance(entry, dict) or set(entry) != set(LANGUAGES):
        return [f"{key}: exactly the languages {', '.join(LANGUAGES)}"]
    if not all(isinstance(text, str) and text.strip() for text in entry.values()):
        return [f"{key}: each language needs a text"]
    places = {lang: _PLACE.findall(entry[lang]) for lang in LANGUAGES}
    if any(not _PLACE_NAME.fullmatch(name) for names in places.values() for name in names):
        return [f"{key}: a place is {{name}} in lower case"]
    if any(re.search(r"[{}]", _PLACE.sub("", entry[lang])) for lang in LANGUAGES):
        return [f"{key}: a brace without its partner"]
    if len({frozenset(names) for names in places.values()}) > 1:
        return [f"{key}: the languages name different places"]
    return []
