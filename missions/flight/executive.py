"""One flight from the order to launch until it stands on the ground.

Owns the watch over an aircraft in the air: what it is seen doing, the consent at the hall, the
operator's words, and the end. The aircraft flies by itself and comes home when nobody listens;
nothing here is needed to keep it safe, and nothing that could act twice is ever sent twice.
Knows nothing of groceries, of tables or of who gives the words.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import Any

from missions.clock import machine_s
from missions.flight.consent import Act, Consent, ConsentState, decide
from missions.flight.lookout import Lookout
from missions.flight.record import FlightRecord
from missions.flight.sight import FOLLOWS_MISSION, Mode, Sight, branch_of, doing, landed_at
from missions.flight.states import AIRBORNE, ENDS, FlightEvent, FlightState
from missions.flight.track import Track
from missions.geo import Position, distance_m
from missions.link.outcome import Accepted, LinkLost, NoAnswer, Outcome, Rejected
from missions.link.station import Station
from missions.plan.branches import branches_from, return_join_for
from missions.plan.model import Mission
from missions.routes.model import Pad, Route

ARM, MISSION_START, JUMP, RETURN_PATH = 400, 300, 224, 188
"""MAV_CMD numbers of COMPONENT_ARM_DISARM, MISSION_START, DO_SET_MISSION_CURRENT and
DO_RETURN_PATH_START."""
LIFTS_WITHIN_S = 25.0
"""Vehicle seconds from the order to start until an aircraft that obeys has left the ground."""
TICK_S = 0.02
"""Machine seconds between looks: a word reaches the socket at once, a sight is acted on so soon."""
OFF_GROUND_M = 1.0
PATIENCE_S = 10.0
"""Machine seconds to wait for the answer to an order that may be sent once only."""
REOPEN_S = 3.0
"""Machine seconds for one try to reach a vehicle again, and between two of them."""


@dataclass(frozen=True, slots=True)
class Landing:
    """Where it stands. `place` is "" where it is none of the route's."""

    place: str
    position: Position
    error_m: float
    alt_error_m: float
    at_s: float


