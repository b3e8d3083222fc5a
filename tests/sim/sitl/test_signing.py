"""The vehicle's side of signing, as ArduPilot has it, spoken to with pymavlink's own signing."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from missions.link.seal import EPOCH_UNIX_S, stamp_of
from sim.sitl.dialect import mavlink
from sim.sitl.keeper import Keeper
from sim.sitl.signing import StoredKey
from sim.sitl.store import Store
from sim.sitl.vehicle import Vehicle, VehicleSpec
from tests.missions.link.frames_of import signed
from tests.sim.sitl.ground import EXECUTIVE, HOME, STANDING, Ground, Loopback

KEY, OTHER = bytes(range(32)), bytes(range(1, 33))
NOW_S = EPOCH_UNIX_S + 1e8
NOW = stamp_of(NOW_S)
NAME, NEW = "RTL_ALT", 2500.0
_POLL_STEPS = 50


def vehicle(key: bytes | None = KEY, *, sealed: bool = True, stamp: int = 0) -> Vehicle:
    store = Store(signing=StoredKey(key, stamp) if key else None)
    made = Vehicle(VehicleSpec(STANDING, HOME[2], unix_s=NOW_S, sealed=sealed), store)
    while not made.autopilot.gps_fix:
        made.step()
    return made


class Link:
    """Bytes to one port of a vehicle and pymavlink's reading of what comes back."""

    def __init__(self, vehicle: Vehicle, port: int = 0, key: bytes | None = None) -> None:
        self.vehicle = vehicle
        self.channel = vehicle.open_channel(port)
        self.codec: Any = mavlink.MAVLink(None, srcSystem=EXECUTIVE, srcComponent=190)
        if key is not None:
            self.codec.signing.secret_key = key
            self.codec.signing.timestamp = NOW
            self.codec.signing.sign_outgoing = True
        self.codec.robust_parsing = True
        self.reader: Any = mavlink.MAVLink(None)
        self.reader.robust_parsing = True

    def listen(self) -> None:
        """Hear it for two seconds: who signs follows the stamps of a vehicle that is ahead."""
        self.channel.out.clear()
        for _ in range(2 * _POLL_STEPS):
            self.vehicle.step()
        assert self.codec.parse_buffer(bytes(self.channel.out))

    def packed(self, message: Any) -> bytes:
        raw = message.pack(self.codec)
        self.codec.seq = (self.codec.seq + 1) % 256
        return bytes(raw)

    def say(self, raw: bytes) -> list[Any]:
        """Send bytes; what the vehicle says within a second of its time, but its telemetry."""
        self.channel.out.clear()
        self.vehicle.hear(self.channel, raw)
        for _ in range(_POLL_STEPS):
            self.vehicle.step()
        found = self.reader.parse_buffer(bytes(self.channel.out)) or []
        return [each for each in found if each.get_type() != "HEARTBEAT"]

    def set_parameter(self, value: float = NEW) -> bytes:
        return self.packed(mavlink.MAVLink_param_set_message(1, 1, NAME.encode(), value, 9))


def value(vehicle: Vehicle) -> float:
    return vehicle.autopilot.parameters[NAME]


def test_pymavlink_with_the_key_is_obeyed_and_can_read_what_is_signed() -> None:
    craft = vehicle()
    link = Link(craft, key=KEY)
    link.reader.signing.secret_key = KEY
    link.reader.signing.timestamp = NOW
    (answer,) = link.say(link.set_parameter())
    assert answer.get_type() == "PARAM_VALUE"
    assert answer.get_signed()
    assert value(craft) == NEW


@pytest.mark.parametrize("port", [0, 1, 2])
def test_what_it_sends_carries_its_ports_number_and_stamps_that_grow(port: int) -> None:
    craft = vehicle()
    link = Link(craft, port)
    craft.channels[0].streams.request_group(mavlink.MAV_DATA_STREAM_ALL, 4)
    for _ in range(200):
        craft.step()
    link.reader.signing.secret_key = KEY
    told = link.reader.parse_buffer(bytes(link.channel.out)) or []
    assert len(told) > 50
    assert all(each.get_signed() and each.get_link_id() == port for each in told)
    assert link.reader.signing.badsig_count == 0


