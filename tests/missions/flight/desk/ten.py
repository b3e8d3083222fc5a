"""Ten vehicles for one desk: their processes, the taps before them, and the flights as rows.

Owns a deployment of ten aircraft. That many fly in one corridor at once because the words say that
it is free: the service's own plan lets one fly at a time, and this is a trial of the desk.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path

from logistics.db.engine import Database
from logistics.db.upgrade import upgrade
from missions.flying import Flying, load_flying
from missions.geo import LatLon, distance_m
from missions.link.frames import FrameReader
from missions.plan.model import Direction
from missions.plan.package import OWN_SYSTEM_ID, flight_package
from missions.store.flights import Word
from sim.bench.rows import FlightRows, Said
from sim.bench.squadron import battery_of, squadron
from sim.bench.tap import ARM, JUMP, START, Tap
from sim.sitl.store import Store
from tests.flight.vehicles import CONFIG, free_port, ours
from tests.missions.flight.desk.desks import DeskProcess

COUNT = 10
LOAD_KG = 2.0
ON_PAD_M = 5.0
HEARTBEAT, HEARTBEAT_EXTRA = 0, 50


@dataclass(frozen=True, slots=True)
class Stand:
    """One aircraft: the tap before its vehicle, and the folder that the vehicle keeps itself in.

    `watch_port`: the vehicle's second port, where it may be watched.
    """

    aircraft: str
    tap: Tap
    kept: Path
    watch_port: int

    async def lives(self, seconds: int) -> None:
        """Return after so many seconds of the vehicle's own time: it beats once in each."""
        frames, beats = FrameReader({HEARTBEAT: HEARTBEAT_EXTRA}), 0
        reader, writer = await asyncio.open_connection("127.0.0.1", self.watch_port)
        try:
            while beats < seconds:
                data = await reader.read(4096)
                assert data, "the vehicle has ended"
                beats += len(frames.feed(data))
        finally:
            writer.transport.abort()

    def stands(self) -> LatLon | None:
        """Where it stands by its own record; None while its motors are on."""
        found = Store.read(self.kept)
        if found.standing is None or (self.kept / "place.json").exists():
            return None
        return LatLon(found.standing.lat_e7 / 1e7, found.standing.lon_e7 / 1e7)


class Flight:
    """One flight of one of the ten, and what is to become of it."""

    def __init__(self, fleet: Fleet, stand: Stand, route: str, again: str = "") -> None:
        way = next(each for each in fleet.flying.routes if each.name == route)
        self.stand, self.tap, self.route = stand, stand.tap, way
        aircraft = fleet.flying.fleet.aircraft[stand.aircraft]
        craft = fleet.flying.fleet.type_of(aircraft.id)
        package = flight_package(way, Direction.OUT, craft, OWN_SYSTEM_ID)
        self.wait_seq = package.mission.wait_seq or 0
        self.rows = FlightRows(
            fleet.database, fleet.flying, way, f"{stand.aircraft}-out{again}",
            aircraft=aircraft.id, battery=battery_of(aircraft.id), load_kg=LOAD_KG,
        )  # fmt: skip
        if not again:
            self.rows.fit()
        self.rows.make()
        self.launch: Said | None = None
        self.consents: list[Said] = []

    @property
    def state(self) -> str:
        return self.rows.row().state

    async def prepared(self) -> None:
        """Have it made ready, as often as it takes while the vehicle starts up."""
        while self.state != "ready":
            said = await self.rows.prepare()
            while self.rows.word(said).outcome is None:
                await asyncio.sleep(0.1)

    async def order(self) -> None:
        """Order its launch."""
        self.launch = await self.rows.launch()

    def to_be_ordered_anew(self) -> bool:
        """Whether its launch has come to nothing because the order had become too old."""
        answer = self.rows.word(self.launch).outcome if self.launch else None
        return self.state == "ready" and (answer or "").endswith("give it again")

    async def consent(self) -> None:
        """The volunteer's word; before the wait it is kept for it."""
        self.consents.append(await self.rows.say(Word.CONSENT))

    def fault(self) -> str:
        """What is wrong with how it has ended, by rows, wire and the vehicle's own record; "" if
        nothing is. Nothing may be sent twice: one launch is one arming and one start at most."""
        state, kinds, tap = self.state, self.rows.kinds(), self.tap
        pad = {"delivered": self.route.hall, "returned": self.route.hub}.get(state)
        stands = self.stand.stands()
        wrong = [
            name
            for name, bad in {
                "no named good end": pad is None,
                "not launched once": kinds.count("launched") != 1 or kinds.count("lifted") != 1,
                "more than one end": kinds.count(state) != 1,
                "not armed once": tap.count(ARM, 1.0) != 1,
                "not started once": tap.count(START) != 1,
                "jumped twice": tap.count(JUMP) > 1,
                "delivered with no jump": state == "delivered" and tap.count(JUMP) != 1,
                "delivered with no consent": state == "delivered" and not self.consents,
                "jumped with no consent": tap.count(JUMP) == 1 and not self.consents,
                "its launch has no answer": not self._launch_answered(),
                "not where it says": pad is not None
                and (stands is None or distance_m(stands, pad.position) > ON_PAD_M),
            }.items()
            if bad
        ]
        return f"{self.rows.flight_id} {state} {kinds}: {'; '.join(wrong)}" if wrong else ""

    def never_left(self) -> bool:
        """Whether it stands on its pad as it was: its desk died before anything had moved."""
        stands, tap = self.stand.stands(), self.tap
        at_home = stands is not None and distance_m(stands, self.route.hub.position) < ON_PAD_M
        return at_home and max(tap.count(ARM, 1.0), tap.count(START)) <= 1

    def _launch_answered(self) -> bool:
        return self.launch is not None and self.rows.word(self.launch).outcome is not None


class Fleet:
    """The ten, with a database of their own."""

    def __init__(self, folder: Path, config: Path, stands: Sequence[Stand]) -> None:
        self._folder, self._config = folder, config
        self.stands = stands
        self.flying: Flying = load_flying(config)
        self.database = Database(f"sqlite:///{folder / 'fleet.db'}")
        upgrade(self.database)

    @contextmanager
    def desk(self, name: str) -> Iterator[DeskProcess]:
        """One desk for all of them; killed at the end where it still runs."""
        links = {stand.aircraft: stand.tap.address for stand in self.stands}
        made = DeskProcess(self.database.url, links, self._folder, name, self._config)
        try:
            yield made
        finally:
            if made.process.poll() is None:
                made.kill()


@asynccontextmanager
async def ten(folder: Path, speed: float) -> AsyncIterator[Fleet]:
    """Ten vehicles' processes, each behind a tap. Their time waits for a desk that a busy machine
    holds up: what is tried is no failsafe that the machine sets off."""
    config = squadron(CONFIG, folder / CONFIG.name, COUNT)
    async with AsyncExitStack() as open_now:
        stands = []
        for name, aircraft in load_flying(config).fleet.aircraft.items():
            port, kept = free_port(), folder / name
            options = ("--in-time", "--wait-for-station", "--state-dir", str(kept))
            options += ("--sysid", str(aircraft.system_id))
            open_now.enter_context(ours(folder, port, speed, *options))
            tap = await open_now.enter_async_context(Tap(f"tcp:127.0.0.1:{port}"))
            stands.append(Stand(name, tap, kept, port + 2))
        fleet = Fleet(folder, config, stands)
        try:
            yield fleet
        finally:
            fleet.database.close()
