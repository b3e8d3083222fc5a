"""The words of a flight book, in Japanese and in English, from `words.yaml`.

Owns looking them up. No text for people stands in code.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Any

import yaml

LANGUAGES = ("ja", "en")


@cache
def catalogue() -> dict[str, dict[str, str]]:
    """All words: key → language → text."""
    text = files("missions.flightbook").joinpath("words.yaml").read_text("utf-8")
    return yaml.safe_load(text)


def word(key: str, lang: str = "ja", **values: Any) -> str:
    """One text. Raises KeyError for an unknown key."""
    return catalogue()[key][lang].format(**values)


def word_or(key: str, otherwise: str, lang: str = "ja") -> str:
    """One text; `otherwise` where a record holds a code of which no word is known."""
    return catalogue().get(key, {}).get(lang, otherwise)
