"""What a flight is made of: route, aircraft type, what is uploaded, and the limits it is held to.

Owns putting these together from the deployment. Knows nothing of what is said today.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import date

from missions.aircraft.duration import flight_s
from missions.aircraft.energy import flight_energy_wh, round_energy_wh
from missions.aircraft.model import Aircraft, AircraftType
from missions.errors import SorabinError
from missions.flight.alarms.eye import Flying as FlyingAs
from missions.flight.alarms.eye import Ground
from missions.flight.desk.judging import held_to_papers
from missions.flight.gates import Limits, Readings
from missions.flight.limits import limits_of
from missions.flight.stance import start_of
from missions.flightbook.airworthiness import Ahead
from missions.flying import Flying
from missions.geo import Position
from missions.plan.canonical import canonical_package
from missions.plan.model import Direction, Fence, FlightPackage, Mission, Rally
from missions.plan.package import OWN_SYSTEM_ID, flight_package
from missions.routes.library import UnknownRoute
from missions.routes.model import Pad, Route

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class FlightPlan:
    """One direction of one route by one aircraft. `headwind_mps`: what energy is counted with."""

    aircraft: Aircraft
    craft: AircraftType
    route: Route
    direction: Direction
    package: FlightPackage
    limits: Limits
    headwind_mps: float
    ground: Ground

    @property
    def start(self) -> Position:
        """The pad that it departs from."""
        return start_of(self.route, self.direction)

    @property
    def battery_lasts_s(self) -> float:
        """Seconds in the air after which a new battery is surely empty."""
        return self.craft.battery_wh / self.craft.power.hover_w(self.craft.empty_kg) * 3600.0

    @property
    def ahead(self) -> Ahead:
        """What is to be flown until the aircraft is at its hub again: out, the wait, and home."""
        one_way_s = flight_s(self.route, self.craft)
        if self.direction is Direction.HOME:
            return Ahead(one_way_s, 1)
        return Ahead(2 * one_way_s + self.route.wait_s, 2)

    def needed_wh(self, load_kg: float) -> float:
        """Energy at worst: out and, when nobody consents, home again with the load."""
        needs = round_energy_wh if self.direction is Direction.OUT else flight_energy_wh
        return needs(self.route, self.craft, load_kg, self.headwind_mps)

    def flying(
        self, load_kg: float, battery_wh: float, gauge_ahead_percent: float
    ) -> FlyingAs | None:
        """What alarms are judged by; None for a flight whose mission is not known."""
        mission = self.package.mission
        if not mission.items:
            return None
        return FlyingAs(
            self.route,
            mission,
            self.craft,
            load_kg,
            battery_wh,
            self.ground,
            gauge_ahead_percent,
        )


class Plans:
    """Plans of one deployment. `limits`: those of the service, else those of its weather file."""

    def __init__(self, flying: Flying, limits: Limits | None = None) -> None:
        self._flying = flying
        self._limits = limits or limits_of(flying.fleet, flying.fleet.types_in_use)
        self._made: dict[tuple[str, str, str], FlightPlan] = {}

    def of(self, aircraft: str, route: str, direction: str) -> FlightPlan:
        """Raises UnknownRoute, NotInFleet, ValueError for no direction, or what a route and type
        that do not fit raise."""
        key = (aircraft, route, direction)
        if key not in self._made:
            found, craft = self._flying.routes.route(route), self._flying.fleet.type_of(aircraft)
            way = Direction(direction)
            self._made[key] = FlightPlan(
                aircraft=self._flying.fleet.aircraft[aircraft],
                craft=craft,
                route=found,
                direction=way,
                package=flight_package(found, way, craft, OWN_SYSTEM_ID),
                limits=self._limits,
                headwind_mps=self._flying.fleet.weather.wind_below_mps,
                ground=self.height_amsl_m,
            )
        return self._made[key]

    def under_way(
        self, aircraft: str, route: str, direction: str, approved_sha256: str | None
    ) -> FlightPlan | None:
        """The plan of a flight that is in the air, None where that is not what was put on board (by
        its hash), or where there is no such plan any more."""
        try:
            plan = self.of(aircraft, route, direction)
        except (SorabinError, ValueError) as error:
            _log.warning("%s by %s: there is no plan any more (%s)", route, aircraft, error)
            return None
        return plan if canonical_package(plan.package).sha256 == approved_sha256 else None

    def watch_only(self, aircraft: str, route: str, direction: str) -> FlightPlan:
        """A plan to watch a flight by whose mission is not known: no number of an item is in it, so
        that nothing can jump; pads as they are today, of a route that has gone only the hub.

        Raises UnknownRoute where there is no hub either, NotInFleet, ValueError for no direction.
        """
        way, craft = Direction(direction), self._flying.fleet.aircraft[aircraft]
        known = self._flying.routes.by_name.get(route) or self._gone(route, craft)
        nothing = Mission(route, way, items=(), return_seq=0)
        return FlightPlan(
            aircraft=craft,
            craft=self._flying.fleet.type_of(aircraft),
            route=known,
            direction=way,
            package=FlightPackage(nothing, Fence(()), Rally(()), {}),
            limits=self._limits,
            headwind_mps=self._flying.fleet.weather.wind_below_mps,
            ground=self.height_amsl_m,
        )

    def _gone(self, route: str, aircraft: Aircraft) -> Route:
        """What is known of a route that is there no more: it began at the aircraft's hub."""
        home = self.home(aircraft.home)
        if home is None:
            raise UnknownRoute(f"no route {route!r}, and no hub {aircraft.home!r}", route=route)
        hub = Pad(aircraft.home, home)
        return Route(
            name=route, hub=hub, hall=hub, path=(home, home), landing_places=(),
            half_width_m=0.0, cruise_mps=0.0, wait_s=0.0, low_m=0.0,
        )  # fmt: skip

    def capacity_wh(self, aircraft: str, battery: str | None) -> float:
        """Energy of a full battery: of the one that sits in it, or of the weakest that fits."""
        fitting = self._flying.fleet.batteries_for(aircraft)
        named = [each for each in fitting if each.id == battery]
        return min(
            (each.capacity_wh for each in named or fitting),
            default=self._flying.fleet.type_of(aircraft).battery_wh,
        )

    @property
    def flying(self) -> Flying:
        """The deployment that they are made from."""
        return self._flying

    def held_to_papers(self, told: Readings, aircraft: str, route: str, day: date) -> Readings:
        """The service's readings, held to the papers of this folder."""
        simulated = self._flying.fleet.aircraft[aircraft].simulated
        papers = self._flying.papers.for_aircraft(simulated=simulated)
        return held_to_papers(told, papers, aircraft, route, day)

    def home(self, place: str) -> Position | None:
        """The pad of a hub by its id."""
        hubs = (route.hub for route in self._flying.routes)
        return next((hub.position for hub in hubs if hub.id == place), None)

    def height_amsl_m(self, lat_deg: float, lon_deg: float) -> float:
        """The ground for a vehicle, see `ElevationGrid.at_or_edge_m`."""
        return self._flying.terrain.at_or_edge_m(lat_deg, lon_deg)
