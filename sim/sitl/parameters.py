"""The vehicle's parameters: names, kinds and defaults of ArduCopter, and their stored values.

Owns the table and how values are kept (rounded to their kind, as 32-bit floats). The table holds
what an executive and ground stations use, with the defaults of a freshly built ArduCopter (source:
ArduCopter/Parameters.cpp and the libraries' group tables, 4.7.0-dev), and a few SIM_* that change
this simulation while it runs. Knows nothing of what a parameter does.

FENCE_AUTOENABLE is not simulated: a value other than 0 is refused and 0 stays (`ONLY_DEFAULT`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from sim.sitl.dialect import mavlink, single

_INT8 = mavlink.MAV_PARAM_TYPE_INT8
_INT16 = mavlink.MAV_PARAM_TYPE_INT16
_INT32 = mavlink.MAV_PARAM_TYPE_INT32
_REAL = mavlink.MAV_PARAM_TYPE_REAL32

_LIMITS = {_INT8: (-128, 127), _INT16: (-32768, 32767), _INT32: (-(2**31), 2**31 - 1)}

TABLE: dict[str, tuple[int, float]] = {
    "ANGLE_MAX": (_INT16, 3000),
    "ARMING_MIS_ITEMS": (_INT32, 0),
    "ARMING_OPTIONS": (_INT32, 0),
    "ARMING_REQUIRE": (_INT8, 1),
    "ARMING_SKIPCHK": (_INT32, 0),
    "AUTO_OPTIONS": (_INT32, 0),
    "BATT_ARM_MAH": (_INT32, 0),
    "BATT_ARM_VOLT": (_REAL, 0),
    "BATT_CAPACITY": (_INT32, 3300),
    "BATT_CRT_MAH": (_REAL, 0),
    "BATT_CRT_VOLT": (_REAL, 0),
    "BATT_FS_CRT_ACT": (_INT8, 0),
    "BATT_FS_LOW_ACT": (_INT8, 0),
    "BATT_LOW_MAH": (_REAL, 0),
    "BATT_LOW_TIMER": (_INT8, 10),
    "BATT_LOW_VOLT": (_REAL, 10.5),
    "BATT_MONITOR": (_INT8, 4),
    "DISARM_DELAY": (_INT8, 10),
    "FENCE_ACTION": (_INT8, 1),
    "FENCE_ALT_MAX": (_REAL, 100),
    "FENCE_ALT_MIN": (_REAL, -10),
    "FENCE_AUTOENABLE": (_INT8, 0),
    "FENCE_ENABLE": (_INT8, 0),
    "FENCE_MARGIN": (_REAL, 2),
    "FENCE_OPTIONS": (_INT16, 1),
    "FENCE_RADIUS": (_REAL, 150),
    "FENCE_TOTAL": (_INT8, 0),
    "FENCE_TYPE": (_INT8, 7),
    "FLTMODE1": (_INT8, 7),
    "FLTMODE2": (_INT8, 9),
    "FLTMODE3": (_INT8, 6),
    "FLTMODE4": (_INT8, 3),
    "FLTMODE5": (_INT8, 5),
    "FLTMODE6": (_INT8, 0),
    "FLTMODE_GCSBLOCK": (_INT32, 0),
    "FRAME_CLASS": (_INT8, 1),
    "FRAME_TYPE": (_INT8, 0),
    "FS_CRASH_CHECK": (_INT8, 1),
    "FS_DR_ENABLE": (_INT8, 2),
    "FS_DR_TIMEOUT": (_INT16, 30),
    "FS_EKF_ACTION": (_INT8, 1),
    "FS_EKF_THRESH": (_REAL, 0.8),
    "FS_GCS_ENABLE": (_INT8, 0),
    "FS_GCS_TIMEOUT": (_REAL, 5),
    "FS_OPTIONS": (_INT32, 16),
    "FS_THR_ENABLE": (_INT8, 1),
    "FS_VIBE_ENABLE": (_INT8, 1),
    "GPS_HDOP_GOOD": (_INT16, 140),
    "GUID_OPTIONS": (_INT32, 0),
    "GUID_TIMEOUT": (_REAL, 3),
    "INITIAL_MODE": (_INT8, 0),
    "LAND_ALT_LOW": (_INT16, 1000),
    "LAND_REPOSITION": (_INT8, 1),
    "LAND_SPEED": (_INT16, 50),
    "LAND_SPEED_HIGH": (_INT16, 0),
    "LOG_BITMASK": (_INT32, 176126),
    "MAV_GCS_SYSID": (_INT16, 255),
    "MAV_GCS_SYSID_HI": (_INT16, 0),
    "MAV_OPTIONS": (_INT16, 0),
    "MAV_SYSID": (_INT16, 1),
    "MIS_OPTIONS": (_INT16, 0),
    "MIS_RESTART": (_INT8, 0),
    "MOT_SPIN_ARM": (_REAL, 0.1),
    "MOT_SPIN_MAX": (_REAL, 0.95),
    "MOT_SPIN_MIN": (_REAL, 0.15),
    "PILOT_ACCEL_Z": (_INT16, 250),
    "PILOT_SPEED_DN": (_INT16, 0),
    "PILOT_SPEED_UP": (_INT16, 250),
    "PILOT_TKOFF_ALT": (_REAL, 0),
    "RALLY_INCL_HOME": (_INT8, 1),
    "RALLY_LIMIT_KM": (_REAL, 0.3),
    "RALLY_TOTAL": (_INT8, 0),
    "RC3_DZ": (_INT16, 30),
    "RC3_MAX": (_INT16, 2000),
    "RC3_MIN": (_INT16, 1000),
    "RC3_TRIM": (_INT16, 1500),
    "RC_OVERRIDE_TIME": (_REAL, 3),
    "RTL_ALT": (_INT32, 1500),
    "RTL_ALT_FINAL": (_INT16, 0),
    "RTL_ALT_TYPE": (_INT8, 0),
    "RTL_CLIMB_MIN": (_INT16, 0),
    "RTL_CONE_SLOPE": (_REAL, 3),
    "RTL_LOIT_TIME": (_INT32, 5000),
    "RTL_OPTIONS": (_INT32, 0),
    "RTL_SPEED": (_INT16, 0),
    "SIM_BATT_VOLTAGE": (_REAL, 0),
    "SIM_GPS1_ENABLE": (_INT8, 1),
    "SIM_GPS1_NUMSATS": (_INT8, 10),
    "SIM_LOAD_KG": (_REAL, 0),
    "SIM_SPEEDUP": (_REAL, 1),
    "SIM_WIND_DIR": (_REAL, 180),
    "SIM_WIND_SPD": (_REAL, 0),
    "SIM_WIND_TURB": (_REAL, 0),
    "TERRAIN_ENABLE": (_INT8, 1),
    "TERRAIN_MARGIN": (_REAL, 0.05),
    "TERRAIN_OFS_MAX": (_REAL, 30),
    "TERRAIN_OPTIONS": (_INT16, 0),
    "TERRAIN_SPACING": (_INT16, 100),
    "THR_DZ": (_INT16, 100),
    "WPNAV_ACCEL": (_REAL, 250),
    "WPNAV_ACCEL_C": (_REAL, 0),
    "WPNAV_ACCEL_Z": (_REAL, 100),
    "WPNAV_JERK": (_REAL, 1),
    "WPNAV_RADIUS": (_REAL, 200),
    "WPNAV_RFND_USE": (_INT8, 1),
    "WPNAV_SPEED": (_REAL, 1000),
    "WPNAV_SPEED_DN": (_REAL, 150),
    "WPNAV_SPEED_UP": (_REAL, 250),
    "WPNAV_TER_MARGIN": (_REAL, 10),
    "WP_NAVALT_MIN": (_REAL, 0),
    "WP_YAW_BEHAVIOR": (_INT8, 2),
}
_STREAMS = "RAW_SENS EXT_STAT RC_CHAN RAW_CTRL POSITION EXTRA1 EXTRA2 EXTRA3 PARAMS ADSB"
_CHANNELS = (1, 2, 3)
TABLE |= {
    f"MAV{channel}_{stream}": (_INT16, 0.0) for channel in _CHANNELS for stream in _STREAMS.split()
}

ONLY_DEFAULT = frozenset({"FENCE_AUTOENABLE"})
"""Names that are read back with their default whatever is set."""

ALIASES = {"SYSID_MYGCS": "MAV_GCS_SYSID", "SYSID_THISMAV": "MAV_SYSID"} | {
    f"SR{_channel - 1}_{_name[5:]}": _name
    for _name in list(TABLE)
    if _name.startswith("MAV") and _name[3:4].isdigit() and (_channel := int(_name[3]))
}
"""Names until ArduCopter 4.6 that mean the same; answered under the name that was asked."""

TABLE |= {f"MAV{channel}_OPTIONS": (_INT16, 0.0) for channel in _CHANNELS}


class Parameters:
    """Values by name, in the order of their index."""

    def __init__(self, stored: Mapping[str, float] | None = None) -> None:
        self._values = {name: single(default) for name, (_, default) in TABLE.items()}
        self._names = sorted(self._values)
        self.version = 0
        """Grows with every value that is set."""
        for name, value in (stored or {}).items():
            if name in self._values:
                self.set(name, value)

    def __getitem__(self, name: str) -> float:
        return self._values[name]

    def __len__(self) -> int:
        return len(self._names)

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def changed(self) -> dict[str, float]:
        """What differs from the defaults, without the simulation's own."""
        return {
            name: value
            for name, value in self._values.items()
            if value != single(TABLE[name][1]) and not name.startswith("SIM_")
        }

    def known(self, name: str) -> str | None:
        """The table's name for a name or alias; None where there is none."""
        name = ALIASES.get(name, name)
        return name if name in self._values else None

    def kind(self, name: str) -> int:
        """MAV_PARAM_TYPE."""
        return TABLE[name][0]

    def at(self, index: int) -> str | None:
        """The name with this index."""
        return self._names[index] if 0 <= index < len(self._names) else None

    def index(self, name: str) -> int:
        return self._names.index(name)

    def set(self, name: str, value: float) -> bool:
        """Store a value as its kind holds it: integers are rounded and limited, as AP_Param does.

        False where the value is not simulated and the old one stays. KeyError for a name that is
        not in the table.
        """
        if name in ONLY_DEFAULT and value != TABLE[name][1]:
            return False
        limits = _LIMITS.get(TABLE[name][0])
        if limits is not None:
            rounded = int(value + (0.01 if value > 0 else -0.01))
            value = min(limits[1], max(limits[0], rounded))
        self._values[name] = single(value)
        self.version += 1
        return True
