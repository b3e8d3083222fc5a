"""What a day's faults may have done to its flights: what came down, what was written off.

Owns what each kind of fault excuses. Only an aircraft whose own process was killed in the air may
come down or be lost; the others fly on without web and desk, and end where they were meant to.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sim.village.faults import VEHICLE, parse_fault
from sim.village.record import Row

Told = Mapping[str, Any]
_WENT_WRONG = {"down": "came down on its way", "lost": "is lost"}


def beyond_expectation(
    flights: Sequence[Told], rows: Sequence[Row], faults: Sequence[Told]
) -> list[str]:
    """What no fault of the day explains, a sentence each; empty where all is as expected.

    `flights` is the desk's own list, `faults` what each fault tells of its blow.
    """
    struck = [
        fault["hit"]
        for fault in faults
        if fault["hit"] and parse_fault(fault["fault"]).process == VEHICLE
    ]
    fallen = {hit["flight"] for hit in struck}
    fell_with = {code for hit in struck for code in hit["on_board"]}
    lost = sorted({str(row["parcel_code"]) for row in rows if row["kind"] == "parcel-lost"})
    return [
        f"flight {flight['id']} {_WENT_WRONG[flight['state']]}, and no fault struck it"
        for flight in flights
        if flight["state"] in _WENT_WRONG and flight["id"] not in fallen
    ] + [
        f"parcel {code} is written off, and was on no flight that was struck"
        for code in lost
        if code not in fell_with
    ]
