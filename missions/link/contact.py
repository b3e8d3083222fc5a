"""The live contact with one vehicle: bytes in and out, who is heard, its clock, its latest state.

Owns the connection's tasks (reader and heartbeats) and the verdict whether the link is up. Asks
nothing of the vehicle: questions are the station's. Neither task ends by what a packet, a listener
or the recorder does: it is told once, and they go on.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace

from missions.clock import machine_s, machine_time
from missions.link import events
from missions.link.faults import Faults, FaultyTransport
from missions.link.guard import Guard
from missions.link.hearing import Hearing
from missions.link.identity import Identity, Sender
from missions.link.listeners import Listeners
from missions.link.messages import Message, TextPart, TimeSync
from missions.link.pacing import Pacer
from missions.link.recording import Recording, Records
from missions.link.requests import AskTime, OwnHeartbeat, Request, SetUpSigning
from missions.link.round_trip import RoundTrip
from missions.link.seal import Refusal, Seal
from missions.link.signing import NO_SIGNING, NoSigning, Signing
from missions.link.telemetry import VehicleState, after_reboot, updated
from missions.link.texts import Texts
from missions.link.transport import NotReachable, Transport, connect
from missions.link.vehicle_time import VehicleTime
from missions.link.watchers import Watches
from missions.link.wire import Packet, Wire

_TRY_AGAIN_S = 0.1
_LONGEST_NAP_S = 0.1
_SHORTEST_NAP_S = 0.002


def always() -> bool:
    return True


Reach = Callable[[str], Awaitable[Transport]]
"""Opens the transport of an address; raises BadAddress or NotReachable."""


@dataclass(frozen=True)
class LinkSettings:
    """What a link needs to know; see `Station.open`. `machine` gives machine seconds."""

    address: str
    own_system_id: int
    link_loss_s: float = 5.0
    recorder: Records | None = None
    faults: Faults | None = None
    signing: Signing | NoSigning = NO_SIGNING
    may_speak: Callable[[], bool] = always
    watcher: Watches | None = None
    reach: Reach = connect
    machine: Callable[[], float] = machine_s


class Contact:
    """`on_message` gets each message of our vehicle after the state has taken it in, `on_lost`
    the reason when the connection is gone, `on_boot` a call after each new boot."""

    def __init__(
        self,
        settings: LinkSettings,
        identity: Identity,
        *,
        on_message: Callable[[Message], None],
        on_lost: Callable[[str], None],
        on_boot: Callable[[], None],
    ) -> None:
        self.settings = settings
        self.identity = identity
        self.time = VehicleTime(settings.machine)
        self.state = VehicleState()
        self.listeners: Listeners[events.Told] = Listeners()
        self.round_trip = RoundTrip(settings.own_system_id << 40)
        self.packets: Listeners[bytes] = Listeners()
        """The sound packets of our vehicle as they came."""
        self.silenced = False
        self.signed = False
        """Whether our vehicle's latest packet was signed."""
        self.others: set[int] = set()
        """Other autopilots' system ids heard since the contact was made or remade."""
        self._machine = settings.machine
        self._on_message = on_message
        self._on_lost = on_lost
        self._on_boot = on_boot
        self._pacer = Pacer(self.time)
        self._hearing = Hearing(self.time, settings.link_loss_s)
        self._recording = Recording(settings.recorder, self._note_recorder, settings.machine)
        self._guard = Guard()
        self._transport: Transport | None = None
        # It outlives each connection: what was sent over one must not count again over the next.
        self._seal = _seal_of(settings.signing)
        self._wire = Wire(settings.own_system_id, seal=self._seal)
        self._texts = Texts()
        self._tasks: list[asyncio.Task[None]] = []
        self._gone: str | None = "not connected"
        self._identified = asyncio.Event()
        self._told_down = False

    async def connect(self, within_s: float) -> None:
        """Connect and wait until our vehicle is heard. Raises BadAddress, NotReachable (nobody
        listens there) or TimeoutError (somebody does, but our vehicle is not heard)."""
        until_s = self._machine() + within_s
        transport = await self._reach(until_s)
        faults = self.settings.faults
        if faults is not None:
            transport = FaultyTransport(transport, faults, self._known_rate)
        self._transport = transport
        self._wire = Wire(self.settings.own_system_id, seal=self._seal)
        self._texts = Texts()
        self._gone = None
        self._hearing.begin(self._machine())
        self.others.clear()
        self.round_trip.forget()
        self._identified.clear()
        self.identity = Identity(self.identity.system_id)
        self._tasks = [
            asyncio.create_task(self._read(transport), name="vehicle reader"),
            asyncio.create_task(self._beat(), name="heartbeats"),
        ]
        async with asyncio.timeout(max(0.0, until_s - self._machine())):
            await self._identified.wait()

    async def disconnect(self, reason: str) -> None:
        """Close the connection; `connect` may make it anew."""
        tasks, self._tasks = self._tasks, []
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        transport, self._transport = self._transport, None
        if transport is not None:
            await transport.close()
        self._lost(reason)

    def _known_rate(self) -> float | None:
        return self.time.rate if self.time.rate_known else None

    @property
    def muted(self) -> bool:
        """Whether nothing may be sent now."""
        return self.silenced or not self.settings.may_speak()

    def send(self, request: Request) -> bool:
        """Put a request on the link; False when it certainly did not leave."""
        if self.muted or self._transport is None or self._gone is not None:
            return False
        identity = self.identity
        packet = self._wire.encode(request, identity.system_id or 0, identity.component_id or 0)
        if not self._transport.send(packet):
            return False
        if not isinstance(request, SetUpSigning):  # a recording is handed on, a key is not
            self._recording.record(packet)
        return True

    def down(self) -> str | None:
        """Why the link is down; None while it is up."""
        if self._gone is not None:
            return self._gone
        return self._hearing.silent()

    @property
    def gone(self) -> str | None:
        """Why the connection is closed; None while it is open, heard or not."""
        return self._gone

    @property
    def refused(self) -> dict[Refusal, int]:
        """How many packets of this connection did not count for want of a good signature."""
        return dict(self._wire.refused)

    @property
    def stale(self) -> bool:
        """Whether an open connection has been silent for so long that it is not believed."""
        return self._hearing.stale(self._machine())

    def tell(self, what: Message | events.LinkEvent) -> None:
        """Tell all listeners."""
        now_s = self._machine()
        self.listeners.tell(events.Told(what, self.time.now_s(now_s), now_s))

    async def _reach(self, until_s: float) -> Transport:
        while True:
            try:
                return await self.settings.reach(self.settings.address)
            except NotReachable:
                if self._machine() + _TRY_AGAIN_S >= until_s:
                    raise
            await asyncio.sleep(_TRY_AGAIN_S)

    async def _read(self, transport: Transport) -> None:
        try:
            while data := await transport.receive():
                packets = self._wire.decode(data)
                if packets:  # one write for all of them: a vehicle sends many at one moment
                    self._recording.record(*(packet.raw for packet in packets))
                for packet in packets:
                    with self._guard("taking a packet of the vehicle"):
                        self._take(packet)
        except Exception as error:  # of the transport: what else fails is guarded
            self._lost(f"the connection failed: {error}")
        else:
            self._lost("the connection was closed")

    async def _beat(self) -> None:
        """The timer behind the beats that received messages cause."""
        while True:
            now_s = self._machine()
            with self._guard("sending a heartbeat"):
                self._beat_if_due(now_s)
                self._watch_link()
            wait_s = self._pacer.wait_s(now_s)
            await asyncio.sleep(min(_LONGEST_NAP_S, max(_SHORTEST_NAP_S, wait_s)))

    def _beat_if_due(self, now_s: float) -> None:
        if self._pacer.due(now_s):
            self._pacer.sent(now_s)
            self.send(OwnHeartbeat())
            if self._transport is not None:
                self.send(AskTime(self.round_trip.ask(self.time.now_s(now_s))))

    def _take(self, packet: Packet) -> None:
        sender = self.identity.sender(packet)
        self._show(packet)
        if sender is Sender.OTHER_VEHICLE:
            self._other(packet.system_id)
        if sender is not Sender.OURS:
            return
        message = packet.message
        if getattr(message, "target_system", 0) not in (0, self.settings.own_system_id):
            return  # the answer to another ground station's question
        self.packets.tell(packet.raw)
        if isinstance(message, TextPart):
            message = self._texts.joined(message) or message
        self.signed = packet.signed
        now_s = self._machine()
        boot_s = getattr(message, "boot_s", None)
        if boot_s is not None and self.time.feed(boot_s, now_s):
            self._booted()
        vehicle_s = self.time.now_s(now_s)
        self._hearing.heard(vehicle_s, now_s)
        if self._told_down:
            self._watch_link()
        self.state = updated(self.state, message, vehicle_s, now_s)
        if not self._identified.is_set():
            self.state = replace(
                self.state, system_id=packet.system_id, component_id=packet.component_id
            )
            self._identified.set()
        if isinstance(message, TimeSync):
            self.round_trip.answered(message.stamp, vehicle_s)
        if boot_s is not None:  # else its clock has not gone on, and the timer is enough
            self._beat_if_due(now_s)
        self._on_message(message)
        self.listeners.tell(events.Told(message, vehicle_s, now_s))

    def _show(self, packet: Packet) -> None:
        """Copy what our vehicle says, whatever part of it and to whomever, to those who watch."""
        watcher, ours = self.settings.watcher, self.identity
        if watcher is not None and ours.known and packet.system_id == ours.system_id:
            with self._guard("copying a packet to a watcher"):
                watcher.tell(packet.raw)

    def _note_recorder(self, fault: str | None) -> None:
        self.state = replace(self.state, recorder_fault=fault)
        self.tell(events.RecorderFault(fault))

    def _booted(self) -> None:
        self.round_trip.forget()
        self.state = after_reboot(self.state)
        self.tell(events.Rebooted(self.time.epoch))
        self._on_boot()

    def _other(self, system_id: int) -> None:
        if system_id not in self.others:
            self.others.add(system_id)
            self.tell(events.OtherSystem(system_id, in_place=self.down() is not None))

    def _watch_link(self) -> None:
        """Tell when the link goes down or comes up."""
        reason = self.down()
        if reason is None and self._told_down:
            self._told_down = False
            self.tell(events.LinkUp())
        elif reason is not None and not self._told_down:
            self._told_down = True
            self.others.clear()  # who is heard from now on may be ours with another identity
            self.tell(events.LinkDown(reason))

    def _lost(self, reason: str) -> None:
        if self._gone is None:
            self._gone = reason
            with self._guard("telling that the connection is gone"):
                self._watch_link()
                self._on_lost(reason)


def _seal_of(signing: Signing | NoSigning) -> Seal | None:
    """Stamps are wall time, which goes on over restarts; a vehicle that is ahead is followed."""
    if isinstance(signing, NoSigning):
        return None
    return Seal(signing, lambda: machine_time().timestamp())
