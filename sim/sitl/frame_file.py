"""Our aircraft as a frame file of ArduPilot's simulator (`--model quad:FILE.json`).

Owns which of our constants its model takes (source: libraries/SITL/SIM_Frame.h). What its model
cannot say: power grows with thrust alone there, so neither the gain of forward flight nor the work
against drag is in its battery; and its attitude is that of a quad with default gains, for which the
small arms of its default frame are kept. Knows nothing of processes.
"""

from __future__ import annotations

import json
from math import atan, degrees

from sim.flight.air import air_density_kgpm3, air_k
from sim.flight.battery import CELL_NOMINAL_V, cell_open_v
from sim.flight.craft import Craft
from sim.flight.power import GRAVITY_MPS2, drag_n, rotor_power_w

_REFERENCE_MPS = 15.0
_ARM_M = 0.35
_MOTORS = 4


def frame_file(craft: Craft, load_kg: float, alt_amsl_m: float) -> str:
    """JSON for a craft with its load that hovers at a height above mean sea level."""
    mass_kg = craft.mass_kg + load_kg
    density = air_density_kgpm3(alt_amsl_m)
    hover_w = rotor_power_w(mass_kg * GRAVITY_MPS2, craft.hover_coefficient, density)
    volts = craft.cells * CELL_NOMINAL_V
    drag = drag_n(craft.drag_area_m2, density, _REFERENCE_MPS)
    told = {
        "mass": mass_kg,
        "diagonal_size": _ARM_M,
        "refSpd": _REFERENCE_MPS,
        "refAngle": degrees(atan(drag / (mass_kg * GRAVITY_MPS2))),
        "refVoltage": volts,
        "refCurrent": (hover_w + craft.idle_w) / volts,
        "refAlt": alt_amsl_m,
        "refTempC": air_k(alt_amsl_m) - 273.15,
        "refBatRes": craft.resistance_ohm,
        "maxVoltage": craft.cells * cell_open_v(1.0),
        "battCapacityAh": craft.capacity_ah,
        "disc_area": craft.disc_m2,
        "mdrag_coef": 0.0,
        "num_motors": float(_MOTORS),
    }
    rounded = {name: round(value, 6) for name, value in told.items()}
    return json.dumps(rounded, indent=1) + "\n"
