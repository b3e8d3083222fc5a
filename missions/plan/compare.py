"""What differs between an approved plan and a read-back, in words for the operator.

Owns the comparison field by field and its sentences. Knows nothing of what is done about it.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice, zip_longest

from missions.plan.canonical import FIELDS, PARTS, CanonicalForm, Entry, Value

_WORDS = {
    "frame": "frame",
    "command": "command",
    "lat_e7": "latitude",
    "lon_e7": "longitude",
    "alt_cm": "height",
}


@dataclass(frozen=True, slots=True)
class PlanDifference:
    """One field that is not the same. `place`: an item's number or a parameter's name.

    `field` is a name of `canonical.FIELDS`, "value" for a parameter, or "item" where one side has
    none there. `approved`, `found`: the field in words, None where that side has none.
    """

    part: str
    place: str
    field: str
    approved: str | None
    found: str | None

    def __str__(self) -> str:
        where = self.place if self.part == "parameters" else f"{self.part} item {self.place}"
        if self.field == "item":
            return f"{where}: {'not approved' if self.approved is None else 'missing'}"
        name = "" if self.field == "value" else f" {_WORDS.get(self.field, self.field)}"
        return f"{where}:{name} {self.found} instead of {self.approved}"


def differences(
    approved: CanonicalForm, found: CanonicalForm, most: int = 10
) -> list[PlanDifference]:
    """The first `most` differences, in the order mission, fence, rally, parameters."""
    return list(islice(_all(approved, found), most))


def _all(approved: CanonicalForm, found: CanonicalForm) -> Iterator[PlanDifference]:
    for part in PARTS:
        ours, theirs = getattr(approved, part), getattr(found, part)
        pairs = _by_name(ours, theirs) if part == "parameters" else zip_longest(ours, theirs)
        for wanted, got in pairs:
            yield from _of_entry(part, wanted, got)


def _by_name(
    ours: tuple[Entry, ...], theirs: tuple[Entry, ...]
) -> Iterator[tuple[Entry | None, Entry | None]]:
    wanted = {entry[0]: entry for entry in ours}
    got = {entry[0]: entry for entry in theirs}
    for name in sorted({*wanted, *got}, key=str):
        yield wanted.get(name), got.get(name)


def _of_entry(part: str, wanted: Entry | None, got: Entry | None) -> Iterator[PlanDifference]:
    present = wanted or got
    assert present is not None
    place = str(present[0])
    if wanted is None or got is None:
        approved = _brief(part, wanted) if wanted else None
        yield PlanDifference(part, place, "item", approved, _brief(part, got) if got else None)
        return
    fields = ("name", "value") if part == "parameters" else FIELDS
    for field, ours, theirs in zip(fields, wanted, got, strict=True):
        if ours != theirs:
            yield PlanDifference(part, place, field, _words(field, ours), _words(field, theirs))


def _brief(part: str, entry: Entry) -> str:
    return _words("value", entry[1]) if part == "parameters" else f"command {entry[2]}"


def _words(field: str, value: Value) -> str:
    if isinstance(value, str):
        return f"{struct.unpack('>f', bytes.fromhex(value))[0]:.9g}"
    if field in ("lat_e7", "lon_e7"):
        return f"{value / 1e7:.7f} deg"
    if field == "alt_cm":
        return f"{value / 100.0:.2f} m"
    return str(value)
