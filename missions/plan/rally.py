"""The rally point of last resort.

Owns the one place that ArduCopter's RTL may choose instead of home, which the service never asks
for but which a failsafe falls back to where it finds no way home in the mission. Knows nothing of
terrain.

It is the hub alone. RTL flies a straight line at one height to the nearest rally point: emergency
landing places in the list would draw it across whatever lies between. Without the hub in it, RTL
on the way home would land at the hall, which became home when the aircraft was armed there.
"""

from __future__ import annotations

from math import ceil

from missions.plan.model import Rally
from missions.routes.model import Route


def rally_for(route: Route, clear_alt_amsl_m: float | None = None) -> Rally:
    """The hub at a height at which the straight line to it is flown.

    `clear_alt_amsl_m`: a height that clears all ground between any point of the route and the
    hub, which only terrain can tell; default the highest point of the path, which clears it where
    the path does not bend around a higher ridge. Whole metres, rounded up: rally points are kept
    in 16-bit metres (RallyLocation).
    """
    top_m = max(corner.alt_amsl_m for corner in route.path)
    alt_amsl_m = float(ceil(top_m if clear_alt_amsl_m is None else clear_alt_amsl_m))
    return Rally((route.hub.position.at_alt(alt_amsl_m),))
