"""One aircraft at one moment, as pages show it and as a flight's row keeps it.

Owns the names and units of the snapshot. What is not known is null. Pure.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from math import hypot
from typing import Any

from missions.flight.alarms.model import Alarm, alarm_json, by_level
from missions.flight.desk.plans import FlightPlan
from missions.flight.track import PathFrame
from missions.geo import Position
from missions.link.modes import mode_name
from missions.link.station import Station

IDLE, UNREACHABLE = "idle", "unreachable"


def snapshot(
    aircraft: str,
    at: datetime,
    station: Station | None,
    *,
    flight_id: str | None,
    plan: FlightPlan | None,
    state: str | None,
    pad_amsl_m: float | None,
    path: PathFrame | None,
    alarms: Sequence[Alarm] = (),
) -> dict[str, Any]:
    """See DESK: `height_m` is above the pad of departure, `progress` along the route from the hub
    (0) to the hall (1), `link_ms` machine milliseconds for a question and its answer, `alarms`
    what is amiss in the air, the worst first."""
    told: dict[str, Any] = {
        "aircraft": aircraft,
        "flight": flight_id,
        "route": plan.route.name if plan else None,
        "direction": str(plan.direction) if plan else None,
        "state": state or (IDLE if station is not None and station.link_up else UNREACHABLE),
        "at": at.isoformat(),
        "alarms": [alarm_json(alarm) for alarm in by_level(alarms)],
        **dict.fromkeys(
            (
                "lat",
                "lon",
                "alt_amsl_m",
                "height_m",
                "speed_mps",
                "heading_deg",
                "battery_percent",
                "mode",
                "armed",
                "heard_s",
                "progress",
                "link_ms",
            )
        ),
    }
    if station is not None:
        _vehicle(told, station, pad_amsl_m, path)
    return told


def place(station: Station | None, path: PathFrame | None) -> dict[str, Any] | None:
    """Where the aircraft is now, for the flight's row. `boot_s`: its own clock."""
    position = station.state.position if station is not None else None
    if station is None or position is None:
        return None
    where, system = position.value, station.state.system
    return {
        "lat": where.lat_deg,
        "lon": where.lon_deg,
        "alt_amsl_m": round(where.alt_amsl_m, 2),
        "progress": _progress(Position(where.lat_deg, where.lon_deg, where.alt_amsl_m), path),
        "battery_percent": system.value.remaining_percent if system else None,
        "boot_s": round(station.time.boot_s(), 1),
    }


def _vehicle(
    told: dict[str, Any], station: Station, pad_amsl_m: float | None, path: PathFrame | None
) -> None:
    state, now_s = station.state, station.time.now_s()
    if state.position is not None:
        where = state.position.value
        told["lat"], told["lon"] = where.lat_deg, where.lon_deg
        told["alt_amsl_m"] = round(where.alt_amsl_m, 1)
        told["speed_mps"] = round(hypot(where.north_mps, where.east_mps), 1)
        told["heading_deg"] = where.heading_deg
        if pad_amsl_m is not None:
            told["height_m"] = round(where.alt_amsl_m - pad_amsl_m, 1)
        told["progress"] = _progress(Position(where.lat_deg, where.lon_deg, where.alt_amsl_m), path)
    if state.system is not None:
        told["battery_percent"] = state.system.value.remaining_percent
    if state.heartbeat is not None:
        told["mode"] = mode_name(state.heartbeat.value.mode)
        told["armed"] = state.heartbeat.value.armed
        told["heard_s"] = round(state.heartbeat.age_s(now_s), 1)
    round_trip_s = station.round_trip_s
    if round_trip_s is not None:
        told["link_ms"] = round(1000.0 * station.time.machine_for(round_trip_s), 1)


def _progress(position: Position, path: PathFrame | None) -> float | None:
    if path is None or not path.length_m:
        return None
    along_m, _ = path.project(position)
    return round(along_m / path.length_m, 4)
