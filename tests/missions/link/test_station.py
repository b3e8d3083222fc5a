from __future__ import annotations

import asyncio
import random
from itertools import pairwise
from pathlib import Path

import pytest
from pymavlink import mavutil

from missions.link.events import OtherSystem, Rebooted
from missions.link.faults import Faults, Silence
from missions.link.modes import CopterMode
from missions.link.outcome import Accepted, LinkLost, NoAnswer, Rejected
from missions.link.recorder import Recorder
from missions.link.station import FENCE, MISSION, RALLY, NotConnected, Station
from missions.link.transport import BadAddress
from missions.plan.wireitem import WireItem
from tests.missions.link.fake_vehicle import FakeVehicle

ARM = 400


def items(count: int, mission_type: int = MISSION) -> list[WireItem]:
    command = {MISSION: 16, FENCE: 5001, RALLY: 5100}[mission_type]
    return [
        WireItem(seq, 3, command, 0, 1, 4.0, 0.0, 0.0, 0.0, lat_deg, 137.9, 50.25, mission_type)
        for seq, lat_deg in enumerate(round(35.8 + n / 997, 7) for n in range(count))
    ]


async def opened(vehicle: FakeVehicle, **settings: object) -> Station:
    return await Station.open(vehicle.address, identify_s=5.0, **settings)  # pyright: ignore[reportArgumentType]


async def test_a_vehicle_is_found_and_its_telemetry_asked_for() -> None:
    async with FakeVehicle(system_id=7) as vehicle, await opened(vehicle) as station:
        heard = await station.until(lambda s: None not in (s.position, s.mission), vehicle_s=5)
        assert isinstance(heard, Accepted)
        state = heard.value
        assert (station.system_id, state.system_id, state.armed) == (7, 7, False)
        assert state.position is not None
        assert state.position.value.alt_rel_m == 0.5
        assert state.position.value.heading_deg == 90.0
        assert state.mission_seq == 3
        assert state.on_ground is True
        assert {command for command, _ in vehicle.commands} == {511, 512}


@pytest.mark.parametrize("rate", [1.0, 40.0])
async def test_heartbeats_keep_pace_with_the_vehicle_from_its_first_second(rate: float) -> None:
    async with FakeVehicle(rate=rate) as vehicle, await opened(vehicle) as station:
        await station.sleep(4 if rate == 1 else 60)
        now_s = vehicle.boot_s
        times_s = [at_s for at_s, _ in vehicle.heartbeats]
        gaps_s = [b - a for a, b in zip(times_s, [*times_s[1:], now_s], strict=True)]
        assert max(gaps_s) < 4.0
        assert station.time.rate == pytest.approx(rate, rel=0.3)
        assert {system_id for _, system_id in vehicle.heartbeats} == {245}
        if rate == 1.0:
            assert len([at_s for at_s in times_s if at_s > now_s - 2.0]) <= 4


async def test_a_sudden_rate_of_forty_starves_no_failsafe() -> None:
    async with FakeVehicle(rate=1.0) as vehicle, await opened(vehicle) as station:
        await station.sleep(1.5)
        vehicle.rate, changed_s = 40.0, vehicle.boot_s
        await asyncio.sleep(1.0)
        times_s = [changed_s, *(at_s for at_s, _ in vehicle.heartbeats if at_s > changed_s)]
        assert max(b - a for a, b in pairwise(times_s)) < 4.5
        assert station.time.rate == pytest.approx(40.0, rel=0.3)


@pytest.mark.parametrize("mission_type", [MISSION, FENCE, RALLY])
async def test_what_is_uploaded_is_read_back(mission_type: int) -> None:
    async with FakeVehicle() as vehicle, await opened(vehicle) as station:
        sent = items(5, mission_type)
        assert await station.upload(mission_type, sent) == Accepted(None)
        assert await station.download(mission_type) == Accepted(tuple(sent))
        assert await station.clear(mission_type) == Accepted(None)
        assert await station.download(mission_type) == Accepted(())


async def test_an_altered_item_shows_in_the_read_back() -> None:
    async with FakeVehicle() as vehicle, await opened(vehicle) as station:
        assert await station.upload(MISSION, items(3)) == Accepted(None)
        vehicle.alters = True
        read = await station.download(MISSION)
        assert isinstance(read, Accepted)
        assert [a == b for a, b in zip(read.value, items(3), strict=True)] == [True, False, True]


