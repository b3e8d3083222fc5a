"""How faults are written, and that each is described where people look."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.sitl.faults import KINDS, BadFault, fault_table, parse_fault
from sim.sitl.moments import Moment
from sim.sitl.strikes import STRIKES

DOCUMENT = Path(__file__).parents[3] / "docs" / "faults.md"
moments = st.one_of(
    st.sampled_from(["preflight", "takeoff", "out", "over-hall", "landing", "home"]).map(
        lambda word: (word, Moment(word))
    ),
    st.tuples(st.sampled_from(["out", "home"]), st.sampled_from([0.0, 0.25, 1.0])).map(
        lambda each: (f"{each[0]}:{each[1]}", Moment(each[0], (each[1],)))
    ),
    st.integers(0, 5000).map(lambda s: (f"t:{s}", Moment("t", (float(s),)))),
    st.tuples(st.integers(-90, 90), st.integers(-180, 180), st.integers(1, 900)).map(
        lambda p: (f"place:{p[0]},{p[1]},{p[2]}", Moment("place", tuple(map(float, p))))
    ),
)


@given(st.sampled_from(sorted(KINDS)), moments, st.integers(1, 100), st.integers(1, 100))
def test_faults_are_read(
    name: str, moment: tuple[str, Moment], argument: int, seconds: int
) -> None:
    kind = KINDS[name]
    text, lasts_s = name, None
    if kind.argument:
        text += f":{argument}"
    text += f"@{moment[0]}"
    if kind.lasts:
        text, lasts_s = f"{text}/{seconds}", float(seconds)
    fault = parse_fault(text)
    assert (fault.kind, fault.when, fault.lasts_s) == (name, moment[1], lasts_s)
    if kind.defaults:
        assert fault.numbers() == (float(argument), *kind.defaults[1:])
        assert parse_fault(f"{name}@preflight").numbers() == kind.defaults


@pytest.mark.parametrize(
    "text",
    [
        "", "die", "die@noon", "fly@out", "die@out:2", "die:x@out", "die:1@out",
        "alter-readback:1.q@out", "wind:1,2@out", "wind:nan@out", "delay:1,2,3@out",
        "gps-jump@t", "gps-jump@t:-1", "gps-jump@t:x", "gps-jump@place:1,2",
        "gps-jump@place:91,0,5", "gps-jump@place:35,138,0", "gps-jump@takeoff:0.5",
        "gps-jump@out:0.5/0", "gps-jump@out:0.5/x", "die@takeoff/5", "motor-lost@takeoff/5",
    ],
)  # fmt: skip
def test_what_is_no_fault_is_refused(text: str) -> None:
    with pytest.raises(BadFault):
        parse_fault(text)


def test_each_fault_does_something_and_is_described() -> None:
    assert set(STRIKES) == set(KINDS)
    assert fault_table() in DOCUMENT.read_text(encoding="utf-8")
