"""Lets a task go on where a part of its work fails.

Owns the rule that neither the reader nor the heartbeats of a link end by one bad packet, one
listener or one full disk: what fails is told once, and counted. Knows nothing of what is guarded.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager

_log = logging.getLogger(__name__)


class Guard:
    """`with guard("what is done"):` takes every Exception; cancelling goes through."""

    def __init__(self) -> None:
        self.taken = 0
        """How many exceptions there were."""
        self._told: set[tuple[str, type]] = set()

    @contextmanager
    def __call__(self, what: str) -> Iterator[None]:
        try:
            yield
        except Exception as error:
            self.taken += 1
            if (what, type(error)) not in self._told:
                self._told.add((what, type(error)))
                _log.exception("failed, and told once only: %s", what)
