"""A brake on guessing passwords. Owns the count of recent failures; forgets on restart."""

from __future__ import annotations

from missions.clock import machine_s
from missions.errors import SorabinError

FREE_TRIES = 5
WINDOW_S = 300.0
MAX_NAMES = 10_000


class TooManyTries(SorabinError):
    """Too many failures in a short time."""

    code = "too-many-tries"


class Throttle:
    """Counts failures by name within a sliding window of machine time."""

    def __init__(self) -> None:
        self._failures: dict[str, list[float]] = {}

    def begin(self, name: str) -> None:
        """Count a try as failed until it succeeds, so that guesses at once count too.

        Raises TooManyTries while the name has had its failures.
        """
        recent = [at for at in self._failures.get(name, []) if machine_s() - at < WINDOW_S]
        if len(recent) >= FREE_TRIES:
            wait_s = round(WINDOW_S - (machine_s() - recent[0]))
            raise TooManyTries(f"too many failures: try again in {wait_s} s", retry_after_s=wait_s)
        if len(self._failures) >= MAX_NAMES:
            self._failures.clear()
        self._failures[name] = [*recent, machine_s()]

    def succeeded(self, name: str) -> None:
        """Forget the failures of a name."""
        self._failures.pop(name, None)
