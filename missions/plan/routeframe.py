"""The flat frame in which a route's geometry is done.

Owns the choice of its origin. Frames are kept, since making one costs milliseconds and a flight
asks for its route's several times a second.
"""

from __future__ import annotations

from functools import lru_cache

from missions.geo import LatLon, LocalFrame
from missions.routes.model import Route


def route_frame(route: Route) -> LocalFrame:
    """A frame around the middle corner of the path."""
    return _frame(route.path[len(route.path) // 2].ground)


@lru_cache(maxsize=64)
def _frame(origin: LatLon) -> LocalFrame:
    return LocalFrame(origin)
