"""The one error root. Every error of the project carries a stable code and its facts.

Owns what all errors share; knows nothing of HTTP, which maps the codes to problems at the edge.
"""

from __future__ import annotations

from typing import Any, ClassVar


class SorabinError(Exception):
    """Base of all the project's errors.

    `code` is stable and kebab-case: programs may compare it. `message` is a sentence for people.
    `facts` are the values that decided, JSON-compatible or datetimes.
    """

    code: ClassVar[str] = "error"

    def __init__(self, message: str, **facts: Any) -> None:
        super().__init__(message)
        self.message = message
        self.facts = facts
