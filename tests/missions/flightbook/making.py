"""Aircraft upkeep and entries of a flight book, as small as the rules need them."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from missions.flightbook.facts import (
    BatteryFacts,
    Before,
    Bound,
    Head,
    InspectionItem,
    Named,
    Upkeep,
)
from missions.flightbook.health import Health
from missions.flightbook.model import FlightEntry, Inspection, Maintenance, Result
from tests.logistics.support.access import TUESDAY_9

ITEMS = tuple(
    InspectionItem(id, Named(id, id), Named("look", "look"))
    for id in ("general", "propellers", "battery")
)
BEFORE = Before(
    flown_s=36_000.0,
    flights=50,
    since_periodic_s=3_600.0,
    since_periodic_flights=5,
    since_certification_s=36_000.0,
)
HEALTHY = {
    "vibration_mps2": 4.0,
    "clipping": 0.0,
    "ekf_compass": 0.05,
    "hdop": 0.9,
    "satellites": 18.0,
}


def upkeep(aircraft: str = "ac-1", **changes: Any) -> Upkeep:
    """20 hours and 100 flights between two periodic maintenances."""
    values: dict[str, Any] = {
        "aircraft": aircraft,
        "head": Head(f"JU-{aircraft.upper()}", Named("multirotor", "multirotor")),
        "before": BEFORE,
        "items": ITEMS,
        "periodic_s": 72_000.0,
        "periodic_flights": 100,
        "battery_max_cycles": 300,
        "battery_new_wh": 3000.0,
        "battery_min_percent": 80.0,
        "sensors": {
            "vibration_mps2": Bound(30.0, 2.0, 10.0),
            "ekf_compass": Bound(0.8, 2.0, 0.3),
            "satellites": Bound(8.0, 0.7, 12.0),
        },
        "batteries": {name: BatteryFacts(10, 2900.0) for name in ("b-1", "b-2", "b-3")},
    }
    return Upkeep(**values | changes)


def health(heard_s: float = 600.0, **worst: float) -> Health:
    return Health(heard_s, HEALTHY | worst)


def flight(number: int = 1, at: datetime = TUESDAY_9, **changes: Any) -> FlightEntry:
    """A flight of ten minutes."""
    values: dict[str, Any] = {
        "aircraft": "ac-1",
        "flight_id": f"flight-{number}",
        "day": at.date(),
        "direction": "out",
        "route": "nakao",
        "purpose": "carriage",
        "state": "delivered",
        "pilot_id": "p-arai",
        "pilot": "Arai",
        "licence": "EXAMPLE-1",
        "methods": ("beyond-sight",),
        "from_place": "hub",
        "off_at": at,
        "to_place": "nakao",
        "on_at": at + timedelta(minutes=10),
        "flight_s": 600.0,
        "load_kg": 3.0,
        "battery": "b-1",
        "health": health(),
    }
    return FlightEntry(**values | changes)


def inspection(at: datetime = TUESDAY_9, aircraft: str = "ac-1", **results: Result) -> Inspection:
    """Every item passes but those that are told."""
    seen = {item.id: Result.PASS for item in ITEMS} | results
    return Inspection(aircraft, at, "hub", "p-hosaka", "Hosaka", seen)


def maintenance(at: datetime = TUESDAY_9, **changes: Any) -> Maintenance:
    values: dict[str, Any] = {
        "aircraft": "ac-1",
        "at": at,
        "place": "hub",
        "person": "Hosaka",
        "work": "propellers changed",
        "reason": "worn",
        "confirmed_by": "Arai",
    }
    return Maintenance(**values | changes)
