"""What a vehicle keeps while its power is off: mission, fence, rally points, parameters, its place.

Owns the value and its files. A reboot hands the value on; a folder given on the command line keeps
it over a restart of the process. The place of a vehicle with its motors on has a small file of its
own, so that it can be written often: a process killed in the air is found below its last place.
Knows nothing of what the items mean.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from missions.errors import SorabinError
from sim.sitl.fence import FenceItem
from sim.sitl.item import StoredItem

_FILE = "vehicle.json"
_PLACE_FILE = "place.json"

T = TypeVar("T")


class BadVehicleState(SorabinError):
    """The stored state cannot be read."""

    code = "bad-vehicle-state"


@dataclass(frozen=True, slots=True)
class RallyPoint:
    lat_e7: int
    lon_e7: int
    alt_m: int
    frame: int


@dataclass(frozen=True, slots=True)
class Standing:
    """Where the vehicle stands: degrees x 1e7, heading in degrees."""

    lat_e7: int
    lon_e7: int
    heading_deg: float


@dataclass(frozen=True, slots=True)
class Place:
    """Where a vehicle with its motors on was last; `in_air`: not on the ground."""

    standing: Standing
    in_air: bool

    def write(self, folder: Path) -> None:
        """Write it, whole or not at all."""
        _write(folder, _PLACE_FILE, asdict(self))


@dataclass(slots=True)
class Store:
    """`came_down`: its power failed in the air, so that it must not fly before it is looked at."""

    items: list[StoredItem] = field(default_factory=list)
    fence: list[FenceItem] = field(default_factory=list)
    rally: list[RallyPoint] = field(default_factory=list)
    parameters: dict[str, float] = field(default_factory=dict)
    standing: Standing | None = None
    came_down: bool = False

    def write(self, folder: Path) -> None:
        """Write all, whole or not at all; the place in it is the latest from now on."""
        _write(folder, _FILE, asdict(self))
        (folder / _PLACE_FILE).unlink(missing_ok=True)

    @classmethod
    def read(cls, folder: Path) -> Store:
        """The stored state, empty where there is none. Raises BadVehicleState."""
        store = _read(folder / _FILE, cls._from) or cls()
        place = _read(folder / _PLACE_FILE, _place)
        if place is not None:
            store.standing = place.standing
            store.came_down |= place.in_air
        return store

    @classmethod
    def _from(cls, raw: dict[str, Any]) -> Store:
        return cls(
            [StoredItem(**{**item, "numbers": _four(item["numbers"])}) for item in raw["items"]],
            [FenceItem(**item) for item in raw["fence"]],
            [RallyPoint(**item) for item in raw["rally"]],
            dict(raw["parameters"]),
            Standing(**raw["standing"]) if raw["standing"] else None,
            bool(raw.get("came_down", False)),
        )


def _four(numbers: list[float]) -> tuple[float, float, float, float]:
    first, second, third, *fourth = numbers  # three of them until conditions were stored
    return first, second, third, fourth[0] if fourth else 0.0


def _place(raw: dict[str, Any]) -> Place:
    return Place(Standing(**raw["standing"]), bool(raw["in_air"]))


def _read(path: Path, make: Callable[[dict[str, Any]], T]) -> T | None:
    if not path.exists():
        return None
    try:
        return make(json.loads(path.read_text()))
    except (ValueError, TypeError, KeyError) as error:
        raise BadVehicleState(f"{path}: {error}") from error


def _write(folder: Path, name: str, value: dict[str, Any]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    half = folder / f"{name}.part"
    half.write_text(json.dumps(value) + "\n")
    half.replace(folder / name)