async def test_old_requests_out_of_order_twice_and_among_garbage_are_served() -> None:
    async with FakeVehicle() as vehicle:
        vehicle.old_requests = vehicle.says_everything_twice = True
        vehicle.request_order = [2, 0, 3, 1]
        vehicle.garbage = bytes([0xFD, 0x21, 0x00, 0xFE, 0x55])
        async with await opened(vehicle) as station:
            assert await station.upload(MISSION, items(4)) == Accepted(None)
            assert [item.seq for item in vehicle.items[MISSION]] == [0, 1, 2, 3]
            vehicle.request_order = None
            assert await station.download(MISSION) == Accepted(tuple(items(4)))


async def test_loss_both_ways_is_outlived() -> None:
    faults = Faults(random.Random(5))
    async with FakeVehicle(rate=20.0) as vehicle, await opened(vehicle, faults=faults) as station:
        faults.loss_up = faults.loss_down = 0.1
        assert await station.upload(MISSION, items(12)) == Accepted(None)
        assert await station.download(MISSION) == Accepted(tuple(items(12)))
        assert isinstance(await station.read_parameters(vehicle.params), Accepted)


async def test_a_refused_mission_is_rejected_by_name() -> None:
    async with FakeVehicle() as vehicle, await opened(vehicle) as station:
        vehicle.mission_refusal = 4
        assert await station.upload(MISSION, items(2)) == Rejected("MAV_MISSION_NO_SPACE", 4)
        assert await station.clear(MISSION) == Rejected("MAV_MISSION_NO_SPACE", 4)


async def test_silence_in_the_middle_of_an_upload_is_link_lost() -> None:
    async with FakeVehicle(rate=20.0) as vehicle, await opened(vehicle) as station:
        await station.sleep(5.0)
        vehicle.falls_silent_at_item = 2
        outcome = await station.upload(MISSION, items(4), retries=0)
        assert isinstance(outcome, LinkLost)
        assert not station.link_up
        assert vehicle.items[MISSION] == []


async def test_commands_end_in_one_of_four_ways_and_are_sent_once() -> None:
    async with FakeVehicle() as vehicle, await opened(vehicle) as station:
        vehicle.commands.clear()
        vehicle.command_results[ARM] = [0, 4, None, 5, 0]
        assert await station.command(ARM, 1.0) == Accepted(None)
        assert await station.command(ARM, 1.0) == Rejected("MAV_RESULT_FAILED", 4)
        unanswered = await station.command(ARM, 1.0, answer_s=0.1)
        assert isinstance(unanswered, NoAnswer)
        assert unanswered.tries == 1
        assert await station.command(ARM, 1.0, answer_s=0.04) == Accepted(None)  # after progress
        assert vehicle.commands == [(ARM, 0)] * 4
        vehicle.command_results[ARM] = [None, 0]
        assert await station.command(ARM, 1.0, retries=1, answer_s=0.1) == Accepted(None)
        assert vehicle.commands[4:] == [(ARM, 0), (ARM, 1)]


async def test_places_in_commands_travel_as_integers() -> None:
    async with FakeVehicle() as vehicle, await opened(vehicle) as station:
        outcome = await station.command_int(
            192, frame=6, lat_deg=35.8000001, lon_deg=137.9, alt_m=60.0
        )
        assert outcome == Accepted(None)
        assert (192, 358000001) in vehicle.commands


async def test_a_mode_is_asked_for_and_seen() -> None:
    async with FakeVehicle(rate=10.0) as vehicle, await opened(vehicle) as station:
        assert await station.set_mode(CopterMode.GUIDED) == Accepted(None)
        guided = await station.until(lambda s: s.mode == CopterMode.GUIDED, vehicle_s=5)
        assert isinstance(guided, Accepted)
        waited = await station.until(lambda s: s.armed is True, vehicle_s=3)
        assert waited == NoAnswer("the state waited for", 0, 3)


async def test_what_a_predicate_raises_reaches_who_waits_and_nobody_else() -> None:
    async with FakeVehicle(rate=10.0) as vehicle, await opened(vehicle) as station:
        with pytest.raises(ZeroDivisionError):
            await station.until(lambda s: 1 / 0 > 1, vehicle_s=5)
        assert isinstance(await station.until(lambda s: True, vehicle_s=1), Accepted)
        assert station.link_up


