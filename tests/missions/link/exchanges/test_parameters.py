from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from missions.link.exchanges.parameters import ReadParameters, WriteParameters, as_float32
from missions.link.messages import ParameterError, ParameterValue
from missions.link.outcome import Accepted, NoAnswer, Rejected
from missions.link.requests import AskParameter, SetParameter

REAL32 = 9


@given(
    count=st.integers(0, 30),
    loss=st.sampled_from([0.0, 0.2, 0.5]),
    rng=st.randoms(use_true_random=False),
)
def test_every_named_value_comes_or_the_missing_are_named(
    count: int, loss: float, rng: object
) -> None:
    values = {f"P{n}": float(n) for n in range(count)}
    read = ReadParameters(values)
    now_s, asked = 0.0, list(read.start(0.0))
    while read.outcome is None:
        rng.shuffle(asked)  # pyright: ignore[reportAttributeAccessIssue]
        answers, asked = asked, []
        for request in answers:
            assert isinstance(request, AskParameter)
            if rng.random() >= loss:  # pyright: ignore[reportAttributeAccessIssue]
                value = ParameterValue(request.name, values[request.name], REAL32)
                asked += read.receive(value, now_s)
                asked += read.receive(value, now_s)
        now_s += 0.25
        asked += read.tick(now_s)
        assert now_s < 600
    if isinstance(read.outcome, Accepted):
        assert read.outcome.value == values
        assert list(read.outcome.value) == list(values)
    else:
        assert loss > 0.0
        assert isinstance(read.outcome, NoAnswer)
        assert "P" in read.outcome.asked


def test_few_are_in_flight_at_once() -> None:
    read = ReadParameters([f"P{n}" for n in range(30)])
    assert len(read.start(0.0)) == 8
    assert read.receive(ParameterValue("P3", 1.0, REAL32), 0.1) == [AskParameter("P8")]
    assert read.receive(ParameterValue("P29", 1.0, REAL32), 0.1) == ()


def test_a_name_asked_twice_is_read_once() -> None:
    read = ReadParameters(["A", "A"])
    assert len(read.start(0.0)) == 1
    read.receive(ParameterValue("A", 2.0, REAL32), 0.1)
    assert read.outcome == Accepted({"A": 2.0})


def test_a_value_is_written_when_its_32_bit_float_is_echoed() -> None:
    write = WriteParameters({"A": 0.1})
    assert write.start(0.0) == [SetParameter("A", as_float32(0.1))]
    write.receive(ParameterValue("A", as_float32(0.1), REAL32), 0.1)
    assert write.outcome == Accepted(None)


def test_another_echo_is_asked_about_again_and_then_refused() -> None:
    write = WriteParameters({"A": 4.0}, retries=1, answer_s=1.0)
    write.start(0.0)
    write.receive(ParameterValue("A", 7.0, REAL32), 0.1)
    assert write.outcome is None
    assert write.tick(1.1) == [SetParameter("A", 4.0), AskParameter("A")]
    write.receive(ParameterValue("A", 7.0, REAL32), 1.2)
    write.tick(2.2)
    assert write.outcome == Rejected("A stayed 7, not 4")


def test_a_refusal_names_the_parameter() -> None:
    write = WriteParameters({"A": 4.0})
    write.start(0.0)
    write.receive(ParameterError("A", 5, 245), 0.1)
    assert write.outcome == Rejected("A: MAV_PARAM_ERROR_READ_ONLY", 5)


@pytest.mark.parametrize("name", ["", "A" * 17, "ÄRGER"])
def test_what_can_be_no_name_is_not_asked_for(name: str) -> None:
    with pytest.raises(ValueError, match="is no parameter name"):
        ReadParameters([name])


def test_what_is_no_32_bit_float_is_not_written() -> None:
    with pytest.raises(ValueError, match="is no 32-bit float"):
        WriteParameters({"A": 1e300})
