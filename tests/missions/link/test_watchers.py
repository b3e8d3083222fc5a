"""Others may see a flight; nothing of theirs reaches the aircraft, and none of them delays us."""

from __future__ import annotations

import asyncio
import socket
from pathlib import Path

import pytest
from pymavlink import mavutil

from missions.clock import machine_s
from missions.link.outcome import Accepted
from missions.link.station import Station
from missions.link.watchers import (
    BadWatchAddress,
    WatchBeyondLoopback,
    Watchers,
    WatchesItself,
)
from missions.link.wire import Wire
from tests.missions.link.fake_vehicle import FakeVehicle
from tests.missions.link.test_robustness import assert_alive
from tests.missions.link.test_station import items, opened
from tests.missions.link.watching import Upstream, hostile_packets, listener


class Kept:
    """A recorder that keeps packets in memory."""

    def __init__(self) -> None:
        self.packets: list[bytes] = []

    def record(self, *packets: bytes) -> None:
        self.packets += packets

    def of(self, system_id: int) -> list[bytes]:
        """Those of one system, as sent or heard."""
        codec = Wire(1)
        return [p for p in self.packets if codec.decode(p)[0].system_id == system_id]


async def test_a_watcher_gets_every_packet_of_the_vehicle_unaltered_and_in_order() -> None:
    kept = Kept()
    async with FakeVehicle(system_id=7, rate=10.0) as vehicle:
        with listener() as seen, Watchers.at([seen.address]) as watchers:
            vehicle.garbage = b"\xfd\x01noise"
            async with await opened(vehicle, recorder=kept, watcher=watchers) as station:
                await station.sleep(20.0)
                vehicle.heartbeat(system_id=9)  # another vehicle on the same radio
                vehicle.heartbeat(kind=6, autopilot=8, system_id=255)  # a ground station
                assert isinstance(await station.upload(0, items(4)), Accepted)
            copies = seen.taken()
            assert len(copies) > 100
            assert copies == kept.of(7)
            assert (watchers.all[0].sent, watchers.all[0].lost) == (len(copies), 0)


async def test_nothing_that_a_watcher_sends_reaches_the_vehicle() -> None:
    kept = Kept()
    async with FakeVehicle(system_id=7, rate=10.0) as vehicle, Upstream(vehicle.address) as wire:
        with listener() as hostile, Watchers.at([hostile.address]) as watchers:
            async with await Station.open(
                wire.address, identify_s=5.0, recorder=kept, watcher=watchers
            ) as station:
                for packet in hostile_packets(7) * 20:
                    hostile.taken()
                    hostile.answer(packet)
                    await asyncio.sleep(0)
                await assert_alive(vehicle, station)
                assert not vehicle.items[0]
                sent = b"".join(kept.of(245))
                await asyncio.sleep(0.1)
            # Every byte on the wire is one that the executive itself put there, and none is more.
            assert bytes(wire.bytes_up[: len(sent)]) == sent
            assert bytes(wire.bytes_up) == b"".join(kept.of(245))
            assert hostile.sources
        assert {system_id for _, system_id in vehicle.heartbeats} == {245}
        assert vehicle.params["FS_GCS_ENABLE"] == 0.0
        assert wire.connections == 1


async def test_heartbeats_of_a_watcher_do_not_hide_that_we_are_silent() -> None:
    async with FakeVehicle(system_id=7, rate=10.0) as vehicle:
        with listener() as hostile, Watchers.at([hostile.address]) as watchers:
            async with await opened(vehicle, watcher=watchers) as station:
                await station.sleep(5.0)
                station.mute()
                await asyncio.sleep(0.1)
                vehicle.heartbeats.clear()
                until_s = machine_s() + 1.0
                while machine_s() < until_s:  # ten seconds of the vehicle's time
                    hostile.taken()
                    for packet in hostile_packets(7)[:1]:
                        hostile.answer(packet)
                    await asyncio.sleep(0.02)
                assert hostile.sources
                assert vehicle.heartbeats == []


class Broken:
    """A watcher whose code is at fault."""

    def tell(self, packet: bytes) -> None:
        raise RuntimeError("not now")


