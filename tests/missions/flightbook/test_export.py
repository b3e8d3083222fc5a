"""A book as files: named by aircraft and period, and whole."""

from __future__ import annotations

from pathlib import Path

import pytest

from missions.flightbook.book import ALL, Period
from missions.flightbook.export import Format, summary, write_book
from tests.missions.flightbook.books import DECEMBER_1, book, full_month


def test_csv_files_are_named_by_aircraft_registration_month_and_form(tmp_path: Path) -> None:
    out = tmp_path / "new" / "folder"
    paths = write_book(full_month(), Format.CSV, out, DECEMBER_1)
    assert sorted(path.name for path in paths) == [
        "ac-1-JU-AC-1-2026-11-defects.csv",
        "ac-1-JU-AC-1-2026-11-form1.csv",
        "ac-1-JU-AC-1-2026-11-form2.csv",
        "ac-1-JU-AC-1-2026-11-form3.csv",
    ]
    assert sorted(out.iterdir()) == sorted(paths)


def test_the_whole_book_and_other_periods_have_other_names(tmp_path: Path) -> None:
    def name(period: Period) -> str:
        return write_book(book(period=period), Format.CSV, tmp_path, DECEMBER_1)[0].name

    first, last = Period.month(2026, 11).first, Period.month(2026, 12).last
    assert name(ALL) == "ac-1-JU-AC-1-all-form1.csv"
    assert name(Period(first, last)) == "ac-1-JU-AC-1-2026-11-01-2026-12-31-form1.csv"


def test_a_summary_says_how_much_is_not_known() -> None:
    told = summary(full_month())
    assert (told["flights"], told["flown"]["unknown"]) == (120, 1)
    assert told["total"]["seconds"] == pytest.approx(36_000.0 + told["flown"]["seconds"])
    assert (told["defects"], told["open_defects"], told["maintenance"]) == (2, 1, 2)
    assert (told["first"], told["last"]) == ("2026-11-01", "2026-11-30")


@pytest.mark.parametrize(
    ("month", "first", "last"),
    [((2026, 2), 1, 28), ((2028, 2), 1, 29), ((2026, 12), 1, 31)],
)
def test_a_month_has_all_its_days(month: tuple[int, int], first: int, last: int) -> None:
    period = Period.month(*month)
    assert period.first is not None
    assert period.last is not None
    assert (period.first.day, period.last.day) == (first, last)
    assert period.holds(period.first)
    assert period.holds(period.last)
