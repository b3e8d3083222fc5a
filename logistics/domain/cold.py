"""The cold chain: how long goods may be on their way, and how long of that without a cool box.

Owns the judgement whether goods may still be handed over. The cold store of the hub, cars, vans
and volunteers keep goods in cool boxes; an aircraft has none. Pure.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True, slots=True)
class ColdLimits:
    """Longest times in minutes; None is no limit.

    `keep_min`: from leaving the store to the door. `bare_min`: of these without a cool box.
    """

    keep_min: int | None = None
    bare_min: int | None = None

    def too_warm(self, left_store_at: datetime, bare: timedelta, now: datetime) -> bool:
        """Whether goods that were without a cool box for `bare` are not to be eaten any more."""
        return _beyond(now - left_store_at, self.keep_min) or _beyond(bare, self.bare_min)


def _beyond(time: timedelta, limit_min: int | None) -> bool:
    return limit_min is not None and time > timedelta(minutes=limit_min)
