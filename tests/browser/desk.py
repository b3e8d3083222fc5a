"""A flight desk for browsers' tests: its telemetry socket, and the rows that it would write.

Speaks as the real desk does and flies nothing. Knows no page.
"""

from __future__ import annotations

import json
import socket
import threading
from typing import Any

from sqlmodel import Session

from missions.clock import pause
from missions.flight.states import FlightState
from missions.store import flights
from missions.store.tables import FlightRow
from tests.browser.live import Live

UNKNOWN: dict[str, Any] = dict.fromkeys(
    (
        "flight", "route", "direction", "lat", "lon", "alt_amsl_m", "height_m", "speed_mps",
        "heading_deg", "battery_percent", "mode", "heard_s", "progress", "link_ms",
    )
)  # fmt: skip


class Telemetry:
    """The loopback socket: each reader gets the latest snapshots, then each new one."""

    def __init__(self) -> None:
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self._lock = threading.Lock()
        self._readers: list[socket.socket] = []
        self._latest: dict[str, bytes] = {}
        threading.Thread(target=self._accept, name="telemetry", daemon=True).start()

    def tell(self, aircraft: str, state: str, at: str, **known: Any) -> None:
        """Send one snapshot; what is not said is unknown."""
        armed = {"aircraft": aircraft, "state": state, "at": at, "armed": state != "idle"}
        line = json.dumps(UNKNOWN | {"heard_s": 0.2} | armed | known).encode() + b"\n"
        with self._lock:
            self._latest[aircraft] = line
            for reader in self._readers:
                reader.sendall(line)

    def hang_up(self) -> None:
        """Close every connection, and take no more: the desk has died."""
        with self._lock:
            self._listener.close()
            for reader in self._readers:
                reader.shutdown(socket.SHUT_RDWR)
                reader.close()
            self._readers.clear()

    def _accept(self) -> None:
        while True:
            try:
                reader, _ = self._listener.accept()
            except OSError:
                return
            with self._lock:
                reader.sendall(b"".join(self._latest.values()))
                self._readers.append(reader)


class Desk:
    """What the desk does about words and flights, written as it would write it."""

    def __init__(self, live: Live, telemetry: Telemetry) -> None:
        self._live = live
        self.telemetry = telemetry

    def report(
        self, flight: str, kind: str, *, state: FlightState | None = None, **body: Any
    ) -> None:
        """An event of a flight; the worker takes it over."""
        now = self._live.clock.now()
        with Session(self._live.database.write_engine) as session:
            row = session.get_one(FlightRow, flight)
            if state is not None:
                row.state = state
            if "gates" in body:
                row.gates = body["gates"]
            session.add(row)
            flights.note_event(session, flight, kind, now, body)
            session.commit()
        self._live.worker.take_flight_events()

    def becomes(self, flight: str, state: FlightState) -> None:
        """The flight is in another state, without an event that moves the sortie."""
        self.report(flight, "command", state=state)

    def take(self, flight: str) -> list[str]:
        """Take the waiting words of a flight, as one does before acting on them."""
        return self._each(flight, outcome=None)

    def answer(self, flight: str, outcome: str = flights.ACCEPTED) -> list[str]:
        """Answer every word of a flight that has no answer yet."""
        return self._each(flight, outcome=outcome)

    def heard(self, aircraft: str, state: str, **known: Any) -> None:
        """A snapshot, with the service's time."""
        self.telemetry.tell(aircraft, state, self._live.clock.now().isoformat(), **known)

    def _each(self, flight: str, outcome: str | None) -> list[str]:
        now, done = self._live.clock.now(), []
        with Session(self._live.database.write_engine, expire_on_commit=False) as session:
            for command in flights.commands_of(session, flight):
                taken = flights.take(session, command, now)
                answered = outcome and flights.answer(session, command, outcome, now)
                if taken or answered:
                    done.append(str(command.word))
            session.commit()
        return done


def let_pass(seconds: float) -> None:
    """Let the machine's time pass, as for something that grows old."""
    pause(seconds)
