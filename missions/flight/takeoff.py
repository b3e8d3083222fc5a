"""The launch of one flight, from the order until the aircraft has left the ground or surely stays.

Owns arming and starting, each sent once, and the end of a launch that came to nothing. Where an
answer is missing the vehicle is looked at, not asked again.
"""

from __future__ import annotations

import asyncio

from missions.clock import machine_s
from missions.flight.errands import Errands
from missions.flight.lookout import Lookout
from missions.flight.orders import ARM, MISSION_START, Orders, told
from missions.flight.record import FlightRecord
from missions.flight.sight import Mode, Sight
from missions.flight.stance import amiss, stance
from missions.flight.states import FlightEvent, FlightState
from missions.geo import Position
from missions.link.outcome import Accepted, LinkLost, NoAnswer, Outcome, Rejected
from missions.link.station import Station

LIFTS_WITHIN_S = 25.0
"""Vehicle seconds from the order to start until an aircraft that obeys has left the ground."""
OFF_GROUND_M = 1.0
_LOOK_S = 0.02
PATIENCE_S = 10.0
"""Machine seconds to wait for the answer to an order that may be sent once only."""
SEEN_WITHIN_S = 3.0
"""Machine seconds in which the aircraft must be seen whole before it is armed."""

_STAYED = "it has not left the ground"
_NOT_SEEN_TO_LEAVE = "it stands on the pad it was to leave, and nobody has seen it leave"


