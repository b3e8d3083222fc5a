"""Alarms in flight: unknown is amiss, one bad sample is none, nothing flutters at a threshold."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from missions.flight.alarms.ladder import steps
from missions.flight.alarms.model import Action, Alarm, Level, by_level
from missions.flight.alarms.rules import Picture, alarms_of, ladders_for
from missions.flight.alarms.watch import PERSISTS_S, USUAL_S, AlarmWatch
from missions.flight.alarms.ways_out import WayOut
from missions.flight.states import FlightState
from tests.missions.routes.making import CARGO
from tests.missions.support.plans import nakao_route

ROUTE = nakao_route()
LADDERS = ladders_for(ROUTE, replace(CARGO, battery_rest_v=((0.0, 36.0), (100.0, 50.4))))
WELL = Picture(
    FlightState.OUTBOUND,
    beside_m=1.0,
    low_m=0.0,
    clear_m=90.0,
    ground_mps=11.0,
    wind_mps=2.0,
    end_percent=60.0,
    ways=(WayOut("hub", 800.0, 70.0),),
    cell_v=3.9,
    silent_s=0.3,
    round_trip_s=0.1,
    satellites=14.0,
    hdop=0.8,
    ekf=0.1,
    compass=0.1,
)


def amiss(picture: Picture) -> dict[str, Alarm]:
    found = alarms_of(picture, LADDERS, {})
    return {alarm.name: alarm for alarm in found if alarm.level is not Level.NORMAL}


def told(watch: AlarmWatch, values: Sequence[float], every_s: float = 0.25) -> list[Level]:
    """The levels of `beside` that are told while it goes through these values."""
    changes: list[Level] = []
    for number, value in enumerate(values):
        found = watch.look(replace(WELL, beside_m=value), number * every_s)
        changes += [alarm.level for alarm in found if alarm.name == "beside"]
    return changes


def test_a_flight_that_is_well_has_no_alarm_and_everything_is_watched() -> None:
    assert not amiss(WELL)
    assert {alarm.name for alarm in alarms_of(WELL, LADDERS, {})} == set(LADDERS)


@pytest.mark.parametrize(
    ("change", "name", "level", "action"),
    [
        ({"beside_m": 0.3 * ROUTE.half_width_m}, "beside", Level.ADVISORY, Action.WATCH),
        ({"beside_m": 0.8 * ROUTE.half_width_m}, "beside", Level.WARNING, Action.RETURN),
        ({"beside_m": 1.1 * ROUTE.half_width_m}, "beside", Level.CRITICAL, Action.HOLD),
        ({"low_m": 12.0}, "low", Level.CAUTION, Action.WATCH),
        ({"clear_m": 25.0}, "ground", Level.WARNING, Action.HOLD),
        ({"wind_mps": 10.5}, "wind", Level.WARNING, Action.RETURN),
        # No way is flown by a place that is not to be believed; a compass alone is refused.
        ({"ekf": 0.9}, "ekf", Level.WARNING, Action.LAND),
        ({"compass": 1.6}, "compass", Level.WARNING, Action.RETURN),
        ({"end_percent": 19.0}, "energy", Level.WARNING, Action.RETURN),
        (
            {"ways": (WayOut("hub", 9.0, 3.0), WayOut("kawara", 5.0, 18.0))},
            "way-out",
            Level.WARNING,
            Action.DIVERT,
        ),
        ({"ways": (WayOut("hub", 9.0, 3.0),)}, "way-out", Level.CRITICAL, Action.LAND),
        ({"cell_v": 3.1}, "cell", Level.CRITICAL, Action.DIVERT),
        ({"silent_s": 6.0}, "link", Level.WARNING, Action.WATCH),
        ({"satellites": 8.0}, "satellites", Level.ADVISORY, Action.WATCH),
        ({"ground_mps": 2.0}, "slow", Level.WARNING, Action.RETURN),
    ],
)
def test_each_has_its_level_and_one_action(
    change: dict[str, object], name: str, level: Level, action: Action
) -> None:
    found = amiss(replace(WELL, **change))  # pyright: ignore[reportArgumentType]
    assert set(found) == {name}
    assert (found[name].level, found[name].action) == (level, action)
    assert found[name].threshold is not None


def test_what_is_not_known_is_amiss() -> None:
    found = amiss(Picture(FlightState.OUTBOUND))
    assert set(found) == set(LADDERS)
    assert all(alarm.value is None for alarm in found.values())
    assert found["link"].level is Level.WARNING


def test_over_the_hall_nobody_is_slow_and_on_a_branch_nobody_beside_the_path() -> None:
    waiting = replace(WELL, state=FlightState.WAITING, ground_mps=0.0)
    assert not amiss(waiting)
    away = replace(WELL, state=FlightState.DIVERTING, beside_m=900.0, low_m=60.0, clear_m=5.0)
    assert not amiss(away)


def test_one_bad_sample_is_no_alarm() -> None:
    assert told(AlarmWatch(LADDERS), [1.0, 1.0, 500.0, 1.0, 1.0, 1.0, 1.0]) == []


def test_what_stays_is_told_once_with_the_least_level_that_it_had() -> None:
    half = 0.6 * ROUTE.half_width_m
    whole = 1.2 * ROUTE.half_width_m
    assert told(AlarmWatch(LADDERS), [half, half, whole, half, half, half]) == [Level.CAUTION]
    assert told(AlarmWatch(LADDERS), [whole] * 10) == [Level.CRITICAL]


def test_what_trembles_at_a_threshold_is_told_once() -> None:
    edge = 0.5 * ROUTE.half_width_m
    trembling = [edge + 0.5, edge - 0.5] * 40
    assert told(AlarmWatch(LADDERS), [edge + 0.5] * 6 + trembling) == [Level.CAUTION]


def test_what_is_not_watched_any_more_is_over() -> None:
    watch = AlarmWatch(LADDERS)
    for second in range(3):
        watch.look(replace(WELL, beside_m=0.6 * ROUTE.half_width_m), float(second))
    over = watch.look(replace(WELL, state=FlightState.DIVERTING), 4.0)
    assert [(alarm.name, alarm.level) for alarm in over] == [("beside", Level.NORMAL)]


@given(st.lists(st.floats(0.0, 3.0 * ROUTE.half_width_m), min_size=1, max_size=60))
def test_a_level_is_never_told_that_has_not_stood_for_its_time(values: list[float]) -> None:
    watch, every_s = AlarmWatch(LADDERS), 0.25
    window = int(PERSISTS_S.get("beside", USUAL_S) / every_s)
    level = Level.NORMAL
    for number, value in enumerate(values):
        found = watch.look(replace(WELL, beside_m=value), number * every_s)
        now = next((alarm.level for alarm in found if alarm.name == "beside"), level)
        if now > level:
            lately = values[max(0, number - window) : number + 1]
            assert len(lately) == window + 1
            least = min(LADDERS["beside"].judge(each, level).level for each in lately)
            assert now <= least
        level = now


@given(st.sampled_from(sorted(LADDERS)), st.floats(-10.0, 200.0), st.floats(-10.0, 200.0))
def test_a_worse_value_has_no_milder_level(name: str, a: float, b: float) -> None:
    ladder = LADDERS[name]
    mild, bad = sorted((a, b), reverse=not ladder.rising)
    assert ladder.judge(mild).level <= ladder.judge(bad).level


def test_the_worst_stands_first_and_of_the_same_level_what_is_told_first() -> None:
    low = replace(WELL, clear_m=10.0, beside_m=2.0 * ROUTE.half_width_m, hdop=1.6)
    found = by_level(alarms_of(low, LADDERS, {}))
    assert [alarm.name for alarm in found] == ["ground", "beside", "hdop"]
    assert by_level(()) == []


def test_of_a_battery_that_is_not_described_nobody_judges_the_cells() -> None:
    assert set(LADDERS) - set(ladders_for(ROUTE, CARGO)) == {"cell"}


def test_steps_stand_in_the_order_of_their_levels() -> None:
    with pytest.raises(ValueError, match="mildest"):
        steps((Level.WARNING, 1.0, Action.HOLD), (Level.CAUTION, 2.0, Action.WATCH))
