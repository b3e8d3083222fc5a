"""Consent to land: sent once, while the aircraft surely waits; called back when it came late."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from missions.flight.consent import LIVE_S, SPARE_S, Act, Consent, ConsentState, decide
from missions.flight.sight import Mode, Sight
from tests.missions.flight.making import HALL, ROUTE, beside, home_mission, out_mission, sight

MISSION = out_mission()
OVER = ROUTE.path[-1]


def waiting(at_s: float, **changes: object) -> Sight:
    return replace(sight(at_s, 4, OVER), **changes)


def began(at_s: float = 100.0) -> Consent:
    """A wait that was seen to begin: a moment before it was on its way there."""
    coming = sight(at_s, 4, beside(OVER, 60))
    return Consent().saw(ROUTE, MISSION, coming).saw(ROUTE, MISSION, waiting(at_s + 0.2))


def test_it_is_sent_once_while_the_aircraft_waits() -> None:
    consent, act = decide(ROUTE, MISSION, began().give(110), waiting(111), 111.2, 0.3)
    assert (consent.state, act) == (ConsentState.SENT, Act.JUMP)
    again, act = decide(ROUTE, MISSION, consent.give(112), waiting(112), 112.1, 0.3)
    assert (again.state, act) == (ConsentState.SENT, Act.NOTHING)


def test_before_the_wait_it_is_kept_and_after_a_minute_it_is_no_longer_live() -> None:
    early = Consent().give(10)
    for at_s, seq, place in ((20, 3, ROUTE.path[1]), (60, 4, beside(OVER, 200))):
        seen = sight(at_s, seq, place)
        early, act = decide(ROUTE, MISSION, early.saw(ROUTE, MISSION, seen), seen, at_s, 0.2)
        assert (early.state, act) == (ConsentState.GIVEN, Act.NOTHING)
    early = early.saw(ROUTE, MISSION, sight(70, 4, beside(OVER, 20)))
    early = early.saw(ROUTE, MISSION, waiting(10 + LIVE_S + 1))
    late, act = decide(ROUTE, MISSION, early, waiting(75), 75, 0.2)
    assert (late.state, act) == (ConsentState.NONE, Act.NOTHING)
    assert decide(ROUTE, MISSION, late.give(76), waiting(76), 76, 0.2)[1] is Act.JUMP


@pytest.mark.parametrize("round_trip_s", [None, 36.0, 1e9])
def test_unknown_or_long_ways_land_nothing(round_trip_s: float | None) -> None:
    _, act = decide(ROUTE, MISSION, began().give(104), waiting(105), 105, round_trip_s)
    assert act is Act.NOTHING


def test_an_old_sight_does_not_say_that_it_waits() -> None:
    consent, act = decide(ROUTE, MISSION, began().give(109), waiting(105), 110, 0.2)
    assert (consent.state, act) == (ConsentState.GIVEN, Act.NOTHING)


@pytest.mark.parametrize(
    "seen", [sight(150, 6, OVER), sight(150, 7), sight(150, 6, mode=Mode.AUTO_RTL)]
)
def test_after_the_wait_it_is_too_late(seen: Sight) -> None:
    consent, act = decide(ROUTE, MISSION, began().give(150), seen, 150, 0.2)
    assert (consent.state, act) == (ConsentState.TOO_LATE, Act.NOTHING)


@pytest.mark.parametrize("mode", [Mode.GUIDED, Mode.LAND, Mode.RTL, Mode.AUTO_RTL])
def test_in_another_mode_it_does_not_wait(mode: Mode) -> None:
    _, act = decide(ROUTE, MISSION, began().give(110), waiting(111, mode=mode), 111, 0.2)
    assert act is Act.NOTHING


def test_a_jump_that_acts_far_from_the_hall_is_called_back_until_it_turns() -> None:
    sent = replace(began(), state=ConsentState.SENT)
    far = sight(160, 10, beside(HALL, 600))
    consent, act = decide(ROUTE, MISSION, sent, far, 160, 0.2)
    assert (consent.state, act) == (ConsentState.CALLED_BACK, Act.GO_HOME)
    assert decide(ROUTE, MISSION, consent, far, 161, 0.2)[1] is Act.NOTHING
    assert decide(ROUTE, MISSION, consent, far, 164, 0.2)[1] is Act.GO_HOME  # 188 may be lost
    near = sight(160, 10, beside(HALL, 3))
    assert decide(ROUTE, MISSION, sent, near, 160, 0.2)[1] is Act.NOTHING


def test_a_landing_that_nobody_here_consented_to_is_called_back_as_well() -> None:
    """A jump by another ground station, or by this one before it was started anew."""
    far = sight(160, 11, beside(HALL, 100))
    assert decide(ROUTE, MISSION, Consent(), far, 160, None)[1] is Act.GO_HOME


def test_withdrawn_before_it_was_sent_it_lands_nothing() -> None:
    consent = began().give(110).withdraw()
    assert decide(ROUTE, MISSION, consent, waiting(111), 111, 0.2)[1] is Act.NOTHING


@pytest.mark.parametrize("seq", [10, 11])
def test_taken_back_after_it_was_sent_it_is_called_back_while_it_comes_down(seq: int) -> None:
    sent, _ = decide(ROUTE, MISSION, began().give(110), waiting(111), 111, 0.2)
    back = sent.withdraw()
    assert decide(ROUTE, MISSION, back, waiting(111.5), 111.5, 0.2)[1] is Act.NOTHING
    low = sight(112, seq, beside(HALL, 2))
    back, act = decide(ROUTE, MISSION, back, low, 112, 0.2)
    assert (back.state, act) == (ConsentState.CALLED_BACK, Act.GO_HOME)
    assert decide(ROUTE, MISSION, back, low, 113, 0.2)[1] is Act.NOTHING
    assert decide(ROUTE, MISSION, back, low, 116, 0.2)[1] is Act.GO_HOME  # the first may be lost
    assert decide(ROUTE, MISSION, back, replace(low, on_ground=True), 116, 0.2)[1] is Act.NOTHING
    assert decide(ROUTE, MISSION, back.give(117), sight(118, 6, OVER), 118, 0.2)[1] is Act.NOTHING


def test_that_the_jump_was_sent_stays_known_whatever_is_decided_afterwards() -> None:
    """What it is found doing on the hall's pad, then, it was asked to do."""
    sent, _ = decide(ROUTE, MISSION, began().give(110), waiting(111), 111, 0.2)
    assert sent.jumped
    assert sent.close().jumped
    assert sent.withdraw().jumped
    assert not began().give(110).close().jumped


