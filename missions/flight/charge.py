"""What is in a battery, by all who can tell: the lowest counts, and nobody may be far above it.

Owns that rule. A vehicle's own gauge subtracts what was drawn since power-up from a full battery
(ArduPilot: pack capacity less consumed mAh), so it says 100 % of any battery just plugged in. Its
failsafe by charge counts from the same zero: where the gauge is far ahead of what is there, that
failsafe comes too late, and no launch is safe. Pure.
"""

from __future__ import annotations

from dataclasses import dataclass

GAUGE_AHEAD_PERCENT = 10.0
"""So far may the vehicle's gauge be above what is there: the failsafe then acts so much later."""


@dataclass(frozen=True, slots=True)
class Charge:
    """Percent of charge by each teller; None: cannot tell.

    `gauge`: what the vehicle says. `book`: what was said of the battery when it was charged, less
    what flights have drawn since. `rest`: by the voltage at rest, where the type has a `curve`.
    """

    gauge: float | None
    book: float | None
    rest: float | None = None
    curve: bool = False

    @property
    def sure_percent(self) -> float | None:
        """The lowest of all; None where one who should tell does not, or the gauge is ahead."""
        return None if self.why else self._lowest

    @property
    def why(self) -> str:
        """Why it is not known; "" where it is."""
        if self.gauge is None or (self.curve and self.rest is None):
            return "charge unknown"
        if self.book is None:
            return "not said to be charged"
        if self.gauge - self._lowest > GAUGE_AHEAD_PERCENT:
            by = "by its voltage" if self.rest == self._lowest else "by the book"
            return f"the vehicle counts {self.gauge:.0f} %, there is {self._lowest:.0f} % {by}"
        return ""

    @property
    def _lowest(self) -> float:
        return min(each for each in (self.gauge, self.book, self.rest) if each is not None)
