"""What a trial flight is to meet: the words of people, and a link that fails.

Owns when each is due. It acts through the same doors as people and weather do: consent and words
are given to the executive, and the link is cut below it. Knows nothing of how either ends.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from missions.flight.executive import TICK_S, Executive
from missions.flight.moment import Moment, reached
from missions.flight.saying import ENDS_AS, Saying
from missions.flight.states import ENDS, FlightState
from missions.link.faults import Faults, Silence

CONSENT_AFTER_S = 6.0
"""Vehicle seconds from the first sight of the wait until the person at the hall has looked."""
LATE_BY_S = 3.0
"""Vehicle seconds from the first sight of the way home until a late consent is given."""
TAKEN_BACK_AT = Moment("landing", 10.0)


class ConsentPlan(StrEnum):
    YES = "yes"
    NO = "no"
    LATE = "late"
    TAKEN_BACK = "taken-back"  # given, and taken back while it comes down


@dataclass(frozen=True, slots=True)
class Scenario:
    """`cut_link`: from then on nothing of ours reaches the vehicle, although we go on sending and
    still hear it. `delay`: from then on every packet takes `delay_s` vehicle seconds longer each
    way. `says`: the operator's words. `consent` None: not decided yet, and then none is given."""

    consent: ConsentPlan | None = ConsentPlan.YES
    consent_after_s: float = CONSENT_AFTER_S
    cut_link: Moment | None = None
    delay: Moment | None = None
    delay_s: float = 0.0
    says: tuple[Saying, ...] = ()

    async def play(self, executive: Executive, faults: Faults) -> None:
        """Do what is due until the flight has ended."""
        to_come = [*self._acts(faults), *((each.moment, each.say) for each in self.says)]
        said = False
        speaking: set[asyncio.Task[Any]] = set()  # an answer that is late holds nothing else up
        try:
            while executive.record.state not in ENDS:
                for due in [each for each in to_come if reached(each[0], executive)]:
                    to_come.remove(due)
                    speaking.add(asyncio.ensure_future(due[1](executive)))
                if not said and self._speaks_now(executive):
                    executive.consent()
                    said = True
                await asyncio.sleep(TICK_S)
        finally:
            for task in speaking:
                task.cancel()
            await asyncio.gather(*speaking, return_exceptions=True)

    def ended_well(self, flights: Sequence[Executive]) -> bool:
        """Whether all has come that was to come, and each flight has ended as it should."""
        kinds = [note.kind for flight in flights for note in flight.record.notes]
        return (
            kinds.count("link-cut") == (self.cut_link is not None)
            and kinds.count("link-delayed") == (self.delay is not None)
            and kinds.count("consent-withdrawn") == (self.consent is ConsentPlan.TAKEN_BACK)
            and kinds.count("operator-says") == len(self.says)
            and all(flight.record.state in self._ends(flight) for flight in flights)
        )

    def _ends(self, flight: Executive) -> set[FlightState]:
        """The last word that sends it somewhere decides; where the link is cut as well, the
        aircraft may come home by itself."""
        said = [n.facts["words"] for n in flight.record.notes if n.kind == "operator-says"]
        ends = {str(each): ENDS_AS[each.word] for each in self.says if each.word in ENDS_AS}
        told = [ends[words] for words in said if words in ends]
        if not told:
            return {FlightState.DELIVERED, FlightState.RETURNED}
        return {told[-1], FlightState.RETURNED} if self.cut_link else {told[-1]}

    def _acts(self, faults: Faults) -> list[tuple[Moment, Any]]:
        async def cut(executive: Executive) -> None:
            executive.record.note("link-cut", executive.now_s, moment=str(self.cut_link))
            faults.silence = Silence.UPLINK

        async def slow(executive: Executive) -> None:
            executive.record.note("link-delayed", executive.now_s, seconds=self.delay_s)
            faults.delay_up_s = faults.delay_down_s = self.delay_s

        async def take_back(executive: Executive) -> None:
            executive.withdraw_consent()

        back = TAKEN_BACK_AT if self.consent is ConsentPlan.TAKEN_BACK else None
        pairs = [(self.cut_link, cut), (self.delay, slow), (back, take_back)]
        return [(moment, act) for moment, act in pairs if moment is not None]

    def _speaks_now(self, executive: Executive) -> bool:
        record, now_s = executive.record, executive.now_s
        waited = record.first("state", state="waiting")
        if self.consent in (ConsentPlan.NO, None) or waited is None:
            return False
        if self.consent in (ConsentPlan.YES, ConsentPlan.TAKEN_BACK):
            return now_s - waited.vehicle_s >= self.consent_after_s
        left = record.first("state", state="homebound")
        return left is not None and now_s - left.vehicle_s >= LATE_BY_S