def test_a_hold_does_not_take_back_what_was_sent() -> None:
    sent, _ = decide(ROUTE, MISSION, began().give(110), waiting(111), 111, 0.2)
    assert sent.lapse() == sent
    assert began().give(110).lapse().state is ConsentState.NONE


def test_an_aircraft_first_seen_in_its_wait_is_not_called_down() -> None:
    """After a gap nobody knows how much of the wait is left."""
    found = Consent().saw(ROUTE, MISSION, waiting(100)).give(101)
    assert decide(ROUTE, MISSION, found, waiting(102), 102, 0.2)[1] is Act.NOTHING


def test_nor_when_a_gust_then_moves_it_out_of_the_waits_circle_and_back() -> None:
    found = Consent().saw(ROUTE, MISSION, waiting(120))
    found = found.saw(ROUTE, MISSION, sight(128, 4, beside(OVER, 8.6)))
    found = found.saw(ROUTE, MISSION, waiting(128.4)).give(129)
    assert found.left_s(ROUTE, 133.5) is None
    assert decide(ROUTE, MISSION, found, waiting(133), 133.5, 0.2)[1] is Act.NOTHING


def test_a_gap_before_the_wait_counts_as_wait() -> None:
    gap = Consent().saw(ROUTE, MISSION, sight(60, 3)).saw(ROUTE, MISSION, waiting(99)).give(99)
    consent, act = decide(ROUTE, MISSION, gap, waiting(100), 100, 0.2)
    assert (consent.state, act) == (ConsentState.TOO_LATE, Act.NOTHING)


@pytest.mark.parametrize("change", [{"age_s": 2.6}, {"position": beside(OVER, 500)}])
def test_an_old_or_impossible_sight_of_the_wait_lands_nothing(change: dict[str, object]) -> None:
    seen = waiting(110, **change)
    assert decide(ROUTE, MISSION, began().give(109), seen, 110, 0.2)[1] is Act.NOTHING


def test_after_an_operator_has_decided_otherwise_no_consent_counts() -> None:
    consent = began().give(110).close().give(111)
    assert decide(ROUTE, MISSION, consent, waiting(112), 112, 0.2)[1] is Act.NOTHING


def test_the_flight_home_needs_no_consent() -> None:
    seen = sight(10, 4)
    assert Consent().saw(ROUTE, home_mission(), seen) == Consent()
    assert decide(ROUTE, home_mission(), Consent().give(9), seen, 10, 0.2)[1] is Act.NOTHING


@given(
    began_s=st.floats(0, 1000),
    given_after=st.floats(-80, 120),
    seen_after=st.floats(-80, 120),
    now_after=st.floats(0, 200),
    round_trip_s=st.one_of(st.none(), st.floats(0, 100)),
    seq=st.integers(0, 14),
    mode=st.sampled_from(list(Mode)),
    metres=st.floats(0, 2000),
)
def test_a_jump_always_arrives_while_it_waits(
    began_s: float,
    given_after: float,
    seen_after: float,
    now_after: float,
    round_trip_s: float | None,
    seq: int,
    mode: Mode,
    metres: float,
) -> None:
    """Whatever is seen: a jump is sent only in time to arrive with seconds of the wait left."""
    now_s = began_s + now_after
    seen = sight(began_s + seen_after, seq, beside(OVER, metres), mode=mode)
    consent = began(began_s).give(began_s + given_after)
    after, act = decide(ROUTE, MISSION, consent, seen, now_s, round_trip_s)
    if act is Act.JUMP:
        assert after.state is ConsentState.SENT
        assert seq == MISSION.wait_seq
        assert mode is Mode.AUTO
        assert round_trip_s is not None
        assert now_s + round_trip_s + SPARE_S < began_s + ROUTE.wait_s + 1e-6
        assert now_s - seen.at_s <= 2.0
