# cjk: the shipped deployment is Japanese, and these tests damage its text
"""What happens to whole files: encodings, columns, several faults, and the address of each."""

from __future__ import annotations

from pathlib import Path

import pytest

from logistics.deployment import DeploymentError, load_deployment, read_catalog
from tests.logistics.deployment.conftest import Copy


def test_the_shipped_deployment_has_no_fault(copy: Copy) -> None:
    assert copy.findings() == []


def test_a_byte_order_mark_is_accepted(copy: Copy) -> None:
    path = copy.folder / "catalog.csv"
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    assert copy.findings() == []


def test_shift_jis_is_named_with_what_to_do(copy: Copy) -> None:
    path = copy.folder / "households.csv"
    path.write_bytes(path.read_text("utf-8").encode("cp932"))
    assert any(
        finding.startswith("households.csv:3: not UTF-8")
        and finding.endswith("it looks like Shift_JIS: save it as UTF-8")
        for finding in copy.findings()
    )


@pytest.mark.parametrize(
    "file", ["service.yaml", "catalog.csv", "categories.yaml", "places.yaml", "roads.csv"]
)
def test_a_missing_file_is_one_finding(copy: Copy, file: str) -> None:
    (copy.folder / file).unlink()
    assert f"{file}:1: the file is missing" in copy.findings()


def test_columns_are_all_named_at_once(copy: Copy) -> None:
    line = copy.edit("catalog.csv", "jan,name,kana,", "jan,name,yomi,")
    found = copy.findings()
    assert f'catalog.csv:{line}: unknown column "yomi"' in found
    assert f'catalog.csv:{line}: missing column "kana"' in found


def test_lines_are_right_after_a_quoted_line_break(copy: Copy) -> None:
    first = copy.edit("households.csv", "similar,縁側へ,yes,H1", 'similar,"縁側へ\n(裏口)",yes,H1')
    second = copy.edit("households.csv", "玄関の上がり口へ,no,H8VRKDTF", "玄関へ,maybe,H8VRKDTF")
    assert second == first + 2
    found = copy.findings()
    assert any(finding.startswith(f"households.csv:{first}: ") for finding in found)
    assert f"households.csv:{second}: lives_alone maybe: yes or no is needed" in found


def test_every_fault_is_told_in_one_go(copy: Copy) -> None:
    lines = [
        copy.edit("service.yaml", "catalog_size: 300 ", "catalog_size: many "),
        copy.edit("catalog.csv", "2001000000029,", "2001000000023,"),
        copy.edit("people.yaml", "driver: p-hosaka", "driver: p-nobody"),
    ]
    found = copy.findings()
    assert [finding.split(": ")[0] for finding in found] == [
        f"catalog.csv:{lines[1]}",
        f"people.yaml:{lines[2]}",
        f"service.yaml:{lines[0]}",
    ]


def test_a_hall_without_volunteers_stops_the_start(copy: Copy) -> None:
    path = copy.folder / "people.yaml"
    text = path.read_text("utf-8")
    path.write_text(text.replace("place: nakao}", "place: ichinose}"), "utf-8")
    found = copy.findings()
    assert len(found) == 1
    assert found[0].endswith("hall nakao: has no volunteer")


def test_no_folder_is_said(tmp_path: Path) -> None:
    with pytest.raises(DeploymentError, match="is not a folder"):
        load_deployment(tmp_path / "nowhere")


def test_a_catalog_file_of_its_own_is_held_to_the_same_rules(copy: Copy) -> None:
    service = load_deployment(copy.folder).service
    path = copy.folder / "catalog.csv"
    assert len(read_catalog(path, service)) == 300
    copy.edit("catalog.csv", "2001000000029,", "2001000000023,")
    with pytest.raises(DeploymentError, match="check digit is 9, not 3"):
        read_catalog(path, service)


def test_the_hash_follows_every_byte(copy: Copy) -> None:
    before = load_deployment(copy.folder).sha256
    assert load_deployment(copy.folder).sha256 == before
    copy.edit("service.yaml", "monthly_yen: 1000 ", "monthly_yen: 1001 ")
    assert load_deployment(copy.folder).sha256 != before
