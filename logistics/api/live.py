"""What the aircraft do now, as a stream: from the desk's snapshots, not from the database."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.sse import EventSourceResponse, ServerSentEvent

from logistics.api.auth import Asker, find_principal
from logistics.api.telemetry import Telemetry
from logistics.domain.principal import Principal
from logistics.domain.village import Role
from missions.clock import machine_s

router = APIRouter(tags=["air"])
CHECK_S = 1.0
"""Machine seconds between looks whether the reader may still read, and between beats."""


def _may_read(asker: Asker) -> Principal:
    """A dependency, because a stream that has begun cannot refuse any more."""
    asker.require(*Role)
    return asker


@router.get("/aircraft/live", response_class=EventSourceResponse)
async def live(
    request: Request, _reader: Annotated[Principal, Depends(_may_read)]
) -> AsyncIterator[ServerSentEvent]:
    """Server-sent events: `aircraft` with a snapshot of one, first the latest that is known of
    each, then each new one; `desk` with `{"connected"}` whether the flight desk can be heard, at
    the begin and once a second, so that silence is noticed.

    A snapshot: aircraft, flight, route, direction, state (of the flight, or idle, unreachable),
    at (business time), lat, lon (degrees), alt_amsl_m, height_m (above the pad of departure),
    speed_mps, heading_deg, battery_percent, mode, armed, heard_s (vehicle seconds since it was
    heard), progress (0 to 1), link_ms, and age_s (seconds since the snapshot came here). What is
    not known is null. A slow reader misses snapshots, and never the latest. The stream ends soon
    after its reader's credential no longer holds.
    """
    telemetry: Telemetry = request.app.state.telemetry
    seen, connected, beat_s = 0, None, machine_s()
    while not await request.is_disconnected() and not request.app.state.stopping:
        if machine_s() - beat_s >= CHECK_S:
            if not await _still_may_read(request):
                return
            connected, beat_s = None, machine_s()
        if telemetry.connected is not connected:
            connected = telemetry.connected
            yield ServerSentEvent(event="desk", data={"connected": connected})
        seen, snapshots = telemetry.since(seen)
        for snapshot in snapshots:
            yield ServerSentEvent(event="aircraft", data=snapshot)
        if not snapshots:
            await telemetry.news(CHECK_S)


async def _still_may_read(request: Request) -> bool:
    asker = await find_principal(request)
    return asker is not None and asker.has(*Role)
