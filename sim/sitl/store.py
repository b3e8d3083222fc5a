"""What a vehicle keeps while its power is off: mission, fence, rally points, parameters, its place.

Owns the value and its file. A reboot hands the value on; a folder given on the command line keeps
it over a restart of the process. Knows nothing of what the items mean.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from missions.errors import SorabinError
from sim.sitl.fence import FenceItem
from sim.sitl.item import StoredItem

_FILE = "vehicle.json"


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


@dataclass(slots=True)
class Store:
    items: list[StoredItem] = field(default_factory=list)
    fence: list[FenceItem] = field(default_factory=list)
    rally: list[RallyPoint] = field(default_factory=list)
    parameters: dict[str, float] = field(default_factory=dict)
    standing: Standing | None = None

    def write(self, folder: Path) -> None:
        """Write all, whole or not at all."""
        folder.mkdir(parents=True, exist_ok=True)
        half = folder / f"{_FILE}.part"
        half.write_text(json.dumps(asdict(self)) + "\n")
        half.replace(folder / _FILE)

    @classmethod
    def read(cls, folder: Path) -> Store:
        """The stored state, empty where there is none. Raises BadVehicleState."""
        path = folder / _FILE
        if not path.exists():
            return cls()
        try:
            return cls._from(json.loads(path.read_text()))
        except (ValueError, TypeError, KeyError) as error:
            raise BadVehicleState(f"{path}: {error}") from error

    @classmethod
    def _from(cls, raw: dict[str, Any]) -> Store:
        return cls(
            [StoredItem(**{**item, "numbers": tuple(item["numbers"])}) for item in raw["items"]],
            [FenceItem(**item) for item in raw["fence"]],
            [RallyPoint(**item) for item in raw["rally"]],
            dict(raw["parameters"]),
            Standing(**raw["standing"]) if raw["standing"] else None,
        )
