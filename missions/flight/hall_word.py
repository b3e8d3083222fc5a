"""The word of the person at the hall in one flight: given, taken back, and the jump it causes.

Owns the flight's consent and the two orders that follow from it. The rule stands in `consent`.
"""

from __future__ import annotations

from missions.flight.consent import Act, Consent, ConsentState, decide
from missions.flight.errands import Errands
from missions.flight.orders import JUMP, Orders
from missions.flight.record import FlightRecord
from missions.flight.sight import Sight
from missions.flight.way_home import JOIN, way_home
from missions.link.station import Station
from missions.plan.model import Mission
from missions.routes.model import Route


class HallWord:
    """`consent`: how it stands when the watch begins."""

    def __init__(
        self,
        station: Station,
        route: Route,
        mission: Mission,
        record: FlightRecord,
        orders: Orders,
        errands: Errands,
        consent: Consent,
    ) -> None:
        self._station = station
        self._route = route
        self._mission = mission
        self._record = record
        self._orders = orders
        self._errands = errands
        self._consent = consent

    @property
    def state(self) -> ConsentState:
        return self._consent.state

    @property
    def jumped(self) -> bool:
        """Whether the jump to the landing may have been sent in this flight."""
        return self._consent.jumped

    def give(self) -> None:
        """The pad is clear, come down."""
        now_s = self._station.time.now_s()
        self._consent = self._consent.give(now_s)
        self._record.note("consent", now_s, state=str(self.state))

    def withdraw(self) -> None:
        """The pad is not clear any more; an aircraft that comes down already is called back."""
        self._consent = self._consent.withdraw()
        now_s = self._station.time.now_s()
        self._record.note("consent-withdrawn", now_s, state=str(self.state))

    def hold_back(self) -> None:
        """An operator makes it stand still: whoever wants it to land says so again."""
        self._consent = self._consent.lapse()

    def close(self) -> None:
        """An operator sends it elsewhere."""
        self._consent = self._consent.close()

    def mind(self, sight: Sight, now_s: float) -> None:
        """Hold the consent against what is seen, and act on it."""
        before = self.state
        self._consent = self._consent.saw(self._route, self._mission, sight)
        self._consent, act = decide(
            self._route, self._mission, self._consent, sight, now_s, self._station.round_trip_s
        )
        if self.state is not before:
            left_s = self._consent.left_s(self._route, now_s)
            self._record.note(
                "consent",
                now_s,
                state=str(self.state),
                wait_left_s=None if left_s is None else round(left_s, 2),
            )
        if act is Act.JUMP:
            seq = self._mission.consent_seq
            assert seq is not None
            self._errands.do(self._orders.send("consent-jump", JUMP, seq, seq=seq))
        elif act is Act.GO_HOME:
            order = way_home(self._route, self._mission, sight) or JOIN
            self._errands.do(self._orders.send("call-back", *order))
