# cjk: the shipped deployment is Japanese, and these tests damage its text
"""What a row of `catalog.csv` must not say, one fault and one finding at a time."""

from __future__ import annotations

import pytest

from tests.logistics.deployment.conftest import Copy

MILK = "牛乳 1000ml,ギュウニュウ,dairy_eggs,248,8,1070,72,72,235,chilled,yes,,"
RICE = ",コメ コシヒカリ,bread_rice,3980,8,5060,390,270,90,ambient,no,too_heavy,"
ICE = ",バニラアイス カップ,frozen,398,8,450,190,130,110,frozen,no,frozen_no_box,"

RULES = [
    (MILK, (",248,", ",1_000,"), "price_yen 1_000: a whole number is needed"),
    (MILK, (",248,", ",-5,"), "price_yen -5: a whole number is needed"),
    (MILK, (",248,", ",0,"), "price_yen 0: input should be greater than 0"),
    (MILK, (",248,", ",,"), "price_yen '': a whole number is needed"),
    (MILK, (",8,", ",5,"), "牛乳 1000ml: tax_percent 5: service.yaml knows 8 and 10"),
    (MILK, (",chilled,", ",cool,"), "temperature cool: input should be"),
    (MILK, ("ギュウニュウ", "牛乳"), "kana 牛乳: the reading is written in kana only"),
    (MILK, ("牛乳 1000ml", " 牛乳 1000ml"), "spaces at an end or control characters"),
    (MILK, ("牛乳 1000ml", "牛乳\x1b[31m"), "spaces at an end or control characters"),
    (MILK, (",yes,,", ",maybe,,"), "air maybe: yes or no is needed"),
    (MILK, (",yes,,", ",yes,gas,"), "air is yes, so air_reason gas must be empty"),
    (MILK, (",yes,,", ",no,heavy,"), "air_reason heavy: input should be"),
    (MILK, (",yes,,", ",no,too_heavy,"), "air_reason too_heavy: is within air_limits"),
    (MILK, (",yes,,", ",yes,,tue tue"), "days tue tue: a weekday stands twice"),
    (MILK, (",yes,,", ",yes,,sat"), "days sat: is not a weekday of the service"),
    (MILK, (",yes,,", ",yes,"), "13 cells, the header has 14"),
    (RICE, (",5060,", ",16000,"), "too heavy or too large for any parcel"),
    (ICE, (",no,frozen_no_box", ",yes,"), "air is yes, but air_limits say frozen_no_box"),
    (ICE, (",190,", ",530,"), "too heavy or too large for any parcel"),
]


@pytest.mark.parametrize(("row", "change", "message"), RULES)
def test_a_broken_rule_is_the_one_finding(
    copy: Copy, row: str, change: tuple[str, str], message: str
) -> None:
    line = copy.edit("catalog.csv", row, row.replace(*change, 1))
    (finding,) = copy.findings()
    assert finding.startswith(f"catalog.csv:{line}: ")
    assert message in finding
    assert finding.isprintable()


def test_two_items_of_one_name_are_told_apart(copy: Copy) -> None:
    first = copy.edit("catalog.csv", MILK, MILK)
    copy.edit("catalog.csv", "牛乳 500ml,", "牛乳 1000ml,")
    assert copy.findings() == [
        f"catalog.csv:{first + 1}: name 牛乳 1000ml: stands already in line {first}"
    ]


@pytest.mark.parametrize("wrong", ["200100000001", "20010000000120", "２001000000012"])
def test_a_jan_has_thirteen_plain_digits(copy: Copy, wrong: str) -> None:
    line = copy.edit("catalog.csv", "2001000000012", wrong)
    assert copy.findings() == [f"catalog.csv:{line}: jan {wrong}: a JAN has 13 digits"]


def test_a_line_break_in_a_name_stays_one_finding_and_moves_no_line(copy: Copy) -> None:
    line = copy.edit("catalog.csv", "キャベツ 半玉,", '"キャベツ\n半玉",')
    below = copy.edit("catalog.csv", MILK, MILK.replace(",248,", ",x,"))
    first, second = copy.findings()
    assert first.startswith(f"catalog.csv:{line}: name キャベツ\\n半玉: ")
    assert second.startswith(f"catalog.csv:{below}: price_yen x: ")


def test_windows_line_ends_count_as_one(copy: Copy) -> None:
    line = copy.edit("catalog.csv", MILK, MILK.replace(",248,", ",x,"))
    path = copy.folder / "catalog.csv"
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    (finding,) = copy.findings()
    assert finding.startswith(f"catalog.csv:{line}: price_yen x: ")


def test_an_open_quote_is_named_where_it_opens(copy: Copy) -> None:
    line = copy.edit("catalog.csv", "キャベツ 半玉,", '"キャベツ 半玉,')
    (finding,) = copy.findings()
    assert finding.startswith(f"catalog.csv:{line}: not CSV: ")


def test_an_empty_line_is_a_finding(copy: Copy) -> None:
    line = copy.edit("catalog.csv", "2001000000029", "\n2001000000029")
    assert copy.findings() == [f"catalog.csv:{line}: an empty line"]


def test_a_column_must_not_stand_twice(copy: Copy) -> None:
    line = copy.edit("catalog.csv", "jan,name,kana,", "jan,name,kana,kana,")
    assert copy.findings() == [f'catalog.csv:{line}: the column "kana" stands twice']
