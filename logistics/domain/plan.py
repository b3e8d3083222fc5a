"""The plan of a day as values: what is to be carried, with what, and how it was decided.

Owns the values that planning takes and returns. Knows nothing of how a plan is found (`dispatch`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from logistics.domain.custody import Keeper
from logistics.domain.legs import Leg, LegMode


@dataclass(frozen=True, slots=True)
class Load:
    """One parcel to be planned. `keep_min` bounds its way from store to door by temperature.

    `volume_mm3` is that of its goods; `chilled` goods have no cool box in the air.
    `left_store_at` is when it left the store, or will.
    """

    code: str
    household: str
    hall: str
    walk_min: int
    mass_g: int
    promise_at: datetime
    keep_min: int | None
    may_fly: bool
    volume_mm3: int = 0
    chilled: bool = False
    left_store_at: datetime | None = None

    @property
    def due_at(self) -> datetime:
        """When it must be at the door: as promised, and before it is too warm."""
        return min(self.promise_at, self.warm_at or self.promise_at)

    @property
    def warm_at(self) -> datetime | None:
        """When it has been too long on its way for its temperature; None: never, or unknown."""
        if self.keep_min is None or self.left_store_at is None:
            return None
        return self.left_store_at + timedelta(minutes=self.keep_min)


@dataclass(frozen=True, slots=True)
class VanSpec:
    """A van: what it can load. `free_at`: when it is back at the hub, None when it stands there."""

    id: str
    capacity_g: int
    boxes: int
    spare: bool = False
    free_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Means:
    """Who and what is there today, and how long the work takes (minutes)."""

    store: str
    hub: str
    supporters: tuple[str, ...]
    car_capacity_g: int
    vans: tuple[VanSpec, ...]
    volunteers: Mapping[str, tuple[str, ...]]
    hub_handling_min: int
    stop_min: int
    door_min: int
    promise_margin_min: int


@dataclass(frozen=True, slots=True)
class ParcelPlan:
    """One parcel's way, legs and times. `switch_by`: the last moment for the van to start.

    After `switch_by` an unfinished other plan could no longer fall back on the van in time.
    `keepers` begins with the store, or with the hub where the plan begins there.
    """

    code: str
    household: str
    hall: str
    mode: LegMode
    keepers: tuple[Keeper, ...]
    legs: tuple[str, ...]
    eta: datetime
    promise_at: datetime
    switch_by: datetime
    late: bool
    too_warm: bool


@dataclass(frozen=True, slots=True)
class DayPlan:
    """All legs in order of departure and all parcels in order of arrival.

    `air` holds the legs of aircraft, which take parcels over from the van. `faults` are sentences:
    what the plan cannot hold.
    """

    legs: tuple[Leg, ...]
    parcels: tuple[ParcelPlan, ...]
    air: tuple[Leg, ...] = ()
    faults: tuple[str, ...] = ()

    @property
    def late(self) -> tuple[ParcelPlan, ...]:
        """Parcels whose promise the plan cannot keep with its margin."""
        return tuple(parcel for parcel in self.parcels if parcel.late)
