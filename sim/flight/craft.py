"""What a craft is made of: the constants that the physics takes.

Owns the value and the default, an octocopter of the 18 kg class with published endurance.
Knows nothing of where it flies.
"""

from __future__ import annotations

from dataclasses import dataclass

from sim.flight.battery import capacity_ah, worn_resistance_ohm
from sim.flight.motion import Frame
from sim.flight.power import Rotors

_TYPICAL_CYCLES = 300.0


@dataclass(frozen=True, slots=True)
class Craft:
    """`mass_kg` includes the battery but no load; `hover_coefficient` and the like are those of
    `sim.flight.power.Rotors`.

    The hover coefficient is the one that published flight times of such a craft are met with
    (`sim.flight.calibration`), its induced share and efficiency are this project's assumptions.
    `tilt_mps2`: greatest horizontal acceleration by tilting (30° of tilt). `resistance_ohm`: of a
    new battery at 25 °C. `cycles` of `most_cycles` that its battery has been charged.
    """

    mass_kg: float = 9.2
    hover_coefficient: float = 40.3
    induced_share: float = 0.7
    disc_m2: float = 1.31
    drag_area_m2: float = 0.28
    propulsive_efficiency: float = 0.7
    idle_w: float = 15.0
    tilt_mps2: float = 5.66
    lift_mps2: float = 6.0
    cells: int = 12
    energy_wh: float = 1600.0
    resistance_ohm: float = 0.03
    cycles: float = 0.0
    most_cycles: float = _TYPICAL_CYCLES

    @property
    def capacity_ah(self) -> float:
        return capacity_ah(self.energy_wh, self.cells)

    def frame(self, load_kg: float, energy_wh: float, power_factor: float = 1.0) -> Frame:
        """The craft with a load and a battery that holds so much energy when full.

        `power_factor`: how much more than a sound one it takes to hover.
        """
        return Frame(
            self.mass_kg + load_kg,
            Rotors(
                self.hover_coefficient * power_factor,
                self.induced_share,
                self.disc_m2,
                self.drag_area_m2,
                self.propulsive_efficiency,
                self.idle_w,
            ),
            self.tilt_mps2,
            self.lift_mps2,
            self.cells,
            capacity_ah(energy_wh, self.cells),
            worn_resistance_ohm(self.resistance_ohm, self.cycles, self.most_cycles),
        )
