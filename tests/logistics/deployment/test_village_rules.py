# cjk: the shipped deployment is Japanese, and these tests damage its text
"""What places, people, roads and households must not say, each where it stands."""

from __future__ import annotations

import pytest

from tests.logistics.deployment.conftest import Copy

HOME = "コマツ ヨシオ,nakao,5,tv,same_price"
KASUGA = "カスガ リカ, roles: [supporter], place: takato-store"
TANAKA = "タナカ マサキ, roles: [office]"
LAST_ROAD = "ichinose,nakao,6,2.7"

RULES = [
    ("places.yaml", "lat: 35.8020", "lat: .nan", 0, "lat nan: input should be a finite"),
    ("places.yaml", "alt_amsl_m: 846.0", "alt_amsl_ft: 2775", 0, 'unknown key "alt_amsl_ft"'),
    ("places.yaml", "kind: hub", "kind: hall", -9, "0 places of kind hub, not 1"),
    ("places.yaml", "en: Ura, hall: sugishima", "en: Ura, hall: ura", 0, "hall ura: no such"),
    ("places.yaml", "en: Ura, hall: sugishima", "en: Ura, hall: hase-hub", 0, "not a hall"),
    ("people.yaml", "id: p-ito,", "id: ito,", 0, "id ito: string should match pattern"),
    ("people.yaml", "id: p-ito,", "id: p-karaki,", 0, "id p-karaki: stands already in line"),
    ("people.yaml", ", launch_authority]", "]", None, "nobody has the role launch_authority"),
    ("people.yaml", KASUGA, KASUGA.replace("supporter", "pilot"), 0, "roles.0 pilot: input"),
    ("people.yaml", TANAKA, TANAKA.replace("office", "volunteer"), 0, "hase-hub is none"),
    ("people.yaml", "driver: p-kasuga", "driver: p-karaki", 0, "the role supporter or operator"),
    ("people.yaml", "driver: p-kasuga", "driver: p-hosaka", 0, "p-hosaka: stands already in"),
    ("people.yaml", "driver: p-hosaka,", "spare: true, driver: p-hosaka,", 0, "every van is a"),
    ("roads.csv", LAST_ROAD, "ichinose,ura,6,2.7", 0, "ura: no such place"),
    ("roads.csv", LAST_ROAD, "ichinose,ichinose,6,2.7", 0, "to itself"),
    ("roads.csv", LAST_ROAD, "nakao,ichinose,6,2.7", 0, "nakao to ichinose: stands already"),
    ("roads.csv", LAST_ROAD, "ichinose,nakao,6,0.9", 0, "shorter than the straight line"),
    ("roads.csv", LAST_ROAD, "ichinose,nakao,2,2.7", 0, "is faster than 60 km/h"),
    ("roads.csv", LAST_ROAD, "ichinose,nakao,6,2.7km", 0, "km 2.7km: a decimal number is needed"),
    ("roads.csv", "from,to,", "start,to,", 0, 'missing column "from"'),
    ("households.csv", "hh-02,", "hh-01,", 0, "id hh-01: stands already in line"),
    ("households.csv", "hh-02,", "house-2,", 0, "id house-2: string should match pattern"),
    ("households.csv", HOME, HOME.replace("tv", "fax"), 0, "channel fax: no such channel"),
    ("households.csv", HOME, HOME.replace("5", "61"), 0, "walk_min 61: input should be less"),
    ("households.csv", HOME, HOME.replace("same_price", "any"), 0, "substitution_default any:"),
    ("households.csv", "H1QFZ2E5", "h1qfz2e5", 0, "a card code is written in capitals"),
]


@pytest.mark.parametrize(("file", "old", "new", "below", "message"), RULES)
def test_a_broken_rule_is_named_where_it_stands(
    copy: Copy, file: str, old: str, new: str, below: int | None, message: str
) -> None:
    line = copy.edit(file, old, new)
    line = 1 if below is None else line + below  # None: the file as a whole
    assert [
        finding
        for finding in copy.findings()
        if finding.startswith(f"{file}:{line}: ") and message in finding
    ], copy.findings()


def test_a_hall_that_serves_no_hamlet_is_named_at_the_hall(copy: Copy) -> None:
    hall = copy.edit("places.yaml", "  - id: ichinose\n", "  - id: ichinose\n")
    copy.edit("places.yaml", "en: Ichinose, hall: ichinose", "en: Ichinose, hall: nakao")
    assert copy.findings() == [f"places.yaml:{hall}: hall ichinose: serves no hamlet"]


def test_references_to_a_broken_record_are_not_findings_too(copy: Copy) -> None:
    line = copy.edit("places.yaml", "name: 杉島公民館", "nam: 杉島公民館")
    assert copy.findings() == [
        f'places.yaml:{line - 2}: missing key "name"',
        f'places.yaml:{line}: unknown key "nam"',
    ]


def test_a_list_must_have_entries_and_no_other_list_is_known(copy: Copy) -> None:
    line = copy.edit("people.yaml", "vans:\n", "vans: []\nlorries:\n")
    assert copy.findings() == [
        f"people.yaml:{line}: vans: a list with entries is needed",
        f'people.yaml:{line + 1}: unknown key "lorries"',
    ]