def dead() -> str:
    """An address where nobody listens."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.bind(("127.0.0.1", 0))
        return f"udp:127.0.0.1:{probe.getsockname()[1]}"


async def test_a_dead_watcher_costs_the_flight_nothing_and_one_that_comes_later_sees_it() -> None:
    address = dead()
    async with FakeVehicle(rate=20.0) as vehicle:
        with Watchers.at([address]) as watchers:
            async with await opened(vehicle, watcher=watchers) as station:
                await assert_alive(vehicle, station)
                with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as late:
                    late.bind(("127.0.0.1", int(address.rpartition(":")[2])))
                    await station.sleep(10.0)
                    late.setblocking(False)
                    assert Wire(1).decode(late.recv(2048))
                await assert_alive(vehicle, station)


async def test_a_watcher_that_never_reads_fills_its_own_buffer_and_delays_nobody() -> None:
    async with FakeVehicle(rate=20.0) as vehicle:
        with listener() as slow, listener() as quick:
            slow.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1)
            with Watchers.at([slow.address, quick.address]) as watchers:
                async with await opened(vehicle, watcher=watchers) as station:
                    await station.sleep(30.0)
                    await assert_alive(vehicle, station)
            assert len(slow.taken()) < len(quick.taken())


async def test_a_watcher_at_fault_ends_no_link() -> None:
    async with (
        FakeVehicle(rate=20.0) as vehicle,
        await opened(vehicle, watcher=Broken()) as station,
    ):
        await assert_alive(vehicle, station)


async def test_what_watchers_send_takes_no_memory_of_ours() -> None:
    """The kernel keeps its least for the socket, and nothing is read from it."""
    with listener() as hostile, Watchers.at([hostile.address]) as watchers:
        watchers.tell(b"x")
        assert hostile.taken() == [b"x"]
        for _ in range(2000):
            hostile.answer(bytes(1400))
        watchers.tell(b"y")
        assert hostile.taken() == [b"y"]


def test_pymavlink_watches_and_its_words_go_nowhere(tmp_path: Path) -> None:
    """A connection as scripts and ground stations of others make it."""

    async def watched() -> None:
        port = int(dead().rpartition(":")[2])
        theirs = mavutil.mavlink_connection(f"udpin:127.0.0.1:{port}", source_system=255)
        async with FakeVehicle(system_id=7, rate=10.0) as vehicle:
            with Watchers.at([f"udp:127.0.0.1:{port}"]) as watchers:
                async with await opened(vehicle, watcher=watchers) as station:
                    await station.sleep(10.0)
                    heartbeat = theirs.recv_match(type="HEARTBEAT", blocking=True, timeout=5)
                    assert heartbeat is not None
                    assert (theirs.target_system, heartbeat.autopilot) == (7, 3)
                    assert theirs.recv_match(type="GLOBAL_POSITION_INT", blocking=True, timeout=5)
                    theirs.arducopter_arm()
                    theirs.param_fetch_all()
                    theirs.set_mode("RTL")
                    await station.sleep(10.0)
                    await assert_alive(vehicle, station)
                    assert "PARAM_REQUEST_LIST" not in vehicle.seen
                    assert {system_id for _, system_id in vehicle.heartbeats} == {245}
        theirs.close()

    asyncio.run(watched())


@pytest.mark.parametrize(
    ("address", "error"),
    [
        ("udp:192.0.2.7:14550", WatchBeyondLoopback),
        ("udp:[2001:db8::1]:14550", WatchBeyondLoopback),
        ("tcp:127.0.0.1:14550", BadWatchAddress),
        ("udpin:127.0.0.1:14550", BadWatchAddress),
        ("udp:example.test:14550", BadWatchAddress),
        ("udp:127.0.0.1:0", BadWatchAddress),
        ("udp:127.0.0.1:70000", BadWatchAddress),
        ("udp:0.0.0.0:14550", BadWatchAddress),
        ("udp:239.0.0.1:14550", BadWatchAddress),
        ("14550", BadWatchAddress),
    ],
)
def test_where_nothing_is_to_be_shown_is_refused(address: str, error: type[Exception]) -> None:
    with pytest.raises(error):
        Watchers.at([address])


def test_another_machine_is_shown_a_flight_only_where_that_is_said() -> None:
    Watchers.at(["udp:192.0.2.7:14550"], beyond=True).close()
    Watchers.at(["udp:localhost:14550", "udp:[::1]:14550"]).close()


@pytest.mark.parametrize("link", ["udpin:127.0.0.1:14550", "udpin:0.0.0.0:14550"])
@pytest.mark.parametrize("watch", ["udp:127.0.0.1:14550", "udp:127.0.0.2:14550"])
def test_the_link_s_own_ends_are_not_watched(link: str, watch: str) -> None:
    with pytest.raises(WatchesItself):
        Watchers.at([watch], links=[link])
    with pytest.raises(WatchesItself):
        Watchers.at([watch], links=["tcp:127.0.0.1:5760", link.replace("udpin", "udp")])
    others = ["tcp:127.0.0.1:14550", "udpin:127.0.0.1:14551", "serial:/dev/ttyACM0:57600"]
    Watchers.at([watch], links=others).close()


def test_a_refusal_names_the_address() -> None:
    with pytest.raises(WatchBeyondLoopback, match=r"192\.0\.2\.7:14550 is another machine"):
        Watchers.at(["udp:192.0.2.7:14550"])
