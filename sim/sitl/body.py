"""The simulated craft in its air: `sim.flight`'s state kept from step to step, with its own wind.

Owns position, speed, battery and weather of one vehicle. Knows nothing of autopilots: it is told an
acceleration and whether the rotors turn.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from math import cos, hypot, radians, sin, sqrt
from random import Random

from sim.flight.air import air_k
from sim.flight.battery import capacity_ah
from sim.flight.craft import Craft
from sim.flight.motion import Vector, standing, step
from sim.flight.power import GRAVITY_MPS2
from sim.flight.wind import CALM, at_height, blown, gust_size, next_gusts

Ground = Callable[[float, float], float]
"""Height of the ground above mean sea level at (north_m, east_m)."""

_FEWEST_TO_LOSE_ONE = 8
_LEAST_LIFT_MPS2 = 0.2
_GUST_EVERY_S = 0.2
_GROUND_EVERY_M2 = 4.0


class Body:
    """`wind_*` in m/s and degrees (where it comes from).

    `turbulence`: deviation of the gusts over that of the standard (`sim.flight.wind`).
    `roughness_m`: of the ground; 0 where the wind blows alike at all heights. `warmer_k`: than the
    standard atmosphere.
    """

    def __init__(self, craft: Craft, ground: Ground, rng: Random) -> None:
        self.craft = craft
        self._ground = ground
        self._rng = rng
        self.ground_m = ground(0.0, 0.0)
        self.wind_mps = self.wind_from_deg = self.turbulence = 0.0
        self.roughness_m = self.warmer_k = 0.0
        self.load_kg = 0.0
        self.power_factor = 1.0
        self.tumbling = False
        """Whether it cannot hold itself level: it falls, whatever its motors do."""
        self._frame_craft = craft
        self.energy_wh = craft.energy_wh
        at = (0.0, 0.0, self.ground_m)
        self._state = standing(at, craft.frame(0.0, self.energy_wh), air_k(self.ground_m))
        self._gusts, self._gust_due_s = CALM, 0.0
        self._wind = (0.0, 0.0)
        self._looked_at = (0.0, 0.0)

    @property
    def at(self) -> Vector:
        return self._state.at

    @property
    def speed(self) -> Vector:
        return self._state.speed

    @property
    def north_m(self) -> float:
        return self._state.at[0]

    @property
    def east_m(self) -> float:
        return self._state.at[1]

    @property
    def up_m(self) -> float:
        return self._state.at[2]

    @property
    def v_north(self) -> float:
        return self._state.speed[0]

    @property
    def v_east(self) -> float:
        return self._state.speed[1]

    @property
    def v_up(self) -> float:
        return self._state.speed[2]

    @property
    def used_wh(self) -> float:
        return self._state.used_wh

    @property
    def power_w(self) -> float:
        return self._state.power_w

    @property
    def voltage_v(self) -> float:
        return self._state.voltage_v

    @property
    def current_a(self) -> float:
        return self._state.current_a

    @property
    def capacity_ah(self) -> float:
        return capacity_ah(self.energy_wh, self.craft.cells)

    @property
    def remaining(self) -> float:
        """Charge left, 0 to 1."""
        return max(0.0, 1.0 - self._state.used_ah / self.capacity_ah)

    @property
    def touching(self) -> bool:
        return self.up_m <= self.ground_m + 0.01

    @property
    def speed_mps(self) -> float:
        """Over the ground."""
        return hypot(self.v_north, self.v_east)

    @property
    def above_m(self) -> float:
        """Height above the ground below it."""
        return self.up_m - self.ground_m

    @property
    def wind(self) -> tuple[float, float]:
        """(north, east) m/s where it is now, gusts included."""
        return self._wind

    @property
    def trim(self) -> tuple[float, float]:
        """What the attitude controller has learned of the wind's push, m/s²."""
        return self._state.trim

    def charge_to(self, remaining: float) -> None:
        """Another battery, or one that is found emptier: charge from 0 to 1."""
        used_ah = self.capacity_ah * (1.0 - min(1.0, max(0.0, remaining)))
        self._state = self._state._replace(used_ah=used_ah)

    def lose_motor(self, motors: int) -> None:
        """One of so many motors stops. Below eight nothing holds the craft level any more.

        ArduCopter's simulator flies on with eight. With six it turns, leans and is switched off in
        the air by its crash check within eight seconds. Of eight the one opposite has next to
        nothing to do, so the others carry all: there are two motors' thrust and discs less, and a
        hover takes √(motors / (motors - 2)) times the power, for power goes with thrust to 1.5.
        What is left of the thrust beside gravity is left for climbing and leaning.
        """
        carrying = motors - 2
        if motors < _FEWEST_TO_LOSE_ONE:
            self.tumbling = True
            return
        self.power_factor *= sqrt(motors / carrying)
        craft = self._frame_craft
        thrust = (GRAVITY_MPS2 + craft.lift_mps2) * carrying / motors
        lean = sqrt(max(0.0, thrust * thrust - GRAVITY_MPS2 * GRAVITY_MPS2))
        lift = max(_LEAST_LIFT_MPS2, thrust - GRAVITY_MPS2)
        self._frame_craft = replace(
            craft,
            lift_mps2=lift,
            tilt_mps2=min(craft.tilt_mps2, lean),
            disc_m2=craft.disc_m2 * carrying / motors,
        )

    def look_at_ground(self) -> None:
        """Take the ground's height anew, as after another source of it was found."""
        standing = self.touching
        self.ground_m = self._ground(self.north_m, self.east_m)
        self._looked_at = (self.north_m, self.east_m)
        if standing:
            self._state = self._state._replace(at=(self.north_m, self.east_m, self.ground_m))

    def advance(self, want: Vector, *, turning: bool, dt_s: float) -> None:
        """One step with the wanted acceleration (north, east, up)."""
        self._blow(dt_s)
        turning = turning and not self.tumbling
        frame = self._frame_craft.frame(self.load_kg, self.energy_wh, self.power_factor)
        ground_m, warmer_k = self.ground_m, self.warmer_k
        self._state = step(self._state, want, self._wind, ground_m, turning, frame, warmer_k, dt_s)
        north, east = self._looked_at
        if (self.north_m - north) ** 2 + (self.east_m - east) ** 2 > _GROUND_EVERY_M2:
            self.ground_m = self._ground(self.north_m, self.east_m)
            self._looked_at = (self.north_m, self.east_m)

    def _blow(self, dt_s: float) -> None:
        self._gust_due_s -= dt_s
        if self._gust_due_s > 0.0:
            return
        self._gust_due_s += _GUST_EVERY_S
        share, length_m = gust_size(self.above_m)
        airspeed = hypot(self.v_north - self._wind[0], self.v_east - self._wind[1])
        normal = self._rng.gauss
        normals = (normal(0.0, 1.0), normal(0.0, 1.0), normal(0.0, 1.0))
        self._gusts = next_gusts(self._gusts, length_m, airspeed, _GUST_EVERY_S, normals)
        mean = at_height(self.wind_mps, self.above_m, self.roughness_m)
        along, across = blown(self._gusts, self.turbulence * mean * share)
        away = radians(self.wind_from_deg + 180.0)
        north, east = cos(away), sin(away)
        self._wind = (
            (mean + along) * north - across * east,
            (mean + along) * east + across * north,
        )
