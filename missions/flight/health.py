"""The worst that is heard of an aircraft's sensors while it is in the air.

Owns what of the telemetry counts and the seconds for which it was heard. What the values mean for
the next flight stands in `missions.flightbook`. Knows nothing of the link beyond its snapshot.
"""

from __future__ import annotations

from collections.abc import Iterator
from math import isfinite

from missions.flightbook.health import Health, worse
from missions.link.telemetry import Seen, VehicleState

LONGEST_GAP_S = 3.0
"""Vehicle seconds between two reports that count as heard; they come once a second."""
_SENSORS = 0x01 | 0x02 | 0x04 | 0x08 | 0x20
"""MAV_SYS_STATUS_SENSOR of gyroscope, accelerometer, compass, barometer and GNSS."""


class HealthWatch:
    """Looks at one flight. Of what is heard on the ground nothing counts."""

    def __init__(self) -> None:
        self._worst: dict[str, float] = {}
        self._heard_s = 0.0
        self._last_s: float | None = None
        self._seen: dict[str, float] = {}
        self._clipped: tuple[int, ...] | None = None
        self._unhealthy = 0
        self._begun = False

    def look(self, state: VehicleState) -> None:
        """Take in what was heard since the last look; harmless however often."""
        news = list(self._news(state))
        if not self._begun:  # said before it left the ground
            self._begun, self._unhealthy = True, 0
            return
        for metric, value in news:
            if isfinite(value):
                self._worst[metric] = worse(metric, value, self._worst.get(metric, value))

    def begin_anew(self) -> None:
        """The vehicle has started anew: its counters count from nothing again."""
        self._clipped = None
        self._last_s = None

    @property
    def health(self) -> Health | None:
        """What is to be kept; None where nothing was heard in the air."""
        return Health(self._heard_s, dict(self._worst)) if self._worst else None

    def _news(self, state: VehicleState) -> Iterator[tuple[str, float]]:
        if state.ekf is not None and self._is_new("ekf", state.ekf):
            ekf = state.ekf.value
            self._count(state.ekf.vehicle_s)
            yield "ekf_velocity", ekf.velocity_variance
            yield "ekf_position", ekf.pos_horiz_variance
            yield "ekf_height", ekf.pos_vert_variance
            yield "ekf_compass", ekf.compass_variance
        if state.vibration is not None and self._is_new("vibration", state.vibration):
            yield "vibration_mps2", state.vibration.value.worst_mps2
            yield "clipping", self._clippings(state.vibration.value.clipped)
        if state.gps is not None and self._is_new("gps", state.gps):
            gps = state.gps.value
            yield from (
                (metric, float(value))
                for metric, value in (("hdop", gps.hdop), ("satellites", gps.satellites))
                if value is not None
            )
        if state.system is not None and self._is_new("system", state.system):
            status = state.system.value
            self._unhealthy |= status.present & status.enabled & ~status.health & _SENSORS
            yield "unhealthy", float(self._unhealthy.bit_count())

    def _is_new(self, group: str, seen: Seen[object]) -> bool:
        if self._seen.get(group) == seen.machine_s:
            return False
        self._seen[group] = seen.machine_s
        return True

    def _count(self, at_s: float) -> None:
        if self._last_s is not None:
            self._heard_s += min(max(0.0, at_s - self._last_s), LONGEST_GAP_S)
        self._last_s = at_s

    def _clippings(self, counts: tuple[int, ...]) -> float:
        """How often since the first report of the flight; what has begun anew counts from there."""
        before = self._clipped
        if before is None or any(now < then for now, then in zip(counts, before, strict=True)):
            before = self._clipped = counts
        return float(sum(counts) - sum(before))
