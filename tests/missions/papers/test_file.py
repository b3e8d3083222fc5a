"""`permits.yaml`, read strictly."""

from __future__ import annotations

import pytest

from missions.flying import Flying, load_flying
from missions.papers.file import FILE
from missions.papers.model import NO_PAPERS, Special
from tests.missions.copying import Copy
from tests.missions.papers.making import DAY


def test_the_shipped_papers_are_invented_and_hold_for_every_route(shipped: Flying) -> None:
    papers = shipped.papers
    assert papers.invented
    for aircraft in shipped.fleet.aircraft:
        for route in shipped.routes:
            for person in papers.pilots:
                assert papers.missing_for(aircraft, route.name, person, DAY) == ()
    assert papers.notice is not None
    assert Special.BEYOND_SIGHT in papers.notice.special


def test_a_folder_without_the_file_knows_no_papers(copy: Copy) -> None:
    (copy.folder / FILE).unlink()
    assert load_flying(copy.folder).papers == NO_PAPERS


@pytest.mark.parametrize(
    ("old", "new", "finding"),
    [
        ("invented: true", "invented: maybe", "invented: true or false is needed"),
        ("invented: true", "invented: false", "number EXAMPLE-PERMIT-1: is an invented one"),
        ("EXAMPLE-PERMIT-1", "TK-12345", "number TK-12345: of invented papers it begins with"),
        ("EXAMPLE-POLICY-1", "12345", "policy"),
        ("EXAMPLE-LICENCE-1", "12345678", "licence"),
        ("allows: [beyond-sight, within-30m]", "allows: [any]", "allows"),
        ("routes: [nakao, ichinose", "routes: [naka, ichinose", "routes naka: there is none"),
        ("  - id: liability", "  - id: liability\n    sum: 1", 'unknown key "sum"'),
        ("person: p-hosaka", "person: p-arai", "person p-arai: stands already in line"),
        ("  purpose: ", "  reason: ", 'missing key "purpose"'),
        ("notice:\n", "note:\n", 'unknown key "note"'),
        ("- {person: p-hosaka", "- {who: p-hosaka", 'missing key "person"'),
    ],
)
def test_each_fault_is_found_with_its_line(copy: Copy, old: str, new: str, finding: str) -> None:
    line = copy.edit(FILE, old, new)
    found = copy.findings()
    assert any(finding in each for each in found), found
    assert all(each.startswith(f"{FILE}:") for each in found)
    assert line > 0


def test_a_term_that_ends_before_it_begins_is_a_fault(copy: Copy) -> None:
    path = copy.folder / FILE
    path.write_text(path.read_text().replace("2035-12-31", "2024-12-31"))
    assert any("valid_until is before valid_from" in each for each in copy.findings())
