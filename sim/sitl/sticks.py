"""The pilot's sticks: sixteen channels of a radio that nobody holds, and what overrides them.

Owns pulse widths and how long an override lasts (source: RC_Channel.cpp, RC_Channels.cpp; the
radio of ArduPilot's simulator lies with its throttle at the lowest). Of the sticks only the
throttle leads: the horizontal ones and the nose's are read back and move nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from sim.sitl.parameters import Parameters

COUNT = 16
_AT_REST = (1500, 1500, 1000, 1500, 1800, 1000, 1000, 1800, *[0] * 8)
_THROTTLE = 2
_IGNORED, _RELEASED = 65535, 65534
_MIDDLE, _GREATEST = 500.0, 1000.0


class Sticks:
    """`now_s` is the vehicle's time."""

    def __init__(self, parameters: Parameters, now_s: Callable[[], float]) -> None:
        self._parameters = parameters
        self._now_s = now_s
        self._overrides: dict[int, tuple[int, float]] = {}

    def override(self, widths_us: Sequence[int]) -> None:
        """RC_CHANNELS_OVERRIDE: 65535 leaves a channel, 0 (from the ninth on 65534) releases it.

        From the ninth channel on 0 leaves it too.
        """
        for channel, width_us in enumerate(widths_us[:COUNT]):
            if width_us == _IGNORED or (channel >= 8 and width_us == 0):
                continue
            released = width_us == 0 if channel < 8 else width_us == _RELEASED
            self._overrides[channel] = (0 if released else width_us, self._now_s())

    def widths_us(self) -> list[int]:
        """Of all channels, overrides included."""
        return [self._width_us(channel) for channel in range(COUNT)]

    def climb_rate_mps(self) -> float:
        """What the throttle stick asks for in LOITER and ALT_HOLD: nothing around its middle."""
        parameters = self._parameters
        low = parameters["RC3_MIN"] + parameters["RC3_DZ"]
        part = (self._width_us(_THROTTLE) - low) / max(1.0, parameters["RC3_MAX"] - low)
        stick = _GREATEST * min(1.0, max(0.0, part))
        dead = min(400.0, max(0.0, parameters["THR_DZ"]))
        up = parameters["PILOT_SPEED_UP"] / 100.0
        down = parameters["PILOT_SPEED_DN"] / 100.0 or up
        if stick < _MIDDLE - dead:
            return down * (stick - (_MIDDLE - dead)) / (_MIDDLE - dead)
        if stick > _MIDDLE + dead:
            return up * (stick - (_MIDDLE + dead)) / (_GREATEST - _MIDDLE - dead)
        return 0.0

    def _width_us(self, channel: int) -> int:
        width_us, at_s = self._overrides.get(channel, (0, 0.0))
        lasts_s = self._parameters["RC_OVERRIDE_TIME"]
        fresh = lasts_s < 0.0 or self._now_s() - at_s < lasts_s
        return width_us if width_us and fresh else _AT_REST[channel]
