"""The vehicle's own clock, as far as it can be known from here.

Owns the estimate of vehicle time and of its rate (vehicle seconds for each machine second) from
the `time_boot_ms` of received messages. A simulated vehicle runs at an unknown and changing rate,
a real one at 1. Knows nothing of links: what silence means is for others to judge.

How it estimates: messages may come late but never early, so the truth is the upper envelope of
(boot time + rate x time since arrival) over the last samples; the rate is the median of slopes
(Theil and Sen), which no single late message moves.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from statistics import median

from missions.clock import machine_s

_SPACING_S = 0.01
"""Samples closer than this (machine seconds) count as one: a burst says nothing of the rate."""
_WINDOW_S = 1.0
_FEWEST, _MOST = 8, 120
_KNOWN_AFTER, _KNOWN_SPAN_S = 4, 0.15
_ENVELOPE_S = 0.5
_LATEST_S = 1.0
"""At most this far (vehicle seconds) is the estimate held above the newest sample."""
_STALL_S = 0.3
_STALL_ALLOWED_S = 1.0
"""Without messages for up to _STALL_S machine seconds the estimate advances at most this far
(vehicle seconds): on a busy machine a simulated vehicle stalls together with its clock, and at
40 times real time a pause of 0.2 s would otherwise be taken for 8 s of silence."""
_FALLS_BACK_S = 3.0
_FALLS_NEEDED = 3
"""A boot time this far below the last, this often in a row, is a new boot and no late packet."""


@dataclass(frozen=True, slots=True)
class _Sample:
    machine_s: float
    boot_s: float


class VehicleTime:
    """Estimates vehicle time. `now_s` never goes back, over reboots too."""

    def __init__(self, machine: Callable[[], float] = machine_s) -> None:
        self._machine = machine
        self._samples: deque[_Sample] = deque(maxlen=_MOST)
        self._fallen: list[_Sample] = []
        self._rate = 1.0
        self._rate_known = False
        self._epoch = 0
        self._made_s = machine()
        self._offset_s = 0.0  # now_s - boot_s in the present epoch
        self._envelope_s = 0.0  # boot time at the newest sample; asked for far oftener than fed
        self._last_now_s = 0.0

    @property
    def rate(self) -> float:
        """Vehicle seconds for each machine second; 1.0 until it is known."""
        return self._rate

    @property
    def rate_known(self) -> bool:
        return self._rate_known

    @property
    def epoch(self) -> int:
        """How often the vehicle was seen to start anew."""
        return self._epoch

    @property
    def heard(self) -> bool:
        """Whether the vehicle has told its time at all in this epoch."""
        return bool(self._samples)

    def feed(self, boot_s: float, at_machine_s: float) -> bool:
        """Take one message's boot time; True when it shows a new boot."""
        sample = _Sample(at_machine_s, boot_s)
        if self._samples and boot_s < self._samples[-1].boot_s - _FALLS_BACK_S:
            return self._fell_back(sample)
        self._fallen.clear()
        if not self._samples:
            self._offset_s = self.now_s(at_machine_s) - boot_s
        self._take(sample)
        return False

    def now_s(self, at_machine_s: float | None = None) -> float:
        """Vehicle seconds since this was made, counted on over reboots.

        Extrapolated with the last rate while nothing is heard; machine seconds before anything is.
        """
        at = self._machine() if at_machine_s is None else at_machine_s
        now_s = self._boot_s(at) + self._offset_s if self._samples else at - self._made_s
        self._last_now_s = max(self._last_now_s, now_s)
        return self._last_now_s

    def boot_s(self, at_machine_s: float | None = None) -> float:
        """Seconds since this boot of the vehicle, as its own log counts them."""
        if not self._samples:
            return 0.0
        at = self._machine() if at_machine_s is None else at_machine_s
        return self._boot_s(at)

    def machine_for(self, vehicle_s: float) -> float:
        """Machine seconds that so much vehicle time takes at the present rate."""
        return vehicle_s / self._rate

    def _fell_back(self, sample: _Sample) -> bool:
        if self._fallen and sample.boot_s < self._fallen[-1].boot_s - _FALLS_BACK_S:
            self._fallen.clear()
        self._fallen.append(sample)
        if len(self._fallen) < _FALLS_NEEDED:
            return False
        fallen, now_s = list(self._fallen), self.now_s(sample.machine_s)
        self._fallen.clear()
        self._samples.clear()
        self._epoch += 1
        for each in fallen:
            self._take(each)
        self._offset_s = now_s - self._boot_s(sample.machine_s)
        return True

    def _take(self, sample: _Sample) -> None:
        samples = self._samples
        if samples and sample.machine_s - samples[-1].machine_s < _SPACING_S:
            if sample.boot_s <= samples[-1].boot_s:
                return
            samples[-1] = _Sample(samples[-1].machine_s, sample.boot_s)
        else:
            samples.append(sample)
            while len(samples) > _FEWEST and sample.machine_s - samples[0].machine_s > _WINDOW_S:
                samples.popleft()
            self._measure()
        self._envelope_s = self._envelope()

    def _measure(self) -> None:
        samples = list(self._samples)
        if len(samples) < _KNOWN_AFTER:
            return
        if samples[-1].machine_s - samples[0].machine_s < _KNOWN_SPAN_S:
            return
        half = len(samples) // 2
        slope = median(
            (later.boot_s - earlier.boot_s) / (later.machine_s - earlier.machine_s)
            for earlier, later in zip(samples, samples[half:], strict=False)
        )
        if slope > 0.0:
            self._rate = slope
            self._rate_known = True

    def _envelope(self) -> float:
        newest = self._samples[-1]
        envelope_s = newest.boot_s
        for sample in reversed(self._samples):
            since_s = newest.machine_s - sample.machine_s
            if since_s > _ENVELOPE_S:
                break
            envelope_s = max(envelope_s, sample.boot_s + self._rate * since_s)
        return min(envelope_s, newest.boot_s + _LATEST_S)

    def _boot_s(self, at_machine_s: float) -> float:
        """Boot time by the envelope at the newest sample, and from there by the rate."""
        return self._envelope_s + self._advance_s(at_machine_s - self._samples[-1].machine_s)

    def _advance_s(self, silent_s: float) -> float:
        if silent_s <= 0.0:
            return 0.0
        free_s = _STALL_ALLOWED_S / self._rate
        if silent_s <= free_s:
            return silent_s * self._rate
        stalled_until_s = max(free_s, _STALL_S)
        return _STALL_ALLOWED_S + max(0.0, silent_s - stalled_until_s) * self._rate
