"""Whole flights over signed links, with strangers who listen, repeat and forge beside them."""

from __future__ import annotations

import asyncio
import os
import random
import socket
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest
from pymavlink.dialects.v20 import ardupilotmega as mavlink

from missions.clock import machine_s, pause
from missions.link.outcome import Accepted
from missions.link.signing import Signing
from missions.link.station import MISSION, NotConnected, Station
from missions.plan.package import OWN_SYSTEM_ID
from tests.flight.test_fly import assert_on_pad, assert_sound, fly, said
from tests.flight.vehicles import ROOT, needs_arducopter, vehicle
from tests.missions.link.frames_of import signed

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]
KEY, OTHER = bytes(range(7, 39)), bytes(32 * [9])
SPEED = 20.0
HOSTILE = {
    "disarm by force": mavlink.MAVLink_command_long_message(1, 1, 400, 0, 0, 21196, 0, 0, 0, 0, 0),
    "clear the mission": mavlink.MAVLink_mission_clear_all_message(1, 1, 0),
    "land": mavlink.MAVLink_command_long_message(1, 1, 21, 0, 0, 0, 0, 0, 0, 0, 0),
    "another fence": mavlink.MAVLink_param_set_message(1, 1, b"FENCE_ENABLE", 0.0, 9),
    "jump": mavlink.MAVLink_mission_set_current_message(1, 1, 1),
    "take the key away": mavlink.MAVLink_setup_signing_message(1, 1, [0] * 32, 0),
}


@pytest.fixture
def key_file(tmp_path: Path) -> Path:
    file = tmp_path / "tsubame.key"
    file.write_text(KEY.hex())
    file.chmod(0o600)
    return file


@contextmanager
def stranger(address: str, port: int) -> Iterator[socket.socket]:
    """Somebody at another port of the vehicle."""
    _, host, first = address.split(":")
    with socket.create_connection((host, int(first) + port)) as connected:
        connected.setblocking(False)
        yield connected


def forged(rng: random.Random) -> bytes:
    """An order as from the ground station, without its key: unsigned, or signed with another."""
    message = HOSTILE[rng.choice(sorted(HOSTILE))]
    raw = bytes(message.pack(mavlink.MAVLink(None, OWN_SYSTEM_ID, 190)))
    return signed(raw, OTHER, (1 << 48) - 1 - rng.randrange(1000)) if rng.random() < 0.5 else raw


def recorded(tlog: Path) -> list[bytes]:
    """The frames that the ground station has sent so far, as they were recorded."""
    data, frames, at = tlog.read_bytes() if tlog.exists() else b"", [], 0
    while at + 20 < len(data):
        size = data[at + 9] + 12 + (13 if data[at + 10] & 1 else 0)
        frame = data[at + 8 : at + 8 + size]
        if frame[5] == OWN_SYSTEM_ID:
            frames.append(frame)
        at += 8 + size
    return frames


def test_a_signed_flight_goes_its_way_whatever_strangers_say(
    key_file: Path, tmp_path: Path
) -> None:
    rng, tlog = random.Random(4), tmp_path / "flight.tlog"
    options = ("--signing-key", str(key_file), "--tlog", str(tlog), "--consent", "no")
    sent = 0
    with (
        vehicle("sitl", tmp_path, SPEED, "--signing-key", str(key_file)) as address,
        ThreadPoolExecutor(1) as pool,
        stranger(address, 2) as one,
        stranger(address, 3) as two,
    ):
        flying = pool.submit(fly, address, tmp_path, *options)
        while not flying.done():
            for link in (one, two):
                old = recorded(tlog)
                link.send((rng.choice(old) if old else b"") + forged(rng))
                sent += 1
                with suppress(BlockingIOError):
                    while link.recv(65536):
                        pass
            pause(0.1)
        flight = flying.result()
    assert sent > 50
    assert_sound(flight)
    assert flight["outcome"] == "returned"
    assert_on_pad(flight, "hase-hub")
    for order in ("guided", "arm", "start"):
        assert [each["outcome"] for each in said(flight, "command", name=order)] == ["accepted"]
    said_by_vehicle = [event["text"] for event in said(flight, "vehicle-says")]
    assert not [text for text in said_by_vehicle if "igning" in text]
    assert b"signing_key" not in tlog.read_bytes()
    assert KEY not in tlog.read_bytes()


