"""`sorabin route`: what is printed, and how it ends."""

from __future__ import annotations

import json
from importlib.metadata import EntryPoint
from pathlib import Path

import pytest

from missions.cli import main
from tests.missions.copying import SHIPPED, Copy

ROUTE = EntryPoint("route", "missions.commands.route:app", "sorabin.commands")


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    with pytest.raises(SystemExit) as ended:
        main(["route", *arguments], [ROUTE])
    printed = capsys.readouterr()
    assert isinstance(ended.value.code, int)
    return ended.value.code, printed.out, printed.err


def test_list_gives_ends_length_version_and_landing_places(
    capsys: pytest.CaptureFixture[str],
) -> None:
    code, out, _ = run(capsys, "list", "--json", "--config", str(SHIPPED))
    assert code == 0
    routes = {route["name"]: route for route in json.loads(out)}
    assert set(routes) == {"nakao", "ichinose", "sugishima"}
    nakao = routes["nakao"]
    assert nakao["hub"] == {"id": "hase-hub", "lat": 35.802, "lon": 138.081, "alt_amsl_m": 846.0}
    assert nakao["hall"]["alt_amsl_m"] == 893.0
    assert nakao["length_m"] == pytest.approx(6600, rel=0.01)
    assert len(nakao["version"]) == 64
    assert nakao["landing_places"][0]["leaves_at"] == 2


def test_list_and_check_are_tables_for_people(capsys: pytest.CaptureFixture[str]) -> None:
    assert "sugishima" in run(capsys, "list", "--config", str(SHIPPED))[1]
    code, out, _ = run(capsys, "check", "--config", str(SHIPPED))
    assert code == 0
    assert "not evaluated" in out
    assert "synthetic" in out


def test_check_of_one_route_tells_margin_threshold_and_worst_place(
    capsys: pytest.CaptureFixture[str],
) -> None:
    code, out, _ = run(capsys, "check", "nakao", "--json", "--config", str(SHIPPED))
    assert code == 0
    (answer,) = json.loads(out)
    assert answer["failed"] == 0
    assert not answer["passed"]  # some checks could not be evaluated
    checks = {check["name"]: check for check in answer["checks"]}
    lowest = checks["lowest"]
    assert (lowest["criterion"], lowest["verdict"], lowest["threshold"]) == ("TER-01", "pass", 30.0)
    assert lowest["margin"] == pytest.approx(lowest["value"] - 30.0, abs=0.002)
    assert set(lowest["worst"]) == {"lat", "lon", "along_m"}
    assert checks["wires"]["verdict"] == "not evaluated"
    assert checks["wires"]["margin"] is None


def test_a_failing_check_is_shown_and_ends_with_1(
    capsys: pytest.CaptureFixture[str], copy: Copy
) -> None:
    copy.edit("routes/nakao.geojson", "[916.5, 919,", "[916.5, 1019,")
    code, out, _ = run(capsys, "check", "nakao", "--json", "--config", str(copy.folder))
    assert code == 1
    assert json.loads(out)[0]["failed"] > 0
    assert run(capsys, "check", "ichinose", "--config", str(copy.folder))[0] == 0


def test_an_unknown_route_and_a_folder_that_cannot_be_read(
    capsys: pytest.CaptureFixture[str], copy: Copy
) -> None:
    code, _, said = run(capsys, "check", "ura", "--config", str(SHIPPED))
    assert code == 2
    assert said.startswith("unknown-route: no route 'ura'")
    (copy.folder / "terrain.asc").unlink()
    code, _, said = run(capsys, "list", "--config", str(copy.folder))
    assert code == 2
    assert "terrain.asc:1: the file is missing" in said


@pytest.mark.parametrize("direction", ["out", "home"])
def test_a_mission_is_exported_for_a_ground_station(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, direction: str
) -> None:
    file = tmp_path / "nakao.plan"
    options = ("--direction", direction, "--out", str(file), "--config", str(SHIPPED))
    assert run(capsys, "export", "nakao", *options)[0] == 0
    plan = json.loads(file.read_text())
    assert plan["fileType"] == "Plan"
    code, out, _ = run(
        capsys, "export", "nakao", "--format", "waypoints", *options[:2], *options[4:]
    )
    assert code == 0
    assert out.startswith("QGC WPL 110")
    assert len(out.splitlines()) == len(plan["mission"]["items"]) + 2  # a heading and home


def test_a_volume_for_a_utm_says_what_it_needs(capsys: pytest.CaptureFixture[str]) -> None:
    options = ("export", "nakao", "--format", "f3548", "--config", str(SHIPPED))
    code, _, error = run(capsys, *options)
    assert code == 2
    assert "export-needs-more" in error
    given = ("--starts-at", "2026-11-24T13:30:00", "--geoid", "43.7")
    code, out, _ = run(capsys, *options, *given)
    assert code == 0
    first = json.loads(out)["volumes"][0]["time_start"]["value"]
    assert first.startswith("2026-11-24T04:")  # universal time