def tampered(link: Link) -> dict[str, bytes]:
    """One order in all the ways in which it must not count."""
    plain = Link(link.vehicle).set_parameter()
    good = link.set_parameter()
    return {
        "unsigned": plain,
        "of MAVLink 1": bytes(
            mavlink.MAVLink_param_set_message(1, 1, NAME.encode(), NEW, 9).pack(
                mavlink.MAVLink(None, EXECUTIVE, 190), force_mavlink1=True
            )
        ),
        "with another key": signed(plain, OTHER, NOW + 500),
        "of a minute ago": signed(plain, KEY, NOW - 61 * 100_000, link_id=9),
        "with a changed value": good[:12] + bytes((good[12] ^ 1,)) + good[13:],
        "with a changed stamp": good[:-7] + bytes((good[-7] ^ 1,)) + good[-6:],
    }


WAYS = (
    "unsigned",
    "of MAVLink 1",
    "with another key",
    "of a minute ago",
    "with a changed value",
    "with a changed stamp",
)


@pytest.mark.parametrize("way", WAYS)
def test_what_is_not_signed_as_it_must_be_changes_nothing(way: str) -> None:
    craft = vehicle()
    link = Link(craft, key=KEY)
    before = (craft.autopilot.parameters.version, craft.signatures.stored())
    assert link.say(tampered(link)[way]) == []
    assert value(craft) != NEW
    parameters, stored = craft.autopilot.parameters.version, craft.signatures.stored()
    assert parameters == before[0]
    assert stored is not None
    assert stored.stamp - NOW < 10_000_000  # it has sent heartbeats; no foreign stamp counts
    assert link.say(link.set_parameter()) != []  # and who has the key is still heard


def test_an_order_that_is_sent_again_is_not_obeyed_again() -> None:
    craft = vehicle()
    link = Link(craft, key=KEY)
    order = link.set_parameter()
    assert link.say(order) != []
    link.say(link.set_parameter(1234.0))
    assert link.say(order) == []
    assert value(craft) == 1234.0
    assert Link(craft, 1).say(order) == []  # nor over another port


def test_heartbeats_that_are_not_signed_keep_no_failsafe_away() -> None:
    craft = vehicle()
    link, plain = Link(craft, key=KEY), Link(craft)
    craft.autopilot.parameters.set("FS_GCS_ENABLE", 6)
    craft.autopilot.parameters.set("MAV_GCS_SYSID", EXECUTIVE)
    beat = mavlink.MAVLink_heartbeat_message(6, 8, 0, 0, 0, 3)
    for _ in range(10):
        link.say(link.packed(beat))
    assert not craft.autopilot.failsafes.gcs
    for _ in range(10):
        plain.say(plain.packed(beat))
    assert craft.autopilot.failsafes.gcs


def test_a_cable_needs_no_signature_and_a_radio_does() -> None:
    """ArduPilot's first port is a cable, unless the vehicle was started with a key."""
    craft = vehicle(sealed=False)
    for port, obeyed in ((1, False), (2, False), (0, True)):
        link = Link(craft, port)
        assert bool(link.say(link.set_parameter())) is obeyed
        assert (value(craft) == NEW) is obeyed


def test_a_radios_own_report_needs_none_and_changes_nothing() -> None:
    craft = vehicle()
    before = craft.signatures.stored()
    report = mavlink.MAVLink_radio_status_message(1, 2, 100, 3, 4, 5, 6)
    link = Link(craft, 1)
    raw = bytes(report.pack(mavlink.MAVLink(None, 51, 68)))
    assert [m.get_type() for m in link.channel.messages(raw)] == ["RADIO_STATUS"]
    assert craft.signatures.stored() == before


def set_up(link: Link, key: bytes, stamp: int) -> list[Any]:
    return link.say(link.packed(mavlink.MAVLink_setup_signing_message(1, 1, list(key), stamp)))


def test_a_key_is_set_up_over_a_link_that_counts_and_works_at_once_on_all() -> None:
    craft = vehicle(None, sealed=False)
    first, second = Link(craft, 0), Link(craft, 1)
    assert second.say(second.set_parameter()) != []
    set_up(first, KEY, NOW)
    assert second.say(second.set_parameter(1000.0)) == []
    with_key = Link(craft, 1, KEY)
    with_key.listen()
    assert with_key.say(with_key.set_parameter(1200.0)) != []
    assert value(craft) == 1200.0


