"""Field types of the deployment's files: what one cell or one YAML value may hold.

Owns the narrow parsing (ASCII digits, quoted clock times, kana, ids). Must not know which file or
column a value stands in.
"""

import re
from datetime import date, time
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field

from logistics.domain.catalog import WEEKDAYS

_CLOCK = re.compile(r"([01][0-9]|2[0-3]):([0-5][0-9])")
_DIGITS = re.compile(r"0|[1-9][0-9]{0,8}")
_DECIMAL = re.compile(r"[0-9]{1,4}(\.[0-9]{1,3})?")
_KANA = re.compile(r"[\u3041-\u3096\u30a1-\u30fa\u30fb\u30fc]+([ \u3000]"
                   r"[\u3041-\u3096\u30a1-\u30fa\u30fb\u30fc]+)*")  # fmt: skip


class FileModel(BaseModel):
    """A frozen record that refuses keys it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_max_length=200)


def _clock(value: Any) -> time:
    if isinstance(value, time):
        return value
    # YAML reads a bare 11:00 as the base-60 number 660.
    if not isinstance(value, str):
        raise ValueError('write a time in quotes, as in "11:00"')
    match = _CLOCK.fullmatch(value)
    if match is None:
        raise ValueError('a time is "HH:MM", 00:00 to 23:59')
    return time(int(match[1]), int(match[2]))


def _cell_int(value: Any) -> int:
    if not isinstance(value, str) or not _DIGITS.fullmatch(value):
        raise ValueError("a whole number is needed, in plain digits (0-9)")
    return int(value)


def _cell_km(value: Any) -> float:
    if not isinstance(value, str) or not _DECIMAL.fullmatch(value):
        raise ValueError("a decimal number is needed, as in 7.4")
    return float(value)


def _yes_no(value: Any) -> bool:
    if value not in ("yes", "no"):
        raise ValueError("yes or no is needed")
    return value == "yes"


def _weekday(value: Any) -> int:
    if value not in WEEKDAYS:
        raise ValueError(f"a weekday is one of {' '.join(WEEKDAYS)}")
    return WEEKDAYS.index(value)


def _cell_weekdays(value: Any) -> frozenset[int]:
    words = value.split() if isinstance(value, str) else [value]
    numbers = [_weekday(word) for word in words]
    if len(set(numbers)) < len(numbers):
        raise ValueError("a weekday stands twice")
    return frozenset(numbers)


def _trimmed(value: str) -> str:
    if value != value.strip() or any(ord(character) < 32 for character in value):
        raise ValueError("spaces at an end or control characters")
    return value


def _kana(value: str) -> str:
    if not _KANA.fullmatch(value):
        raise ValueError("the reading is written in kana only")
    return value


Ident = Annotated[str, Field(pattern=r"^[a-z][a-z0-9]*([-_][a-z0-9]+)*$")]
Text = Annotated[str, Field(min_length=1), AfterValidator(_trimmed)]
Note = Annotated[str, AfterValidator(_trimmed)]
Kana = Annotated[str, AfterValidator(_kana)]
ClockTime = Annotated[time, BeforeValidator(_clock)]
Day = Annotated[date, Field(strict=True)]
Weekday = Annotated[int, BeforeValidator(_weekday)]
Whole = Annotated[int, Field(ge=0, strict=True)]
Positive = Annotated[int, Field(gt=0, strict=True)]
Number = Annotated[float, Field(strict=True, allow_inf_nan=False)]

CellInt = Annotated[int, BeforeValidator(_cell_int)]
CellPositive = Annotated[int, BeforeValidator(_cell_int), Field(gt=0)]
CellKm = Annotated[float, BeforeValidator(_cell_km), Field(gt=0)]
CellYesNo = Annotated[bool, BeforeValidator(_yes_no)]
CellWeekdays = Annotated[frozenset[int], BeforeValidator(_cell_weekdays)]
