"""`sorabin bench energy`: anybody can repeat the calibration, on these data or on others."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from missions.cli import main
from sim.flight.calibration import PUBLISHED


def run(*arguments: str) -> int:
    with pytest.raises(SystemExit) as ended:
        main(["bench", "energy", *arguments])
    return int(ended.value.code or 0)


def test_the_published_times_are_met(tmp_path: Path) -> None:
    assert run("--json", str(tmp_path / "e.json")) == 0
    told = json.loads((tmp_path / "e.json").read_text())
    assert told["well"]
    assert told["rms"] <= told["limit_rms"] == 0.02
    assert told["flights"] == len(PUBLISHED)


def test_other_times_can_be_given_and_may_not_fit(tmp_path: Path) -> None:
    lines = [f"{payload},{seconds}" for payload, seconds in PUBLISHED]
    same = tmp_path / "same.csv"
    same.write_text("payload_kg,endurance_s\n" + "\n".join(lines) + "\n")
    assert run("--data", str(same)) == 0
    odd = tmp_path / "odd.csv"
    odd.write_text("payload_kg,endurance_s\n0,1000\n1,400\n2,900\n3,300\n")
    assert run("--data", str(odd)) == 1


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("mass,time\n0,1\n", "the first line"),
        ("payload_kg,endurance_s\n0,1000\n1,many\n2,3\n", "line 3"),
        ("payload_kg,endurance_s\n0,1000\n1,-4\n2,3\n", "line 3"),
        ("payload_kg,endurance_s\n0,1000\n", "three flights"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_by_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str, fault: str
) -> None:
    bad = tmp_path / "bad.csv"
    bad.write_text(text)
    assert run("--data", str(bad)) != 0
    said = " ".join(capsys.readouterr().err.split())
    assert "bad-endurance-file" in said
    assert fault in said
