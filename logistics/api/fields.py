"""Types of fields that several doors share.

Owns what a day and a text may look like from outside. Pydantic alone takes more: a number of
seconds for a day, and characters that PostgreSQL cannot store in a text.
"""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def _written_out(value: Any) -> Any:
    if isinstance(value, str) and _DAY.fullmatch(value):
        return value
    raise ValueError("a day is written YYYY-MM-DD")


def _storable(value: str) -> str:
    if "\0" in value:
        raise ValueError("a text cannot hold the character NUL")
    if any("\ud800" <= character <= "\udfff" for character in value):
        raise ValueError("a text cannot hold half of a character")
    return value


Day = Annotated[date, BeforeValidator(_written_out)]
"""A date as YYYY-MM-DD and nothing else."""
Text = Annotated[str, AfterValidator(_storable)]
"""A text that every database can store."""
