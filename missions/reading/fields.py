"""Field types that any of a deployment's files may use: what one cell or one YAML value may hold.

Owns the narrow parsing of numbers, ids and texts. Must not know which file or column a value
stands in.
"""

import re
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field

_DIGITS = re.compile(r"0|[1-9][0-9]{0,8}")
_DECIMAL = re.compile(r"[0-9]{1,4}(\.[0-9]{1,3})?")


class FileModel(BaseModel):
    """A frozen record that refuses keys it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_max_length=200)


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


def _trimmed(value: str) -> str:
    if value != value.strip() or any(ord(character) < 32 for character in value):
        raise ValueError("spaces at an end or control characters")
    return value


Ident = Annotated[str, Field(pattern=r"^[a-z][a-z0-9]*([-_][a-z0-9]+)*$")]
Text = Annotated[str, Field(min_length=1), AfterValidator(_trimmed)]
Note = Annotated[str, AfterValidator(_trimmed)]
Whole = Annotated[int, Field(ge=0, strict=True)]
Positive = Annotated[int, Field(gt=0, strict=True)]
Number = Annotated[float, Field(strict=True, allow_inf_nan=False)]

CellInt = Annotated[int, BeforeValidator(_cell_int)]
CellPositive = Annotated[int, BeforeValidator(_cell_int), Field(gt=0)]
CellKm = Annotated[float, BeforeValidator(_cell_km), Field(gt=0)]
CellYesNo = Annotated[bool, BeforeValidator(_yes_no)]
