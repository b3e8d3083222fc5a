"""Which ends of a played day its faults explain, and which they do not."""

from __future__ import annotations

from typing import Any

import pytest

from sim.village.expectations import beyond_expectation
from tests.sim.test_audit_flights import HOME, OUT, flight


def struck(fault: str, flight_id: str = OUT, *on_board: str) -> dict[str, Any]:
    """A fault that has hit a flight, as its blow tells it."""
    return {"fault": fault, "hit": {"flight": flight_id, "on_board": list(on_board)}}


FELL = "flight d-s1-out came down on its way, and no fault struck it"
IS_LOST = "flight d-s1-home is lost, and no fault struck it"
WRITTEN_OFF = "parcel P1 is written off, and was on no flight that was struck"
VEHICLE_OUT = struck("kill-vehicle@out:0.5", OUT, "P1")
BESIDE = {"fault": "kill-vehicle@out:0.5", "hit": None}


@pytest.mark.parametrize(
    ("faults", "ends", "lost", "told"),
    [
        ([], ("delivered", "returned"), (), []),
        ([], ("diverted", "returned"), (), []),
        ([], ("down", "returned"), (), [FELL]),
        ([struck("kill-desk@airborne")], ("down", "returned"), ("P1",), [FELL, WRITTEN_OFF]),
        ([struck("kill-web@airborne", HOME)], ("delivered", "lost"), (), [IS_LOST]),
        ([struck("wind@preflight")], ("diverted", "returned"), ("P1",), [WRITTEN_OFF]),
        ([VEHICLE_OUT], ("down", "returned"), ("P1",), []),
        ([VEHICLE_OUT], ("down", "lost"), ("P1", "P2"), [IS_LOST, WRITTEN_OFF.replace("1", "2")]),
        ([struck("kill-desk@airborne", HOME), VEHICLE_OUT], ("lost", "returned"), ("P1",), []),
        ([BESIDE], ("down", "returned"), (), [FELL]),
    ],
)
def test_only_what_a_fault_has_struck_may_come_down_or_be_written_off(
    faults: list[dict[str, Any]], ends: tuple[str, str], lost: tuple[str, ...], told: list[str]
) -> None:
    rows = [{"kind": "parcel-lost", "parcel_code": code, "data": {}} for code in lost]
    flights = [flight(OUT, "out", ends[0]), flight(HOME, "home", ends[1])]
    assert beyond_expectation(flights, rows, faults) == told
