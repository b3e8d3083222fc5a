"""What a vehicle takes from a deployment: the ground, the hub to stand on, the type that it is.

Owns the translation of the deployment's values into those of the simulation. Knows nothing of
routes: where a vehicle flies it is told by its ground station.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from missions.aircraft.model import AircraftType
from missions.flying import load_flying
from missions.geo import Position
from missions.routes.terrain import ElevationGrid
from sim.flight.craft import Craft

_HEADING = 180


@dataclass(frozen=True)
class Ground:
    """One deployment as its vehicles see it."""

    terrain: ElevationGrid
    hub: Position
    craft: Craft

    @classmethod
    def of(cls, config: Path) -> Ground:
        """Read a deployment. Raises DeploymentError."""
        flying = load_flying(config)
        hub = next(iter(flying.routes)).hub.position
        return cls(flying.terrain, hub, craft_of(flying.fleet.types_in_use[0]))

    @property
    def home(self) -> str:
        """The hub's pad as `--home` takes it."""
        return f"{self.hub.lat_deg},{self.hub.lon_deg},{self.hub.alt_amsl_m},{_HEADING}"

    def height_amsl_m(self, lat_deg: float, lon_deg: float) -> float:
        """The ground at a place; beyond the grid that of its edge."""
        return self.terrain.at_or_edge_m(lat_deg, lon_deg)


def craft_of(kind: AircraftType) -> Craft:
    """The simulated craft of an aircraft type."""
    power = kind.power
    return Craft(
        mass_kg=kind.empty_kg,
        hover_coefficient=power.hover_w_per_kg15,
        induced_share=power.induced_share,
        disc_m2=power.rotor_area_m2,
        drag_area_m2=power.drag_area_m2,
        propulsive_efficiency=power.efficiency,
        idle_w=power.standby_w,
        energy_wh=kind.battery_wh,
    )
