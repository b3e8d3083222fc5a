"""What must not end the watch over a vehicle: full disks, bad packets and listeners, dead peers."""

from __future__ import annotations

import asyncio
import logging
import random
import resource
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from pymavlink import mavutil
from pymavlink.dialects.v20 import ardupilotmega as mavlink

from missions.flight.record import FlightRecord
from missions.link.events import LinkUp, RecorderFault, Told
from missions.link.hearing import STALE_MACHINE_S, STALE_VEHICLE_S, Hearing
from missions.link.listeners import Subscription
from missions.link.messages import CommandAck
from missions.link.modes import CopterMode
from missions.link.outcome import Accepted, NoAnswer, Rejected
from missions.link.owed import OwedAcks
from missions.link.recorder import Recorder
from missions.link.station import Station
from missions.link.vehicle_time import VehicleTime
from tests.missions.link.fake_vehicle import FakeVehicle
from tests.missions.link.test_station import opened

ARM, SET_MODE = 400, 176


async def drained(events: Subscription[Told]) -> list[type]:
    """The kinds of what was told so far."""
    events.close()
    return [type(told.what) async for told in events]


async def assert_alive(vehicle: FakeVehicle, station: Station) -> None:
    """It is heard, its questions are answered, and it hears our heartbeats."""
    vehicle.seen.clear()
    vehicle.mode = (vehicle.mode + 1) % 8
    seen = await station.until(lambda s: s.mode == vehicle.mode, vehicle_s=20)
    assert isinstance(seen, Accepted)
    assert await station.command(ARM, 1.0) == Accepted(None)
    await station.sleep(3.0)
    assert vehicle.seen["HEARTBEAT"] > 0


async def test_a_full_disk_is_told_once_and_the_flight_goes_on(
    caplog: pytest.LogCaptureFixture,
) -> None:
    with caplog.at_level(logging.ERROR):
        full = Recorder(Path("/dev/full"))
        async with (
            FakeVehicle(rate=20.0) as vehicle,
            await opened(vehicle, recorder=full) as station,
        ):
            await assert_alive(vehicle, station)
            assert "No space left" in (station.state.recorder_fault or "")
            vehicle.reboot()
            await station.sleep(5.0)
            assert station.state.recorder_fault
    assert len(caplog.records) == 1


class Sulking:
    """A recorder that fails as long as it is told to."""

    def __init__(self) -> None:
        self.fails = True
        self.taken = 0

    def record(self, *packets: bytes) -> None:
        if self.fails:
            raise RuntimeError("not now")
        self.taken += len(packets)


async def test_a_recorder_that_works_again_is_used_again() -> None:
    recorder = Sulking()
    async with (
        FakeVehicle(rate=20.0) as vehicle,
        await opened(vehicle, recorder=recorder) as station,
    ):
        events = station.events()
        assert station.state.recorder_fault == "not now"
        recorder.fails = False
        await asyncio.sleep(1.2)
        assert station.state.recorder_fault is None
        assert recorder.taken > 0
        recorder.fails = True
        await asyncio.sleep(0.1)
        await station.close()
        told = [told.what async for told in events]
    faults = [what for what in told if isinstance(what, RecorderFault)]
    assert faults == [RecorderFault(None), RecorderFault("not now")]


