"""The answer of one check: pass, fail or not evaluated, with what decided it.

Owns the value. Not evaluated is never a pass.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from missions.geo import LatLon


class Verdict(StrEnum):
    PASS = "pass"
    FAIL = "fail"
    NOT_EVALUATED = "not evaluated"


@dataclass(frozen=True, slots=True)
class Worst:
    """Where the margin is smallest: the place, and its distance along the route from the hub."""

    place: LatLon
    along_m: float


@dataclass(frozen=True, slots=True)
class Check:
    """One statement about a route.

    `criterion`: its id among the criteria of route approval, empty for rules of the data itself.
    `margin` is how far `value` lies on the good side of `threshold`, in `unit`; negative where it
    failed. `feature`: id of the file's feature that the worst place belongs to.
    """

    name: str
    criterion: str
    statement: str
    verdict: Verdict
    unit: str = ""
    value: float | None = None
    threshold: float | None = None
    margin: float | None = None
    worst: Worst | None = None
    feature: str = "path"
    note: str = ""

    def as_json(self) -> dict[str, Any]:
        """Plain values for `--json`."""
        worst = None
        if self.worst is not None:
            worst = {
                "lat": round(self.worst.place.lat_deg, 7),
                "lon": round(self.worst.place.lon_deg, 7),
                "along_m": round(self.worst.along_m, 1),
            }
        return {
            "name": self.name,
            "criterion": self.criterion,
            "statement": self.statement,
            "verdict": self.verdict.value,
            "unit": self.unit,
            "value": _rounded(self.value),
            "threshold": _rounded(self.threshold),
            "margin": _rounded(self.margin),
            "worst": worst,
            "feature": self.feature,
            "note": self.note,
        }

    def sentence(self) -> str:
        """One line for people: what was found and where."""
        said = f"{self.criterion} {self.statement}".strip()
        if self.value is not None and self.threshold is not None:
            said += f": {self.value:.2f} against {self.threshold:.2f} {self.unit}".rstrip()
        if self.worst is not None:
            place = self.worst.place
            said += f" at {place.lat_deg:.6f}, {place.lon_deg:.6f}"
            said += f" ({self.worst.along_m:.0f} m along)"
        return f"{said}; {self.note}" if self.note else said


@dataclass(frozen=True, slots=True)
class Rule:
    """What a check is about, before anything was measured."""

    name: str
    criterion: str
    statement: str
    unit: str = "m"

    def at_most(self, value: float, threshold: float, **rest: Any) -> Check:
        return self._judged(value, threshold, threshold - value, **rest)

    def at_least(self, value: float, threshold: float, **rest: Any) -> Check:
        return self._judged(value, threshold, value - threshold, **rest)

    def below(self, value: float, threshold: float, **rest: Any) -> Check:
        """As `at_most`, but the threshold itself fails."""
        return self._judged(value, threshold, threshold - value, passed=value < threshold, **rest)

    def not_evaluated(self, note: str) -> Check:
        return Check(
            self.name, self.criterion, self.statement, Verdict.NOT_EVALUATED, self.unit, note=note
        )

    def _judged(
        self,
        value: float,
        threshold: float,
        margin: float,
        *,
        passed: bool | None = None,
        **rest: Any,
    ) -> Check:
        # NaN compares false: what could not be computed has not passed.
        good = margin >= 0 if passed is None else passed
        return Check(
            self.name,
            self.criterion,
            self.statement,
            Verdict.PASS if good else Verdict.FAIL,
            self.unit,
            value,
            threshold,
            margin,
            **rest,
        )


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 3)