class Executive:
    """Flies `mission` of `route` on the vehicle behind `station`; one per flight.

    `battery_lasts_s`: vehicle seconds after which an aircraft that is not heard of cannot be in
    the air any more.
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
    ) -> None:
        self.station = station
        self.route = route
        self.mission = mission
        self.record = record
        self.track = Track(route)
        self.landing: Landing | None = None
        self.lifted_s: float | None = None
        self.landed_s: float | None = None
        self._battery_lasts_s = battery_lasts_s
        self._consent = Consent()
        self._ordered_s: float | None = None
        self._epoch = station.time.epoch if epoch is None else epoch
        self._lookout = Lookout(station)
        self._heard_s = machine_s()
        self._reopening = False
        self._held = False
        self._disarmed_late = False
        self._last: Sight | None = None
        self._before_reboot: Sight | None = None
        self._start_alt_m: float | None = None
        self._acts: set[asyncio.Task[None]] = set()

    # Words of people: each reaches the vehicle's socket at once, and its outcome is noted.

    async def launch(self) -> None:
        """Arm in GUIDED, then start the mission; `watch`, beside it, tells what came of it.

        Each is sent once. Where an answer is missing the vehicle is looked at, not asked again.
        """
        standing = self._lookout.sight()
        self._start_alt_m = standing.position.alt_amsl_m if standing else None
        self.record.move(FlightEvent.LAUNCH, self.now_s)
        if self.station.time.epoch != self._epoch:
            why = "the vehicle has started anew since its plan was read back"
            self.record.see(FlightEvent.REFUSED, self.now_s, why=why)
            return
        for name, word in (
            ("guided", lambda: self.station.set_mode(Mode.GUIDED, answer_s=PATIENCE_S)),
            ("arm", lambda: self.station.command(ARM, 1, answer_s=PATIENCE_S)),
        ):
            outcome = self._note_outcome(name, await word())
            if not isinstance(outcome, Accepted):
                await self._stand_down(name, outcome)
                return
        self._ordered_s = self.now_s
        outcome = await self.station.command(MISSION_START, answer_s=PATIENCE_S)
        self._note_outcome("start", outcome)
        if isinstance(outcome, Rejected):
            await self._stand_down("start", outcome)

    def consent(self) -> None:
        """The person at the hall says: the pad is clear, come down."""
        self._consent = self._consent.give(self.now_s)
        self.record.note("consent", self.now_s, state=str(self._consent.state))

    def withdraw_consent(self) -> None:
        """The pad is not clear any more."""
        self._consent = self._consent.withdraw()
        self.record.note("consent-withdrawn", self.now_s, state=str(self._consent.state))

    async def hold(self) -> Outcome[None]:
        """Stand still in the air: GUIDED, from which a lost link still leads home."""
        self._consent = self._consent.withdraw()
        outcome = self._note_outcome("hold", await self.station.set_mode(Mode.GUIDED))
        self._held = self._held or not isinstance(outcome, Rejected)
        return outcome

    async def go_on(self) -> Outcome[None]:
        """Go on with the mission after a hold."""
        self._held = False
        return self._note_outcome("go-on", await self.station.set_mode(Mode.AUTO))

    async def go_home(self) -> Outcome[None]:
        """Join the return path at its closest leg and land at the hub.

        On a branch the autopilot acknowledges command 188 and goes on with its landing; there the
        way home is joined by a jump.
        """
        self._consent = self._consent.close()
        sight = self._lookout.sight()
        on_branch = sight is not None and branch_of(self.mission, sight.seq) is not None
        if sight is None or not on_branch:
            self._held = False
            return self._note_outcome("go-home", await self.station.command(RETURN_PATH))
        seq = return_join_for(self.route, self.mission, sight.position)
        if seq is None:
            return self._note_outcome("go-home", Rejected("too far from the corridor to join it"))
        return await self._jump("go-home", seq)

    async def divert(self, place: str | None = None) -> Outcome[None]:
        """Fly to an emergency landing place: to `place`, or to the one with the shortest way."""
        sight = self._lookout.sight()
        found = branches_from(self.route, self.mission, sight.position) if sight else ()
        wanted = [branch for branch in found if place in (None, branch.place.id)]
        if not wanted:
            reason = "no way from here to it" if place else "no landing place can be reached"
            return self._note_outcome("divert", Rejected(reason), place=place)
        self._consent = self._consent.close()
        return await self._jump("divert", wanted[0].seq, place=wanted[0].place.id)

    async def _jump(self, name: str, seq: int, **facts: Any) -> Outcome[None]:
        """Go on at another item; out of a hold as well."""
        outcome = self._note_outcome(name, await self.station.command(JUMP, seq), seq=seq, **facts)
        waits = self._held or self.station.state.mode not in FOLLOWS_MISSION
        return await self.go_on() if isinstance(outcome, Accepted) and waits else outcome

    async def land(self) -> Outcome[None]:
        """Come down on the spot: the last resort of an operator."""
        self._consent = self._consent.close()
        return self._note_outcome("land", await self.station.set_mode(Mode.LAND))

    # The watch

    async def watch(self) -> FlightState:
        """Follow the aircraft until the flight has ended; returns the end."""
        while self.record.state not in ENDS:
            self.look()
            await asyncio.sleep(TICK_S)
        for act in self._acts:
            act.cancel()
        await asyncio.gather(*self._acts, return_exceptions=True)
        return self.record.state

    def look(self) -> None:
        """Take one sight and act on it; harmless however often."""
        now_s = self.now_s
        self._note_words(now_s)
        self._notice_reboot(now_s)
        sight = self._lookout.sight()
        if self.record.state not in AIRBORNE:
            return
        if sight is None:
            self._mind_silence(now_s)
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
            self.track.add(sight.at_s, sight.position, self._power_w())
        if sight.on_ground:
            return  # about to disarm: with the last item done the autopilot names the first again
        self._before_reboot = None  # it is armed and in the air: it flies on, whatever was heard
        self.record.see(doing(self.route, self.mission, sight), now_s, seq=sight.seq)
        self._mind_consent(sight, now_s)

    @property
    def now_s(self) -> float:
        """Vehicle time now."""
        return self.station.time.now_s()

    def _watch_the_ground(self, sight: Sight, now_s: float) -> None:
        """Between the order to launch and the first metre of height."""
        if self._start_alt_m is None:
            self._start_alt_m = sight.position.alt_amsl_m
        risen_m = sight.position.alt_amsl_m - self._start_alt_m
        if sight.armed and not sight.on_ground and risen_m > OFF_GROUND_M:
            self.lifted_s = now_s
            self.record.note("lifted", now_s)
            return
        if self._ordered_s is None or now_s - self._ordered_s <= LIFTS_WITHIN_S:
            return
        if sight.armed:
            if not self._disarmed_late:  # an ordinary disarm is refused in the air
                self._disarmed_late = True
                self._do(self._disarm())
            return
        why, said = "it has not left the ground", self._last_words()
        self.record.see(FlightEvent.REFUSED, now_s, why=why, said=said)
        if self.record.state not in ENDS:  # not heard of for a while: it may have flown
            self._landed(sight, now_s)

    def _landed(self, sight: Sight, now_s: float) -> None:
        self.landed_s = now_s
        before = self._before_reboot
        if before is not None and not before.on_ground:
            where = before.position
            self.record.see(
                FlightEvent.LANDED_ELSEWHERE,
                now_s,
                why="the autopilot has started anew in the air",
                last_seen=[where.lat_deg, where.lon_deg, where.alt_amsl_m],
            )
            return
        event, place = landed_at(self.route, sight.position)
        if event is FlightEvent.LANDED_AT_HALL and self._consent.state is not ConsentState.SENT:
            event = FlightEvent.LANDED_ELSEWHERE  # nobody asked it to land there
        pad = self._pad(place)
        self.landing = Landing(
            place=place,
            position=sight.position,
            error_m=distance_m(sight.position, pad),
            alt_error_m=sight.position.alt_amsl_m - pad.alt_amsl_m,
            at_s=now_s,
        )
        self.record.see(event, now_s, place=place, error_m=round(self.landing.error_m, 2))

    def _pad(self, place: str) -> Position:
        """The position of a landing place of the route; of none, that of the hub."""
        pads: dict[str, Pad | Any] = {
            each.id: each for each in (*self.route.landing_places, self.route.hub, self.route.hall)
        }
        return pads.get(place, self.route.hub).position

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
        self.record.note("clock-anew", now_s)

    def _mind_silence(self, now_s: float) -> None:
        """Nothing whole is seen: after a while it is not seen at all, and in the end it is lost."""
        if not self._lookout.unseen():
            return
        self.record.see(FlightEvent.SILENT, now_s)
        if not self.station.connected and not self._reopening:
            self._reopening = True
            self._do(self._reopen())
        since_s = now_s - (self.lifted_s or self._ordered_s or now_s)
        if self.record.state is FlightState.UNSEEN and since_s > self._battery_lasts_s:
            self.record.see(FlightEvent.GIVEN_UP, now_s)

    async def _reopen(self) -> None:
        """A closed connection is made anew; the flight goes on where the vehicle is found."""
        try:
            async with asyncio.timeout(2 * REOPEN_S):
                outcome = await self.station.reopen(identify_s=REOPEN_S)
            self.record.note("link-reopened", self.now_s, outcome=told(outcome))
        except TimeoutError:
            self.record.note("link-reopened", self.now_s, outcome="no answer in time")
        finally:
            await asyncio.sleep(REOPEN_S)
            self._reopening = False

    def _mind_consent(self, sight: Sight, now_s: float) -> None:
        before = self._consent.state
        self._consent = self._consent.saw(self.route, self.mission, sight)
        self._consent, act = decide(
            self.route, self.mission, self._consent, sight, now_s, self.station.round_trip_s
        )
        if self._consent.state is not before:
            left_s = self._consent.left_s(self.route, now_s)
            self.record.note(
                "consent",
                now_s,
                state=str(self._consent.state),
                wait_left_s=None if left_s is None else round(left_s, 2),
            )
        if act is Act.JUMP:
            self._do(self._jump_to_hall())
        elif act is Act.GO_HOME:
            self._do(self._call_back())

    async def _jump_to_hall(self) -> None:
        seq = self.mission.consent_seq
        assert seq is not None
        self._note_outcome("consent-jump", await self.station.command(JUMP, seq), seq=seq)

    async def _call_back(self) -> None:
        self._note_outcome("call-back", await self.station.command(RETURN_PATH))

    def _do(self, act: Any) -> None:
        task = asyncio.ensure_future(act)
        self._acts.add(task)
        task.add_done_callback(self._acts.discard)

    async def _stand_down(self, name: str, outcome: Outcome[None]) -> None:
        """After a launch that was refused or not answered: see to it that it stands disarmed.

        Refused only when a heartbeat says so that was heard after all answers. Otherwise the
        watch goes on, and ends the flight by what it sees.
        """
        self._ordered_s = self.now_s
        if not isinstance(outcome, Rejected) or self.station.state.armed:
            await self._disarm()
        asked_s = machine_s()
        await self.station.until(
            lambda state: state.heartbeat is not None and state.heartbeat.machine_s > asked_s,
            vehicle_s=LIFTS_WITHIN_S,
        )
        seen = self.station.state.heartbeat
        if seen is not None and seen.machine_s > asked_s and not seen.value.armed:
            why, said = f"{name}: {told(outcome)}", self._last_words()
            self.record.see(FlightEvent.REFUSED, self.now_s, why=why, said=said)

    async def _disarm(self) -> None:
        """An ordinary disarm: refused in the air, so it harms no flight that began all the same."""
        self._note_outcome("disarm", await self.station.command(ARM, 0, retries=2))

    def _power_w(self) -> float | None:
        battery = self.station.state.battery
        if battery is None or battery.value.voltage_v is None or battery.value.current_a is None:
            return None
        return battery.value.voltage_v * battery.value.current_a

    def _last_words(self) -> list[str]:
        """The vehicle's latest sentences, for people."""
        return [seen.value.text for seen in self.station.state.texts[-3:]]

    def _note_outcome(self, name: str, outcome: Outcome[None], **facts: Any) -> Outcome[None]:
        self.record.note("command", self.now_s, name=name, outcome=told(outcome), **facts)
        return outcome


def told(outcome: Outcome[Any]) -> str:
    """An outcome in words for a record."""
    match outcome:
        case Accepted():
            return "accepted"
        case Rejected(reason=reason):
            return f"rejected: {reason}"
        case NoAnswer(waited_s=waited_s):
            return f"no answer in {waited_s:.1f} s"
        case LinkLost(reason=reason):
            return f"link lost: {reason}"