def test_a_key_is_not_replaced_or_taken_away_by_who_does_not_have_it() -> None:
    craft = vehicle(sealed=False)
    for key in (OTHER, bytes(32)):
        set_up(Link(craft, 1), key, 0)
        stranger = Link(craft, 1)
        assert stranger.say(signed(stranger.set_parameter(), OTHER, NOW + 900)) == []
    assert craft.signatures.key == KEY


def test_who_has_the_key_takes_it_away() -> None:
    craft = vehicle()
    set_up(Link(craft, 1, KEY), bytes(32), 0)
    assert craft.signatures.key is None
    plain = Link(craft, 1)
    (answer,) = plain.say(plain.set_parameter())
    assert not answer.get_signed()


def test_no_key_is_set_up_while_it_is_armed() -> None:
    craft = vehicle(None)
    link = Link(craft)
    craft.autopilot.armed = True
    (text,) = set_up(link, KEY, NOW)
    assert text.text == "ERROR: Won't setup signing when armed"
    assert craft.signatures.key is None


def test_a_key_for_another_vehicle_is_not_taken() -> None:
    craft = vehicle(None)
    link = Link(craft)
    message = mavlink.MAVLink_setup_signing_message(2, 1, list(KEY), NOW)
    link.say(link.packed(message))
    assert craft.signatures.key is None


def test_a_parameter_switches_signing_off_for_one_port() -> None:
    craft = vehicle(None, sealed=False)
    craft.autopilot.parameters.set("MAV2_OPTIONS", 1)
    set_up(Link(craft), KEY, NOW)
    for port, obeyed in ((1, True), (2, False)):
        link = Link(craft, port)
        assert bool(link.say(link.set_parameter())) is obeyed


def test_after_a_reboot_it_signs_on_and_takes_nothing_from_before() -> None:
    craft = vehicle()
    link = Link(craft, key=KEY)
    order = link.set_parameter()
    assert link.say(order) != []
    before = craft.signatures.stored()
    craft.reboot()
    after = craft.signatures.stored()
    assert before is not None
    assert after is not None
    assert after.stamp >= before.stamp + 60 * 100_000
    assert Link(craft).say(order) == []


def test_the_key_is_kept_over_a_restart_where_only_its_owner_can_read_it(tmp_path: Path) -> None:
    craft = vehicle(None)
    keeper = Keeper(craft, tmp_path)
    keeper.look()
    assert not (tmp_path / "signing.json").exists()
    set_up(Link(craft), KEY, NOW)
    keeper.look()
    assert (tmp_path / "signing.json").stat().st_mode & 0o777 == 0o600
    assert KEY.hex() not in (tmp_path / "vehicle.json").read_text()
    kept = Store.read(tmp_path)
    assert kept.signing is not None
    assert kept.signing.key == KEY
    assert kept.signing.stamp >= NOW


def test_a_key_taken_away_is_not_found_again(tmp_path: Path) -> None:
    craft = vehicle()
    keeper = Keeper(craft, tmp_path)
    keeper.look()
    assert Store.read(tmp_path).signing is not None
    set_up(Link(craft, 0, KEY), bytes(32), 0)
    keeper.look()
    assert Store.read(tmp_path).signing is None


def test_a_clock_that_is_a_year_late_is_put_right_by_the_first_signed_word() -> None:
    """Without satellites it knows the time of its last day only, and the ground the present one."""
    craft = Vehicle(
        VehicleSpec(STANDING, HOME[2], unix_s=NOW_S, sealed=True),
        Store(signing=StoredKey(KEY, NOW - 365 * 86_400 * 100_000)),
    )
    for _ in range(200):
        craft.step()
    link = Link(craft, key=KEY)
    assert link.say(link.set_parameter()) != []
    stored = craft.signatures.stored()
    assert stored is not None
    assert stored.stamp >= NOW


def test_a_consent_mission_is_flown_over_a_signed_link(prepared: Callable[..., Ground]) -> None:
    ground = prepared()
    craft = ground.link.vehicle
    craft.signatures.set_up(KEY, NOW)
    ground.link.mav.signing.secret_key = KEY
    ground.link.mav.signing.timestamp = NOW
    ground.link.mav.signing.sign_outgoing = True
    ground.launch()
    ground.until(lambda g: g.current == 3, "the second leg")
    assert ground.latest["HEARTBEAT"].get_header().incompat_flags == 1
    assert isinstance(ground.link, Loopback)
