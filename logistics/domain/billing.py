"""Money: what a resident owes for what was picked, tax by rate, and what is given back.

Owns sums in integer yen. Shelf prices include their tax, so the tax is taken out of the sum of
each rate, rounded down once per rate and bill, as the Japanese qualified invoice asks. Knows
nothing of orders' states or of tables.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class BillLine:
    """Units of one item at the price agreed (in yen each, tax included)."""

    tax_percent: int
    price_yen: int
    quantity: int


@dataclass(frozen=True, slots=True)
class RateSum:
    """The sum of one tax rate: gross = net + tax."""

    tax_percent: int
    gross_yen: int
    tax_yen: int

    @property
    def net_yen(self) -> int:
        return self.gross_yen - self.tax_yen


@dataclass(frozen=True, slots=True)
class Bill:
    """Sums by rate, lowest rate first."""

    rates: tuple[RateSum, ...]

    @property
    def total_yen(self) -> int:
        return sum(rate.gross_yen for rate in self.rates)


def given_back(owed: Bill, still_owed: Bill) -> Bill:
    """By rate, what is given back when of `owed` only `still_owed` remains, which is part of it."""
    left = {rate.tax_percent: rate for rate in still_owed.rates}
    none = RateSum(0, 0, 0)
    back = [(rate, left.get(rate.tax_percent, none)) for rate in owed.rates]
    return Bill(
        tuple(
            RateSum(
                rate.tax_percent,
                rate.gross_yen - remains.gross_yen,
                rate.tax_yen - remains.tax_yen,
            )
            for rate, remains in back
            if rate.gross_yen != remains.gross_yen
        )
    )


def bill(lines: Iterable[BillLine]) -> Bill:
    """Sum lines by tax rate."""
    gross: dict[int, int] = {}
    for line in lines:
        gross[line.tax_percent] = gross.get(line.tax_percent, 0) + line.price_yen * line.quantity
    return Bill(
        tuple(
            RateSum(percent, sum_yen, sum_yen * percent // (100 + percent))
            for percent, sum_yen in sorted(gross.items())
            if sum_yen
        )
    )
