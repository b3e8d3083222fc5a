"""What is amiss with an aircraft in the air: one ladder for each thing that is watched.

Owns the thresholds (this project's own, where no other source is named) and which of them count in
which part of a flight. Pure: what is known comes in as a `Picture`, and what is not known is None
there, which is an alarm of its own. Knows nothing of the link, or of who acts.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from missions.aircraft.model import AircraftType
from missions.flight.alarms.ladder import Ladder, Step, steps
from missions.flight.alarms.model import Action, Alarm, Level
from missions.flight.alarms.ways_out import HUB, WayOut
from missions.flight.states import FlightState
from missions.routes.model import Route

_IN_CORRIDOR = frozenset({FlightState.OUTBOUND, FlightState.WAITING, FlightState.HOMEBOUND})
_ON_ITS_WAY = frozenset({FlightState.OUTBOUND, FlightState.HOMEBOUND})
_CELL_DEAD_BAND_V = 0.05
_NOT_KNOWN = Step(Level.CAUTION, 0.0, Action.WATCH)
"""What it is, of most things, that nobody can tell: somebody has to look."""


@dataclass(frozen=True, slots=True)
class Picture:
    """What is known of an aircraft in the air now; None is unknown.

    `over_pad`: on the upright line over a pad, where it climbs and comes down. `beside_m`: from the
    path. `low_m`: below the planned height, negative above it. `clear_m`:
    above the ground, by the terrain that the routes were checked with. `cell_v`: volts of the
    battery for each of its cells, under load. `end_percent`: of the charge, left at the hub after
    all that may still have to be done. `ways`: where it can land now, and what is left there;
    None where its charge is unknown. `silent_s`: since it was heard, `round_trip_s`: of a question
    and its answer, both in vehicle seconds. `ekf`: the worst variance of place, speed and height,
    `compass`: that of the heading, as EKF_STATUS_REPORT tells them.
    """

    state: FlightState
    over_pad: bool = False
    beside_m: float | None = None
    low_m: float | None = None
    clear_m: float | None = None
    ground_mps: float | None = None
    wind_mps: float | None = None
    end_percent: float | None = None
    ways: tuple[WayOut, ...] | None = None
    cell_v: float | None = None
    silent_s: float | None = None
    round_trip_s: float | None = None
    satellites: float | None = None
    hdop: float | None = None
    ekf: float | None = None
    compass: float | None = None


def ladders_for(route: Route, craft: AircraftType) -> Mapping[str, Ladder]:
    """The ladders of a flight, by name, in the order in which alarms are told.

    Of a type whose battery is not described nobody can judge its cells.
    """
    width = route.half_width_m
    wind, cruise = craft.max_wind_mps, min(route.cruise_mps, craft.cruise_mps)
    every = (
        Ladder(
            "ground",
            "m",
            steps(
                (Level.CAUTION, 40.0, Action.WATCH),
                (Level.WARNING, 30.0, Action.HOLD),  # TER-01
                (Level.CRITICAL, 20.0, Action.HOLD),
            ),
            2.0,
            _NOT_KNOWN,
            rising=False,
        ),
        Ladder(
            "beside",
            "m",
            steps(
                (Level.ADVISORY, 0.25 * width, Action.WATCH),
                (Level.CAUTION, 0.5 * width, Action.WATCH),
                (Level.WARNING, 0.75 * width, Action.RETURN),
                # Beyond the corridor no way back is known to be clear.
                (Level.CRITICAL, width, Action.HOLD),
            ),
            0.05 * width,
            _NOT_KNOWN,
        ),
        Ladder(
            "low",
            "m",
            steps(
                (Level.ADVISORY, 5.0, Action.WATCH),
                (Level.CAUTION, 10.0, Action.WATCH),
                (Level.WARNING, 15.0, Action.HOLD),
            ),
            1.0,
            _NOT_KNOWN,
        ),
        Ladder(
            "energy",
            "%",
            steps(
                (Level.ADVISORY, 35.0, Action.WATCH),
                (Level.CAUTION, 30.0, Action.WATCH),  # ENE-01
                (Level.WARNING, 20.0, Action.RETURN),
            ),
            1.0,
            _NOT_KNOWN,
            rising=False,
        ),
        Ladder(
            "way-out",
            "%",
            steps(
                (Level.CAUTION, 25.0, Action.WATCH),
                (Level.WARNING, 20.0, Action.DIVERT),  # ENE-02
                (Level.CRITICAL, 5.0, Action.LAND),
            ),
            1.0,
            _NOT_KNOWN,
            rising=False,
        ),
        Ladder(
            "cell",
            "V",
            steps(
                (Level.CAUTION, 3.5, Action.WATCH),
                (Level.WARNING, 3.3, Action.RETURN),
                (Level.CRITICAL, 3.15, Action.DIVERT),
            ),
            _CELL_DEAD_BAND_V,
            _NOT_KNOWN,
            rising=False,
        ),
        Ladder(
            "wind",
            "m/s",
            steps(
                (Level.ADVISORY, 0.7 * wind, Action.WATCH),
                (Level.CAUTION, 0.85 * wind, Action.WATCH),
                (Level.WARNING, wind, Action.RETURN),
                (Level.CRITICAL, 1.3 * wind, Action.DIVERT),
            ),
            0.05 * wind,
            Step(Level.ADVISORY, 0.0, Action.WATCH),
        ),
        Ladder(
            "slow",
            "m/s",
            steps(
                (Level.CAUTION, 0.5 * cruise, Action.WATCH),  # WX-02
                (Level.WARNING, 0.25 * cruise, Action.RETURN),
            ),
            0.05 * cruise,
            _NOT_KNOWN,
            rising=False,
        ),
        Ladder(
            "link",
            "s",
            steps(
                (Level.ADVISORY, 2.0, Action.WATCH),
                (Level.CAUTION, 3.5, Action.WATCH),
                # From here on it turns home by itself; a word would not reach it.
                (Level.WARNING, 5.0, Action.WATCH),
            ),
            0.0,
            Step(Level.WARNING, 0.0, Action.WATCH),
        ),
        Ladder(
            "round-trip",
            "s",
            steps((Level.ADVISORY, 1.0, Action.WATCH), (Level.CAUTION, 2.0, Action.WATCH)),
            0.2,
            _NOT_KNOWN,
        ),
        Ladder(
            "satellites",
            "",
            steps(
                (Level.ADVISORY, 9.0, Action.WATCH),  # LNK-02: ten or more
                (Level.CAUTION, 7.0, Action.WATCH),
                (Level.WARNING, 5.0, Action.RETURN),
            ),
            0.0,
            _NOT_KNOWN,
            rising=False,
        ),
        Ladder(
            "hdop",
            "",
            steps((Level.ADVISORY, 1.5, Action.WATCH), (Level.CAUTION, 2.0, Action.WATCH)),
            0.1,
            _NOT_KNOWN,
        ),
        Ladder(
            "ekf",
            "",
            steps(
                (Level.ADVISORY, 0.5, Action.WATCH),
                # FS_EKF_THRESH: at 0.8 for a second it gives the position up and lands.
                (Level.CAUTION, 0.7, Action.WATCH),
                # Every way would be flown by the place that is in doubt: with a receiver that
                # was stuck a return led 200 m and more beside the corridor, a landing less far.
                (Level.WARNING, 0.8, Action.LAND),
            ),
            0.05,
            _NOT_KNOWN,
        ),
        Ladder(
            "compass",
            "",
            steps(
                (Level.ADVISORY, 0.5, Action.WATCH),
                # Above 1 it is refused, and the gyros and the receiver hold the heading.
                (Level.CAUTION, 0.7, Action.WATCH),
                (Level.WARNING, 1.0, Action.RETURN),
            ),
            0.05,
            _NOT_KNOWN,
        ),
    )
    return {
        ladder.name: ladder
        for ladder in every
        if ladder.name != "cell" or craft.battery_cells is not None
    }


def alarms_of(
    picture: Picture, ladders: Mapping[str, Ladder], before: Mapping[str, Level]
) -> tuple[Alarm, ...]:
    """Everything that is watched in this part of a flight, normal or not.

    `before`: the levels as they were, for what has one.
    """
    values = _values(picture)
    return tuple(
        ladder.judge(values[name][0], before.get(name, Level.NORMAL), values[name][1])
        for name, ladder in ladders.items()
        if name in values
    )


def _values(picture: Picture) -> dict[str, tuple[float | None, str]]:
    """Value and reason of what counts now."""
    told: dict[str, tuple[float | None, str]] = {
        "cell": (picture.cell_v, ""),
        "wind": (picture.wind_mps, ""),
        "link": (picture.silent_s, ""),
        "round-trip": (picture.round_trip_s, ""),
        "satellites": (picture.satellites, ""),
        "hdop": (picture.hdop, ""),
        "ekf": (picture.ekf, ""),
        "compass": (picture.compass, ""),
        "way-out": _best(picture),
    }
    if picture.state in _IN_CORRIDOR:
        told |= {
            "beside": (picture.beside_m, ""),
            "energy": (picture.end_percent, "at the hub"),
        }
    if picture.state in _ON_ITS_WAY and not picture.over_pad:
        told |= {
            "ground": (picture.clear_m, ""),
            "low": (picture.low_m, ""),
            "slow": (picture.ground_mps, ""),
        }
    return told


def _best(picture: Picture) -> tuple[float | None, str]:
    """What is left at the place where most is left."""
    if not picture.ways:
        return None, "no charge known" if picture.ways is None else "no way is known to be clear"
    best = max(picture.ways, key=lambda way: way.left_percent)
    return best.left_percent, "" if best.place == HUB else best.place
