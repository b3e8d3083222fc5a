"""A `dronekit.Vehicle` that looks on: for scripts written against dronekit. The only import of it.

Owns the shell in which dronekit reads what a station receives. Nothing is sent by it: not its
heartbeats (255 is not the id that the vehicle counts), not its requests for all parameters, and
whatever a script tries raises PassiveVehicle. Flying is asked of the station, whose outcomes are
true; dronekit returns normally from an upload that the vehicle refused.

Its attributes before the first heartbeat are dronekit's inventions (mode AUTO, disarmed), so that
the vehicle is handed out after one. Listeners run in the station's event loop: they must not wait.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

from dronekit import Vehicle
from pymavlink import mavutil

from missions.errors import SorabinError
from missions.link.station import Station
from missions.link.wire import library_message

_QUADROTOR = 2


class PassiveVehicle(SorabinError):
    """A script tried to send something by way of the view."""

    code = "passive-vehicle"


class DronekitView:
    """`await DronekitView.open(station)`; then `vehicle` is dronekit's, until `close`."""

    def __init__(self, station: Station) -> None:
        self._handler = _Handler()
        self.vehicle: Vehicle = Vehicle(self._handler)  # pyright: ignore[reportArgumentType]
        self._packets = station.packets()
        self._reading = asyncio.create_task(self._read(), name="dronekit view")
        self._heard = asyncio.Event()

    @classmethod
    async def open(cls, station: Station, *, within_s: float = 10.0) -> DronekitView:
        """Raises TimeoutError when no heartbeat comes within so many machine seconds."""
        view = cls(station)
        try:
            async with asyncio.timeout(within_s):
                await view._heard.wait()
        except BaseException:
            await view.close()
            raise
        return view

    async def close(self) -> None:
        """Look no more; the station stays as it is."""
        self._packets.close()
        self._reading.cancel()
        await asyncio.gather(self._reading, return_exceptions=True)

    async def _read(self) -> None:
        async for raw in self._packets:
            message = library_message(raw)
            self._handler.hand_on(message)
            if message.get_type() == "HEARTBEAT":
                self._heard.set()


class _Refusing:
    """Takes the place of what dronekit would send by: every use raises."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        raise PassiveVehicle(f"{name}: this view sends nothing; ask the station", attempted=name)


class _Master(_Refusing):
    """What dronekit asks of mavutil's connection without sending."""

    mav = _Refusing()

    def mode_mapping(self) -> dict[str, int]:
        return mavutil.mode_mapping_byname(_QUADROTOR) or {}

    def probably_vehicle_heartbeat(self, message: Any) -> bool:
        return True  # the station lets nobody else's through


class _Handler:
    """What dronekit asks of its connection object; its loops are taken and never run."""

    def __init__(self) -> None:
        self.master = _Master()
        self.target_system = 0
        self._alive = True
        self._on_message: list[Callable[[Any, Any], None]] = []

    def forward_message(self, listener: Callable[[Any, Any], None]) -> None:
        self._on_message.append(listener)

    def forward_loop(self, loop: Callable[[Any], None]) -> None:
        """Not kept: these loops send heartbeats and ask for parameters."""

    def fix_targets(self, message: Any) -> None:
        """Nothing is sent, so there is nothing to address."""

    def start(self) -> None:
        """The station reads already."""

    def close(self) -> None:
        self._alive = False

    def hand_on(self, message: Any) -> None:
        for listener in self._on_message:
            listener(self, message)