async def test_parameters_are_read_and_written_by_name() -> None:
    async with FakeVehicle() as vehicle, await opened(vehicle) as station:
        vehicle.params |= {f"P{n}": float(n) for n in range(30)}
        assert await station.read_parameters(vehicle.params) == Accepted(vehicle.params)
        assert vehicle.seen["PARAM_REQUEST_LIST"] == 0
        assert await station.write_parameters({"FENCE_TYPE": 4.0, "P3": 0.1}) == Accepted(None)
        assert vehicle.params["FENCE_TYPE"] == 4.0
        assert await station.read_parameters(["NOPE"]) == Rejected(
            "NOPE: MAV_PARAM_ERROR_DOES_NOT_EXIST", 1
        )
        vehicle.read_only.add("P5")
        assert await station.write_parameters({"P5": 9.0}) == Rejected(
            "P5: MAV_PARAM_ERROR_PERMISSION_DENIED", 3
        )
        vehicle.knows_param_error = False
        assert isinstance(await station.read_parameters(["NOPE"], retries=0), NoAnswer)


async def test_readiness_is_held_for_five_seconds() -> None:
    async with FakeVehicle(rate=20.0) as vehicle, await opened(vehicle) as station:
        vehicle.prearm_good = False  # on a busy machine it may have been ready before we look
        await station.sleep(3.0)
        began_s, vehicle.prearm_good = station.time.now_s(), True
        assert isinstance(await station.ready(vehicle_s=60), Accepted)
        assert station.time.now_s() - began_s >= 4.5
        vehicle.prearm_good = False
        await station.sleep(3.0)
        assert station.readiness.missing == ("pre-arm check fails",)
        assert await station.ready(vehicle_s=3) == Rejected("pre-arm check fails")


async def test_another_identity_in_place_of_ours_is_told() -> None:
    async with FakeVehicle(rate=20.0) as vehicle, await opened(vehicle) as station:
        events = station.events()
        await station.sleep(5.0)
        vehicle.codec.srcSystem = 9
        await asyncio.sleep(1.2)
        await station.close()
        told = [told.what async for told in events]
        assert OtherSystem(9, in_place=True) in told
        assert station.state.system_id == 1


async def test_a_second_vehicle_on_the_link_is_reported_and_never_mixed() -> None:
    async with FakeVehicle() as vehicle, await opened(vehicle) as station:
        events = station.events()
        vehicle.mode = 4
        await station.until(lambda s: s.mode == 4, vehicle_s=5)
        vehicle.telemetry = False
        vehicle.mode, vehicle.armed = 9, True
        vehicle.heartbeat(system_id=2)
        vehicle.heartbeat(system_id=2)
        vehicle.heartbeat(system_id=255, kind=6, autopilot=8)
        await asyncio.sleep(0.1)
        assert (station.state.mode, station.state.armed) == (4, False)
        await station.close()
        others = [told.what async for told in events if isinstance(told.what, OtherSystem)]
        assert others == [OtherSystem(2, in_place=False)]


async def test_ground_stations_and_gimbals_are_no_vehicles() -> None:
    async with FakeVehicle() as vehicle:
        vehicle.telemetry = False

        async def impostors() -> None:
            while True:
                vehicle.heartbeat(system_id=255, kind=6, autopilot=8)
                vehicle.heartbeat(system_id=1, kind=26, autopilot=8)
                vehicle.heartbeat(system_id=1, kind=6, autopilot=3)
                await asyncio.sleep(0.05)

        speaking = asyncio.create_task(impostors())
        with pytest.raises(NotConnected):
            await Station.open(vehicle.address, identify_s=0.4)
        speaking.cancel()


async def test_only_the_expected_vehicle_is_taken() -> None:
    async with FakeVehicle(system_id=2) as vehicle:
        with pytest.raises(NotConnected) as refused:
            await Station.open(vehicle.address, expect_system_id=1, identify_s=0.5)
        assert refused.value.facts["others"] == [2]


async def test_nobody_and_nonsense_at_an_address() -> None:
    with pytest.raises(NotConnected):
        await Station.open("tcp:127.0.0.1:9", identify_s=0.2)
    with pytest.raises(BadAddress):
        await Station.open("tcp:somewhere")


