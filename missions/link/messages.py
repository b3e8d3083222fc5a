"""What a vehicle says, as small frozen values in metres, seconds, volts and degrees.

Owns the received messages that this project uses. Knows nothing of bytes: `missions.link.wire`
makes these. `None` stands where MAVLink marks a value as unknown. Field meanings follow the
MAVLink common and ardupilotmega message sets (mavlink.io/en/messages).
"""

from __future__ import annotations

from dataclasses import dataclass

from missions.plan.wireitem import WireItem


@dataclass(frozen=True, slots=True)
class Heartbeat:
    """`mode` is the autopilot's custom mode number, see `missions.link.modes`."""

    mode: int
    armed: bool
    vehicle_type: int
    autopilot: int
    system_status: int


@dataclass(frozen=True, slots=True)
class SystemTime:
    boot_s: float
    unix_s: float


@dataclass(frozen=True, slots=True)
class Attitude:
    boot_s: float
    roll_deg: float
    pitch_deg: float
    yaw_deg: float


@dataclass(frozen=True, slots=True)
class GlobalPosition:
    """GLOBAL_POSITION_INT: the fused position. `down_mps` is positive downwards."""

    boot_s: float
    lat_deg: float
    lon_deg: float
    alt_amsl_m: float
    alt_rel_m: float
    north_mps: float
    east_mps: float
    down_mps: float
    heading_deg: float | None


@dataclass(frozen=True, slots=True)
class Gps:
    """`fix` is a GPS_FIX_TYPE: 3 is a three-dimensional fix, higher is better."""

    fix: int
    satellites: int | None
    hdop: float | None
    lat_deg: float
    lon_deg: float
    alt_amsl_m: float


@dataclass(frozen=True, slots=True)
class SystemStatus:
    """SYS_STATUS: three bit fields of MAV_SYS_STATUS_SENSOR, and the main battery."""

    present: int
    enabled: int
    health: int
    voltage_v: float | None
    current_a: float | None
    remaining_percent: int | None


@dataclass(frozen=True, slots=True)
class Battery:
    """BATTERY_STATUS of battery `id`; `voltage_v` is the sum of the cells that report."""

    id: int
    voltage_v: float | None
    current_a: float | None
    consumed_mah: int | None
    consumed_wh: float | None
    remaining_percent: int | None


@dataclass(frozen=True, slots=True)
class EkfStatus:
    """EKF_STATUS_REPORT: `flags` are EKF_STATUS_FLAGS; variances above 1 are failures."""

    flags: int
    velocity_variance: float
    pos_horiz_variance: float
    pos_vert_variance: float
    compass_variance: float
    terrain_alt_variance: float


@dataclass(frozen=True, slots=True)
class Vibration:
    """VIBRATION: standard deviation of the accelerometer by axis, and how often each of three
    accelerometers has been at its limit since power-up."""

    x_mps2: float
    y_mps2: float
    z_mps2: float
    clipped: tuple[int, int, int]

    @property
    def worst_mps2(self) -> float:
        """The axis that shakes most."""
        return max(self.x_mps2, self.y_mps2, self.z_mps2)


@dataclass(frozen=True, slots=True)
class MissionCurrent:
    """`total` is the number of the last item, None from an autopilot that does not tell."""

    seq: int
    total: int | None
    state: int


@dataclass(frozen=True, slots=True)
class ItemReached:
    seq: int


@dataclass(frozen=True, slots=True)
class LandedState:
    """`landed` is a MAV_LANDED_STATE: 1 on the ground, 2 in the air, 3 take-off, 4 landing."""

    landed: int


@dataclass(frozen=True, slots=True)
class StatusText:
    """A sentence for people; programs must not decide by it."""

    severity: int
    text: str


@dataclass(frozen=True, slots=True)
class TextPart:
    """One part of a text that has several; see `missions.link.texts`."""

    severity: int
    text: str
    id: int
    chunk: int


@dataclass(frozen=True, slots=True)
class Wind:
    """The vehicle's own estimate; `from_deg` is where the wind comes from."""

    from_deg: float
    speed_mps: float
    vertical_mps: float


@dataclass(frozen=True, slots=True)
class Home:
    lat_deg: float
    lon_deg: float
    alt_amsl_m: float


@dataclass(frozen=True, slots=True)
class AirData:
    """VFR_HUD: what a pilot's instruments show; `climb_mps` is positive upwards."""

    airspeed_mps: float
    groundspeed_mps: float
    climb_mps: float
    throttle_percent: int


@dataclass(frozen=True, slots=True)
class TerrainReport:
    """Height of the ground under the vehicle as it knows it; `spacing_m` 0: it does not know."""

    terrain_alt_amsl_m: float
    height_above_terrain_m: float
    spacing_m: int
    pending: int
    loaded: int


@dataclass(frozen=True, slots=True)
class Version:
    """AUTOPILOT_VERSION: `firmware` as 'major.minor.patch', `uid` of the board."""

    firmware: str
    uid: int
    capabilities: int


@dataclass(frozen=True, slots=True)
class CommandAck:
    command: int
    result: int
    progress_percent: int | None
    target_system: int


@dataclass(frozen=True, slots=True)
class MissionRequest:
    """The vehicle wants an item (MISSION_REQUEST_INT, or the older MISSION_REQUEST)."""

    seq: int
    mission_type: int
    target_system: int


@dataclass(frozen=True, slots=True)
class MissionCount:
    count: int
    mission_type: int
    target_system: int


@dataclass(frozen=True, slots=True)
class MissionItem:
    item: WireItem
    target_system: int


@dataclass(frozen=True, slots=True)
class MissionAck:
    result: int
    mission_type: int
    target_system: int


@dataclass(frozen=True, slots=True)
class ParameterValue:
    """`value` is the 32-bit float as sent; `type` a MAV_PARAM_TYPE."""

    name: str
    value: float
    type: int


@dataclass(frozen=True, slots=True)
class ParameterError:
    """PARAM_ERROR: 1 does not exist, 2 out of range, 3 permission denied, … (MAV_PARAM_ERROR)."""

    name: str
    error: int
    target_system: int


@dataclass(frozen=True, slots=True)
class TerrainRequest:
    """The vehicle wants the 4 x 4 grids whose bits are set in `mask` (56 bits).

    `lat_deg`, `lon_deg`: south-west corner of the block, to be sent back as they are.
    """

    lat_deg: float
    lon_deg: float
    spacing_m: int
    mask: int


@dataclass(frozen=True, slots=True)
class TimeSync:
    """An answer to our time question `stamp`."""

    stamp: int


@dataclass(frozen=True, slots=True)
class Other:
    """A message that nothing here uses, by its MAVLink name."""

    name: str


Message = (
    Heartbeat
    | SystemTime
    | Attitude
    | GlobalPosition
    | Gps
    | SystemStatus
    | Battery
    | EkfStatus
    | Vibration
    | MissionCurrent
    | ItemReached
    | LandedState
    | StatusText
    | TextPart
    | Wind
    | Home
    | AirData
    | TerrainReport
    | Version
    | CommandAck
    | MissionRequest
    | MissionCount
    | MissionItem
    | MissionAck
    | ParameterValue
    | ParameterError
    | TerrainRequest
    | TimeSync
    | Other
)
