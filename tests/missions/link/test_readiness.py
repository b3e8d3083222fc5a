from __future__ import annotations

from dataclasses import replace

import pytest

from missions.link import messages as msg
from missions.link.readiness import PREARM_CHECK, ReadinessWatch, missing
from missions.link.telemetry import VehicleState, after_reboot, updated

STATUS = msg.SystemStatus(PREARM_CHECK, PREARM_CHECK, PREARM_CHECK, 12.6, 1.0, 90)
EKF = msg.EkfStatus(0x33F, 0.1, 0.1, 0.1, 0.1, 0.0)
GPS = msg.Gps(3, 10, 1.2, 35.8, 137.9, 700.0)


def state(*said: msg.Message, at_s: float = 100.0) -> VehicleState:
    result = VehicleState(system_id=1)
    for message in said:
        result = updated(result, message, at_s, 0.0)
    return result


GOOD = state(STATUS, EKF, GPS)


def test_good_is_ready_after_five_seconds_and_not_before() -> None:
    watch = ReadinessWatch()
    assert not watch.look(GOOD, 100.0).ready
    held = watch.look(GOOD, 104.9)
    assert (held.ready, held.good_for_s) == (False, pytest.approx(4.9))
    assert watch.look(state(STATUS, EKF, GPS, at_s=104.0), 105.0).ready


def test_one_bad_moment_begins_the_five_seconds_anew() -> None:
    watch = ReadinessWatch()
    watch.look(GOOD, 100.0)
    bad = state(STATUS, EKF, replace(GPS, fix=2), at_s=103.0)
    assert watch.look(bad, 103.0).missing == ("GPS fix 2, 3 is needed",)
    again = state(STATUS, EKF, GPS, at_s=104.0)
    assert not watch.look(again, 104.0).ready
    assert not watch.look(again, 108.9).ready
    assert watch.look(again, 109.0).ready
    watch.forget()
    assert not watch.look(again, 109.0).ready


@pytest.mark.parametrize(
    ("said", "lacking"),
    [
        ((EKF, GPS), "SYS_STATUS not heard"),
        ((STATUS, GPS), "EKF_STATUS_REPORT not heard"),
        ((STATUS, EKF), "GPS_RAW_INT not heard"),
        ((replace(STATUS, present=0), EKF, GPS), "the vehicle has no pre-arm check"),
        ((replace(STATUS, enabled=0), EKF, GPS), "pre-arm check is switched off"),
        ((replace(STATUS, health=0), EKF, GPS), "pre-arm check fails"),
        ((STATUS, replace(EKF, flags=0x32F), GPS), "EKF: no horizontal position"),
        ((STATUS, replace(EKF, flags=0x3BF), GPS), "EKF: constant position mode"),
        ((STATUS, replace(EKF, flags=0x833F), GPS), "EKF: GPS glitch"),
    ],
)
def test_each_part_is_missed_by_name(said: tuple[msg.Message, ...], lacking: str) -> None:
    assert missing(state(*said), 100.0) == (lacking,)


def test_what_is_old_is_not_good() -> None:
    assert missing(GOOD, 106.0) == (
        "SYS_STATUS is 6 s old",
        "EKF_STATUS_REPORT is 6 s old",
        "GPS_RAW_INT is 6 s old",
    )


def test_after_a_reboot_all_must_be_heard_anew() -> None:
    before = state(STATUS, EKF, GPS, msg.StatusText(4, "PreArm: Battery failsafe"))
    after = after_reboot(before)
    assert (after.system_id, after.gps, after.armed) == (1, None, None)
    assert [text.value.text for text in after.texts] == ["PreArm: Battery failsafe"]


def test_the_snapshot_keeps_the_main_battery_and_the_latest_texts() -> None:
    many = [msg.StatusText(6, str(number)) for number in range(60)]
    spare = msg.Battery(1, 3.0, None, None, None, None)
    main = msg.Battery(0, 12.0, None, None, None, None)
    now = state(main, spare, msg.Other("VIBRATION"), *many)
    assert now.battery is not None
    assert now.battery.value is main
    assert [text.value.text for text in now.texts] == [str(number) for number in range(10, 60)]
    assert (now.armed, now.mode, now.mission_seq, now.on_ground) == (None, None, None, None)
