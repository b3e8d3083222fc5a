"""One simulated vehicle as a ground station sees it: the autopilot behind its channels.

Owns the tie between messages and the autopilot, and what survives a reboot: the body where it
stands, and the stored lists. Knows no sockets and no clock: it is stepped, and handed bytes.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random
from typing import Any

from sim.flight.craft import Craft
from sim.flight.sensing import EXACT, Sensing
from sim.sitl.autopilot import STEP_S, Autopilot
from sim.sitl.body import Body
from sim.sitl.channel import Channel
from sim.sitl.commands import Commands
from sim.sitl.dialect import mavlink
from sim.sitl.faults import Fault
from sim.sitl.inbox import Inbox
from sim.sitl.lists import FenceList, MissionList, RallyList
from sim.sitl.manners import Manners
from sim.sitl.numbers import limited
from sim.sitl.plane import Plane
from sim.sitl.radio import Radio
from sim.sitl.sensors import Sensors
from sim.sitl.signing import SIGNING_DISABLED, Signatures
from sim.sitl.store import Standing, Store
from sim.sitl.streams import GROUPS, Streams
from sim.sitl.strikes import Faults
from sim.sitl.telemetry import Telemetry
from sim.sitl.terrain import TerrainBlocks
from sim.sitl.transfer import Transfer
from sim.sitl.wandering import Wandering

HeightAt = Callable[[float, float], float]
"""Height of the ground above mean sea level in metres at (lat_deg, lon_deg)."""
_PARAMETERS_PER_STEP = 5
_SLOW_EVERY = 5
_COARSE_MS = 20 * _SLOW_EVERY
_TEXT_SIZE = 50
_STRONGEST_WIND_MPS, _MOST_TURBULENT, _HEAVIEST_KG = 100.0, 3.0, 100.0
"""What a SIM_ parameter asks beyond these is not simulated."""


@dataclass(frozen=True)
class VehicleSpec:
    """What a vehicle is and where it starts. `unix_s`: what its GPS calls now.

    `sealed`: with a signing key nothing unsigned counts on any port, the first one included.
    """

    standing: Standing
    alt_amsl_m: float
    craft: Craft = field(default_factory=Craft)
    load_kg: float = 0.0
    speedup: float = 1.0
    wind_mps: float = 0.0
    wind_from_deg: float = 180.0
    turbulence: float = 1.0
    elevation: HeightAt | None = None
    faults: tuple[Fault, ...] = ()
    seed: int = 1
    unix_s: float = 0.0
    sysid: int = 1
    sealed: bool = False
    sensing: Sensing = EXACT


class Vehicle:
    """To be stepped every 20 ms of its own time."""

    def __init__(self, spec: VehicleSpec, store: Store | None = None) -> None:
        self._spec = spec
        rng = Random(spec.seed)
        start = spec.standing
        self.plane = Plane(start.lat_e7 / 1e7, start.lon_e7 / 1e7)
        self._blocks = TerrainBlocks()
        self.body = Body(spec.craft, self._ground_m, Random(rng.random()))
        self.body.load_kg = spec.load_kg
        self.faults = Faults(spec.faults, Random(rng.random()))
        wandering = Wandering(spec.sensing, Random(f"wandering {spec.seed}"))
        self.sensors, self.manners = Sensors(wandering), Manners()
        self.radio = Radio(Random(rng.random()))
        self.channels: list[Channel] = []
        self.total_s = 0.0
        """Simulated seconds of this process; goes on over reboots."""
        self.silent_until_s = 0.0
        """Of `total_s`: until then nothing is sent or heard."""
        self.rebooted: Callable[[], None] = lambda: None
        store = store or Store()
        capacity_mah = float(round(self.body.capacity_ah * 1000))
        store.parameters = {
            "BATT_CAPACITY": capacity_mah,
            "MAV_SYSID": float(spec.sysid),
            **store.parameters,
        }
        self._power_up(store, start.heading_deg)
        self.faults.check(self)

    # --- life ---

    @property
    def stride(self) -> int:
        """How many steps it may take at once: a parked vehicle need not be looked at so often."""
        ap = self.autopilot
        coarse = (
            ap.parked
            and ap.steps % _SLOW_EVERY == 0
            and all(channel.patient(_COARSE_MS) for channel in self.channels)
        )
        return _SLOW_EVERY if coarse else 1

    def step(self, count: int = 1) -> None:
        """20 ms, or `count` (see `stride`) times 20 ms. Raises VehicleDied."""
        self.autopilot.step(count)
        self.total_s += STEP_S * count
        if not self.radio.sound:
            self._carry()
        if self._time_due and self.autopilot.gps_fix:
            self._time_due = False
            self.signatures.set_time(self._spec.unix_s + self.total_s)
        if self.autopilot.steps % _SLOW_EVERY == 0:
            self.faults.check(self)
            self.autopilot.gps_lost = self.total_s < self._gps_lost_until_s
            for channel in self.channels:
                channel.set_sysid(self.autopilot.system_id)
            for transfer in self._transfers.values():
                transfer.update()
        if self._mode_changed:
            self._broadcast(self.telemetry.heartbeat())
            self._mode_changed = False
        if self._reached is not None:  # of two in one step ArduPilot tells the last
            self._broadcast(mavlink.MAVLink_mission_item_reached_message(self._reached))
            self._reached = None
        if not self._silent:
            self._stream()
        if self._reboot_due:
            self._reboot_due = False
            self.reboot()

    def reboot(self) -> None:
        """Power off and on at the place where it stands; what is stored survives."""
        self._power_up(self.store(), self.autopilot.heading_deg)
        for channel in self.channels:
            channel.streams = Streams()
            channel.seal = self.signatures.port(channel.number)
        self.rebooted()

    def store(self) -> Store:
        """What outlives the process."""
        store = self.autopilot.store()
        store.signing = self.signatures.stored()
        return store

    def open_channel(self, number: int | None = None) -> Channel:
        """A client has come to port `number`, 0 the first; the next one if it is not said."""
        number = len(self.channels) if number is None else number
        seal = self.signatures.port(number)
        sysid = self.autopilot.system_id
        channel = Channel(sysid, number, seal, self.radio, lambda: self.total_s)
        for group, rate_hz in self._start_rates(len(self.channels) + 1):
            channel.streams.request_group(group, rate_hz)
        self.channels.append(channel)
        return channel

    def close_channel(self, channel: Channel) -> None:
        self.channels.remove(channel)

    def hear(self, channel: Channel, raw: bytes) -> None:
        """Bytes from a client."""
        if self._silent:
            return
        for message in channel.messages(raw):
            self._inbox.handle(channel, message)

    def ask_reboot(self) -> None:
        """Power off and on after the present step: what is due to be answered leaves before."""
        self._reboot_due = True

    # --- what faults change ---

    def alter_readback(self, alteration: Any) -> None:
        alteration.bind(lambda: self.autopilot.mission.items)
        self._alteration = alteration
        self._missions.alter = alteration

    def refuse_missions(self, result: int) -> None:
        self._refusal = result
        self._transfers[mavlink.MAV_MISSION_TYPE_MISSION].refuse_with = result

    def keep_part(self, count: int) -> None:
        """Of each upload of a mission only so many items are kept; below 0: half of them."""
        self._kept = self._missions.keeps = count

    def lose_gps(self, until_s: float) -> None:
        """No satellites until then, of `total_s`."""
        self._gps_lost_until_s = until_s
        self.autopilot.gps_lost = self.total_s < until_s

    def set_bad_compass(self) -> None:
        self._bad_compass = self.autopilot.bad_compass = True

    def apply_simulation(self) -> None:
        """Take wind, load and battery from the SIM_* parameters."""
        parameters = self.autopilot.parameters
        self.body.wind_mps = limited(parameters["SIM_WIND_SPD"], 0.0, _STRONGEST_WIND_MPS)
        self.body.wind_from_deg = parameters["SIM_WIND_DIR"] % 360.0
        self.body.turbulence = limited(parameters["SIM_WIND_TURB"], 0.0, _MOST_TURBULENT)
        self.body.load_kg = limited(parameters["SIM_LOAD_KG"], 0.0, _HEAVIEST_KG)

    # --- inside ---

    _reboot_due = False
    _alteration: Any = None
    _refusal: int | None = None
    _gps_lost_until_s = 0.0
    _kept: int | None = None
    _text_id = 0
    _mode_changed = False
    _reached: int | None = None
    _bad_compass = False
    _time_due = True

    @property
    def _silent(self) -> bool:
        return self.total_s < self.silent_until_s

    def _power_up(self, store: Store, heading_deg: float) -> None:
        spec = self._spec
        ap = self.autopilot = Autopilot(self.body, self.sensors, self.plane, store, heading_deg)
        for name, value in (
            ("SIM_SPEEDUP", spec.speedup),
            ("SIM_WIND_SPD", spec.wind_mps),
            ("SIM_WIND_DIR", spec.wind_from_deg),
            ("SIM_WIND_TURB", spec.turbulence),
            ("SIM_LOAD_KG", self.body.load_kg),
            ("FENCE_TOTAL", len(store.fence)),
            ("RALLY_TOTAL", len(store.rally)),
        ):
            ap.parameters.set(name, value)
        self.apply_simulation()
        ap.gps_lost, ap.bad_compass = self.total_s < self._gps_lost_until_s, self._bad_compass
        self.signatures = Signatures(store.signing, self._signs_nothing, sealed=spec.sealed)
        self._time_due = True
        ap.terrain_at = self._terrain_m
        self._blocks.space(int(ap.parameters["TERRAIN_SPACING"]))
        ap.say = self._say
        self.telemetry = Telemetry(ap, self._blocks, spec.unix_s, spec.seed)
        ap.mode_changed = self._note_mode
        ap.home_moved = self._tell_home
        ap.item_reached = self._note_reached
        commands = Commands(ap, self.telemetry, self.ask_reboot)
        self._missions = MissionList(ap)
        self._missions.alter, self._missions.keeps = self._alteration, self._kept
        kinds = mavlink.MAV_MISSION_TYPE_MISSION, mavlink.MAV_MISSION_TYPE_FENCE
        lists = zip(
            (*kinds, mavlink.MAV_MISSION_TYPE_RALLY),
            (self._missions, FenceList(ap), RallyList(ap)),
            strict=True,
        )
        self._transfers = {kind: Transfer(one, kind, lambda: ap.time_s) for kind, one in lists}
        self._transfers[mavlink.MAV_MISSION_TYPE_MISSION].refuse_with = self._refusal
        self._inbox = Inbox(
            ap,
            self.telemetry,
            commands,
            self._transfers,
            self._blocks,
            self.manners,
            self._broadcast,
            self.apply_simulation,
            self.signatures,
        )

    def _signs_nothing(self, port: int) -> bool:
        options = self.autopilot.parameters[f"MAV{min(port + 1, 3)}_OPTIONS"]
        return bool(int(options) & SIGNING_DISABLED)

    def _carry(self) -> None:
        """What is under way over a bad radio goes on."""
        for channel in self.channels:
            channel.carry()
            self.hear(channel, b"")

    def _note_mode(self) -> None:
        self._mode_changed = True

    def _note_reached(self, seq: int) -> None:
        self._reached = seq

    def _tell_home(self) -> None:
        self._broadcast(self.telemetry.home())
        self._broadcast(self.telemetry.origin())

    def _start_rates(self, number: int) -> list[tuple[int, int]]:
        parameters = self.autopilot.parameters
        rates = [
            (group, int(parameters[f"MAV{min(number, 3)}_{name}"]))
            for group, (name, _) in GROUPS.items()
        ]
        return [(group, rate) for group, rate in rates if rate > 0]

    def _ground_m(self, north_m: float, east_m: float) -> float:
        lat_e7, lon_e7 = self.plane.degrees_e7(north_m, east_m)
        if self._spec.elevation is not None:
            return self._spec.elevation(lat_e7 / 1e7, lon_e7 / 1e7)
        answered = self._blocks.height_m(lat_e7, lon_e7)
        return self._spec.alt_amsl_m if answered is None else answered

    def _terrain_m(self, north_m: float, east_m: float) -> float | None:
        """By the terrain data that a ground station has sent, as the autopilot knows it."""
        if self.autopilot.parameters["TERRAIN_ENABLE"] == 0:
            return None
        return self._blocks.height_m(*self.plane.degrees_e7(north_m, east_m))

    def _say(self, severity: int, text: str) -> None:
        """A text of more than 50 bytes goes out in pieces with an id."""
        raw = text.encode("ascii", "replace")
        pieces = [raw[i : i + _TEXT_SIZE] for i in range(0, len(raw), _TEXT_SIZE)]
        if len(pieces) > 1:
            self._text_id = self._text_id % 65535 + 1
        for index, piece in enumerate(pieces):
            number = self._text_id if len(pieces) > 1 else 0
            self._broadcast(mavlink.MAVLink_statustext_message(severity, piece, number, index))

    def _broadcast(self, message: Any) -> None:
        if not self._silent:
            for channel in self.channels:
                channel.send(message)

    def _stream(self) -> None:
        now_ms = self.autopilot.steps * 20
        for channel in self.channels:
            for message_id in channel.streams.due(now_ms):
                message = self.telemetry.builders[message_id]()
                if message is not None:
                    channel.send(message)
            for _ in range(min(_PARAMETERS_PER_STEP, len(channel.parameters_due))):
                name = channel.parameters_due.popleft()
                channel.send(self._inbox.parameter(name, self.autopilot.parameters.index(name)))
