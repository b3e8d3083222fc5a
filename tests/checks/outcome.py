"""What a check found: places with a sentence each, and remarks that fail nothing."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, order=True)
class Finding:
    """One place that breaks a rule, and what to do about it. `line` counts from 1."""

    path: str
    line: int
    advice: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.advice}"


@dataclass(frozen=True)
class Outcome:
    """All findings of one check (none: the rule holds) and a remark on what was looked at."""

    findings: tuple[Finding, ...]
    remark: str
