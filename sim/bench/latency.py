"""Percentiles of a set of measured times, and two sets side by side.

Owns the sums. Pure.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil
from typing import Any


@dataclass(frozen=True, slots=True)
class Latency:
    """`p50_s`, `p99_s`, `max_s`: seconds; by nearest rank, so each was really measured."""

    count: int
    p50_s: float
    p99_s: float
    max_s: float

    @classmethod
    def of(cls, seconds: Sequence[float]) -> Latency:
        """Raises ValueError for none."""
        if not seconds:
            raise ValueError("nothing was measured")
        ordered = sorted(seconds)
        return cls(len(ordered), _rank(ordered, 0.50), _rank(ordered, 0.99), ordered[-1])

    def to_json(self) -> dict[str, Any]:
        """In milliseconds."""
        return {
            "count": self.count,
            "p50_ms": round(1000 * self.p50_s, 3),
            "p99_ms": round(1000 * self.p99_s, 3),
            "max_ms": round(1000 * self.max_s, 3),
        }


def side_by_side(measured: Latency, baseline: Latency) -> dict[str, float]:
    """How many times the baseline the measured one takes, and how much longer."""
    return {
        "p50_ratio": round(measured.p50_s / baseline.p50_s, 2),
        "p99_ratio": round(measured.p99_s / baseline.p99_s, 2),
        "p50_longer_ms": round(1000 * (measured.p50_s - baseline.p50_s), 3),
        "p99_longer_ms": round(1000 * (measured.p99_s - baseline.p99_s), 3),
    }


def _rank(ordered: Sequence[float], share: float) -> float:
    return ordered[max(0, ceil(share * len(ordered)) - 1)]
