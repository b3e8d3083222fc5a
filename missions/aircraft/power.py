"""Electrical power of a multirotor from its mass, the air, and its speed through the air.

Owns the power model and the standard atmosphere below 11 km. Energy over a route is power
times distance by ground speed, which is the caller's sum: the wind is theirs.

Hovering follows momentum theory: P is proportional to m^1.5 / sqrt(density). The published flight
times of a Freefly Alta 8 with 0 to 9.07 kg of payload are reproduced within 1.65 % by
P proportional to (9.0 kg + payload)^1.5 (0.6 % rms). Away from hover the induced part falls as in
Glauert's formula and the drag of the body is added. Published models differ by a factor of three
to five between each other: whoever decides by this one states it and its calibration.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt

GRAVITY_MPS2 = 9.81
SEA_LEVEL_KG_M3 = 1.225


def isa_density_kg_m3(alt_amsl_m: float, warmer_by_k: float = 0.0) -> float:
    """Air density of the ICAO standard atmosphere, on a day `warmer_by_k` than standard."""
    standard_k = 288.15 - 0.0065 * alt_amsl_m
    pressure_ratio = (standard_k / 288.15) ** 5.25588
    return SEA_LEVEL_KG_M3 * pressure_ratio * 288.15 / (standard_k + warmer_by_k)


@dataclass(frozen=True, slots=True)
class PowerModel:
    """Parameters of one type.

    `hover_w_per_kg15`: watts in hover at sea-level density, per kg^1.5. `induced_share`: part of
    the hover power that makes lift; the rest turns the blades and does not fall with speed.
    `rotor_area_m2`: all rotor discs. `drag_area_m2`: drag coefficient times frontal area.
    `efficiency`: from the battery's power to mechanical power. `max_w`: what motors and
    battery give for minutes. `standby_w`: electronics.
    """

    hover_w_per_kg15: float
    induced_share: float
    rotor_area_m2: float
    drag_area_m2: float
    efficiency: float
    max_w: float
    standby_w: float

    def hover_w(self, mass_kg: float, density_kg_m3: float = SEA_LEVEL_KG_M3) -> float:
        """Watts in still air."""
        thin = sqrt(SEA_LEVEL_KG_M3 / density_kg_m3)
        return self.standby_w + self.hover_w_per_kg15 * mass_kg**1.5 * thin

    def power_w(
        self,
        mass_kg: float,
        density_kg_m3: float,
        airspeed_mps: float,
        climb_mps: float = 0.0,
    ) -> float:
        """Watts in steady flight at a horizontal airspeed; a descent saves nothing."""
        hover_w = self.hover_w(mass_kg, density_kg_m3) - self.standby_w
        weight_n = mass_kg * GRAVITY_MPS2
        induced_mps = sqrt(weight_n / (2 * density_kg_m3 * self.rotor_area_m2))
        squared = (airspeed_mps / induced_mps) ** 2
        falls_to = sqrt(sqrt(squared**2 / 4 + 1) - squared / 2)
        lift_w = hover_w * (1 - self.induced_share + self.induced_share * falls_to)
        drag_w = 0.5 * density_kg_m3 * self.drag_area_m2 * airspeed_mps**3 / self.efficiency
        climb_w = weight_n * max(climb_mps, 0.0) / self.efficiency
        return self.standby_w + lift_w + drag_w + climb_w
