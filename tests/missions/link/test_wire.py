from __future__ import annotations

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pymavlink.dialects.v20 import ardupilotmega as mavlink

from missions.link import messages as msg
from missions.link import requests as req
from missions.link.wire import Wire, from_e7, to_e7
from missions.plan.wireitem import WireItem

float32 = st.floats(width=32, allow_nan=False, allow_infinity=False)
degrees_e7 = st.integers(-1_800_000_000, 1_800_000_000)


def wire_items() -> st.SearchStrategy[WireItem]:
    small = st.integers(0, 255)
    return st.builds(
        WireItem,
        seq=st.integers(0, 65535),
        frame=small,
        command=st.integers(0, 65535),
        current=small,
        autocontinue=small,
        p1=float32,
        p2=float32,
        p3=float32,
        p4=float32,
        lat_deg=degrees_e7.map(from_e7),
        lon_deg=degrees_e7.map(from_e7),
        alt_m=float32,
        mission_type=small,
    )


def vehicle(message: object, system_id: int = 1) -> bytes:
    codec = mavlink.MAVLink(None, srcSystem=system_id, srcComponent=1)
    return bytes(message.pack(codec))  # pyright: ignore[reportAttributeAccessIssue]


def decoded(message: object) -> msg.Message:
    (packet,) = Wire(245).decode(vehicle(message))
    return packet.message


@given(degrees_e7)
def test_degrees_keep_their_integer(value: int) -> None:
    assert to_e7(from_e7(value)) == value


@given(wire_items())
def test_items_survive_the_wire(item: WireItem) -> None:
    packet = Wire(1, own_component_id=1).encode(req.SendItem(item), 245, 190)
    assert [p.message for p in Wire(245).decode(packet)] == [msg.MissionItem(item, 245)]


@given(st.lists(st.binary(max_size=400), max_size=8), st.integers(1, 37))
def test_garbage_never_raises_and_swallows_nothing(garbage: list[bytes], piece: int) -> None:
    wire = Wire(245)
    stream = bytearray()
    for number, junk in enumerate(garbage):
        stream += junk + vehicle(mavlink.MAVLink_mission_current_message(number))
    # Enough behind the last packet to complete whatever junk pretended to begin.
    stream += bytes(300)
    packets = []
    for at in range(0, len(stream), piece):
        packets += wire.decode(bytes(stream[at : at + piece]))
    seen = [p.message.seq for p in packets if isinstance(p.message, msg.MissionCurrent)]
    assert [n for n in range(len(garbage)) if n in seen] == list(range(len(garbage)))


@given(st.sampled_from(sorted(mavlink.mavlink_map)), st.binary(max_size=255))
def test_any_payload_of_any_message_is_a_value_or_passed_over(number: int, payload: bytes) -> None:
    kind = mavlink.mavlink_map[number]
    head = struct.pack("<BBBBBB", len(payload), 0, 0, 0, 1, 1) + number.to_bytes(3, "little")
    crc = mavlink.x25crc(head + payload + bytes([kind.crc_extra])).crc
    packet = b"\xfd" + head + payload + struct.pack("<H", crc)
    for found in Wire(245).decode(packet + bytes(300)):
        assert isinstance(found.message, msg.Message)


def test_what_marks_unknown_becomes_none() -> None:
    unknown = mavlink.MAVLink_battery_status_message(
        0, 0, 0, 32767, [65535] * 10, -1, -1, -1, -1, 0, 0, [0] * 4
    )
    assert decoded(unknown) == msg.Battery(0, None, None, None, None, None)
    known = mavlink.MAVLink_battery_status_message(
        0, 0, 0, 0, [40000, 8000] + [65535] * 8, 250, 1200, 36, 55, 0, 0, [4000, 0, 0, 0]
    )
    assert decoded(known) == msg.Battery(0, 52.0, 2.5, 1200, 1.0, 55)
    gps = mavlink.MAVLink_gps_raw_int_message(0, 1, 0, 0, 0, 65535, 65535, 0, 0, 255)
    assert decoded(gps) == msg.Gps(1, None, None, 0.0, 0.0, 0.0)
    position = mavlink.MAVLink_global_position_int_message(
        1500, 358000001, -1, 700250, -50, 100, -200, 5, 65535
    )
    assert decoded(position) == msg.GlobalPosition(
        1.5, 35.8000001, -1e-7, 700.25, -0.05, 1.0, -2.0, 0.05, None
    )


def test_vibration_tells_its_worst_axis_and_how_often_each_accelerometer_clipped() -> None:
    told = decoded(mavlink.MAVLink_vibration_message(1_000_000, 2.5, 7.25, 4.0, 3, 0, 12))
    assert told == msg.Vibration(2.5, 7.25, 4.0, (3, 0, 12))
    assert isinstance(told, msg.Vibration)
    assert told.worst_mps2 == 7.25


def test_mission_current_tells_the_total_where_it_is_known() -> None:
    totals = (0, 65535, 4)
    told = [decoded(mavlink.MAVLink_mission_current_message(2, total)) for total in totals]
    assert [m.total for m in told if isinstance(m, msg.MissionCurrent)] == [None, 0, 4]


def test_parts_of_long_texts_are_told_as_such() -> None:
    part = mavlink.MAVLink_statustext_message(4, b"x" * 50, 7, 2)
    assert decoded(part) == msg.TextPart(4, "x" * 50, 7, 2)
    assert decoded(mavlink.MAVLink_statustext_message(4, b"short", 0, 0)) == msg.StatusText(
        4, "short"
    )


@pytest.mark.parametrize(
    "message",
    [
        mavlink.MAVLink_global_position_int_message(1, 900_000_001, 0, 0, 0, 0, 0, 0, 0),
        mavlink.MAVLink_gps_raw_int_message(0, 3, 0, -1_800_000_001, 0, 0, 0, 0, 0, 9),
        mavlink.MAVLink_home_position_message(2**31 - 1, 0, 0, 0, 0, 0, [1, 0, 0, 0], 0, 0, 0),
        mavlink.MAVLink_attitude_message(1, float("nan"), 0, 0, 0, 0, 0),
        mavlink.MAVLink_wind_message(float("inf"), 0, 0),
        mavlink.MAVLink_vfr_hud_message(0, 0, 0, 0, 0, float("-inf")),
        mavlink.MAVLink_ekf_status_report_message(0, float("nan"), 0, 0, 0, 0),
        mavlink.MAVLink_terrain_report_message(0, 0, 50, 0, float("nan"), 0, 0),
        mavlink.MAVLink_terrain_request_message(0, -(2**31), 50, 1),
    ],
    ids=lambda message: message.get_type(),
)
def test_what_no_vehicle_can_mean_is_used_by_nothing(message: object) -> None:
    assert isinstance(decoded(message), msg.Other)


def test_no_number_is_no_parameter_value() -> None:
    with pytest.raises(ValueError, match="cannot be set"):
        Wire(245).encode(req.SetParameter("A", float("nan")), 1, 1)