class TakeOff:
    """`pad`: where it is to stand. `start_alt_m`: height of the ground that it starts from; None:
    where it is first seen.

    `ordered_s`: vehicle time from which on it may lift, None before the order to start.
    """

    def __init__(
        self,
        station: Station,
        record: FlightRecord,
        orders: Orders,
        errands: Errands,
        lookout: Lookout,
        pad: Position,
        *,
        start_alt_m: float | None = None,
        ordered_s: float | None = None,
    ) -> None:
        self._station = station
        self._record = record
        self._orders = orders
        self._errands = errands
        self._lookout = lookout
        self._pad = pad
        self._start_alt_m = start_alt_m
        self.ordered_s = ordered_s
        self._ordered_here = ordered_s is None
        self._arm_sent = not self._ordered_here
        self._called_off = ""
        self._disarmed_late = False
        self._lifted = False

    @property
    def may_fly(self) -> bool:
        """Whether the order to arm may have left, here or from a desk before this one."""
        return self._arm_sent

    def call_off(self, word: str) -> None:
        """An operator has said something else meanwhile: what is not sent yet stays unsent."""
        self._called_off = self._called_off or word

    async def launch(self, epoch: int) -> None:
        """Arm in GUIDED, then start the mission; the watch, beside it, tells what came of it.

        `epoch`: the vehicle's boot in which its plan was read back.
        """
        self._record.move(FlightEvent.LAUNCH, self._now_s)
        if self._station.time.epoch != epoch:
            why = "the vehicle has started anew since its plan was read back"
            self._record.see(FlightEvent.REFUSED, self._now_s, why=why)
            return
        if not await self._stands():
            return
        try:
            if await self._arm() is not None:
                return
            self.ordered_s = self._now_s
            outcome = await self._orders.send("start", MISSION_START, answer_s=PATIENCE_S)
            if isinstance(outcome, Rejected):
                await self._stand_down("start", outcome)
        finally:  # whatever has become of it: from here on the watch decides by what it sees
            self.ordered_s = self.ordered_s or self._now_s

    def look(self, sight: Sight, now_s: float) -> bool:
        """Whether it has left the ground; ends a launch that came to nothing.

        What it may end as is REFUSED only: whoever calls looks at the record's state.
        """
        if self._start_alt_m is None:
            self._start_alt_m = sight.position.alt_amsl_m
        risen_m = sight.position.alt_amsl_m - self._start_alt_m
        if sight.armed and not sight.on_ground and risen_m > OFF_GROUND_M:
            self._lifted = True
            return True
        if self.stays(sight, now_s):
            why = _STAYED if self._ordered_here else _NOT_SEEN_TO_LEAVE
            self._record.see(FlightEvent.REFUSED, now_s, why=why, said=self._last_words())
        elif self._overdue(now_s) and not self._disarmed_late:
            self._disarmed_late = True
            self._errands.do(self._disarm())
        return False

    def stays(self, sight: Sight, now_s: float) -> bool:
        """Whether it stands disarmed after all the time that it had to lift."""
        return self._overdue(now_s) and not sight.armed

    def _overdue(self, now_s: float) -> bool:
        return self.ordered_s is not None and now_s - self.ordered_s > LIFTS_WITHIN_S

    @property
    def _now_s(self) -> float:
        return self._station.time.now_s()

    async def _arm(self) -> Outcome[None] | None:
        """None when it is armed; else how it was stood down."""
        guided = await self._step("guided", None)
        if not isinstance(guided, Accepted):
            return await self._stand_down("guided", guided)
        if not await self._stands():
            return Rejected("it does not stand as it should")
        armed = await self._step("arm", ARM)
        if not isinstance(armed, Accepted):
            return await self._stand_down("arm", armed)
        if self._called_off:
            return await self._stand_down("start", self._unsent())
        return None

    async def _stands(self) -> bool:
        """Whether it stands disarmed on its pad; else the launch is refused, and nothing is sent.

        One that somebody else has armed is not disarmed either: it is theirs.
        """
        until_s = machine_s() + SEEN_WITHIN_S
        while (sight := self._lookout.sight()) is None and machine_s() < until_s:
            if self._record.state is not FlightState.LAUNCHING:
                return False  # the watch has lost it from sight, and decides from here on
            await asyncio.sleep(_LOOK_S)
        why = amiss(stance(sight, self._pad))
        if why:
            self._record.see(FlightEvent.REFUSED, self._now_s, why=f"on-pad: {why}")
        elif sight is not None:
            self._start_alt_m = sight.position.alt_amsl_m
        return not why

    async def _step(self, name: str, command: int | None) -> Outcome[None]:
        if self._called_off:
            return self._unsent()
        if command is None:
            return await self._orders.mode(name, Mode.GUIDED, answer_s=PATIENCE_S)
        self._arm_sent = True
        return await self._orders.send(name, command, 1, answer_s=PATIENCE_S)

    def _unsent(self) -> Outcome[None]:
        return Rejected(f"not sent: an operator said {self._called_off}")

    async def _stand_down(self, name: str, outcome: Outcome[None]) -> Outcome[None]:
        """After a launch that was refused or not answered: see to it that it stands disarmed.

        Where the order to arm was never sent it stands for sure. Else refused only when a
        heartbeat says so that was heard after all answers; otherwise the watch goes on, and ends
        the flight by what it sees.
        """
        self.ordered_s = self._now_s
        if not self._arm_sent:
            self._refuse(name, outcome)
            return outcome
        state = self._station.state
        if isinstance(outcome, NoAnswer | LinkLost) or state.armed or self._called_off:
            await self._disarm()
        asked_s = machine_s()
        await self._station.until(
            lambda state: state.heartbeat is not None and state.heartbeat.machine_s > asked_s,
            vehicle_s=LIFTS_WITHIN_S,
        )
        seen = self._station.state.heartbeat
        if seen is None or seen.machine_s <= asked_s:
            return outcome
        if not seen.value.armed and not self._lifted:
            self._refuse(name, outcome)
        return outcome

    def _refuse(self, name: str, outcome: Outcome[None]) -> None:
        why, said = f"{name}: {told(outcome)}", self._last_words()
        self._record.see(FlightEvent.REFUSED, self._now_s, why=why, said=said)

    async def _disarm(self) -> None:
        """An ordinary disarm: refused in the air, so it harms no flight that began all the same."""
        await self._orders.send("disarm", ARM, 0, retries=2)

    def _last_words(self) -> list[str]:
        """The vehicle's latest sentences, for people."""
        return [seen.value.text for seen in self._station.state.texts[-3:]]
