"""The ground side of one vehicle: a connection, a heartbeat, questions and their outcomes.

Owns the connection's life, the background reader and the pacing of heartbeats in vehicle time.
Knows nothing of missions' meaning, of gates or of when to fly: `missions.flight` decides.
Nothing here is repeated blindly: a command is sent once unless its caller says otherwise.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterable, Mapping, Sequence

from missions.errors import SorabinError
from missions.link.events import Told
from missions.link.faults import Faults
from missions.link.outcome import Outcome
from missions.link.readiness import Readiness
from missions.link.recorder import Recorder
from missions.link.signing import Signing
from missions.link.telemetry import VehicleState
from missions.link.terrain import HeightAt
from missions.link.vehicle_time import VehicleTime
from missions.plan.wireitem import WireItem

MISSION, FENCE, RALLY = 0, 1, 2
"""`mission_type`: MAV_MISSION_TYPE."""


class NotConnected(SorabinError):
    """The address cannot be reached, or no vehicle was heard there in time."""

    code = "vehicle-not-connected"


class Station:
    """One vehicle on one link. Made by `Station.open`; use it as `async with`."""

    @classmethod
    async def open(
        cls,
        address: str,
        *,
        own_system_id: int = 245,
        terrain: HeightAt | None = None,
        recorder: Recorder | None = None,
        faults: Faults | None = None,
        signing: Signing | None = None,
        expect_system_id: int | None = None,
        identify_s: float = 30.0,
        link_loss_s: float = 5.0,
        streams_hz: Mapping[str, float] | None = None,
    ) -> Station:
        """Connect, find the autopilot, ask for its telemetry.

        `address`: tcp:HOST:PORT, udp:HOST:PORT (we send first) or udpin:HOST:PORT.
        `terrain`: height above mean sea level in metres at (lat_deg, lon_deg), or None where
        unknown; answers the vehicle's TERRAIN_REQUESTs. `identify_s`: machine seconds to wait
        for the connection and for an autopilot's heartbeat. `link_loss_s`: vehicle seconds of
        silence after which the link counts as down. `streams_hz`: message name to rate in
        vehicle time, default `streams.RATES_HZ`.
        Raises NotConnected (also when only ground stations, gimbals or, with `expect_system_id`,
        other vehicles are heard).
        """
        raise NotImplementedError

    @property
    def system_id(self) -> int: ...

    @property
    def own_system_id(self) -> int: ...

    @property
    def state(self) -> VehicleState:
        """The latest snapshot."""

    @property
    def time(self) -> VehicleTime:
        """The vehicle's clock: `time.now_s()`, `time.rate`, `time.epoch`."""

    @property
    def readiness(self) -> Readiness:
        """Whether the vehicle is ready to be given a mission and armed, and what is missing."""

    @property
    def link_up(self) -> bool:
        """Whether the connection is open and the vehicle was heard within `link_loss_s`."""

    @property
    def muted(self) -> bool: ...

    async def command(
        self,
        command: int,
        p1: float = 0.0,
        p2: float = 0.0,
        p3: float = 0.0,
        p4: float = 0.0,
        p5: float = 0.0,
        p6: float = 0.0,
        p7: float = 0.0,
        *,
        retries: int = 0,
        answer_s: float = 3.0,
        progress_s: float = 30.0,
    ) -> Outcome[None]:
        """Send COMMAND_LONG and return how the vehicle acknowledged it.

        `retries`: how often it is sent again when nothing answers; leave it 0 for anything that
        must not be done twice. `answer_s`: machine seconds to wait for each answer;
        `progress_s`: machine seconds to wait on after each IN_PROGRESS.
        """
        raise NotImplementedError

    async def command_int(
        self,
        command: int,
        *,
        frame: int,
        lat_deg: float,
        lon_deg: float,
        alt_m: float,
        p1: float = 0.0,
        p2: float = 0.0,
        p3: float = 0.0,
        p4: float = 0.0,
        retries: int = 0,
        answer_s: float = 3.0,
    ) -> Outcome[None]:
        """Send COMMAND_INT: for commands with a place, without the rounding of 32-bit floats."""
        raise NotImplementedError

    async def set_mode(
        self, mode: int, *, retries: int = 0, answer_s: float = 3.0
    ) -> Outcome[None]:
        """Ask for a custom mode (MAV_CMD_DO_SET_MODE). That it is flown shows in `state.mode`."""
        raise NotImplementedError

    async def upload(
        self, mission_type: int, items: Sequence[WireItem], *, retries: int = 5
    ) -> Outcome[None]:
        """Replace the vehicle's items of this type. Compare with `download` before relying on it.

        Rejected carries MAV_MISSION_RESULT's name. `retries` bounds silences without progress.
        """
        raise NotImplementedError

    async def download(
        self, mission_type: int, *, retries: int = 5
    ) -> Outcome[tuple[WireItem, ...]]:
        """Read back the vehicle's items of this type, in order of `seq`."""
        raise NotImplementedError

    async def clear(self, mission_type: int, *, retries: int = 3) -> Outcome[None]:
        """Take all items of this type off the vehicle."""
        raise NotImplementedError

    async def read_parameters(
        self, names: Iterable[str], *, retries: int = 4
    ) -> Outcome[dict[str, float]]:
        """Read just these; values are the 32-bit floats as sent. A name that does not exist
        ends as Rejected where the vehicle says so, as NoAnswer where it is silent about it."""
        raise NotImplementedError

    async def write_parameters(
        self, values: Mapping[str, float], *, retries: int = 3
    ) -> Outcome[None]:
        """Write these; Accepted only when each was echoed with the value written (float32)."""
        raise NotImplementedError

    async def until(
        self, predicate: Callable[[VehicleState], bool], *, vehicle_s: float
    ) -> Outcome[VehicleState]:
        """Wait until the state satisfies `predicate`: looked at after every message.

        NoAnswer after `vehicle_s` seconds of vehicle time; LinkLost as soon as the link is down.
        """
        raise NotImplementedError

    async def ready(self, *, vehicle_s: float = 120.0) -> Outcome[Readiness]:
        """Wait until `readiness.ready`; Rejected with what is missing after `vehicle_s`."""
        raise NotImplementedError

    async def sleep(self, vehicle_s: float) -> None:
        """Return after that much vehicle time (extrapolated while the vehicle is silent)."""
        raise NotImplementedError

    def events(self) -> AsyncIterator[Told]:
        """All messages and link events from now on; ends when the station is closed.

        A listener that falls more than 10 000 behind loses the oldest.
        """
        raise NotImplementedError

    def mute(self) -> None:
        """Send nothing more, heartbeats included; what arrives is still read.

        What is asked while muted ends at once as LinkLost.
        """
        raise NotImplementedError

    def unmute(self) -> None:
        """Send again."""
        raise NotImplementedError

    async def reopen(self) -> Outcome[None]:
        """Connect again after LinkLost: Accepted only when the same system id answers.

        Rejected when another vehicle does, LinkLost when the address cannot be reached,
        NoAnswer when nobody is heard there. The telemetry is asked for again.
        """
        raise NotImplementedError

    async def close(self) -> None:
        """End all tasks and the connection; pending questions end as LinkLost."""
        raise NotImplementedError

    async def __aenter__(self) -> Station:
        return self

    async def __aexit__(self, *exc: object) -> None:
        await self.close()
