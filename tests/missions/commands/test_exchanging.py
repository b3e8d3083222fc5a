"""`sorabin route import` and `compare`, as a person runs them."""
# cjk: names as places have them here

from __future__ import annotations

import json
from pathlib import Path

import pytest

from missions.flying import load_flying
from tests.missions.commands.test_route import run
from tests.missions.copying import SHIPPED, Copy

CONFIG = ("--config", str(SHIPPED))


def exported(capsys: pytest.CaptureFixture[str], folder: Path, *options: str) -> Path:
    file = folder / "nakao.plan"
    assert run(capsys, "export", "nakao", "--out", str(file), *CONFIG, *options)[0] == 0
    return file


def test_an_exported_plan_is_the_approved_one_and_an_edited_one_is_not(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    file = exported(capsys, tmp_path)
    code, out, _ = run(capsys, "compare", "nakao", str(file), *CONFIG)
    assert code == 0
    assert "equal; this version of the route is approved for simulated aircraft" in out
    file.write_text(file.read_text().replace("919.0", "929.0"))
    code, out, _ = run(capsys, "compare", "nakao", str(file), "--json", *CONFIG)
    assert code == 1
    told = json.loads(out)
    assert not told["equal"]
    assert told["sha256"] != told["approved_sha256"]
    assert told["differences"][0]["sentence"] == (
        "mission item 2: height 929.00 m instead of 919.00 m"
    )


def test_a_plan_of_a_version_that_is_not_approved_is_not_the_approved_one(
    capsys: pytest.CaptureFixture[str], copy: Copy, tmp_path: Path
) -> None:
    copy.edit("routes/nakao.geojson", '"wait_s": 60', '"wait_s": 61')
    options = ("--config", str(copy.folder))
    file = tmp_path / "nakao.plan"
    assert run(capsys, "export", "nakao", "--out", str(file), *options)[0] == 0
    code, out, _ = run(capsys, "compare", "nakao", str(file), *options)
    assert code == 1
    assert "equal; this version of the route is NOT approved" in out


def test_a_file_that_cannot_be_read_or_is_no_plan_ends_with_2(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    code, _, said = run(capsys, "compare", "nakao", str(tmp_path / "none.plan"), *CONFIG)
    assert (code, said.split(":")[0]) == (2, "cannot-read")
    bad = tmp_path / "bad.waypoints"
    bad.write_text("QGC WPL 110\n0\t1\n")
    code, _, said = run(capsys, "compare", "nakao", str(bad), *CONFIG)
    assert code == 2
    assert "bad-plan-file: bad.waypoints:2: item 0: 2 fields, not 12" in said


def test_an_imported_plan_is_a_route_that_the_check_judges(
    capsys: pytest.CaptureFixture[str], copy: Copy, tmp_path: Path
) -> None:
    file = exported(capsys, tmp_path)
    options = ("--config", str(copy.folder))
    out = copy.folder / "routes" / "second.geojson"
    arguments = ("import", str(file), "--name", "second", "--out", str(out), *options)
    code, _, said = run(capsys, *arguments)
    assert code == 2
    assert "import-needs-more: not said: --half-width" in said
    assert not out.exists()
    code, _, said = run(capsys, *arguments, "--half-width", "40")
    assert code == 0
    assert "wait over the hall, s: 60 (the plan's NAV_LOITER_TIME)" in said
    code, _, _ = run(capsys, "check", "second", "--json", *options)
    assert code == 0
    flying = load_flying(copy.folder)
    first, second = flying.routes.route("nakao"), flying.routes.route("second")
    assert (second.path, second.hall) == (first.path, first.hall)
    assert second.landing_places == first.landing_places
    code, _, said = run(capsys, *arguments, "--half-width", "40")
    assert (code, said.split(":")[0]) == (2, "cannot-write")


def test_a_first_route_can_be_imported_into_a_folder_without_any(
    capsys: pytest.CaptureFixture[str], copy: Copy, tmp_path: Path
) -> None:
    file = exported(capsys, tmp_path)
    for route in (copy.folder / "routes").iterdir():
        route.unlink()
    names = [f"place-{number}:場所:Place {number}" for number in range(4)]
    places = [word for name in names for word in ("--place", name)]
    arguments = ("import", str(file), "--name", "nakao", "--config", str(copy.folder))
    code, out, said = run(capsys, *arguments, "--half-width", "40", *places)
    assert code == 0
    document = json.loads(out)
    assert document["synthetic"] is True
    assert [feature["id"] for feature in document["features"]][1:] == [
        f"place-{number}" for number in range(4)
    ]
    assert "landing place 1: place-0, leaves at 2 (--place)" in said
    code, _, said = run(capsys, *arguments, "--half-width", "40", "--place", "x")
    assert (code, said.split(":")[0]) == (2, "bad-place")
