"""Putting a flight's entry right: what follows from the fields that somebody corrects.

Owns which fields depend on which. What is corrected is known from now on; what followed from it and
was not said anew is not. Pure.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from missions.flightbook.model import FlightEntry
from missions.machine import OutOfTurn

NOT_SAID = "not-said"


def corrected(entry: FlightEntry, changes: Mapping[str, Any]) -> FlightEntry:
    """The entry with `changes` by field. The time of flight follows from take-off and landing, and
    another pilot has another licence. Raises OutOfTurn for a landing before the take-off."""
    unknown = {name: reason for name, reason in entry.unknown.items() if name not in changes}
    found = replace(entry, **changes)
    if found.pilot != entry.pilot:
        found = replace(found, pilot_id=None)
        if "licence" not in changes:
            found = replace(found, licence=None)
            unknown["licence"] = NOT_SAID
    if found.off_at is not None and found.on_at is not None:
        flight_s = (found.on_at - found.off_at).total_seconds()
        if flight_s < 0:
            raise OutOfTurn("it cannot have landed before it took off", flight=entry.flight_id)
        found = replace(found, flight_s=flight_s)
        unknown.pop("flight_s", None)
        reasons = [unknown[name] for name in ("off_at", "on_at") if name in unknown]
        if reasons:
            unknown["flight_s"] = reasons[-1]
    return replace(found, unknown=unknown)
