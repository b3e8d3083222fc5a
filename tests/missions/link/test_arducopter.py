"""The station against a real ArduCopter software-in-the-loop.

Needs the program `arducopter` on PATH or named by SORABIN_ARDUCOPTER, with `copter.parm`, the
defaults of ArduPilot's own tests, beside it.
"""

from __future__ import annotations

import asyncio
import os
import shutil
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from missions.link.modes import CopterMode
from missions.link.outcome import Accepted, Rejected
from missions.link.station import FENCE, MISSION, RALLY, Station
from missions.plan.parameters import FIXED
from missions.plan.wireitem import WireItem

PROGRAM = os.environ.get("SORABIN_ARDUCOPTER") or shutil.which("arducopter")
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(PROGRAM is None, reason="no arducopter on PATH or in SORABIN_ARDUCOPTER"),
]
LAT, LON, ALT_M = 35.8, 137.9, 700.0
ARM, TAKEOFF = 400, 22
SAFETY = {
    "FS_GCS_ENABLE": 6.0,
    "FS_GCS_TIMEOUT": 5.0,
    "FS_OPTIONS": 0.0,
    "FS_THR_ENABLE": 0.0,
    "MAV_GCS_SYSID": 245.0,
    "FENCE_TYPE": 4.0,
    "WPNAV_SPEED": 1234.5,
}


def ground_m(lat_deg: float, lon_deg: float) -> float:
    """A slope of one in ten to the north, 700 m at the pad."""
    return ALT_M + (lat_deg - LAT) * 11_132.0


@asynccontextmanager
async def arducopter(folder: Path, speed: int) -> AsyncIterator[str]:
    assert PROGRAM is not None
    defaults = Path(PROGRAM).resolve().parent / "copter.parm"
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    arguments = ["--model", "+", "--speedup", str(speed), "-w", "--base-port", str(port)]
    arguments += ["--home", f"{LAT},{LON},{ALT_M},0"]
    if defaults.exists():
        arguments += ["--defaults", str(defaults)]
    process = await asyncio.create_subprocess_exec(
        PROGRAM,
        *arguments,
        cwd=folder,
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.DEVNULL,
    )
    try:
        yield f"tcp:127.0.0.1:{port}"
    finally:
        process.kill()
        await process.wait()


def item(seq: int, command: int, north_deg: float, alt_m: float, **given: float) -> WireItem:
    values = {"p1": 0.0, "p2": 0.0, "p3": 0.0, "p4": 0.0, **given}
    lat_deg = round(LAT + north_deg, 7)
    return WireItem(
        seq, 0 if seq == 0 else 3, command, 0, 1, **values, lat_deg=lat_deg, lon_deg=LON,
        alt_m=alt_m, mission_type=MISSION,
    )  # fmt: skip


FIVE = [
    item(0, 16, 0.0, ALT_M),
    item(1, 22, 0.0, 50.0),
    item(2, 16, 0.001, 50.0),
    item(3, 19, 0.002, 50.0, p1=10.0, p3=1.0),
    item(4, 21, 0.002, 0.0, p4=1.0),
]


@pytest.mark.parametrize("speed", [1, 40])
async def test_all_exchanges(tmp_path: Path, speed: int) -> None:
    async with (
        arducopter(tmp_path, speed) as address,
        await Station.open(address, terrain=ground_m) as station,
    ):
        if speed > 1:
            assert isinstance(await station.ready(vehicle_s=120), Accepted)
            assert station.time.rate == pytest.approx(speed, rel=0.3)
        else:
            await station.sleep(3)
        assert await station.upload(MISSION, FIVE) == Accepted(None)
        read = await station.download(MISSION)
        assert isinstance(read, Accepted)
        assert list(read.value[1:]) == FIVE[1:]
        fence = [
            WireItem(n, 0, 5001, 0, 0, 4.0, 0.0, 0.0, 0.0, LAT + a, LON + b, 0.0, FENCE)
            for n, (a, b) in enumerate([(-0.01, -0.01), (-0.01, 0.01), (0.01, 0.01), (0.01, -0.01)])
        ]
        fence = [_rounded(each) for each in fence]
        assert await station.upload(FENCE, fence) == Accepted(None)
        assert await station.download(FENCE) == Accepted(tuple(fence))
        rally = [WireItem(0, 3, 5100, 0, 0, 0.0, 0.0, 0.0, 0.0, LAT, LON, 60.0, RALLY)]
        assert await station.upload(RALLY, rally) == Accepted(None)
        assert await station.download(RALLY) == Accepted(tuple(rally))
        assert await station.write_parameters(SAFETY) == Accepted(None)
        assert await station.read_parameters(SAFETY) == Accepted(SAFETY)
        names = [entry.name for entry in FIXED]
        assert isinstance(await station.read_parameters(names), Accepted)
        refused = await station.read_parameters(["NOT_THERE"])
        assert refused == Rejected("NOT_THERE: MAV_PARAM_ERROR_DOES_NOT_EXIST", 1)
        assert await station.clear(MISSION) == Accepted(None)
        assert await station.download(MISSION) == Accepted(())


@pytest.mark.parametrize("speed", [10, 60])
async def test_heartbeats_keep_it_in_the_air_and_their_end_brings_it_home(
    tmp_path: Path, speed: int
) -> None:
    async with (
        arducopter(tmp_path, speed) as address,
        await Station.open(address, terrain=ground_m) as station,
    ):
        assert await station.write_parameters(SAFETY) == Accepted(None)
        assert isinstance(await station.ready(vehicle_s=120), Accepted)
        assert await station.set_mode(CopterMode.GUIDED) == Accepted(None)
        assert await station.command(ARM, 1.0) == Accepted(None)
        assert await station.command(TAKEOFF, p7=30.0) == Accepted(None)
        up = await station.until(
            lambda s: s.position is not None and s.position.value.alt_rel_m > 28, vehicle_s=60
        )
        assert isinstance(up, Accepted)
        await station.sleep(60)
        assert station.state.mode == CopterMode.GUIDED
        assert station.state.terrain is not None
        assert station.state.terrain.value.spacing_m > 0
        station.mute()
        began_s = station.time.now_s()
        left = await station.until(lambda s: s.mode != CopterMode.GUIDED, vehicle_s=60)
        assert isinstance(left, Accepted)
        assert 4.0 < station.time.now_s() - began_s < 12.0


def _rounded(each: WireItem) -> WireItem:
    values = {name: getattr(each, name) for name in WireItem.__slots__}
    values |= {"lat_deg": round(each.lat_deg, 7), "lon_deg": round(each.lon_deg, 7)}
    return WireItem(**values)
