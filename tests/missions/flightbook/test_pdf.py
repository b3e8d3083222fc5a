"""The PDF: everything of the worst month is on its pages, and none of it is read as markup."""

from __future__ import annotations

import json
import re
from dataclasses import replace

import pytest

from missions.flightbook.book import Book
from missions.flightbook.pdf import pdf_of, pictures_of, template_data
from tests.missions.flightbook.books import DECEMBER_1, LONG, book, full_month
from tests.missions.flightbook.making import flight

PAGES = re.compile(rb"/Type\s*/Page\b(?!s)")


def pages(data: bytes) -> int:
    return len(PAGES.findall(data))


def test_an_empty_book_is_three_forms_of_one_page() -> None:
    data = pdf_of(book(), DECEMBER_1)
    assert data.startswith(b"%PDF-")
    assert pages(data) == 3


def test_the_worst_month_is_printed_on_more_pages_with_the_font_embedded() -> None:
    data = pdf_of(full_month(), DECEMBER_1)
    assert pages(data) > 8
    assert b"IPAexGothic" in data


def test_the_same_book_at_the_same_time_gives_the_same_bytes() -> None:
    assert pdf_of(full_month(), DECEMBER_1) == pdf_of(full_month(), DECEMBER_1)


def test_pages_are_a4_across() -> None:
    boxes = re.findall(rb"/MediaBox\s*\[([^\]]*)\]", pdf_of(book(), DECEMBER_1))
    sizes = {tuple(round(float(n)) for n in box.split()) for box in boxes}
    assert sizes == {(0, 0, 842, 595)}


@pytest.mark.parametrize(
    "text",
    ["#panic()", "*bold* _it_ $x$", "[", "]]", "\\", '"', "<label>", "@ref", "= heading",
     "// gone", "/* gone */", "`raw", "#{", "\x00\x07", "a\nb\tc", "\U00020bb7\U0001f600",
     "http://x.invalid/" * 40],
)  # fmt: skip
def test_what_people_write_is_text_and_no_markup(text: str) -> None:
    written = replace(flight(), remarks=text, from_place=text, pilot=text, purpose=text)
    assert pictures_of(book([written]), DECEMBER_1, 40)


def test_a_remark_longer_than_a_page_goes_on_on_the_next() -> None:
    data = pdf_of(book([replace(flight(), remarks=LONG * 8)]), DECEMBER_1)
    assert pages(data) > 3


def test_every_cell_says_what_the_book_says() -> None:
    told = template_data(full_month(), DECEMBER_1)
    json.dumps(told)
    assert len(told["flights"]) == 120
    assert {len(row) for row in told["flights"]} == {12}
    lost = told["flights"][21]
    assert [part["known"] for part in lost[8]["parts"]] == [False]
    assert lost[8]["parts"][0]["why"]
    assert told["sum"]["flights"].startswith("120")


def test_no_long_run_of_letters_is_left_that_could_not_be_broken() -> None:
    """A run that cannot be broken would be cut off at the edge of its cell."""

    def texts(book: Book) -> list[str]:
        found = template_data(book, DECEMBER_1)
        cells = [cell for rows in ("flights", "maintenance", "inspections") for row in found[rows]
                 for cell in row]  # fmt: skip
        return [part["text"] for cell in cells for part in cell["parts"]]

    worst = book([replace(flight(), pilot="W" * 90, flight_id="x" * 300, to_place="M" * 200)])
    for text in texts(worst) + texts(full_month()):
        assert max((len(run) for run in re.findall(r"[!-~]+", text)), default=0) < 20
