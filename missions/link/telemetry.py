"""The latest word of a vehicle on each matter, and when it was said.

Owns the snapshot. Knows nothing of sockets, commands or what the values mean for a flight:
nothing heard is None, and how old a value may be is for the reader to judge (`Seen.age_s`).
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from operator import attrgetter
from typing import Generic, TypeVar

from missions.link import messages as msg

T_co = TypeVar("T_co", covariant=True)

TEXTS_KEPT = 50


@dataclass(frozen=True, slots=True)
class Seen(Generic[T_co]):
    """A value and when it arrived: vehicle seconds (`VehicleTime.now_s`) and machine seconds."""

    value: T_co
    vehicle_s: float
    machine_s: float

    def age_s(self, now_vehicle_s: float) -> float:
        """Vehicle seconds since it arrived."""
        return max(0.0, now_vehicle_s - self.vehicle_s)


@dataclass(frozen=True, slots=True)
class VehicleState:
    """A frozen snapshot; each group is None until it was heard in this boot of the vehicle.

    `battery` is battery 0 (BATTERY_STATUS); `texts` are the latest status texts, oldest first,
    to be shown and never decided by. `recorder_fault` is no word of the vehicle: why what is heard
    is not recorded just now.
    """

    system_id: int | None = None
    component_id: int | None = None
    heartbeat: Seen[msg.Heartbeat] | None = None
    position: Seen[msg.GlobalPosition] | None = None
    attitude: Seen[msg.Attitude] | None = None
    gps: Seen[msg.Gps] | None = None
    system: Seen[msg.SystemStatus] | None = None
    battery: Seen[msg.Battery] | None = None
    ekf: Seen[msg.EkfStatus] | None = None
    vibration: Seen[msg.Vibration] | None = None
    mission: Seen[msg.MissionCurrent] | None = None
    reached: Seen[msg.ItemReached] | None = None
    landed: Seen[msg.LandedState] | None = None
    wind: Seen[msg.Wind] | None = None
    home: Seen[msg.Home] | None = None
    air: Seen[msg.AirData] | None = None
    terrain: Seen[msg.TerrainReport] | None = None
    version: Seen[msg.Version] | None = None
    texts: tuple[Seen[msg.StatusText], ...] = ()
    recorder_fault: str | None = None

    @property
    def armed(self) -> bool | None:
        return self.heartbeat.value.armed if self.heartbeat else None

    @property
    def mode(self) -> int | None:
        """The custom mode number; names are in `missions.link.modes`."""
        return self.heartbeat.value.mode if self.heartbeat else None

    @property
    def mission_seq(self) -> int | None:
        """The current item's number."""
        return self.mission.value.seq if self.mission else None

    @property
    def on_ground(self) -> bool | None:
        """What the vehicle itself says (EXTENDED_SYS_STATE); None when it says neither."""
        landed = self.landed.value.landed if self.landed else 0
        return None if landed == 0 else landed == 1


_GROUPS: dict[type, str] = {
    msg.Heartbeat: "heartbeat",
    msg.GlobalPosition: "position",
    msg.Attitude: "attitude",
    msg.Gps: "gps",
    msg.SystemStatus: "system",
    msg.EkfStatus: "ekf",
    msg.Vibration: "vibration",
    msg.MissionCurrent: "mission",
    msg.ItemReached: "reached",
    msg.LandedState: "landed",
    msg.Wind: "wind",
    msg.Home: "home",
    msg.AirData: "air",
    msg.TerrainReport: "terrain",
    msg.Version: "version",
}
_NAMES = tuple(each.name for each in fields(VehicleState))
_VALUES, _PLACES = attrgetter(*_NAMES), {name: place for place, name in enumerate(_NAMES)}
"""`replace` asks each field for its name and options, and this is done for each message."""


def updated(
    state: VehicleState, message: msg.Message, vehicle_s: float, machine_s: float
) -> VehicleState:
    """Return the state after a message; messages that are no telemetry leave it as it is."""
    if isinstance(message, msg.StatusText):
        kept = (*state.texts, Seen(message, vehicle_s, machine_s))[-TEXTS_KEPT:]
        return replace(state, texts=kept)
    if isinstance(message, msg.Battery):
        if message.id != 0:
            return state
        return replace(state, battery=Seen(message, vehicle_s, machine_s))
    group = _GROUPS.get(type(message))
    if group is None:
        return state
    values = list(_VALUES(state))
    values[_PLACES[group]] = Seen(message, vehicle_s, machine_s)
    return VehicleState(*values)


def after_reboot(state: VehicleState) -> VehicleState:
    """The state after a new boot: who it is and the texts stay, all else must be heard anew."""
    return VehicleState(
        system_id=state.system_id,
        component_id=state.component_id,
        texts=state.texts,
        recorder_fault=state.recorder_fault,
    )
