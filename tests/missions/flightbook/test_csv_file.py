"""The CSV files: a spreadsheet reads what the book holds, and nothing of it as a formula."""

from __future__ import annotations

import csv
import io
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from missions.flightbook.csv_file import csv_files
from missions.flightbook.words import catalogue
from tests.missions.flightbook.books import FORMULA, LONG, book, full_month
from tests.missions.flightbook.making import flight

Rows = list[dict[str, str]]


def read(data: bytes) -> Rows:
    """As a spreadsheet does: with the byte order mark, which it has to have."""
    assert data.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def english() -> dict[str, Rows]:
    return {name: read(data) for name, data in csv_files(full_month(), "en").items()}


def test_there_is_a_file_for_each_form_and_one_for_the_defects() -> None:
    found = {name: len(rows) for name, rows in english().items()}
    assert found == {"form1": 120, "defects": 2, "form2": 30, "form3": 2}


def test_the_times_of_flight_add_up_to_the_total_of_the_last_row() -> None:
    rows = [row for row in english()["form1"] if row["FLIGHT TIME (s)"]]
    before_s = 36_000.0
    first = rows[0]
    assert float(first["TOTAL FLIGHT TIME (s)"]) == before_s + float(first["FLIGHT TIME (s)"])
    whole = [row for row in rows if row["TOTAL FLIGHT TIME (s)"]]
    added = sum(float(row["FLIGHT TIME (s)"]) for row in whole)
    assert float(whole[-1]["TOTAL FLIGHT TIME (s)"]) == before_s + added


def test_after_a_flight_of_unknown_length_no_total_is_claimed_as_exact() -> None:
    rows = english()["form1"]
    lost = next(n for n, row in enumerate(rows) if row["ON TIME"].startswith("unknown"))
    assert rows[lost]["FLIGHT TIME (s)"] == ""
    assert rows[lost]["FLIGHT TIME"] == "unknown (lost)"
    assert all(row["TOTAL FLIGHT TIME (s)"] == "" for row in rows[lost:])
    assert rows[lost]["TOTAL FLIGHT TIME"].startswith("at least ")


def test_what_is_not_known_says_so_and_why() -> None:
    row = next(row for row in english()["form1"] if row["PILOT"].startswith("unknown"))
    assert row["PILOT"] == "unknown (nobody is recorded to have ordered the launch)"
    assert row["OFF TIME"].endswith("* (time of the order (the take-off was not seen))")
    assert "OFF TIME: time of the order" in row["WHY NOT KNOWN OR NOT EXACT"]


def test_a_correction_names_the_person_and_the_reason() -> None:
    (row,) = [row for row in english()["form1"] if row["CORRECTION"]]
    assert row["CORRECTION"].startswith("corrected: written down wrongly (Arai Chiharu, ")
    assert row["REMARKS"].startswith(LONG), "nothing of a long remark is cut off"


def test_an_open_defect_and_a_failed_item_are_plain() -> None:
    found = english()
    assert found["defects"][1]["ACTION DATE"] == "open (grounded)"
    failed = [row for row in found["form2"] if row["propellers"] == "failed"]
    assert len(failed) == 1
    assert failed[0]["NOTES"] == LONG


def test_words_of_people_never_become_formulas() -> None:
    work = [row["DETAIL"] for row in english()["form3"]]
    assert work[1] == f"'{FORMULA}"


@given(st.text(max_size=40))
def test_whatever_people_write_comes_back_from_a_spreadsheet(text: str) -> None:
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return
    data = csv_files(book([replace(flight(), remarks=text)]), "en")["form1"]
    (row,) = read(data)
    assert row["REMARKS"].removeprefix("'") == text.removeprefix("'")
    assert not row["REMARKS"].startswith(("=", "+", "-", "@"))


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_an_empty_book_has_its_headings(lang: str) -> None:
    for data in csv_files(book(), lang).values():
        lines = data.decode("utf-8-sig").splitlines()
        assert len(lines) == 1
        assert len(lines[0].split(",")) == len(set(lines[0].split(",")))


def test_every_word_is_there_in_both_languages() -> None:
    for key, words in catalogue().items():
        assert set(words) == {"ja", "en"}, key
        assert all(isinstance(text, str) and text for text in words.values()), key
