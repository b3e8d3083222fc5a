"""The account of cold: what was handed over beyond a limit is found, and nothing else."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from missions.clock import TOKYO
from sim.village.audit_cold import account_cold
from sim.village.audit_terms import Terms
from sim.village.record import Row

MILK, RICE = "1", "2"
NOON = datetime(2026, 11, 24, 12, 0, tzinfo=TOKYO)
TERMS = Terms(
    cutoff=lambda *_: NOON, price_yen={}, tax_percent={}, keep_min={MILK: 240}, bare_min={MILK: 60}
)


def carried(*keepers: tuple[int, str], jan: str = MILK) -> list[Row]:
    """The rows of one parcel: packed, and given to each keeper at so many minutes past noon."""

    def row(minute: float, kind: str, **data: Any) -> Row:
        at = (NOON + timedelta(minutes=minute)).isoformat()
        return {"at": at, "kind": kind, "parcel_code": "P1", "data": data}

    return [
        row(-30, "parcel-packed", contents=[{"line_no": 1, "jan": jan, "quantity": 1}]),
        *(row(minute, "keeper-changed", taker={"kind": kind}) for minute, kind in keepers),
    ]


CAR, HUB = (0, "supporter"), (12, "hub")
LATE = [(101, "volunteer"), (110, "resident")]


@pytest.mark.parametrize(
    ("keepers", "findings"),
    [
        ([CAR, HUB, (30, "van"), (60, "volunteer"), (240, "resident")], 0),
        ([CAR, HUB, (30, "van"), (60, "volunteer"), (241, "resident")], 1),
        ([CAR, HUB, (30, "van"), (60, "volunteer"), (300, "van")], 0),
        ([CAR, HUB, (30, "aircraft"), (90, "volunteer"), (110, "resident")], 0),
        ([CAR, HUB, (30, "aircraft"), (91, "volunteer"), (110, "resident")], 1),
        ([CAR, HUB, (30, "aircraft"), (91, "hub"), (95, "van"), (99, "volunteer")], 0),
        ([(0, "supporter"), (30, "aircraft"), (70, "hub"), (80, "aircraft"), *LATE], 1),
    ],
)
def test_times_are_measured_from_keeper_to_keeper(
    keepers: list[tuple[int, str]], findings: int
) -> None:
    assert len(account_cold(carried(*keepers), TERMS)) == findings
    assert account_cold(carried(*keepers, jan=RICE), TERMS) == []
