"""Field types of the service's own files: clock times, days, weekdays, kana.

Owns their narrow parsing. Must not know which file or column a value stands in; what any file may
use stands in `missions.reading.fields`.
"""

import re
from datetime import date, time
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, Field

from logistics.domain.catalog import WEEKDAYS

_CLOCK = re.compile(r"([01][0-9]|2[0-3]):([0-5][0-9])")
_KANA = re.compile(r"[\u3041-\u3096\u30a1-\u30fa\u30fb\u30fc]+([ \u3000]"
                   r"[\u3041-\u3096\u30a1-\u30fa\u30fb\u30fc]+)*")  # fmt: skip


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


def _kana(value: str) -> str:
    if not _KANA.fullmatch(value):
        raise ValueError("the reading is written in kana only")
    return value


Kana = Annotated[str, AfterValidator(_kana)]
ClockTime = Annotated[time, BeforeValidator(_clock)]
Day = Annotated[date, Field(strict=True)]
Weekday = Annotated[int, BeforeValidator(_weekday)]

CellWeekdays = Annotated[frozenset[int], BeforeValidator(_cell_weekdays)]
