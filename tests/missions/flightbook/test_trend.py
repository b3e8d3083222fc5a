"""The trend of the sensors: held against the limit, and against the aircraft's own flights."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from missions.flight.gates import Gate, Verdict
from missions.flightbook.facts import Bound
from missions.flightbook.trend import BASELINE_LEAST, BLIND_FLIGHTS, Flown, sensor_points
from tests.missions.flightbook.making import health

VIBRATION = {"vibration_mps2": Bound(30.0, 2.0, 10.0)}
SATELLITES = {"satellites": Bound(8.0, 0.7, 12.0)}
BLIND = Flown(600.0, None)


def vibrations(*values: float) -> list[Flown]:
    """The latest first."""
    return [Flown(600.0, health(vibration_mps2=value)) for value in values]


def point(flights: list[Flown], bounds: dict[str, Bound] = VIBRATION) -> Gate:
    (found,) = sensor_points(flights, bounds)
    return found


def test_before_the_first_flight_there_is_nothing_to_hold_against_a_limit() -> None:
    assert (point([]).verdict, point([]).why) == (Verdict.PASS, "no flight yet")


def test_with_few_flights_only_the_limit_counts() -> None:
    few = vibrations(29.0, *[2.0] * (BASELINE_LEAST - 1))
    assert point(few).verdict is Verdict.PASS
    assert point(vibrations(30.1)).verdict is Verdict.FAIL


def test_what_is_unusual_for_this_aircraft_fails_below_the_limit() -> None:
    usual = [6.0] * 12
    assert point(vibrations(11.9, *usual)).verdict is Verdict.PASS
    bad = point(vibrations(12.1, *usual))
    assert (bad.verdict, bad.value, bad.threshold) == (Verdict.FAIL, 12.1, 12.0)
    assert bad.why == "usual is 6, by 12 flights"
    quiet = vibrations(9.9, *[2.0] * 12)
    assert point(quiet).verdict is Verdict.PASS, "still quiet, however unusual"


def test_only_the_last_thirty_flights_before_are_usual() -> None:
    long_ago = vibrations(16.0, *[6.0] * 30, *[15.0] * 60)
    assert point(long_ago).verdict is Verdict.FAIL
    recent = vibrations(16.0, *[9.0] * 30, *[1.0] * 60)
    assert point(recent).verdict is Verdict.PASS


def test_one_wild_flight_among_the_usual_ones_moves_nothing() -> None:
    assert point(vibrations(12.1, *[6.0] * 10, 29.0)).verdict is Verdict.FAIL


def test_fewer_satellites_are_worse() -> None:
    def seen(*counts: float) -> list[Flown]:
        return [Flown(600.0, health(satellites=count)) for count in counts]

    assert point(seen(7.0), SATELLITES).verdict is Verdict.FAIL
    assert point(seen(8.0), SATELLITES).verdict is Verdict.PASS
    assert point(seen(11.0, *[18.0] * 8), SATELLITES).verdict is Verdict.FAIL
    assert point(seen(13.0, *[18.0] * 8), SATELLITES).verdict is Verdict.PASS


def test_a_flight_of_which_little_was_heard_tells_nothing() -> None:
    little = Flown(600.0, health(100.0, vibration_mps2=99.0))
    found = point([little, *vibrations(6.0)])
    assert (found.verdict, found.value) == (Verdict.PASS, 6.0)


def test_too_many_flights_that_tell_nothing_are_not_known() -> None:
    assert point([BLIND] * BLIND_FLIGHTS).verdict is Verdict.PASS
    found = point([BLIND] * (BLIND_FLIGHTS + 1) + vibrations(6.0))
    assert (found.verdict, found.value) == (Verdict.UNKNOWN, None)


def test_a_metric_that_was_not_heard_of_is_not_known() -> None:
    heard = health()
    worst = {name: value for name, value in heard.worst.items() if name != "vibration_mps2"}
    found = point([Flown(600.0, type(heard)(600.0, worst)), *vibrations(6.0)])
    assert (found.verdict, found.why) == (Verdict.UNKNOWN, "not heard")


@given(
    st.lists(st.floats(0, 100), max_size=40),
    st.floats(0, 100),
    st.floats(0, 100),
)
def test_a_worse_flight_never_passes_where_a_better_one_fails(
    before: list[float], one: float, other: float
) -> None:
    better, worse = sorted((one, other))
    if point(vibrations(better, *before)).verdict is Verdict.FAIL:
        assert point(vibrations(worse, *before)).verdict is Verdict.FAIL


@given(st.lists(st.floats(0, 100), min_size=1, max_size=40))
def test_nothing_beyond_the_limit_ever_passes(values: list[float]) -> None:
    if values[0] > 30.0:
        assert point(vibrations(*values)).verdict is Verdict.FAIL