@pytest.mark.parametrize("ours", [None, OTHER], ids=["no key", "another key"])
def test_who_has_not_the_key_launches_nothing(
    ours: bytes | None, key_file: Path, tmp_path: Path
) -> None:
    options: tuple[str, ...] = ()
    if ours is not None:
        wrong = tmp_path / "wrong.key"
        wrong.write_text(ours.hex())
        wrong.chmod(0o600)
        options = ("--signing-key", str(wrong))
    with vehicle("sitl", tmp_path, SPEED, "--signing-key", str(key_file)) as address:
        command = [sys.executable, "-c", "from missions.cli import main; main()", "fly", "nakao"]
        ended = subprocess.run(
            [*command, "--connect", address, "--config", str(ROOT / "config/ina-hase"), *options],
            cwd=tmp_path,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            capture_output=True,
            text=True,
        )
        asyncio.run(_assert_untouched(address))
    assert ended.returncode != 0
    if ours is not None:
        assert "signed with another key" in ended.stderr


async def _assert_untouched(address: str) -> None:
    """It stands disarmed with no mission and its parameters as they were."""
    async with await Station.open(address, signing=Signing(KEY)) as station:
        assert station.state.armed is False
        assert await station.download(MISSION) == Accepted(())
        assert await station.read_parameters(["FS_GCS_ENABLE"]) == Accepted({"FS_GCS_ENABLE": 0.0})


async def test_a_vehicle_that_does_not_sign_is_not_taken_for_ours(tmp_path: Path) -> None:
    with (
        vehicle("sitl", tmp_path, SPEED) as address,
        pytest.raises(NotConnected, match="packets not signed"),
    ):
        await Station.open(address, signing=Signing(KEY), identify_s=3.0)


async def test_a_signed_link_is_made_anew_and_takes_nothing_of_before(tmp_path: Path) -> None:
    key = tmp_path / "a.key"
    key.write_text(KEY.hex())
    key.chmod(0o600)
    with vehicle("sitl", tmp_path, SPEED, "--signing-key", str(key)) as address:
        async with await Station.open(address, signing=Signing(KEY)) as station:
            for _ in range(3):
                assert await station.write_parameters({"RTL_ALT": 2000.0}) == Accepted(None)
                assert station.signed
                assert await station.reopen() == Accepted(None)


def signing_command(*arguments: str) -> subprocess.CompletedProcess[str]:
    """`sorabin signing …`."""
    program = "from missions.commands.signing import app; app()"
    return subprocess.run(
        [sys.executable, "-c", program, *arguments],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
    )


KINDS = [("sitl", SPEED), pytest.param("arducopter", 5.0, marks=needs_arducopter)]


@pytest.mark.parametrize(("kind", "speed"), KINDS)
def test_a_key_is_given_flown_with_and_taken_away(
    kind: str, speed: float, key_file: Path, tmp_path: Path
) -> None:
    """Over the first port, which is a cable; the second is a radio."""
    with vehicle(kind, tmp_path, speed) as address:
        _wait_for_start_up(address)
        given = signing_command("set-up", str(key_file), "--connect", address)
        assert given.returncode == 0, given.stderr
        radio = f"{address.rsplit(':', 1)[0]}:{int(address.rsplit(':', 1)[1]) + 2}"
        asyncio.run(_assert_only_signed_words_count(radio))
        flight = fly(
            radio, tmp_path, "--signing-key", str(key_file), "--say", "return@out:0.02",
            exit_code=None,
        )  # fmt: skip
        taken = signing_command("take-away", str(key_file), "--connect", address)
        assert taken.returncode == 0, taken.stderr
        asyncio.run(_assert_unsigned_words_count(radio))
    assert flight["outcome"] == "returned"
    sha256 = flight["mission_sha256"]
    assert sha256["approved"] == sha256["readback"]
    assert_on_pad(flight, "hase-hub")


async def _assert_only_signed_words_count(radio: str) -> None:
    async with await Station.open(radio, signing=Signing(KEY), identify_s=20.0) as station:
        assert station.signed
        assert await station.write_parameters({"RTL_ALT": 2300.0}) == Accepted(None)
    async with await Station.open(radio, identify_s=20.0) as station:
        written = await station.write_parameters({"RTL_ALT": 2400.0}, retries=2)
        assert not isinstance(written, Accepted)
        assert not isinstance(await station.command(400, 1.0), Accepted)
    with pytest.raises(NotConnected):
        await Station.open(radio, signing=Signing(OTHER), identify_s=4.0)
    async with await Station.open(radio, signing=Signing(KEY), identify_s=20.0) as station:
        assert await station.read_parameters(["RTL_ALT"]) == Accepted({"RTL_ALT": 2300.0})


async def _assert_unsigned_words_count(radio: str) -> None:
    async with await Station.open(radio, identify_s=20.0) as station:
        assert not station.signed
        assert await station.write_parameters({"RTL_ALT": 2500.0}) == Accepted(None)


def _wait_for_start_up(address: str) -> None:
    """A vehicle that has just been started takes no key yet."""

    async def ready() -> Any:
        async with await Station.open(address) as station:
            return await station.ready(vehicle_s=120.0)

    until_s = machine_s() + 120.0
    while not isinstance(asyncio.run(ready()), Accepted):
        assert machine_s() < until_s
