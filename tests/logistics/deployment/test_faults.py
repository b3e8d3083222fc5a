# cjk: the shipped deployment is Japanese, and these tests damage its text
"""One thing damaged at a time in a copy of the shipped deployment: the finding names file, line
and what is wrong, and nothing else is reported."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from tests.logistics.deployment.conftest import Copy


@dataclass(frozen=True)
class Damage:
    """Replace `old` by `new` in `file`; the finding stands `below` lines after the edit."""

    name: str
    file: str
    old: str
    new: str
    message: str
    below: int = 0


CABBAGE = "2001000000012,キャベツ 1玉,キャベツ,vegetables,218,8,1250,190,190,170,chilled,yes,,"
FIRST_HOME = "hh-01,羽田 トミ,ハダ トミ,nakao,3,tv,similar,縁側へ,yes,H1QFZ2E5"
DAMAGES = [
    Damage(
        "unknown key",
        "service.yaml",
        "catalog_size: 300 ",
        "catalog_sise: 1\ncatalog_size: 300 ",
        'unknown key "catalog_sise"',
    ),
    Damage(
        "duplicate key",
        "service.yaml",
        "catalog_size: 300 ",
        "catalog_size: 300\ncatalog_size: 300 ",
        'the key "catalog_size" stands already in line 9',
        below=1,
    ),
    Damage(
        "bad time",
        "service.yaml",
        'pick_start: "11:00"',
        'pick_start: "25:00"',
        'work_times.pick_start 25:00: a time is "HH:MM", 00:00 to 23:59',
    ),
    Damage(
        "bare time",
        "service.yaml",
        'pick_start: "11:00"',
        "pick_start: 11:00",
        'work_times.pick_start 660: write a time in quotes, as in "11:00"',
    ),
    Damage(
        "welfare owner without the role",
        "service.yaml",
        "owner: p-kitazawa              # person id, role office",
        "owner: p-hosaka",
        "owner p-hosaka: needs the role office",
    ),
    Damage(
        "wrong check digit",
        "catalog.csv",
        CABBAGE,
        CABBAGE.replace("2001000000012", "2001000000014"),
        "jan 2001000000014: check digit is 2, not 4",
    ),
    Damage(
        "not an in-store JAN",
        "catalog.csv",
        CABBAGE,
        CABBAGE.replace("2001000000012", "4006381333931"),
        "jan 4006381333931: the in-store range starts with 20 to 29",
    ),
    Damage(
        "299 items",
        "catalog.csv",
        CABBAGE + "\n",
        "",
        "299 items, catalog_size in service.yaml is 300",
        below=298,
    ),
    Damage(
        "duplicate item",
        "catalog.csv",
        "2001000000029,",
        "2001000000012,",
        "jan 2001000000012: stands already in line 4",
    ),
    Damage(
        "flies without being able to",
        "catalog.csv",
        CABBAGE,
        CABBAGE.replace(",1250,", ",6250,"),
        "キャベツ 1玉: air is yes, but air_limits say too_heavy",
    ),
    Damage(
        "grounded without a reason",
        "catalog.csv",
        CABBAGE,
        CABBAGE.replace(",yes,,", ",no,,"),
        "air is no, so air_reason is needed",
    ),
    Damage(
        "unknown category",
        "catalog.csv",
        CABBAGE,
        CABBAGE.replace("vegetables", "vegetable"),
        "category vegetable: is not in categories.yaml",
    ),
    Damage(
        "no number",
        "catalog.csv",
        CABBAGE,
        CABBAGE.replace(",218,", ",２１８,"),
        "price_yen ２１８: a whole number is needed, in plain digits (0-9)",
    ),
    Damage(
        "unknown weekday",
        "catalog.csv",
        CABBAGE,
        CABBAGE + "tues",
        "days tues: a weekday is one of mon tue wed thu fri sat sun",
    ),
    Damage(
        "unknown hamlet",
        "households.csv",
        FIRST_HOME,
        FIRST_HOME.replace("nakao", "nakaoo"),
        "hamlet nakaoo: no such hamlet",
    ),
    Damage(
        "wrong card",
        "households.csv",
        FIRST_HOME,
        FIRST_HOME.replace("H1QFZ2E5", "H1QFZ2E6"),
        "card H1QFZ2E6: the check character does not fit: please read the code again",
    ),
    Damage(
        "card twice",
        "households.csv",
        "H8VRKDTF",
        "H1QFZ2E5",
        "card H1QFZ2E5: stands already in line 3",
    ),
    Damage(
        "person at an unknown place",
        "people.yaml",
        "roles: [store], place: takato-store}\n  - {id: p-hirose",
        "roles: [store], place: takato}\n  - {id: p-hirose",
        "place takato: no such place",
    ),
    Damage(
        "van without driver",
        "people.yaml",
        "driver: p-hosaka",
        "driver: p-nobody",
        "driver p-nobody: no such person",
    ),
    Damage(
        "road missing",
        "roads.csv",
        "takato-store,nakao,26,12.9\n",
        "",
        "no road from takato-store to nakao",
        below=-4,  # the file as a whole: line 1
    ),
    Damage(
        "latitude and longitude swapped",
        "places.yaml",
        "lat: 35.8330\n    lon: 138.0600",
        "lat: 138.0600\n    lon: 35.8330",
        "lat 138.06, lon 35.833: the two look swapped",
        below=-5,  # the place begins there
    ),
    Damage(
        "outside Japan",
        "places.yaml",
        "lat: 35.8330",
        "lat: 5.8330",
        "lat 5.833, lon 138.06: is outside Japan",
        below=-5,
    ),
]


@pytest.mark.parametrize("damage", DAMAGES, ids=lambda damage: damage.name)
def test_names_file_line_and_fault(copy: Copy, damage: Damage) -> None:
    line = copy.edit(damage.file, damage.old, damage.new) + damage.below
    findings = copy.findings()
    assert findings == [f"{damage.file}:{line}: {damage.message}"]