async def test_a_reboot_is_a_new_epoch_and_its_telemetry_is_asked_for_anew() -> None:
    async with FakeVehicle(rate=5.0) as vehicle, await opened(vehicle) as station:
        events = station.events()
        await station.until(lambda s: s.position is not None, vehicle_s=5)
        before_s, asked = station.time.now_s(), len(vehicle.commands)
        vehicle.reboot()
        await asyncio.sleep(0.6)
        assert station.time.epoch == 1
        assert before_s < station.time.now_s() < before_s + 30
        assert station.time.boot_s() < 30
        assert len(vehicle.commands) > asked + 10
        await station.close()
        assert Rebooted(1) in [told.what async for told in events]


async def test_a_muted_station_sends_nothing_and_still_listens() -> None:
    async with FakeVehicle(rate=10.0) as vehicle, await opened(vehicle) as station:
        station.mute()
        await asyncio.sleep(0.05)
        seen = sum(vehicle.seen.values())
        assert isinstance(await station.command(ARM, 1.0), LinkLost)
        vehicle.mode = 27
        assert isinstance(await station.until(lambda s: s.mode == 27, vehicle_s=5), Accepted)
        assert sum(vehicle.seen.values()) == seen
        station.unmute()
        await station.sleep(3.0)
        assert vehicle.seen["HEARTBEAT"] > 0
        assert sum(vehicle.seen.values()) > seen


async def test_a_station_that_may_not_speak_any_more_is_silent_from_that_very_packet() -> None:
    speaks = True
    async with (
        FakeVehicle(rate=10.0) as vehicle,
        await opened(vehicle, may_speak=lambda: speaks) as station,
    ):
        assert await station.command(ARM, 1.0) == Accepted(None)
        speaks, before = False, dict(vehicle.seen)
        assert isinstance(await station.command(ARM, 1.0), LinkLost)
        assert isinstance(await station.reopen(identify_s=1.0), LinkLost)
        await asyncio.sleep(0.3)
        assert dict(vehicle.seen) == before
        assert station.connected
        speaks = True
        assert await station.command(ARM, 1.0) == Accepted(None)


async def test_silence_is_link_down_by_the_vehicle_clock_and_ends_again() -> None:
    faults = Faults(random.Random(1))
    async with FakeVehicle(rate=20.0) as vehicle, await opened(vehicle, faults=faults) as station:
        await station.sleep(10.0)
        faults.silence = Silence.DOWNLINK
        outcome = await station.until(lambda s: False, vehicle_s=100)
        assert isinstance(outcome, LinkLost)
        vehicle.seen.clear()
        await asyncio.sleep(0.2)
        assert vehicle.seen["HEARTBEAT"] >= 2  # the uplink is open: the vehicle must not come home
        faults.silence = Silence.NONE
        assert await station.heard_again(vehicle_s=20) == Accepted(None)


async def test_terrain_is_answered_for_the_grids_asked() -> None:
    async with (
        FakeVehicle() as vehicle,
        await opened(vehicle, terrain=lambda lat, lon: 700.4) as _,
    ):
        from pymavlink.dialects.v20 import ardupilotmega as mavlink

        vehicle.send(mavlink.MAVLink_terrain_request_message(358000000, 1379000000, 100, 0b1001))
        for _ in range(50):
            await asyncio.sleep(0.01)
            if len(vehicle.terrain) == 2:
                break
        assert [grid.gridbit for grid in vehicle.terrain] == [0, 3]
        assert vehicle.terrain[0].lat == 358000000
        assert vehicle.terrain[0].data == [700] * 16


async def test_the_log_of_both_directions_is_read_by_mavutil(tmp_path: Path) -> None:
    recorder = Recorder(tmp_path / "flight" / "one.tlog")
    async with FakeVehicle() as vehicle, await opened(vehicle, recorder=recorder) as station:
        await station.command(ARM, 1.0)
    recorder.close()
    log = mavutil.mavlink_connection(str(recorder.path))
    names = set()
    while message := log.recv_match():
        names.add((message.get_type(), message.get_srcSystem()))
    assert {("COMMAND_LONG", 245), ("COMMAND_ACK", 1), ("HEARTBEAT", 1)} <= names