@contextmanager
def room_for(size: int) -> Iterator[None]:
    """No file of this process grows beyond `size` bytes."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_a_record_is_whole_or_not_there(tmp_path: Path) -> None:
    """A disk that fills in the middle of a record leaves a log that can be read."""
    beat = mavlink.MAVLink_heartbeat_message(2, 3, 1, 0, 4, 3).pack(mavlink.MAVLink(None, 1, 1))
    recorder = Recorder(tmp_path / "one.tlog")
    size = len(beat) + 8
    with room_for(3 * size + size // 2):
        for _ in range(3):
            recorder.record(beat)
        for _ in range(2):
            with pytest.raises(OSError, match=r"room|large"):
                recorder.record(beat)
    assert recorder.path.stat().st_size == 3 * size
    recorder.record(beat)
    recorder.close()
    log = mavutil.mavlink_connection(str(recorder.path))
    kinds = []
    while message := log.recv_match():
        kinds.append(message.get_type())
    assert kinds == ["HEARTBEAT"] * 4


def packet_of(number: int, payload: bytes, system_id: int = 1) -> bytes:
    kind = mavlink.mavlink_map[number]
    head = struct.pack("<BBBBBB", len(payload), 0, 0, 0, system_id, 1) + number.to_bytes(
        3, "little"
    )
    crc = mavlink.x25crc(head + payload + bytes([kind.crc_extra])).crc
    return b"\xfd" + head + payload + struct.pack("<H", crc)


async def test_whatever_a_vehicle_sends_it_is_heard_on() -> None:
    rng = random.Random(11)
    kinds = [number for number in sorted(mavlink.mavlink_map) if number not in (0, 2)]
    async with FakeVehicle(rate=20.0) as vehicle, await opened(vehicle) as station:
        await station.until(lambda s: s.position is not None, vehicle_s=20)
        for number in kinds:
            for size in (0, rng.randrange(256), 255):
                payload = rng.choice((b"\xff" * size, rng.randbytes(size)))
                vehicle.write(packet_of(number, payload) + rng.randbytes(rng.randrange(4)))
            await asyncio.sleep(0)
        vehicle.write(bytes(300))
        await asyncio.sleep(0.2)
        assert station.connected
        vehicle.reboot()  # among them were times of its clock from far away
        await asyncio.sleep(1.0)
        await assert_alive(vehicle, station)


async def test_an_exchange_that_fails_raises_where_it_was_asked() -> None:
    async with FakeVehicle(rate=20.0) as vehicle, await opened(vehicle) as station:
        asking = asyncio.create_task(station.write_parameters({"FENCE_TYPE": float("nan")}))
        with pytest.raises(ValueError, match="cannot be set"):
            await asking
        await assert_alive(vehicle, station)


def test_a_listener_that_fails_costs_no_note(caplog: pytest.LogCaptureFixture) -> None:
    heard = []

    def listener(note: object) -> None:
        heard.append(note)
        raise OSError("the table is locked")

    record = FlightRecord(listener)
    for at_s in range(3):
        record.note("seen", float(at_s))
    assert len(record.notes) == len(heard) == 3
    assert len(caplog.records) == 1


@pytest.mark.slow
async def test_a_peer_that_is_gone_without_a_word_is_not_connected_and_can_be_reached_again() -> (
    None
):
    """As after a pulled cable: the connection stays open, and nothing comes any more."""
    async with FakeVehicle(rate=20.0) as vehicle, await opened(vehicle) as station:
        await station.sleep(5.0)
        vehicle.talks = vehicle.listens = False
        await asyncio.sleep(STALE_MACHINE_S - 1.5)
        assert station.connected  # a busy machine pauses for that long
        assert not station.link_up
        await asyncio.sleep(2.0)
        assert not station.connected
        events = station.events()
        assert isinstance(await station.reopen(identify_s=0.5), NoAnswer)
        assert not station.connected
        vehicle.talks = vehicle.listens = True
        assert LinkUp not in await drained(events)  # nobody was heard
        assert await station.reopen(identify_s=5.0) == Accepted(None)
        assert vehicle.connections == 3
        assert station.connected
        await assert_alive(vehicle, station)


@pytest.mark.slow
async def test_a_peer_that_is_heard_again_is_connected_again_and_was_called_all_the_time() -> None:
    async with FakeVehicle(rate=20.0) as vehicle, await opened(vehicle) as station:
        await station.sleep(5.0)
        vehicle.talks = False
        await asyncio.sleep(STALE_MACHINE_S + 0.5)
        assert not station.connected
        vehicle.seen.clear()
        await asyncio.sleep(0.3)
        assert vehicle.seen["HEARTBEAT"] > 0  # it need not come home because we are deaf
        vehicle.talks = True
        await station.heard_again(vehicle_s=20)
        assert station.connected
        await assert_alive(vehicle, station)


@pytest.mark.parametrize(("rate", "silent_s", "stale"), [
    (1.0, STALE_VEHICLE_S - 1, False),
    (1.0, STALE_VEHICLE_S + 1, True),
    (40.0, STALE_MACHINE_S - 1, False),
    (40.0, STALE_MACHINE_S + 1, True),
])  # fmt: skip
def test_a_connection_is_given_up_by_both_clocks(rate: float, silent_s: float, stale: bool) -> None:
    time = VehicleTime(lambda: 0.0)
    for step in range(200):
        time.feed(10.0 + step * 0.02 * rate, step * 0.02)
    hearing = Hearing(time, 5.0)
    hearing.heard(time.now_s(4.0), 4.0)
    assert hearing.stale(4.0 + silent_s) == stale


def late_ack(result: int, command: int = SET_MODE) -> mavlink.MAVLink_message:
    return mavlink.MAVLink_command_ack_message(command, result, 0, 0, 245, 190)


async def test_a_late_answer_is_not_taken_for_that_of_a_later_command() -> None:
    """A hold is accepted so late that nobody waits for it any more; the landing after it is not."""
    async with FakeVehicle(rate=20.0) as vehicle:
        vehicle.answers_time = True
        async with await opened(vehicle) as station:
            await station.sleep(5.0)
            vehicle.command_results[SET_MODE] = [None, 4]
            held = await station.set_mode(CopterMode.GUIDED, answer_s=0.1)
            assert isinstance(held, NoAnswer)
            landing = asyncio.create_task(station.set_mode(CopterMode.LAND))
            await asyncio.sleep(0)
            vehicle.send(late_ack(0))
            assert await landing == Rejected("MAV_RESULT_FAILED", 4)
            # From here on nothing is owed any more, and nothing is asked beside the command.
            vehicle.command_results[SET_MODE] = [0]
            assert await station.set_mode(CopterMode.AUTO) == Accepted(None)


async def test_a_late_answer_while_nobody_asks_is_none_to_wait_for() -> None:
    async with FakeVehicle(rate=20.0) as vehicle:
        vehicle.answers_time = True
        async with await opened(vehicle) as station:
            await station.sleep(5.0)
            vehicle.command_results[ARM] = [None]
            assert isinstance(await station.command(ARM, 1.0, answer_s=0.1), NoAnswer)
            vehicle.send(late_ack(0, ARM))
            await asyncio.sleep(0.05)
            vehicle.answers_time = False  # it would be waited for in vain, were it needed
            assert await station.command(ARM, 1.0, answer_s=0.5) == Accepted(None)


async def test_who_asks_and_does_not_wait_leaves_an_answer_owed() -> None:
    async with FakeVehicle(rate=20.0) as vehicle:
        vehicle.answers_time = True
        async with await opened(vehicle) as station:
            await station.sleep(5.0)
            vehicle.command_results[SET_MODE] = [None, 4]
            asking = asyncio.create_task(station.set_mode(CopterMode.GUIDED))
            await asyncio.sleep(0.05)
            asking.cancel()
            await asyncio.gather(asking, return_exceptions=True)
            landing = asyncio.create_task(station.set_mode(CopterMode.LAND))
            await asyncio.sleep(0)
            vehicle.send(late_ack(0))
            assert await landing == Rejected("MAV_RESULT_FAILED", 4)


def test_answers_are_owed_by_number_and_count() -> None:
    owed = OwedAcks(lambda: 7)
    assert owed.begin(ARM) is None
    owed.end(ARM, sent=3, acknowledged=False)
    assert owed.begin(SET_MODE) is None
    owed.end(SET_MODE, sent=1, acknowledged=True)
    for _ in range(2):
        owed.heard(CommandAck(ARM, 0, None, 245))
    owed.heard(CommandAck(ARM, 5, 40, 245))  # in progress: its end is still to come
    assert owed.begin(ARM) == 7
    owed.end(ARM, sent=1, acknowledged=True)
    assert owed.begin(ARM) is None
