"""The vehicle as a process: TCP ports, pace, restarts, exit codes, other people's clients."""

from __future__ import annotations

import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from dronekit import connect

from missions.clock import machine_s, pause
from sim.sitl.faults import DIED
from tests.sim.sitl.consent import CONSENT_SEQ, PARAMETERS, WAIT_SEQ, hall_e7, out_mission
from tests.sim.sitl.ground import SORABIN, Ground, tcp, vehicle


@contextmanager
def at_vehicle(*options: str, speed: float = 15.0) -> Iterator[tuple[Ground, list[int]]]:
    with vehicle(*options, speed=speed) as process:
        ground = Ground(tcp(process.ports[0]))  # type: ignore[attr-defined]
        try:
            yield ground, process.ports  # type: ignore[attr-defined]
        finally:
            ground.close()


def test_a_consent_flight_over_tcp_with_a_watcher() -> None:
    with at_vehicle() as (ground, ports):
        watcher = Ground(tcp(ports[1], sysid=255))
        watcher.beats = False
        ground.streams(4)
        ground.until(lambda g: g.now_s > 3.0, "start-up")
        ground.set_parameters({**PARAMETERS, "FS_GCS_TIMEOUT": 100.0})
        assert ground.upload(out_mission()) == 0
        ground.set_parameter("SIM_SPEEDUP", 60.0)  # items are asked for in vehicle time: not before
        ground.ready()
        ground.launch()
        ground.until(lambda g: g.current == WAIT_SEQ and 3 in g.reached, "the wait")
        assert ground.command(224, CONSENT_SEQ) == 0
        ground.until(lambda g: not g.armed, "landed")
        ground.for_vehicle_s(2.0)
        assert ground.away_m(*hall_e7()) < 0.5
        watcher.until(lambda g: "Mission: 11 Land" in g.texts, "the same texts")
        assert "GLOBAL_POSITION_INT" not in watcher.latest  # streams are each channel's own
        watcher.close()


def test_it_keeps_sixty_times_real_time_with_telemetry() -> None:
    with at_vehicle(speed=60.0) as (ground, _):
        ground.streams(5)
        ground.until(lambda g: g.now_s > 3.0, "start-up")
        start_s, start_wall_s = ground.now_s, machine_s()
        ground.for_vehicle_s(60.0)
        rate = (ground.now_s - start_s) / (machine_s() - start_wall_s)
        assert rate > 10.0  # 60 with a quarter of a core; others may be at work on this machine
        ground.set_parameter("SIM_SPEEDUP", 2.0)
        ground.for_vehicle_s(1.0)  # what was still under way
        start_s, start_wall_s = ground.now_s, machine_s()
        ground.for_vehicle_s(2.0)
        assert (ground.now_s - start_s) / (machine_s() - start_wall_s) < 6.0


def test_a_reboot_drops_the_connection_and_keeps_the_mission() -> None:
    with at_vehicle() as (ground, ports):
        ground.streams(4)
        ground.until(lambda g: g.now_s > 3.0, "start-up")
        assert ground.upload(out_mission()) == 0
        assert ground.command(246, 1) == 0
        second = Ground(tcp(ports[0]))
        second.streams(4)
        second.until(lambda g: g.now_s > 3.0, "start-up")
        assert len(second.download()) == 15
        second.close()


def test_state_outlives_the_process(tmp_path: Path) -> None:
    kept = ("--state-dir", str(tmp_path))
    with at_vehicle(*kept) as (ground, _):
        ground.streams(4)
        ground.until(lambda g: g.now_s > 3.0, "start-up")
        ground.upload(out_mission())
        ground.set_parameter("RTL_ALT", 4000)
        first = [m.to_dict() for m in ground.download()[1:]]
    with at_vehicle(*kept) as (ground, _):
        ground.streams(4)
        ground.until(lambda g: g.now_s > 3.0, "start-up")
        assert [m.to_dict() for m in ground.download()[1:]] == first
        assert ground.parameter("RTL_ALT").param_value == 4000


def test_a_second_client_on_a_port_waits_for_the_first_to_go() -> None:
    with at_vehicle() as (ground, ports):
        ground.until(lambda g: "HEARTBEAT" in g.latest, "a heartbeat")
        with socket.create_connection(("127.0.0.1", ports[0])) as second:
            second.settimeout(0.2)
            with pytest.raises(TimeoutError):
                second.recv(1)
            ground.close()
            second.settimeout(5.0)
            assert second.recv(1) == b"\xfd"


def test_noise_is_survived() -> None:
    with at_vehicle() as (ground, ports):
        with socket.create_connection(("127.0.0.1", ports[1])) as noise:
            noise.sendall(bytes(range(256)) * 40 + b"\xfd\xff\x00\x00" * 300)
        ground.streams(4)
        ground.until(lambda g: g.now_s > 3.0, "start-up")


def test_dronekit_connects_and_reads_it() -> None:
    with vehicle(speed=10.0) as process:
        port = process.ports[0]  # type: ignore[attr-defined]
        craft = connect(f"tcp:127.0.0.1:{port}", wait_ready=False, rate=10)
        try:
            craft.wait_ready("parameters", "gps_0", "mode", timeout=30)
            assert craft.parameters["FENCE_RADIUS"] == 150.0
            assert craft.mode is not None
            assert craft.mode.name == "STABILIZE"
            until_s = machine_s() + 30.0
            while craft.version.major is None and machine_s() < until_s:
                pause(0.1)  # it is asked for apart from all else
            assert craft.version.major == 4
        finally:
            craft.close()


def test_death_has_its_own_exit_code() -> None:
    with vehicle("--fault", "die@takeoff", speed=20.0) as process:
        ground = Ground(tcp(process.ports[0]))  # type: ignore[attr-defined]
        ground.streams(4)
        ground.until(lambda g: g.now_s > 3.0, "start-up")
        ground.upload(out_mission())
        ground.ready()
        ground.launch()
        assert process.wait(20) == DIED
        ground.close()


@pytest.mark.parametrize(
    ("options", "code"),
    [
        (("--fault", "die@noon"), "bad-fault"),
        (("--home", "here"), "bad-vehicle-option"),
        (("--wind", "1"), "bad-vehicle-option"),
        (("--config", "no-such-folder"), "deployment-invalid"),
    ],
)
def test_bad_options_are_named(options: tuple[str, ...], code: str) -> None:
    argv = [*SORABIN, "sitl", "--port", "0", *options]
    done = subprocess.run(argv, capture_output=True, text=True, timeout=20, check=False)
    assert done.returncode == 2
    assert code in done.stderr


def test_a_taken_port_is_named() -> None:
    with at_vehicle() as (_, ports):
        argv = [*SORABIN, "sitl", "--port", str(ports[0])]
        done = subprocess.run(argv, capture_output=True, text=True, timeout=20, check=False)
        assert done.returncode == 2
        assert "port-taken" in done.stderr
