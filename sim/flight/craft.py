"""What a craft is made of: the constants that the physics takes.

Owns the value and the default, an octocopter of the 9 kg class with published endurance.
Knows nothing of where it flies.
"""

from __future__ import annotations

from dataclasses import dataclass

from sim.flight.battery import capacity_ah
from sim.flight.motion import Frame


@dataclass(frozen=True, slots=True)
class Craft:
    """`mass_kg` includes the battery but no load.

    `hover_coefficient`: W/kg^1.5 at sea level. The exponent is held by published endurance (18 kg
    class octocopter, payload 0 to 9.07 kg: P ∝ (9.0 kg + payload)^1.5 within 0.6 % rms); the
    default's absolute value is this project's assumption of 125 W/kg in a hover at 9 kg.
    `tilt_mps2`: greatest horizontal acceleration by tilting (30° of tilt).
    """

    mass_kg: float = 9.0
    hover_coefficient: float = 41.7
    drag_area_m2: float = 0.28
    propulsive_efficiency: float = 0.7
    idle_w: float = 15.0
    tilt_mps2: float = 5.66
    lift_mps2: float = 6.0
    cells: int = 12
    energy_wh: float = 1600.0
    resistance_ohm: float = 0.03

    @property
    def capacity_ah(self) -> float:
        return capacity_ah(self.energy_wh, self.cells)

    def frame(self, load_kg: float, energy_wh: float, power_factor: float = 1.0) -> Frame:
        """The craft with a load and a battery of so much energy when full.

        `power_factor`: how much more than a sound one it takes to hover.
        """
        return Frame(
            self.mass_kg + load_kg,
            self.hover_coefficient * power_factor,
            self.drag_area_m2,
            self.propulsive_efficiency,
            self.idle_w,
            self.tilt_mps2,
            self.lift_mps2,
            self.cells,
            capacity_ah(energy_wh, self.cells),
            self.resistance_ohm,
        )
