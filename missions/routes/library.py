"""The routes of a deployment, by name and by hall.

Owns looking routes up. A route's version is the hash of its content, so two libraries with the
same versions fly the same ways.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from missions.errors import SorabinError
from missions.routes.model import Route


class UnknownRoute(SorabinError):
    """No route has this name."""

    code = "unknown-route"


@dataclass(frozen=True, slots=True)
class RouteLibrary:
    """Routes by name, in the order of their names."""

    by_name: Mapping[str, Route]

    @classmethod
    def of(cls, routes: Iterable[Route]) -> RouteLibrary:
        ordered = sorted(routes, key=lambda route: route.name)
        return cls(MappingProxyType({route.name: route for route in ordered}))

    def __iter__(self) -> Iterator[Route]:
        return iter(self.by_name.values())

    def __len__(self) -> int:
        return len(self.by_name)

    def route(self, name: str) -> Route:
        """The route of this name; raises `UnknownRoute`."""
        found = self.by_name.get(name)
        if found is None:
            known = ", ".join(self.by_name) or "none"
            raise UnknownRoute(f"no route {name!r}; there are: {known}", route=name)
        return found

    def to_hall(self, hall: str) -> tuple[Route, ...]:
        """The routes that end at a hall (a place id); empty where only the van goes."""
        return tuple(route for route in self if route.hall.id == hall)
