"""What flies: aircraft types, single aircraft, batteries, and the limits of the weather.

Owns the values. Knows nothing of files, of routes, or of what an aircraft is doing right now.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from missions.aircraft.power import PowerModel
from missions.aircraft.resting import RestCurve
from missions.errors import SorabinError

FULL_CELL_V = 4.2
"""One cell of a lithium-polymer battery, full and at rest."""


class NotInFleet(SorabinError):
    """No aircraft, type or battery has this id."""

    code = "not-in-fleet"


@dataclass(frozen=True, slots=True)
class AircraftType:
    """A type with everything that a route or a flight is judged by.

    `largest_m` is the characteristic dimension CD of the ground risk formulas, `cruise_mps` and
    `max_ground_speed_mps` are speeds over the ground, wind limits are at flight height.
    `empty_kg` includes the battery and excludes the load. `turn_accel_mps2` is the sideways
    acceleration in a turn. `battery_wh` is the energy of a new, full battery, `battery_rest_v` its
    voltage at rest by percent of charge; None where its maker has not stated it.
    `autopilot` holds the type's own parameters; those that every flight needs alike are added by
    whoever compiles the set (`missions.plan`).
    """

    id: str
    largest_m: float
    empty_kg: float
    max_load_kg: float
    cruise_mps: float
    max_ground_speed_mps: float
    max_wind_mps: float
    max_gust_mps: float
    climb_mps: float
    descent_mps: float
    turn_accel_mps2: float
    battery_wh: float
    battery_max_cycles: int
    power: PowerModel
    autopilot: Mapping[str, float]
    battery_rest_v: RestCurve | None = None

    @property
    def battery_cells(self) -> int | None:
        """Cells in series, by a full battery's voltage at rest; None where that is not told."""
        full_v = self.battery_rest_v[-1][1] if self.battery_rest_v else None
        return None if full_v is None else round(full_v / FULL_CELL_V)

    @property
    def max_mass_kg(self) -> float:
        return self.empty_kg + self.max_load_kg


@dataclass(frozen=True, slots=True)
class Aircraft:
    """One aircraft. `link` is `sitl` (a vehicle that the service starts) or a connection string
    such as `tcp:192.0.2.7:5760`; `home` is the id of the place whose pad it belongs to."""

    id: str
    registration: str
    type: str
    system_id: int
    link: str
    home: str

    @property
    def simulated(self) -> bool:
        return self.link == "sitl"


@dataclass(frozen=True, slots=True)
class Battery:
    """One battery: energy that it holds when full (last measured), charge cycles so far."""

    id: str
    type: str
    capacity_wh: float
    cycles: int


@dataclass(frozen=True, slots=True)
class WeatherLimits:
    """Readings at the ground: wind and gust stay below, rain at most, visibility at least.

    `wind_age_s`, `rain_age_s`, `visibility_age_s`: a reading older than that is stale, and stale
    counts as unknown.
    """

    wind_below_mps: float
    gust_below_mps: float
    rain_max_mm_h: float
    visibility_min_m: float
    wind_age_s: float
    rain_age_s: float
    visibility_age_s: float


@dataclass(frozen=True, slots=True)
class Fleet:
    """All of it by id, and the deployment's limits.

    `word_age_s`: what a person said longer ago than that counts as not known; `operator_age_s`: an
    operator who has said nothing for so long is not known to be there.
    """

    types: Mapping[str, AircraftType]
    aircraft: Mapping[str, Aircraft]
    batteries: Mapping[str, Battery]
    weather: WeatherLimits
    word_age_s: float
    operator_age_s: float = 3600.0

    def type_of(self, aircraft_id: str) -> AircraftType:
        """The type of one aircraft; raises `NotInFleet`."""
        found = self.aircraft.get(aircraft_id)
        if found is None:
            raise NotInFleet(f"no aircraft {aircraft_id!r}", aircraft=aircraft_id)
        return self.types[found.type]

    def batteries_for(self, aircraft_id: str) -> tuple[Battery, ...]:
        """The batteries that fit one aircraft, by id; raises `NotInFleet`."""
        wanted = self.type_of(aircraft_id).id
        fitting = (battery for battery in self.batteries.values() if battery.type == wanted)
        return tuple(sorted(fitting, key=lambda battery: battery.id))

    @property
    def types_in_use(self) -> tuple[AircraftType, ...]:
        """Each type that at least one aircraft is of, by id."""
        used = sorted({aircraft.type for aircraft in self.aircraft.values()})
        return tuple(self.types[id] for id in used)
