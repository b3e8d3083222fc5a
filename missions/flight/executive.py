"""One flight from the order to launch until it stands on the ground.

Owns the watch over an aircraft in the air: what it is seen doing, and the end. The aircraft flies
by itself and comes home when nobody listens; nothing here is needed to keep it safe, and nothing
that could act twice is ever sent twice. Its parts: the launch (`takeoff`), the operator's words
(`operator`), the word of the person at the hall (`hall_word`), and silence (`silence`).
Knows nothing of groceries, of tables or of who gives the words.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field

from missions.clock import machine_s
from missions.flight.alarms.eye import Flying
from missions.flight.alarms.model import Alarm
from missions.flight.alarms.telling import Alarms
from missions.flight.consent import Consent, ConsentState
from missions.flight.errands import Errands
from missions.flight.hall_word import HallWord
from missions.flight.health import HealthWatch
from missions.flight.landing import Landing, landing
from missions.flight.lookout import Lookout
from missions.flight.news import News
from missions.flight.operator import Operator
from missions.flight.orders import Orders
from missions.flight.orders import told as told
from missions.flight.record import FlightRecord
from missions.flight.sight import Sight, doing
from missions.flight.silence import Silence
from missions.flight.stance import start_of
from missions.flight.states import AIRBORNE, ENDS, FlightEvent, FlightState
from missions.flight.takeoff import TakeOff
from missions.flight.track import Track
from missions.link.outcome import Outcome
from missions.link.station import Station
from missions.plan.model import Mission
from missions.routes.model import Route

TICK_S = 0.02
"""Machine seconds until there may be another look: a word reaches the socket at once, a sight is
acted on so soon."""


@dataclass(frozen=True, slots=True)
class Found:
    """A flight that is taken up again by looking, after whoever began it has gone.

    `lifted`: it has left the ground, as far as is known. `rebooted`: the vehicle has started anew
    since it was in the air. `consent`: as it stood; what may have been sent counts as sent.
    The record's state is the last that is known.
    """

    lifted: bool
    consent: Consent = field(default_factory=Consent)
    rebooted: bool = False


class Executive:
    """Flies `mission` of `route` on the vehicle behind `station`; one per flight.

    `battery_lasts_s`: seconds of flight after which an aircraft that is not heard of cannot be in
    the air any more. `flown_s` gives how long it has been flying; by default vehicle time tells,
    which is not known of a vehicle that is never heard. `epoch`: the vehicle's boot in which its
    plan was read back. `found`: this flight is under way already, and `launch` is never called.
    `flying`: what alarms are judged by; without it there are none.
    """

    def __init__(
        self,
        station: Station,
        route: Route,
        mission: Mission,
        record: FlightRecord,
        *,
        battery_lasts_s: float,
        epoch: int | None = None,
        flown_s: Callable[[], float] | None = None,
        found: Found | None = None,
        flying: Flying | None = None,
    ) -> None:
        self.station = station
        self.route = route
        self.mission = mission
        self.record = record
        self.track = Track(route)
        self.health = HealthWatch()
        self.landing: Landing | None = None
        self.lifted_s: float | None = self.now_s if found and found.lifted else None
        self.landed_s: float | None = None
        self._epoch = station.time.epoch if epoch is None else epoch
        self._heard_s = machine_s()
        self._last: Sight | None = None
        self._before_reboot: Sight | None = None
        self._rebooted = found is not None and found.rebooted
        self._alarms = Alarms(station, record, flying) if flying else None
        self._errands = Errands()
        self._lookout = Lookout(station)
        orders = Orders(station, record)
        pad = start_of(route, mission.direction)
        self._take_off = TakeOff(
            station,
            record,
            orders,
            self._errands,
            self._lookout,
            pad,
            start_alt_m=pad.alt_amsl_m if found else None,
            ordered_s=self.now_s if found else None,
        )
        consent = found.consent if found else Consent()
        self._hall = HallWord(station, route, mission, record, orders, self._errands, consent)
        self._operator = Operator(
            station, route, mission, orders, self._lookout, self._hall, self._take_off
        )
        self._news = News(station, lambda: self._hall.state)
        self._silence = Silence(
            station,
            self._lookout,
            record,
            self._errands,
            battery_lasts_s=battery_lasts_s,
            flown_s=flown_s or self._flown_s,
        )

    # Words of people: each reaches the vehicle's socket at once, and its outcome is noted.

    async def launch(self) -> None:
        """Arm in GUIDED, then start the mission; `watch`, beside it, tells what came of it."""
        await self._take_off.launch(self._epoch)

    def call_off(self, word: str) -> None:
        """The launch is called off: what is not sent of it yet stays unsent."""
        self._take_off.call_off(word)

    def consent(self) -> None:
        """The person at the hall says: the pad is clear, come down."""
        self._hall.give()

    def withdraw_consent(self) -> None:
        """The pad is not clear any more; an aircraft that comes down already is called back."""
        self._hall.withdraw()

    @property
    def consent_state(self) -> ConsentState:
        return self._hall.state

    async def hold(self) -> Outcome[None]:
        """Stand still in the air."""
        return await self._operator.hold()

    async def go_on(self) -> Outcome[None]:
        """Go on with the mission after a hold."""
        return await self._operator.go_on()

    async def go_home(self) -> Outcome[None]:
        """Join the return path at its closest leg and land at the hub."""
        return await self._operator.go_home()

    async def divert(self, place: str | None = None) -> Outcome[None]:
        """Fly to an emergency landing place: to `place`, or to the one with the shortest way."""
        return await self._operator.divert(place)

    async def land(self) -> Outcome[None]:
        """Come down on the spot: the last resort of an operator."""
        return await self._operator.land()

    # The watch

    async def watch(self) -> FlightState:
        """Follow the aircraft until the flight has ended; returns the end."""
        while self.record.state not in ENDS:
            if self._news.come():
                self.look()
            await asyncio.sleep(TICK_S)
        await self.leave()
        return self.record.state

    async def leave(self) -> None:
        """Give up what is under way; the aircraft flies on by itself."""
        await self._errands.end()

    def look(self) -> None:
        """Take one sight and act on it; harmless however often."""
        now_s = self.now_s
        self._note_words(now_s)
        self._notice_reboot(now_s)
        sight = self._lookout.sight()
        if self.record.state not in AIRBORNE:
            return
        if self._alarms is not None and self.lifted_s is not None:
            self._alarms.mind(sight, now_s)
        if sight is None:
            self._silence.mind(now_s, may_fly=self._take_off.may_fly)
            return
        new = self._last is None or sight.at_s > self._last.at_s
        self._last = sight
        if self.lifted_s is None:
            self._watch_the_ground(sight, now_s)
            return
        if not sight.armed:
            self._landed(sight, now_s)
            return
        if new:
            self.track.add(sight.boot_s, sight.position, self._power_w())
        if sight.on_ground:
            return  # about to disarm: with the last item done the autopilot names the first again
        self.health.look(self.station.state)
        self._before_reboot = None  # it is armed and in the air: it flies on, whatever was heard
        self._rebooted = False
        self.record.see(doing(self.route, self.mission, sight), now_s, seq=sight.seq)
        self._hall.mind(sight, now_s)

    @property
    def alarms(self) -> tuple[Alarm, ...]:
        """All that is watched now, normal or not."""
        return self._alarms.now if self._alarms else ()

    @property
    def now_s(self) -> float:
        """Vehicle time now."""
        return self.station.time.now_s()

    def _flown_s(self) -> float:
        now_s = self.now_s
        return now_s - (self.lifted_s or self._take_off.ordered_s or now_s)

    def _watch_the_ground(self, sight: Sight, now_s: float) -> None:
        """Between the order to launch and the first metre of height."""
        if self._take_off.look(sight, now_s):
            self.lifted_s = now_s
            self.record.note("lifted", now_s)
        elif self.record.state in AIRBORNE and self._take_off.stays(sight, now_s):
            self._landed(sight, now_s)  # not heard of for a while: it may have flown

    def _landed(self, sight: Sight, now_s: float) -> None:
        self.landed_s = now_s
        before = self._before_reboot
        if self._rebooted or (before is not None and not before.on_ground):
            where = before.position if before is not None else None
            self.record.see(
                FlightEvent.LANDED_ELSEWHERE,
                now_s,
                why="the autopilot has started anew in the air",
                last_seen=where and [where.lat_deg, where.lon_deg, where.alt_amsl_m],
            )
            return
        asked = self._hall.jumped
        event, self.landing = landing(self.route, sight.position, now_s, asked_to_hall=asked)
        error_m = round(self.landing.error_m, 2)
        self.record.see(event, now_s, place=self.landing.place, error_m=error_m)

    def _note_words(self, now_s: float) -> None:
        """What the vehicle says, for whoever reads the record; nothing is decided by it."""
        for seen in self.station.state.texts:
            if seen.machine_s > self._heard_s:
                self._heard_s = seen.machine_s
                self.record.note("vehicle-says", now_s, text=seen.value.text)

    def _notice_reboot(self, now_s: float) -> None:
        """The vehicle's clock has gone back. Whether it has started anew in the air shows when it
        is heard again: one that has is not armed."""
        if self.station.time.epoch == self._epoch:
            return
        self._epoch = self.station.time.epoch
        self._before_reboot = self._last
        self.health.begin_anew()
        self.record.note("clock-anew", now_s)

    def _power_w(self) -> float | None:
        battery = self.station.state.battery
        if battery is None or battery.value.voltage_v is None or battery.value.current_a is None:
            return None
        return battery.value.voltage_v * battery.value.current_a
