"""A desk whose links are signed, each with the key of its aircraft."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from missions.flying import Flying
from missions.link.signing import BadKey, Signing, signing_of_each
from tests.flight.vehicles import CONFIG, ROOT, vehicle
from tests.missions.flight.desk.desks import desk
from tests.missions.flight.desk.hub import AIRCRAFT, Hub

KEY, OTHER = bytes(range(7, 39)), bytes(32 * [9])


def keys(folder: Path, **named: bytes) -> Path:
    folder.mkdir(exist_ok=True)
    for name, key in named.items():
        file = folder / f"{name}.key"
        file.write_text(key.hex())
        file.chmod(0o600)
    return folder


def test_each_aircraft_has_a_key_of_its_own_or_none_has(tmp_path: Path) -> None:
    folder = keys(tmp_path / "keys", tobi=KEY, tsubame=OTHER)
    told = signing_of_each(folder, ["tobi", "tsubame"])
    assert {name: each.key for name, each in told.items()} == {"tobi": KEY, "tsubame": OTHER}
    assert signing_of_each(None, ["tobi"]) == {}
    with pytest.raises(BadKey, match=r"karasu\.key"):
        signing_of_each(folder, ["tobi", "karasu"])


@pytest.mark.slow
@pytest.mark.timeout(200)
@pytest.mark.parametrize("told", [KEY, OTHER])
async def test_a_desk_reaches_only_whom_it_has_the_key_of(
    told: bytes, shipped: Flying, sqlite_url: str, tmp_path: Path
) -> None:
    hub = Hub(sqlite_url)
    hub.make()
    key = keys(tmp_path / "keys", tsubame=KEY) / "tsubame.key"
    options = ("--sysid", "11", "--signing-key", str(key))
    with vehicle("sitl", tmp_path, 20.0, *options) as address:
        signing = {AIRCRAFT: Signing(told)}
        async with desk(shipped, sqlite_url, {AIRCRAFT: address}, signing=signing):
            outcome = await hub.outcome(hub.prepare())
    if told == KEY:
        assert outcome == "accepted"
        assert {gate["verdict"] for gate in hub.row().gates} == {"pass"}
    else:
        assert outcome != "accepted"
    hub.close()


@pytest.mark.slow
def test_a_desk_with_a_key_missing_does_not_start(sqlite_url: str, tmp_path: Path) -> None:
    told = {
        "SORABIN_CONFIG": str(CONFIG),
        "SORABIN_DATABASE_URL": sqlite_url,
        "SORABIN_LINKS": json.dumps({AIRCRAFT: "tcp:127.0.0.1:1"}),
        "SORABIN_SIGNING_KEYS": str(keys(tmp_path / "keys", another=KEY)),
    }
    ended = subprocess.run(
        [sys.executable, "-m", "logistics.processes.desk"],
        env={**os.environ, "PYTHONPATH": str(ROOT), **told},
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert ended.returncode != 0
    assert f"{AIRCRAFT}.key" in ended.stdout + ended.stderr
