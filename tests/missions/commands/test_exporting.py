"""`sorabin route export --format notification`, as a person runs it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.missions.commands.test_route import run
from tests.missions.copying import SHIPPED, Copy

CONFIG = ("--config", str(SHIPPED))
NOTICE = ("--format", "notification", "--at", "2026-11-24T13:30", "--pilot", "p-arai", *CONFIG)


def test_a_notification_is_written_and_a_second_one_must_not_overlap_it(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    file = tmp_path / "first.json"
    code, _, _ = run(
        capsys, "export", "nakao", *NOTICE, "--aircraft", "tsubame", "--out", str(file)
    )
    assert code == 0
    assert json.loads(file.read_text())["begins_at"] == "20261124 1330"
    options = ("export", "ichinose", *NOTICE, "--aircraft", "tobi", "--beside", str(file))
    code, out, said = run(capsys, *options)
    assert (code, out) == (2, "")
    assert "notification-overlaps: first.json: JU-EXAMPLE-2" in said
    later = ("--at", "2026-11-24T15:00")
    assert run(capsys, *options, *later)[0] == 0
    code, _, said = run(capsys, *options, "--beside", str(tmp_path / "none.json"))
    assert (code, said.split(":")[0]) == (2, "notification-overlaps")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--format", "notification", *CONFIG), "a notification needs --at and --aircraft"),
        (("--aircraft", "kamome", *NOTICE), "not-in-fleet: no aircraft 'kamome'"),
        (
            ("--aircraft", "tobi", *NOTICE, "--pilot", "p-tanaka"),
            "notification-not-complete: not complete: on 2026-11-24: no licence of p-tanaka",
        ),
    ],
)
def test_what_is_missing_ends_with_2_and_is_named(
    capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...], said: str
) -> None:
    code, out, error = run(capsys, "export", "nakao", *arguments)
    assert (code, out) == (2, "")
    assert said in error


def test_without_permits_nothing_is_notified(
    capsys: pytest.CaptureFixture[str], copy: Copy
) -> None:
    (copy.folder / "permits.yaml").unlink()
    options = (*NOTICE[:-2], "--config", str(copy.folder), "--aircraft", "tobi")
    code, _, error = run(capsys, "export", "nakao", *options)
    assert code == 2
    assert "permits.yaml: there is none" in error
