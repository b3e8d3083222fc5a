"""The rim of the vehicle's process: TCP ports, and simulated time paced by the machine's.

Owns sockets (one client each on three ports, as ArduPilot's simulator has them) and the pace. Knows
nothing of what the bytes mean.
"""

from __future__ import annotations

import selectors
import socket
from collections.abc import Callable, Sequence
from contextlib import suppress

from missions.clock import machine_s
from missions.errors import SorabinError
from sim.sitl.autopilot import STEP_S
from sim.sitl.channel import Channel
from sim.sitl.pace import InTimePace, Pace
from sim.sitl.vehicle import Vehicle

_SLICE_S = 0.008
"""Machine seconds of stepping between two looks at the sockets: an order never waits longer."""
_SLOWEST = 1e-6
_MOST_DEBT_S = 0.1
"""A machine that cannot keep the pace is not chased after."""
_LONGEST_WAIT_S = 0.003
"""Machine seconds until the pace is looked at again, whatever it was: where a day goes from 1 to 60
times, a vehicle falls this much behind it."""
_READ_SIZE = 65536
PORT_OFFSETS = (0, 2, 3)
"""ArduPilot's simulator listens on 5760, 5762 and 5763."""


class PortTaken(SorabinError):
    """Another process listens there."""

    code = "port-taken"


def speedup_of(vehicle: Vehicle) -> Pace:
    """The pace that the vehicle's own parameter asks for."""
    return lambda: vehicle.autopilot.parameters["SIM_SPEEDUP"]


class _Port:
    """One listening socket and its client."""

    def __init__(self, number: int, address: tuple[str, int]) -> None:
        self.number = number
        self.listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        self.listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            self.listener.bind(address)
        except OSError as error:
            self.listener.close()
            raise PortTaken(f"cannot listen on port {address[1]}: {error.strerror}") from error
        self.listener.listen(4)
        self.listener.setblocking(False)
        self.client: socket.socket | None = None
        self.channel: Channel | None = None


class Server:
    """Serves one vehicle until `stop` or until the vehicle dies.

    `pace` gives how fast its time runs; SIM_SPEEDUP where there is none.
    """

    def __init__(
        self, vehicle: Vehicle, host: str, ports: Sequence[int], pace: Pace | None = None
    ) -> None:
        self._vehicle = vehicle
        self._pace = pace or speedup_of(vehicle)
        self._in_time = self._pace if isinstance(self._pace, InTimePace) else None
        self._ports: list[_Port] = []
        try:
            for number, port in enumerate(ports):
                self._ports.append(_Port(number, (host, port)))
        except PortTaken:
            self.close()
            raise
        self._selector = selectors.DefaultSelector()
        for port in self._ports:
            self._selector.register(port.listener, selectors.EVENT_READ, port)
        vehicle.rebooted = self._drop_all
        self._stopping = False

    @property
    def ports(self) -> list[int]:
        """The ports in fact, where 0 asked for any."""
        return [port.listener.getsockname()[1] for port in self._ports]

    def stop(self) -> None:
        """Return from `run` soon; may be called by a signal handler."""
        self._stopping = True

    def close(self) -> None:
        for port in self._ports:
            for one in (port.client, port.listener):
                if one is not None:
                    one.close()

    def run(self, after_slice: Callable[[], None] = lambda: None) -> None:
        """Step and serve. Raises VehicleDied when a fault says so."""
        at_s = machine_s()
        owed_s = 0.0
        while not self._stopping:
            speed = max(_SLOWEST, self._pace())
            wait_s = max(0.0, (self._vehicle.stride * STEP_S - owed_s) / speed)
            wait_s = min(wait_s, _LONGEST_WAIT_S)
            asked_s = machine_s()
            self._serve(wait_s)
            now_s = machine_s()
            if self._in_time is not None:
                self._in_time.woken(now_s - asked_s - wait_s, now_s)
            owed_s += (now_s - at_s) * speed
            owed_s = min(owed_s, _MOST_DEBT_S * max(1.0, speed))
            at_s = now_s
            while owed_s >= (stride := self._vehicle.stride) * STEP_S:
                self._vehicle.step(stride)
                owed_s -= stride * STEP_S
                if machine_s() - now_s > _SLICE_S:
                    break
            self._flush()
            after_slice()

    def _serve(self, wait_s: float) -> None:
        for key, _ in self._selector.select(wait_s):
            port: _Port = key.data
            if key.fileobj is port.listener:
                self._accept(port)
            else:
                self._read(port)

    def _accept(self, port: _Port) -> None:
        """Take the next client; while one is served others wait in the queue."""
        with suppress(OSError):
            client, _ = port.listener.accept()
            client.setblocking(False)
            client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self._selector.unregister(port.listener)
            port.client, port.channel = client, self._vehicle.open_channel(port.number)
            self._selector.register(client, selectors.EVENT_READ, port)

    def _read(self, port: _Port) -> None:
        if port.client is None or port.channel is None:
            return
        try:
            raw = port.client.recv(_READ_SIZE)
        except BlockingIOError:
            return
        except OSError:
            raw = b""
        if raw:
            self._vehicle.hear(port.channel, raw)
        else:
            self._drop(port)

    def _flush(self) -> None:
        for port in self._ports:
            if port.client is None or port.channel is None or not port.channel.out:
                continue
            try:
                sent = port.client.send(port.channel.out)
                del port.channel.out[:sent]
            except BlockingIOError:
                continue
            except OSError:
                self._drop(port)

    def _drop_all(self) -> None:
        self._flush()
        for port in self._ports:
            if port.client is not None:
                self._drop(port)

    def _drop(self, port: _Port) -> None:
        assert port.client is not None
        assert port.channel is not None
        self._selector.unregister(port.client)
        port.client.close()
        self._vehicle.close_channel(port.channel)
        port.client = port.channel = None
        self._selector.register(port.listener, selectors.EVENT_READ, port)
