"""What a flight tells of the sensors survives its row, and what cannot be read is not known."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from missions.flightbook.health import METRICS, Health, health_in, worse

NUMBERS = st.floats(0, 1e6, allow_nan=False)


@given(NUMBERS, st.dictionaries(st.sampled_from(sorted(METRICS)), NUMBERS))
def test_a_row_gives_back_what_was_put_in(heard_s: float, worst: dict[str, float]) -> None:
    told = health_in(json.loads(json.dumps(Health(heard_s, worst).as_json())))
    assert told is not None
    assert told.heard_s == pytest.approx(heard_s, abs=0.06)
    assert told.worst == {name: pytest.approx(value, abs=1e-4) for name, value in worst.items()}


@pytest.mark.parametrize(
    "told",
    [None, [], "x", {}, {"heard_s": 3.0}, {"worst": {}}, {"heard_s": True, "worst": {}},
     {"heard_s": float("nan"), "worst": {}}, {"heard_s": "3", "worst": {}}],
)  # fmt: skip
def test_what_cannot_be_read_is_not_known(told: Any) -> None:
    assert health_in(told) is None


def test_what_is_no_number_or_no_metric_is_left_out() -> None:
    worst = {"hdop": 1.0, "clipping": None, "satellites": "many", "colour": 3.0}
    assert health_in({"heard_s": 1, "worst": worst}) == Health(1.0, {"hdop": 1.0})


def test_of_satellites_the_fewest_are_the_worst() -> None:
    assert worse("satellites", 9.0, 12.0) == 9.0
    assert worse("hdop", 0.9, 1.2) == 1.2
