"""MAVProxy watches a flight: it sees the vehicle, and nothing of what it says arrives."""

from __future__ import annotations

import asyncio
import socket
from pathlib import Path

import pytest

from missions.link.watchers import Watchers
from missions.link.wire import Wire
from tests.clients.test_mavproxy import mavproxy
from tests.missions.link.fake_vehicle import FakeVehicle
from tests.missions.link.test_robustness import assert_alive
from tests.missions.link.test_station import opened
from tests.missions.link.watching import EXECUTIVE, Upstream

pytest.importorskip("MAVProxy")
pytestmark = [pytest.mark.slow, pytest.mark.timeout(240)]


def _free_port() -> int:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


async def test_it_sees_the_vehicle_and_its_words_go_nowhere(tmp_path: Path) -> None:
    port = _free_port()
    async with FakeVehicle(system_id=7) as vehicle, Upstream(vehicle.address) as wire:
        with (
            mavproxy(f"udpin:127.0.0.1:{port}", tmp_path) as prompt,
            Watchers.at([f"udp:127.0.0.1:{port}"]) as watchers,
        ):
            vehicle.address = wire.address
            async with await opened(vehicle, watcher=watchers) as station:
                await asyncio.to_thread(prompt.hear, "Detected vehicle 7:1", 60.0)
                for line in ("arm throttle force", "mode rtl", "param fetch", "wp clear", "reboot"):
                    prompt.say(line)
                await asyncio.sleep(5.0)
                await assert_alive(vehicle, station)
        packets = Wire(1).decode(bytes(wire.bytes_up))
        assert {packet.system_id for packet in packets} == {EXECUTIVE}
        assert not {"PARAM_REQUEST_LIST", "MISSION_CLEAR_ALL"} & set(vehicle.seen)
        assert {system_id for _, system_id in vehicle.heartbeats} == {EXECUTIVE}
