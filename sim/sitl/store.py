"""What a vehicle keeps while its power is off: mission, fence, rally points, parameters, its place.

Owns the value and its files. A reboot hands the value on; a folder given on the command line keeps
it over a restart of the process. The place of a vehicle with its motors on has a small file of its
own, so that it can be written often: a process killed in the air is found below its last place. So
has the signing key, which nobody but the owner may read.
Knows nothing of what the items mean.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from missions.errors import SorabinError
from sim.sitl.fence import FenceItem
from sim.sitl.item import StoredItem
from sim.sitl.signing import StoredKey

_FILE = "vehicle.json"
_PLACE_FILE = "place.json"
_KEY_FILE = "signing.json"
_OWNER_ONLY = 0o600

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
    signing: StoredKey | None = None

    def write(self, folder: Path) -> None:
        """Write all, whole or not at all; the place in it is the latest from now on."""
        told = asdict(self)
        del told["signing"]
        _write(folder, _FILE, told)
        (folder / _PLACE_FILE).unlink(missing_ok=True)
        write_key(folder, self.signing)

    @classmethod
    def read(cls, folder: Path) -> Store:
        """The stored state, empty where there is none. Raises BadVehicleState."""
        store = _read(folder / _FILE, cls._from) or cls()
        place = _read(folder / _PLACE_FILE, _place)
        if place is not None:
            store.standing = place.standing
            store.came_down |= place.in_air
        store.signing = _read(folder / _KEY_FILE, _key)
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


def write_key(folder: Path, stored: StoredKey | None) -> None:
    """Keep the signing key and its latest stamp; None: there is none any more."""
    if stored is None:
        (folder / _KEY_FILE).unlink(missing_ok=True)
        return
    _write(folder, _KEY_FILE, {"key": stored.key.hex(), "stamp": stored.stamp}, _OWNER_ONLY)


def _key(raw: dict[str, Any]) -> StoredKey:
    return StoredKey(bytes.fromhex(raw["key"]), int(raw["stamp"]))


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


def _write(folder: Path, name: str, value: dict[str, Any], mode: int = 0o666) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    half = folder / f"{name}.part"
    half.unlink(missing_ok=True)
    with open(half, "x", opener=lambda path, flags: os.open(path, flags, mode)) as opened:
        opened.write(json.dumps(value) + "\n")
    half.replace(folder / name)
