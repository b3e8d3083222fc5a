"""What is known of an aircraft in the air now, put together from what it tells.

Owns which message says what, and how old it may be: what is older counts as not known. Knows no
thresholds.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from math import hypot
from typing import TypeVar

from missions.aircraft.model import AircraftType
from missions.clock import machine_s
from missions.flight.alarms.rules import Picture
from missions.flight.alarms.ways_out import Onboard, WayOut, at_end_percent, ways_out
from missions.flight.sight import Sight
from missions.flight.states import FlightState
from missions.flight.track import PathFrame
from missions.geo import Position
from missions.link.station import Station
from missions.link.telemetry import Seen
from missions.plan.branches import locate
from missions.plan.model import Mission
from missions.routes.model import Route

FRESH_S = 5.0
"""Vehicle seconds for which a reading counts; the slowest come once in two."""

T = TypeVar("T")
Ground = Callable[[float, float], float]
"""Height of the ground above mean sea level, by latitude and longitude in degrees."""


@dataclass(frozen=True, slots=True)
class Flying:
    """What does not change in a flight. `battery_wh`: of the battery on board when it is full.
    `gauge_ahead_percent`: how much more the vehicle's own gauge tells than there is."""

    route: Route
    mission: Mission
    craft: AircraftType
    load_kg: float
    battery_wh: float
    ground: Ground
    gauge_ahead_percent: float = 0.0


class Eye:
    """Looks at the vehicle behind `station` for whoever judges it."""

    def __init__(self, station: Station, flying: Flying) -> None:
        self._station = station
        self._flying = flying
        self._path = PathFrame(flying.route)

    def look(self, state: FlightState, sight: Sight | None) -> Picture:
        """The picture; without a whole sight nothing that has to do with a place is known."""
        station, told = self._station, self._station.state
        gps, ekf = self._fresh(told.gps), self._fresh(told.ekf)
        wind, battery = self._fresh(told.wind), self._fresh(told.battery)
        variances = ekf and (
            ekf.velocity_variance,
            ekf.pos_horiz_variance,
            ekf.pos_vert_variance,
        )
        picture = Picture(
            state,
            wind_mps=wind.speed_mps if wind else None,
            cell_v=self._cell_v(battery.voltage_v if battery else None),
            silent_s=self._silent_s(),
            round_trip_s=station.round_trip_s,
            satellites=gps.satellites if gps else None,
            hdop=gps.hdop if gps else None,
            ekf=max(variances) if variances else None,
            compass=ekf.compass_variance if ekf else None,
        )
        return picture if sight is None else self._placed(picture, sight)

    def _placed(self, picture: Picture, sight: Sight) -> Picture:
        """With all that follows from where it is."""
        flying, position = self._flying, sight.position
        along_m, beside_m = self._path.project(position)
        ground_m = flying.ground(position.lat_deg, position.lon_deg)
        where = self._fresh(self._station.state.position)
        ways = self._ways(picture, position)
        onboard = self._onboard(picture)
        end = None
        if ways and onboard is not None:
            end = at_end_percent(picture.state, flying.route, ways, flying.craft, onboard)
        return replace(
            picture,
            over_pad=locate(flying.route, position).leg in (0, len(flying.route.path)),
            beside_m=beside_m,
            low_m=self._path.alt_amsl_m(along_m) - position.alt_amsl_m,
            clear_m=position.alt_amsl_m - ground_m,
            ground_mps=hypot(where.north_mps, where.east_mps) if where else None,
            ways=ways,
            end_percent=end,
        )

    def _ways(self, picture: Picture, position: Position) -> tuple[WayOut, ...] | None:
        onboard = self._onboard(picture)
        if onboard is None:
            return None
        flying = self._flying
        return ways_out(flying.route, flying.mission, self._path, flying.craft, position, onboard)

    def _onboard(self, picture: Picture) -> Onboard | None:
        """None where nobody knows the charge. A wind that is not known counts as the type's own
        limit."""
        system, flying = self._fresh(self._station.state.system), self._flying
        if system is None or system.remaining_percent is None:
            return None
        wind = flying.craft.max_wind_mps if picture.wind_mps is None else picture.wind_mps
        percent = system.remaining_percent - flying.gauge_ahead_percent
        return Onboard(percent, flying.battery_wh, flying.load_kg, wind)

    def _cell_v(self, volts: float | None) -> float | None:
        cells = self._flying.craft.battery_cells
        return None if volts is None or cells is None else volts / cells

    def _silent_s(self) -> float:
        """By the machine's clock: the vehicle's is held back while nothing is heard of it."""
        state = self._station.state
        groups = (state.heartbeat, state.position, state.attitude, state.system, state.mission)
        heard = [each.machine_s for each in groups if each is not None]
        if not heard:
            return float("inf")
        return (machine_s() - max(heard)) * self._station.time.rate

    def _fresh(self, seen: Seen[T] | None) -> T | None:
        if seen is None or seen.age_s(self._station.time.now_s()) > FRESH_S:
            return None
        return seen.value
