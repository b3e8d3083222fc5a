from __future__ import annotations

import asyncio
import random
import socket

import pytest

from missions.link.faults import Faults, FaultyTransport, Silence
from missions.link.listeners import Listeners
from missions.link.transport import (
    BadAddress,
    MemoryTransport,
    NotReachable,
    UdpTransport,
    connect,
    parse_address,
)


def test_addresses_are_read() -> None:
    assert parse_address("tcp:127.0.0.1:5760") == ("tcp", "127.0.0.1", 5760)
    assert parse_address("udpin:[::1]:14550") == ("udpin", "::1", 14550)


@pytest.mark.parametrize(
    "address", ["", "tcp", "tcp:host", "tcp::5760", "serial:a:1", "tcp:host:x", "udp:host:70000"]
)
def test_other_addresses_are_refused(address: str) -> None:
    with pytest.raises(BadAddress):
        parse_address(address)


async def test_nobody_there_is_not_reachable() -> None:
    with pytest.raises(NotReachable):
        await connect("tcp:127.0.0.1:9")
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as taken:
        taken.bind(("127.0.0.1", 0))
        with pytest.raises(NotReachable):
            await connect(f"udpin:127.0.0.1:{taken.getsockname()[1]}")


async def test_udp_goes_out_and_comes_in() -> None:
    listening = await UdpTransport.open("127.0.0.1", 0, listen=True)
    assert not listening.send(b"to nobody yet")
    calling = await connect(f"udp:127.0.0.1:{listening.local_port}")
    assert calling.send(b"here")
    assert await listening.receive() == b"here"
    assert listening.send(b"welcome")
    assert await calling.receive() == b"welcome"
    await calling.close()
    assert await calling.receive() == b""
    assert not calling.send(b"late")
    await listening.close()


async def test_a_udp_station_serves_the_first_it_hears() -> None:
    listening = await UdpTransport.open("127.0.0.1", 0, listen=True)
    first = await connect(f"udp:127.0.0.1:{listening.local_port}")
    second = await connect(f"udp:127.0.0.1:{listening.local_port}")
    first.send(b"1")
    assert await listening.receive() == b"1"
    second.send(b"2")
    assert await listening.receive() == b"2"
    listening.send(b"answer")
    assert await asyncio.wait_for(first.receive(), 1.0) == b"answer"
    for each in (first, second, listening):
        await each.close()


async def test_a_closed_pair_is_closed_at_both_ends() -> None:
    here, there = MemoryTransport.pair()
    here.send(b"one")
    await here.close()
    assert [await there.receive(), await there.receive()] == [b"one", b""]
    assert not there.send(b"two")


async def test_silence_cuts_the_direction_that_is_meant() -> None:
    here, there = MemoryTransport.pair()
    faults = Faults(random.Random(1), silence=Silence.UPLINK)
    link = FaultyTransport(here, faults, lambda: 1.0)
    link.send(b"lost")
    there.send(b"down")
    assert await link.receive() == b"down"
    faults.silence = Silence.DOWNLINK
    link.send(b"up")
    assert await there.receive() == b"up"
    there.send(b"lost")
    await asyncio.sleep(0.01)
    faults.silence = Silence.BOTH
    link.send(b"lost")
    faults.silence = Silence.NONE
    there.send(b"last")
    assert await link.receive() == b"last"
    await link.close()


async def test_loss_takes_its_share() -> None:
    here, there = MemoryTransport.pair()
    link = FaultyTransport(here, Faults(random.Random(1), loss_up=0.3), lambda: 1.0)
    for _ in range(1000):
        link.send(b"x")
    await link.close()
    arrived = 0
    while await there.receive():
        arrived += 1
    assert 640 < arrived < 760


async def test_delay_is_in_vehicle_seconds_and_keeps_the_order() -> None:
    here, there = MemoryTransport.pair()
    faults = Faults(random.Random(1), delay_up_s=4.0)
    link = FaultyTransport(here, faults, lambda: 40.0)
    loop = asyncio.get_running_loop()
    began_s = loop.time()
    link.send(b"first")
    faults.delay_up_s = 0.0
    link.send(b"second")
    assert await there.receive() == b"first"
    assert loop.time() - began_s == pytest.approx(0.1, abs=0.05)
    assert await there.receive() == b"second"
    await link.close()


async def test_a_rate_that_falls_because_all_comes_late_makes_nothing_later() -> None:
    here, there = MemoryTransport.pair()
    rates = [1.0]
    faults = Faults(random.Random(1))
    link = FaultyTransport(here, faults, lambda: rates[-1])
    loop = asyncio.get_running_loop()
    for rate in (1.0, 0.001):
        rates.append(rate)
        faults.delay_down_s = 0.1
        began_s = loop.time()
        there.send(b"late")
        assert await link.receive() == b"late"
        assert loop.time() - began_s == pytest.approx(0.1, abs=0.05)
    await link.close()
    here, there = MemoryTransport.pair()
    other = FaultyTransport(here, faults, lambda: rates[-1])  # a connection that is made anew
    began_s = loop.time()
    there.send(b"late")
    assert await other.receive() == b"late"
    assert loop.time() - began_s == pytest.approx(0.1, abs=0.05)
    await other.close()
    faults.delay_down_s, rates[-1] = 0.0, 2.0
    assert faults.late_s(1.0, lambda: 2.0) == 0.0
    faults.delay_up_s = 1.0
    assert faults.late_s(1.0, lambda: 2.0) == 0.5  # a new delay, a new rate


def test_a_delay_that_begins_before_the_rate_is_known_takes_it_as_soon_as_it_is() -> None:
    faults = Faults(random.Random(1), delay_up_s=0.5)
    rates: list[float | None] = [None]
    late = [faults.late_s(0.5, lambda: rates[-1])]
    for rate in (10.0, 2.0):
        rates.append(rate)
        late.append(faults.late_s(0.5, lambda: rates[-1]))
    assert late == [0.5, 0.05, 0.05]


async def test_what_waits_behind_a_delay_that_ends_keeps_its_order() -> None:
    here, there = MemoryTransport.pair()
    faults = Faults(random.Random(1), delay_up_s=0.05, delay_down_s=0.05)
    link = FaultyTransport(here, faults, lambda: 1.0)
    for number in range(200):
        link.send(bytes([number]))
        there.send(bytes([number]))
    await asyncio.sleep(0.01)
    faults.delay_up_s = faults.delay_down_s = 0.0
    for number in range(200, 250):
        link.send(bytes([number]))
        there.send(bytes([number]))
    assert [ord(await there.receive()) for _ in range(250)] == list(range(250))
    assert [ord(await link.receive()) for _ in range(250)] == list(range(250))
    await link.close()


async def test_what_is_on_its_way_when_the_link_is_cut_is_lost() -> None:
    here, there = MemoryTransport.pair()
    faults = Faults(random.Random(1), delay_up_s=0.05)
    link = FaultyTransport(here, faults, lambda: 1.0)
    link.send(b"too late")
    faults.silence = Silence.BOTH
    await asyncio.sleep(0.1)
    await link.close()
    assert await there.receive() == b""


async def test_a_slow_listener_loses_the_oldest_and_holds_nobody_up() -> None:
    listeners: Listeners[int] = Listeners(kept=3)
    slow, other = listeners.subscribe(), listeners.subscribe()
    other.close()
    for number in range(5):
        listeners.tell(number)
    listeners.close()
    assert [number async for number in slow] == [2, 3, 4]
    assert slow.lost == 2
    assert [number async for number in listeners.subscribe()] == []
