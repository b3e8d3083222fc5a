"""Consent to land at the hall: when it may be sent, and what to do when it came too late.

Owns the rule. An autopilot obeys the jump whenever it comes, also when it is on its way home
already, so the ground must be sure that the jump arrives while the aircraft waits. Pure: the
executive tells it what it saw and does what it says.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

from missions.flight.sight import Mode, Sight, at_wait, lands_at_hall
from missions.geo import distance_m
from missions.plan.model import Direction, Mission
from missions.routes.model import Route

SPARE_S = 5.0
"""Vehicle seconds of the wait that must be left when the jump arrives."""
SIGHT_MAX_AGE_S = 2.5
"""An older sight does not say that the aircraft still waits."""
FAR_M = 30.0
"""A jump to the landing that begins farther than this from the hall is called back."""
CALL_AGAIN_S = 3.0
"""Vehicle seconds after which an aircraft that still comes down is called back once more."""
LIVE_S = 60.0
"""A consent given earlier than this before it is used is no longer live: vehicle seconds."""


class ConsentState(StrEnum):
    NONE = "none"
    GIVEN = "given"  # by the person at the hall, not sent yet
    SENT = "sent"  # once; never again, whatever is answered
    TOO_LATE = "too-late"  # not sent: the wait was over, or nearly
    CALLED_BACK = "called-back"  # it acted far from the hall, or was taken back after it was sent
    CLOSED = "closed"  # an operator has decided otherwise


class Act(StrEnum):
    """What the executive must do now."""

    NOTHING = "nothing"
    JUMP = "jump"  # DO_SET_MISSION_CURRENT to the landing at the hall
    GO_HOME = "go-home"  # join the way home, also out of the landing


@dataclass(frozen=True, slots=True)
class Consent:
    """`before_s`: when it was last seen not to wait yet. `wait_began_s`: the earliest vehicle time
    at which the wait can have begun, which is the same; None also where it was first seen in the
    middle of its wait, and then nobody knows how much of it is left: `found_waiting`, which no
    later sight undoes. `jumped`: the jump may have been sent, whatever was decided afterwards."""

    state: ConsentState = ConsentState.NONE
    given_s: float | None = None
    before_s: float | None = None
    wait_began_s: float | None = None
    found_waiting: bool = False
    called_back_s: float | None = None
    jumped: bool = False

    def saw(self, route: Route, mission: Mission, sight: Sight) -> Consent:
        """Remember when the wait can have begun."""
        if mission.wait_seq is None or self.wait_began_s is not None or self.found_waiting:
            return self
        if sight.seq > mission.wait_seq:
            return self
        if sight.seq == mission.wait_seq and at_wait(route, sight):
            return replace(self, wait_began_s=self.before_s, found_waiting=self.before_s is None)
        return replace(self, before_s=sight.at_s - sight.age_s)

    def give(self, at_s: float) -> Consent:
        """The person at the hall says that the pad is clear; again, while it is not used yet."""
        if self.state not in (ConsentState.NONE, ConsentState.GIVEN):
            return self
        return replace(self, state=ConsentState.GIVEN, given_s=at_s)

    def withdraw(self) -> Consent:
        """The pad is not clear any more: not sent, it never is; sent, the aircraft is called back
        for as long as it comes down."""
        if self.state is ConsentState.SENT:
            return replace(self, state=ConsentState.CALLED_BACK, given_s=None)
        return self.lapse()

    def lapse(self) -> Consent:
        """Whoever wants it to land says so again; without effect once the jump was sent."""
        if self.state is not ConsentState.GIVEN:
            return self
        return replace(self, state=ConsentState.NONE, given_s=None)

    def close(self) -> Consent:
        """An operator sends the aircraft elsewhere: no consent counts any more in this flight."""
        return replace(self, state=ConsentState.CLOSED, given_s=None)

    def left_s(self, route: Route, now_s: float) -> float | None:
        """Vehicle seconds of the wait that are surely left; None before it has begun."""
        if self.wait_began_s is None:
            return None
        return self.wait_began_s + route.wait_s - now_s


def decide(
    route: Route,
    mission: Mission,
    consent: Consent,
    sight: Sight,
    now_s: float,
    round_trip_s: float | None,
) -> tuple[Consent, Act]:
    """What follows from a consent and a sight at vehicle time `now_s`.

    `round_trip_s`: vehicle seconds that an exchange takes now, at the longest; None is unknown,
    and unknown never lands. The whole of it is set aside, although the jump needs only one way.
    """
    if mission.direction is not Direction.OUT or mission.consent_seq is None:
        return consent, Act.NOTHING
    unwanted = consent.state is ConsentState.CALLED_BACK and _comes_down(mission, sight)
    if unwanted or _acts_far_from_hall(route, mission, sight):
        return _called_back(consent, now_s)
    if consent.state is not ConsentState.GIVEN:
        return consent, Act.NOTHING
    if _over(mission, consent, sight) or _too_little_left(route, consent, now_s):
        return replace(consent, state=ConsentState.TOO_LATE), Act.NOTHING
    if sight.seq != mission.wait_seq or sight.mode != Mode.AUTO or consent.wait_began_s is None:
        return consent, Act.NOTHING
    assert consent.given_s is not None
    if now_s - consent.given_s > LIVE_S:
        return replace(consent, state=ConsentState.NONE, given_s=None), Act.NOTHING
    stale = max(sight.age_s, now_s - sight.at_s) > SIGHT_MAX_AGE_S
    if stale or round_trip_s is None or not at_wait(route, sight):
        return consent, Act.NOTHING
    if not _time_for_it(route, consent, now_s, round_trip_s):
        return replace(consent, state=ConsentState.TOO_LATE), Act.NOTHING
    return replace(consent, state=ConsentState.SENT, jumped=True), Act.JUMP


def _called_back(consent: Consent, now_s: float) -> tuple[Consent, Act]:
    """The order home may be lost, and does no harm twice."""
    last_s = consent.called_back_s
    if last_s is not None and now_s - last_s < CALL_AGAIN_S:
        return consent, Act.NOTHING
    return replace(consent, state=ConsentState.CALLED_BACK, called_back_s=now_s), Act.GO_HOME


def _acts_far_from_hall(route: Route, mission: Mission, sight: Sight) -> bool:
    comes_down = _comes_down(mission, sight)  # asked first: it is far cheaper
    return comes_down and distance_m(sight.position, route.hall.position) > FAR_M


def _comes_down(mission: Mission, sight: Sight) -> bool:
    return lands_at_hall(mission, sight.seq) and not sight.on_ground


def _over(mission: Mission, consent: Consent, sight: Sight) -> bool:
    """Whether the aircraft has left the wait behind."""
    assert mission.wait_seq is not None
    return sight.seq > mission.wait_seq


def _too_little_left(route: Route, consent: Consent, now_s: float) -> bool:
    left = consent.left_s(route, now_s)
    return left is not None and left <= SPARE_S


def _time_for_it(route: Route, consent: Consent, now_s: float, round_trip_s: float) -> bool:
    left = consent.left_s(route, now_s)
    return left is not None and left - round_trip_s > SPARE_S
