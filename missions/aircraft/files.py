"""Reading `aircraft.yaml`: types, aircraft, batteries, weather limits, age of words.

Owns the file's form and the references inside it. Must not know routes; which places have pads is
passed in.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from itertools import pairwise
from types import MappingProxyType
from typing import Annotated, Any, Self, TypeVar

from pydantic import AfterValidator, Field, model_validator

from missions.aircraft.model import Aircraft, AircraftType, Battery, Fleet, WeatherLimits
from missions.aircraft.power import PowerModel
from missions.reading.fields import FileModel, Ident, Number, Positive, Text, Whole
from missions.reading.findings import Findings
from missions.reading.folder import Folder
from missions.reading.yaml_file import YamlFile, read_yaml

FILE = "aircraft.yaml"
_KEYS = ("types", "aircraft", "batteries", "weather", "words")
_LINK = re.compile(r"sitl|(tcp|udp|udpin|udpout):[A-Za-z0-9.-]+:[0-9]{1,5}|serial:/dev/[\w/-]+:\d+")
# What the type may set. Failsafes and fences belong to every flight alike (`missions.plan`), so
# that no type can weaken them.
_OWN_PARAMETERS = re.compile(
    r"(RTL|LAND|WPNAV|TERRAIN|RALLY|BATT_LOW|BATT_CRT|BATT_ARM)_[A-Z0-9_]+"
    r"|BATT_CAPACITY|FS_THR_ENABLE"
)
_NEEDED = (
    "RTL_ALT",
    "LAND_SPEED",
    "WPNAV_SPEED",
    "WPNAV_SPEED_UP",
    "WPNAV_SPEED_DN",
    "TERRAIN_ENABLE",
)
# Parameters in cm/s that say the same as a key of the type in m/s.
_SAME = {
    "WPNAV_SPEED": "cruise_mps",
    "WPNAV_SPEED_UP": "climb_mps",
    "WPNAV_SPEED_DN": "descent_mps",
}

Row = TypeVar("Row", bound=FileModel)
Above = Annotated[Number, Field(gt=0)]
Share = Annotated[Number, Field(gt=0, le=1)]


def _parameters(values: dict[str, float]) -> dict[str, float]:
    for name in values:
        if not _OWN_PARAMETERS.fullmatch(name):
            raise ValueError(f"{name}: is not a type's own parameter")
    for name in _NEEDED:
        if name not in values:
            raise ValueError(f"{name} is missing")
    for stage in ("BATT_LOW", "BATT_CRT"):
        if not any(values.get(f"{stage}_{unit}", 0) > 0 for unit in ("MAH", "VOLT")):
            raise ValueError(f"{stage}_MAH or {stage}_VOLT must be above 0, or nothing watches it")
    return values


def _rest_curve(values: list[list[float]]) -> list[list[float]]:
    if any(len(pair) != 2 for pair in values):
        raise ValueError("each point is [percent, volts]")
    if len(values) < 2 or (values[0][0], values[-1][0]) != (0.0, 100.0):
        raise ValueError("runs from 0 to 100 percent")
    if not all(a[0] < b[0] and 0.0 < a[1] < b[1] for a, b in pairwise(values)):
        raise ValueError("percent and volts rise from each point to the next")
    return values


def _link(value: str) -> str:
    if not _LINK.fullmatch(value):
        raise ValueError("is sitl, tcp:host:port, udp:host:port or serial:/dev/name:baud")
    return value


class PowerRow(FileModel):
    hover_w_per_kg15: Above
    induced_share: Share
    rotor_area_m2: Above
    drag_area_m2: Above
    efficiency: Share
    max_w: Above
    standby_w: Annotated[Number, Field(ge=0)]


class TypeRow(FileModel):
    id: Ident
    largest_m: Above
    empty_kg: Above
    max_load_kg: Above
    cruise_mps: Above
    max_ground_speed_mps: Above
    max_wind_mps: Above
    max_gust_mps: Above
    climb_mps: Above
    descent_mps: Above
    turn_accel_mps2: Above
    battery_wh: Above
    battery_max_cycles: Positive
    power: PowerRow
    autopilot: Annotated[dict[str, Number], AfterValidator(_parameters)]
    battery_rest_v: Annotated[list[list[Number]], AfterValidator(_rest_curve)] | None = None

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if self.cruise_mps > self.max_ground_speed_mps:
            raise ValueError("cruise_mps is above max_ground_speed_mps")
        if self.max_wind_mps > self.max_gust_mps:
            raise ValueError("max_wind_mps is above max_gust_mps")
        for parameter, key in _SAME.items():
            cm_s, m_s = self.autopilot[parameter], getattr(self, key)
            if abs(cm_s - 100 * m_s) > 0.5:
                raise ValueError(f"{parameter} is {cm_s:g} cm/s, but {key} is {m_s:g}")
        return self

    def value(self) -> AircraftType:
        fields: dict[str, Any] = self.model_dump()
        fields["power"] = PowerModel(**fields["power"])
        fields["autopilot"] = MappingProxyType(dict(sorted(self.autopilot.items())))
        if self.battery_rest_v is not None:
            fields["battery_rest_v"] = tuple((p, v) for p, v in self.battery_rest_v)
        return AircraftType(**fields)


class AircraftRow(FileModel):
    id: Ident
    registration: Annotated[Text, Field(pattern=r"^[A-Z0-9-]{4,20}$")]
    type: Ident
    system_id: Annotated[Positive, Field(le=250)]
    link: Annotated[str, AfterValidator(_link)]
    home: Ident


class BatteryRow(FileModel):
    id: Ident
    type: Ident
    capacity_wh: Above
    cycles: Whole


class WeatherRow(FileModel):
    wind_below_mps: Above
    gust_below_mps: Above
    rain_max_mm_h: Annotated[Number, Field(ge=0)]
    visibility_min_m: Above
    wind_age_s: Above
    rain_age_s: Above
    visibility_age_s: Above


class WordsRow(FileModel):
    age_s: Above
    operator_age_s: Above = 3600.0


def read_fleet(folder: Folder, homes: Collection[str] | None, findings: Findings) -> Fleet | None:
    """The fleet, or None with findings. `homes`: places an aircraft can belong to; None when
    they could not be read, so that one fault is one finding."""
    before = len(findings)
    file = read_yaml(FILE, folder.text(FILE, findings), findings)
    if file is None:
        return None
    file.only_keys(_KEYS, findings)
    weather, words = _weather(file, findings), _part(file, "words", WordsRow, findings)
    types = file.rows("types", TypeRow, findings)
    aircraft = file.rows("aircraft", AircraftRow, findings)
    batteries = file.rows("batteries", BatteryRow, findings)
    for rows in (types, aircraft, batteries):
        rows.unique("id", lambda row: row.id, findings)
    aircraft.unique("registration", lambda row: row.registration, findings)
    aircraft.unique("system_id", lambda row: row.system_id, findings)
    by_id = {row.value.id: row.value for row in types}
    for row in (*aircraft, *batteries):
        if row.value.type not in types.ids:
            findings.add(FILE, row.line, f"type {row.value.type}: no such type")
    for row in aircraft:
        if homes is not None and row.value.home not in homes:
            findings.add(FILE, row.line, f"home {row.value.home}: no such hub")
    for row in batteries:
        kind = by_id.get(row.value.type)
        if kind is not None and row.value.capacity_wh > kind.battery_wh:
            message = f"capacity_wh {row.value.capacity_wh:g}: a new one holds {kind.battery_wh:g}"
            findings.add(FILE, row.line, message)
    if weather is None or words is None or len(findings) > before:
        return None
    return Fleet(
        _by_id(row.value.value() for row in types),
        _by_id(Aircraft(**row.value.model_dump()) for row in aircraft),
        _by_id(Battery(**row.value.model_dump()) for row in batteries),
        weather,
        word_age_s=words.age_s,
        operator_age_s=words.operator_age_s,
    )


def _weather(file: YamlFile, findings: Findings) -> WeatherLimits | None:
    row = _part(file, "weather", WeatherRow, findings)
    return None if row is None else WeatherLimits(**row.model_dump())


def _part(file: YamlFile, key: str, kind: type[Row], findings: Findings) -> Row | None:
    if key not in file.value:
        findings.add(FILE, 1, f'missing key "{key}"')
        return None
    return file.part((key,), kind, findings)


def _by_id(values: Iterable[Any]) -> MappingProxyType[str, Any]:
    return MappingProxyType({value.id: value for value in values})
