"""`sorabin db`, `doctor` and `serve`, as they are called in a shell."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
CONFIG = str(ROOT / "config" / "ina-hase")


@pytest.fixture
def sorabin(tmp_path: Path):
    """Run the command in an empty folder; return its exit code and all that it printed."""

    def run(*arguments: str) -> tuple[int, str]:
        done = subprocess.run(
            [Path(sys.executable).parent / "sorabin", *arguments],
            cwd=tmp_path,
            capture_output=True,
            text=True,
            timeout=60,
            env={"PATH": "/usr/bin:/bin", "PYTHONPATH": str(ROOT), "COLUMNS": "200"},
        )
        return done.returncode, done.stdout + done.stderr

    return run


def test_tables_are_brought_up_to_date_and_told(sorabin, tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'new.db'}"
    code, told = sorabin("db", "status", "--db", url)
    assert (code, "empty" in told) == (1, True), told
    code, told = sorabin("db", "upgrade", "--db", url)
    assert code == 0, told
    code, told = sorabin("db", "status", "--db", url)
    assert code == 0, told
    assert "newest" in told


def test_without_a_database_the_command_says_how_to_get_one(sorabin) -> None:
    code, told = sorabin("db", "status")
    assert code == 2
    assert "no-database" in told
    assert "Traceback" not in told


def test_the_doctor_finds_all_well_or_names_what_is_missing(
    sorabin, sqlite_url: str, tmp_path: Path
) -> None:
    code, told = sorabin("doctor", "--config", CONFIG, "--db", sqlite_url)
    assert code == 0, told
    assert "300 items, 40 households" in told
    code, told = sorabin("doctor", "--config", str(tmp_path), "--db", f"sqlite:///{tmp_path}/no.db")
    assert code == 1
    assert "missing" in told
    assert "sorabin db upgrade" in told


@pytest.mark.slow
def test_serving_beyond_this_machine_needs_https_and_own_passwords(
    sorabin, sqlite_url: str, tmp_path: Path
) -> None:
    beyond = ("serve", "--config", CONFIG, "--host", "0.0.0.0", "--port", "0")
    code, told = sorabin(*beyond, "--db", sqlite_url)
    assert (code, "unsafe-exposure" in told, "https" in told) == (2, True, True), told
    secure = (*beyond, "--public-url", "https://shop.example")
    code, told = sorabin(*secure, "--db", sqlite_url)
    assert (code, "first password" in told) == (2, True), told
    code, told = sorabin(*secure, "--db", f"sqlite:///{tmp_path / 'new.db'}")
    assert (code, "unsafe-exposure" in told) == (2, True), told
