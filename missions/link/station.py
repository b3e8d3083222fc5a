"""The ground side of one vehicle: its connection, what is known of it, and waiting for more.

Owns the life of the connection; what can be asked over it is in `asking`. Knows nothing of
missions' meaning, of gates or of when to fly: `missions.flight` decides.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping

from missions.clock import machine_s
from missions.errors import SorabinError
from missions.link.asking import Asking
from missions.link.contact import Contact, LinkSettings, Reach, always
from missions.link.events import Told
from missions.link.faults import Faults
from missions.link.identity import Identity
from missions.link.listeners import Subscription
from missions.link.messages import CommandAck, Message, TerrainRequest
from missions.link.outcome import Accepted, LinkLost, NoAnswer, Outcome, Rejected
from missions.link.owed import OwedAcks
from missions.link.questions import Questions
from missions.link.readiness import JUDGED_BY, Readiness, ReadinessWatch
from missions.link.recording import Records
from missions.link.requests import CommandLong, SetUpSigning
from missions.link.signing import NO_SIGNING, NoSigning, Signing
from missions.link.stream_keeper import StreamKeeper
from missions.link.streams import TERRAIN_HZ, Streams
from missions.link.telemetry import VehicleState
from missions.link.terrain import HeightAt
from missions.link.terrain_desk import TerrainDesk
from missions.link.transport import NotReachable, connect
from missions.link.vehicle_time import VehicleTime
from missions.link.waiting import Waiting
from missions.link.watchers import Watches

MISSION, FENCE, RALLY = 0, 1, 2
"""`mission_type`: MAV_MISSION_TYPE."""

_STREAM_RETRIES, _STREAM_ANSWER_S = 3, 0.7
_CLOSED, _MUTED = "the station was closed", "this side is muted"


class NotConnected(SorabinError):
    """The address cannot be reached, or no vehicle was heard there in time."""

    code = "vehicle-not-connected"


class Station(Asking):
    """One vehicle on one link. Made by `Station.open`; use it as `async with`."""

    def __init__(
        self,
        settings: LinkSettings,
        identity: Identity,
        streams: Streams,
        terrain: HeightAt | None,
    ) -> None:
        self._contact = Contact(
            settings,
            identity,
            on_message=self._on_message,
            on_lost=self._on_lost,
            on_boot=self._on_boot,
        )
        questions = Questions(
            self._contact.send, settings.machine, cut=self._cut, down=self._contact.down
        )
        super().__init__(questions, OwedAcks(self._stamp))
        self._waiting = Waiting(self._contact.time, self._contact.down)
        self._watch = ReadinessWatch()
        self._streams = streams
        self._keeper = StreamKeeper(
            streams, self._contact.time, self._ask_for_stream, self._contact.tell
        )
        self._terrain = TerrainDesk(terrain, self._contact.send)
        self._tasks: list[asyncio.Task[None]] = []

    @classmethod
    async def open(
        cls,
        address: str,
        *,
        own_system_id: int = 245,
        terrain: HeightAt | None = None,
        recorder: Records | None = None,
        faults: Faults | None = None,
        signing: Signing | NoSigning = NO_SIGNING,
        expect_system_id: int | None = None,
        identify_s: float = 30.0,
        link_loss_s: float = 5.0,
        streams_hz: Mapping[str, float] | None = None,
        may_speak: Callable[[], bool] = always,
        watcher: Watches | None = None,
        reach: Reach = connect,
        machine: Callable[[], float] = machine_s,
    ) -> Station:
        """Connect, find the autopilot, ask for its telemetry.

        `address`: tcp:HOST:PORT, udp:HOST:PORT (we send first) or udpin:HOST:PORT.
        `terrain`: height above mean sea level in metres at (lat_deg, lon_deg), or None where
        unknown; answers the vehicle's TERRAIN_REQUESTs. `recorder` stays its maker's to close.
        `identify_s`: machine seconds to wait for the connection and for an autopilot's heartbeat.
        `link_loss_s`: vehicle seconds of silence after which the link counts as down.
        `streams_hz`: message name to rate in vehicle time, over `streams.RATES_HZ`.
        `signing`: what is sent is signed, and nothing counts that is not signed with the same key.
        `may_speak` is asked before each packet: while it says no this side is muted.
        `watcher` is told each packet of the vehicle, and stays its maker's to close.
        `reach` opens the transport of an address, `machine` gives machine seconds.
        Raises BadAddress, or NotConnected (also when only ground stations, gimbals or, with
        `expect_system_id`, other vehicles are heard).
        """
        settings = LinkSettings(
            address,
            own_system_id,
            link_loss_s,
            recorder,
            faults,
            signing,
            may_speak,
            watcher,
            reach,
            machine,
        )
        rates_hz = {"TERRAIN_REQUEST": TERRAIN_HZ if terrain else 0.0, **(streams_hz or {})}
        station = cls(settings, Identity(expect_system_id), Streams(rates_hz), terrain)
        try:
            await station._connect(identify_s)
            await station._keeper.asked.wait()
        except BaseException:
            await station.close()
            raise
        return station

    @property
    def system_id(self) -> int:
        """The vehicle's system id, fixed when it was first heard."""
        return self._contact.identity.system_id or 0

    @property
    def own_system_id(self) -> int:
        return self._contact.settings.own_system_id

    @property
    def state(self) -> VehicleState:
        """The latest snapshot."""
        return self._contact.state

    @property
    def time(self) -> VehicleTime:
        """The vehicle's clock: `time.now_s()`, `time.boot_s()`, `time.rate`, `time.epoch`."""
        return self._contact.time

    @property
    def readiness(self) -> Readiness:
        """Whether the vehicle is ready to be given a mission and armed, and what is missing."""
        return self._watch.look(self.state, self.time.now_s())

    @property
    def link_up(self) -> bool:
        """Whether the connection is open and the vehicle was heard within `link_loss_s`."""
        return self._contact.down() is None

    @property
    def round_trip_s(self) -> float | None:
        """Vehicle seconds that a question and its answer take now, at the longest; None unknown."""
        return self._contact.round_trip.longest_s(self.time.now_s())

    @property
    def link_down_reason(self) -> str | None:
        """Why the link is down; None while it is up."""
        return self._contact.down()

    @property
    def connected(self) -> bool:
        """Whether the connection is open, and has not been silent for so long (`hearing`) that
        its other end must be gone. `reopen` where it is not; a vehicle that is heard again before
        is connected again."""
        return self._contact.gone is None and not self._contact.stale

    @property
    def signed(self) -> bool:
        """Whether the vehicle's latest packet was signed; with our key, where there is one."""
        return self._contact.signed

    @property
    def muted(self) -> bool:
        """Whether nothing is sent now: by `mute`, or because this side may not speak."""
        return self._contact.muted

    async def until(
        self, predicate: Callable[[VehicleState], bool], *, vehicle_s: float
    ) -> Outcome[VehicleState]:
        """Wait until the state satisfies `predicate`: looked at after every message.

        NoAnswer after `vehicle_s` seconds of vehicle time; LinkLost as soon as the link is down.
        What `predicate` raises is raised here.
        """
        return await self._waiting.until(predicate, self.state, vehicle_s)

    async def ready(self, *, vehicle_s: float = 120.0) -> Outcome[Readiness]:
        """Wait until `readiness.ready`; Rejected with what is missing after `vehicle_s`."""
        waited = await self.until(lambda _: self.readiness.ready, vehicle_s=vehicle_s)
        match waited:
            case Accepted():
                return Accepted(self.readiness)
            case NoAnswer():
                return Rejected("; ".join(self.readiness.missing) or "not ready for long enough")
        return waited

    async def heard_again(self, *, vehicle_s: float) -> Outcome[None]:
        """Wait until the link is up, through silence; LinkLost at once if it is closed."""
        end_s = self.time.now_s() + vehicle_s
        while not self.link_up:
            if self._contact.gone is not None:
                return LinkLost(self._contact.gone)
            if self.time.now_s() >= end_s:
                return LinkLost(self.link_down_reason or "not heard")
            await asyncio.sleep(0.01)
        return Accepted(None)

    async def sleep(self, vehicle_s: float) -> None:
        """Return after that much vehicle time (extrapolated while the vehicle is silent)."""
        await self._waiting.sleep(vehicle_s)

    def events(self) -> Subscription[Told]:
        """All messages and link events from now on, by `async for`; ends with the station.

        A listener that falls more than 10 000 behind loses the oldest (`lost` counts them).
        """
        return self._contact.listeners.subscribe()

    def packets(self) -> Subscription[bytes]:
        """The vehicle's packets from now on as they came; ends with the station."""
        return self._contact.packets.subscribe()

    def set_up_signing(self, key: bytes, initial_stamp: int) -> bool:
        """Give the vehicle a signing key; 32 zeros and 0 take it away. False when it did not leave.

        MAVLink acknowledges it by nothing: whether it was taken shows in what the vehicle signs.
        `initial_stamp`: in 10 µs since 2015 (`seal.stamp_of`). For a link that nobody listens to.
        """
        return self._contact.send(SetUpSigning(key, initial_stamp))

    def mute(self) -> None:
        """Send nothing more, heartbeats included; what arrives is still read.

        What is asked while muted ends at once as LinkLost.
        """
        self._contact.silenced = True
        self._questions.lose(_MUTED)

    def unmute(self) -> None:
        """Send again."""
        self._contact.silenced = False

    async def reopen(self, *, identify_s: float = 30.0) -> Outcome[None]:
        """Connect again after LinkLost: Accepted only when the same system id answers.

        Rejected when only another vehicle does, LinkLost when the address cannot be reached or this
        side is muted, NoAnswer when nobody is heard there. The telemetry is asked for again, in the
        background: over a slow link that takes longer than a try to reach the vehicle may last.
        """
        if self.muted:
            return LinkLost(_MUTED)
        await self._end("the link is made anew")
        began_s = self._contact.settings.machine()
        try:
            await self._connect(identify_s)
        except NotConnected as error:
            await self._end(error.message)
            if others := error.facts.get("others"):
                return Rejected(f"another vehicle answers: system id {others[0]}")
            if error.facts.get("reached"):
                return NoAnswer(
                    "our vehicle's heartbeat", 1, self._contact.settings.machine() - began_s
                )
            return LinkLost(error.message)
        except BaseException:
            await self._end("the try to reach it was given up")
            raise
        return Accepted(None)

    async def close(self) -> None:
        """End all tasks and the connection; pending questions end as LinkLost."""
        await self._end(_CLOSED)
        self._contact.listeners.close()
        self._contact.packets.close()

    async def __aenter__(self) -> Station:
        return self

    async def __aexit__(self, *exc: object) -> None:
        await self.close()

    async def _connect(self, identify_s: float) -> None:
        contact = self._contact
        try:
            await contact.connect(identify_s)
        except NotReachable as error:
            raise NotConnected(error.message, reached=False, others=[]) from error
        except TimeoutError:
            others = sorted(contact.others)
            heard = f"; other system ids: {others}" if others else ""
            heard += "".join(f"; {n} packets {why}" for why, n in contact.refused.items())
            raise NotConnected(
                f"{contact.settings.address}: no vehicle heard for {identify_s:g} s{heard}",
                reached=True,
                others=others,
            ) from None
        self._watch.forget()
        self._tasks = [
            asyncio.create_task(self._terrain.run(), name="terrain"),
            asyncio.create_task(self._keeper.run(), name="streams"),
        ]

    async def _end(self, reason: str) -> None:
        tasks, self._tasks = self._tasks, []
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await self._contact.disconnect(reason)

    def _cut(self) -> str | None:
        return _MUTED if self.muted else self._contact.gone

    async def _ask_for_stream(self, command: CommandLong) -> Outcome[None]:
        return await self._order(command, _STREAM_RETRIES, _STREAM_ANSWER_S)

    def _stamp(self) -> int | None:
        trips = self._contact.round_trip
        return trips.ask(self.time.now_s()) if trips.answers else None

    def _on_message(self, message: Message) -> None:
        now_s = self.time.now_s()
        self._streams.heard(message, now_s)
        if isinstance(message, TerrainRequest):
            self._terrain.ask(message)
        if isinstance(message, JUDGED_BY):
            self._watch.look(self.state, now_s)
        if isinstance(message, CommandAck):
            self._owed.heard(message)
        self._questions.receive(message)
        self._waiting.look(self.state)

    def _on_lost(self, reason: str) -> None:
        self._questions.lose(reason)

    def _on_boot(self) -> None:
        self._watch.forget()
        self._keeper.begin_anew()
