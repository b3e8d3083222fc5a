"""Bills: gross is net and tax, and tax is rounded once for each rate of a bill."""

from __future__ import annotations

from fractions import Fraction
from math import floor

from hypothesis import given
from hypothesis import strategies as st

from logistics.domain.billing import Bill, BillLine, bill, given_back

lines = st.lists(
    st.builds(BillLine, st.sampled_from((8, 10)), st.integers(1, 9999), st.integers(0, 20)),
    max_size=40,
)


@given(lines)
def test_a_bill_is_the_sum_of_its_lines(owed: list[BillLine]) -> None:
    assert bill(owed).total_yen == sum(line.price_yen * line.quantity for line in owed)


@given(lines)
def test_the_tax_of_a_rate_is_taken_out_of_its_sum_and_rounded_down_once(
    owed: list[BillLine],
) -> None:
    made = bill(owed)
    for rate in made.rates:
        gross = sum(x.price_yen * x.quantity for x in owed if x.tax_percent == rate.tax_percent)
        exact = Fraction(gross * rate.tax_percent, 100 + rate.tax_percent)
        assert rate.gross_yen == gross
        assert rate.tax_yen == floor(exact)
        assert rate.net_yen + rate.tax_yen == rate.gross_yen


@given(lines)
def test_each_rate_that_owes_something_stands_once_the_lowest_first(owed: list[BillLine]) -> None:
    percents = [rate.tax_percent for rate in bill(owed).rates]
    assert percents == sorted({line.tax_percent for line in owed if line.quantity})


@given(lines, st.randoms(use_true_random=False))
def test_the_order_of_lines_does_not_matter(owed: list[BillLine], random) -> None:
    shuffled = random.sample(owed, len(owed))
    assert bill(shuffled) == bill(owed)


@given(st.lists(st.tuples(lines, st.booleans()), max_size=6))
def test_refunds_and_what_is_left_to_pay_are_the_bill(parcels) -> None:
    """Given back one after the other, in whatever order: no yen of tax is lost or made."""

    def of(chosen) -> Bill:
        return bill(line for parcel in chosen for line in parcel)

    left = [parcel for parcel, _ in parcels]
    refunds: list[Bill] = []
    for parcel in [parcel for parcel, back in parcels if back]:
        before = of(left)
        left.remove(parcel)
        refunds.append(given_back(before, of(left)))
    whole = of(parcel for parcel, _ in parcels)
    for percent in (8, 10):
        for kind in ("gross_yen", "tax_yen", "net_yen"):
            sums = [
                sum(getattr(rate, kind) for rate in each.rates if rate.tax_percent == percent)
                for each in (*refunds, of(left), whole)
            ]
            assert sum(sums[:-1]) == sums[-1]
            assert min(sums) >= 0


def test_rounding_once_differs_from_rounding_each_line() -> None:
    """Three lines of 1 yen at 10 % owe no tax each, and none together; eleven owe 1 yen."""
    assert bill([BillLine(10, 1, 3)]).rates[0].tax_yen == 0
    assert bill([BillLine(10, 1, 1)] * 11).rates[0].tax_yen == 1


def test_nothing_owes_nothing() -> None:
    assert bill([]) == Bill(())
    assert bill([BillLine(8, 100, 0)]).total_yen == 0
