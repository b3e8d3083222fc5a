"""The ends of a drawn way, brought onto the pads that they are meant for.

Owns how far off an end may be drawn, and which hall is meant. A path of a route runs from straight
above the hub's pad to straight above the hall's. Knows nothing of files.
"""

from __future__ import annotations

from collections.abc import Callable

from missions.geo import LatLon, Position, distance_m
from missions.plan.drawn.answers import Account
from missions.plan.drawn.shape import Shape
from missions.routes.model import Pad
from missions.routes.pads import Pads

SNAP_M = 15.0
"""So far beside a pad a point drawn by hand is meant to be over it."""
HOME_M = 50.0
"""So far from the hub's pad home may be drawn."""
_SAME_M = 0.02


def hall_of(
    shape: Shape, pads: Pads, answered: str | None, account: Account, wrong: Callable[[str], None]
) -> Pad | None:
    """The hall that the plan ends at; None where it is not said, or `wrong` was called."""
    end = shape.landing or shape.way[-1].ground
    if answered is not None:
        hall = pads.halls.get(answered)
        if hall is None:
            known = ", ".join(sorted(pads.halls))
            wrong(f"--hall {answered}: no such hall; there are: {known}")
            return None
        off_m = distance_m(hall.position, end)
        if off_m > HOME_M:
            wrong(f"the plan ends {off_m:.0f} m from the pad of {hall.id}")
            return None
        account.state("hall", hall.id, "--hall")
        return hall
    near = sorted(pads.halls.values(), key=lambda pad: distance_m(pad.position, end))
    if not near or distance_m(near[0].position, end) > HOME_M:
        account.missing.append("--hall (the plan ends at no hall's pad)")
        return None
    account.state(
        "hall", near[0].id, f"the plan ends {distance_m(near[0].position, end):.1f} m off"
    )
    return near[0]


def path_between(shape: Shape, hub: Pad, hall: Pad, account: Account) -> tuple[Position, ...]:
    """The path from straight above the hub's pad to straight above the hall's."""
    way = list(shape.way)
    begin = _over(hub, way[0])
    if begin is None:
        begin = hub.position.at_alt(shape.take_off_amsl_m)
        account.state("begin of the path", _words(begin), "the hub's pad and the take-off's height")
    else:
        _state_move("begin of the path", way.pop(0), begin, account)
    end = _over(hall, way[-1]) if way else None
    if end is None:
        end = hall.position.at_alt(way[-1].alt_amsl_m if way else begin.alt_amsl_m)
        account.state("end of the path", _words(end), "added: straight above the hall's pad")
    else:
        _state_move("end of the path", way.pop(), end, account)
    return tuple(_rounded(corner) for corner in (begin, *way, end))


def home_off_m(home: LatLon | None, hub: Pad) -> float | None:
    """Metres from the file's home to the hub's pad; None where it names no home."""
    return None if home is None else distance_m(home, hub.position)


def _over(pad: Pad, drawn: Position) -> Position | None:
    """Straight above the pad at the drawn height; None where it is drawn elsewhere."""
    if distance_m(pad.position, drawn) > SNAP_M:
        return None
    return pad.position.at_alt(drawn.alt_amsl_m)


def _state_move(what: str, drawn: Position, placed: Position, account: Account) -> None:
    off_m = distance_m(drawn, placed)
    if off_m > _SAME_M:
        account.state(what, _words(placed), f"moved {off_m:.1f} m onto the pad")


def _rounded(corner: Position) -> Position:
    """As precise as autopilots keep it."""
    return Position(round(corner.lat_deg, 7), round(corner.lon_deg, 7), round(corner.alt_amsl_m, 2))


def _words(place: Position) -> str:
    return f"{place.lat_deg:.7f}, {place.lon_deg:.7f} at {place.alt_amsl_m:.2f} m"
