"""The recording of a link: what came at once is written at once, and can be read one by one."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from missions.link.recorder import Recorder
from missions.link.telemetry import VehicleState
from tests.missions.link.fake_vehicle import FakeVehicle
from tests.missions.link.test_station import opened

_STAMP = 8


class Batches:
    """A recorder that keeps what it was handed at once together."""

    def __init__(self) -> None:
        self.all: list[tuple[bytes, ...]] = []

    def record(self, *packets: bytes) -> None:
        self.all.append(packets)


def read(file: Path) -> list[bytes]:
    """The packets of a telemetry log, all of MAVLink 2 and unsigned."""
    data, at, found = file.read_bytes(), 0, []
    while at < len(data):
        at += _STAMP
        found.append(data[at : at + data[at + 1] + 12])
        at += len(found[-1])
    return found


async def test_telemetry_that_came_in_one_piece_is_one_write() -> None:
    """A write for each message held up the heartbeats of all vehicles where the disk is slow."""
    batches = Batches()
    async with FakeVehicle() as vehicle, await opened(vehicle, recorder=batches) as station:
        batches.all.clear()
        vehicle.tell()  # handed to the socket without a pause between

        def all_came(_: VehicleState) -> bool:
            return any(len(batch) > 3 for batch in batches.all)

        await station.until(all_came, vehicle_s=20.0)
        await asyncio.sleep(0)
        assert any(len(batch) > 3 for batch in batches.all)


def test_packets_that_came_at_once_are_records_of_their_own(tmp_path: Path) -> None:
    recorder = Recorder(tmp_path / "flight.tlog")
    packets = [bytes((0xFD, size)) + bytes(size + 10) for size in (3, 0, 200)]
    recorder.record(*packets)
    recorder.record()
    recorder.record(packets[0])
    recorder.close()
    recorder.record(packets[1])
    assert read(recorder.path) == [*packets, packets[0]]


def test_where_there_is_no_room_none_of_them_is_recorded(tmp_path: Path) -> None:
    if not Path("/dev/full").exists():
        pytest.skip("this system has no /dev/full")
    recorder = Recorder(Path("/dev/full"))
    with pytest.raises(OSError, match="No space"):
        recorder.record(b"\xfd\0" + bytes(10), b"\xfd\0" + bytes(10))
    recorder.close()
