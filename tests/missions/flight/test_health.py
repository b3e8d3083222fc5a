"""The worst that is heard of the sensors in the air: all of it, once, and nothing else."""

from __future__ import annotations

from dataclasses import dataclass, field
from math import nan

import pytest
from hypothesis import given
from hypothesis import strategies as st

from missions.flight.health import LONGEST_GAP_S, HealthWatch
from missions.flightbook.health import METRICS
from missions.link import messages as msg
from missions.link.telemetry import VehicleState, updated

GYRO, COMPASS, RADIO = 0x01, 0x04, 0x10000
SMALL = st.floats(0, 2, allow_nan=False)


def ekf(velocity: float = 0.1, compass: float = 0.1) -> msg.EkfStatus:
    return msg.EkfStatus(0, velocity, 0.1, 0.1, compass, 0.0)


def gps(satellites: int | None = 17, hdop: float | None = 0.8) -> msg.Gps:
    return msg.Gps(3, satellites, hdop, 35.8, 138.0, 900.0)


def system(health: int, present: int = GYRO | COMPASS | RADIO) -> msg.SystemStatus:
    return msg.SystemStatus(present, present, health, None, None, None)


@dataclass
class Flight:
    """An aircraft in the air, looked at after every message. Vehicle and machine time agree."""

    watch: HealthWatch = field(default_factory=HealthWatch)
    state: VehicleState = field(default_factory=VehicleState)
    now_s: float = 100.0

    def hear(self, *messages: msg.Message, after_s: float = 1.0) -> Flight:
        for message in messages:
            self.now_s += after_s
            self.state = updated(self.state, message, self.now_s, self.now_s)
            self.watch.look(self.state)
        return self

    def worst(self) -> dict[str, float]:
        assert self.watch.health is not None
        return dict(self.watch.health.worst)


def taken_off(*said_on_the_ground: msg.Message) -> Flight:
    """What was said on the ground is known at the first look, which is the take-off's."""
    flight = Flight()
    for message in said_on_the_ground:
        flight.state = updated(flight.state, message, flight.now_s, flight.now_s)
    flight.watch.look(flight.state)
    return flight


def test_what_was_said_on_the_ground_does_not_count() -> None:
    flight = taken_off(ekf(0.9, 0.9), gps(3), system(0), msg.Vibration(50.0, 0.0, 0.0, (9, 9, 9)))
    assert flight.watch.health is None
    flight.hear(ekf(0.2), gps(15))
    assert flight.worst()["ekf_velocity"] == 0.2
    assert flight.worst()["satellites"] == 15.0
    assert "vibration_mps2" not in flight.worst()


def test_the_worst_of_each_is_kept_and_of_satellites_the_fewest() -> None:
    flight = taken_off().hear(ekf(0.2, 0.3), ekf(0.5, 0.1), ekf(0.1, 0.2))
    flight.hear(gps(17, 0.8), gps(11, 1.4), gps(19, 0.7), gps(None, None))
    assert flight.worst() == {
        "ekf_velocity": 0.5,
        "ekf_position": 0.1,
        "ekf_height": 0.1,
        "ekf_compass": 0.3,
        "satellites": 11.0,
        "hdop": 1.4,
    }


def test_clipping_counts_from_the_take_off_on_and_anew_after_a_restart() -> None:
    def clipped(*counts: int) -> msg.Vibration:
        a, b, c = counts
        return msg.Vibration(5.0, 5.0, 5.0, (a, b, c))

    flight = taken_off(clipped(100, 50, 0))
    flight.hear(clipped(102, 50, 1))
    assert flight.worst()["clipping"] == 3.0
    flight.watch.begin_anew()
    flight.hear(clipped(0, 0, 0), clipped(2, 0, 0))
    assert flight.worst()["clipping"] == 3.0, "two since then"
    flight.hear(clipped(9, 0, 0))
    assert flight.worst()["clipping"] == 9.0


def test_sensors_that_the_vehicle_calls_unhealthy_are_counted_together() -> None:
    everything = GYRO | COMPASS | RADIO
    flight = taken_off(system(0)).hear(system(everything))
    assert flight.worst()["unhealthy"] == 0.0
    flight.hear(system(GYRO | COMPASS))  # the radio is none of the sensors
    assert flight.worst()["unhealthy"] == 0.0
    flight.hear(system(everything & ~GYRO), system(everything & ~COMPASS), system(everything))
    assert flight.worst()["unhealthy"] == 2.0


def test_what_is_no_number_was_not_heard() -> None:
    flight = taken_off().hear(ekf(nan, 0.4))
    assert "ekf_velocity" not in flight.worst()
    assert flight.worst()["ekf_compass"] == 0.4


def test_the_seconds_that_were_heard_are_counted_and_a_silence_is_not() -> None:
    flight = taken_off().hear(*[ekf()] * 11)
    assert flight.watch.health is not None
    assert flight.watch.health.heard_s == pytest.approx(10.0)
    flight.hear(ekf(), after_s=60.0)
    flight.hear(ekf())
    assert flight.watch.health.heard_s == pytest.approx(10.0 + LONGEST_GAP_S + 1.0)


def test_looking_again_changes_nothing() -> None:
    flight = taken_off().hear(ekf(), gps(), ekf(0.4))
    before = flight.watch.health
    for _ in range(5):
        flight.watch.look(flight.state)
    assert flight.watch.health == before


@given(st.lists(st.tuples(SMALL, SMALL, st.integers(0, 30)), min_size=1, max_size=20))
def test_whatever_is_heard_the_worst_is_among_it(heard: list[tuple[float, float, int]]) -> None:
    flight = taken_off()
    for velocity, compass, satellites in heard:
        flight.hear(ekf(velocity, compass), gps(satellites))
    worst = flight.worst()
    assert worst["ekf_velocity"] == max(velocity for velocity, _, _ in heard)
    assert worst["ekf_compass"] == max(compass for _, compass, _ in heard)
    assert worst["satellites"] == min(count for _, _, count in heard)
    assert worst.keys() <= METRICS.keys()
