"""Weather sensors: small boxes at the hub and the halls that post what they measure.

Owns when one box measures. What the weather is, is the valley's affair and passed in.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sim.village.people.client import Client
from sim.village.people.diary import Diary
from sim.village.people.facts import AT_THE_HUB, WIND_TURNS, put_away

Weather = Callable[[str, datetime], Mapping[str, float]]
"""What a box at a place measures at a time, by the names of `POST /weather`."""

WHILE_FLYING = timedelta(seconds=120)
"""A value older than three minutes closes a gate, and a vehicle takes a minute to start up."""
OTHERWISE = timedelta(minutes=30)


@dataclass(frozen=True)
class Box:
    """One sensor. It measures often from the first goods at the hub until all `aircraft` rest."""

    place: str
    weather: Weather
    aircraft: Sequence[str]
    latest: datetime


async def measure(box: Box, sensor: Client, diary: Diary) -> None:
    """Post a measurement again and again until the day ends; at once when the wind turns."""
    news = {AT_THE_HUB, WIND_TURNS}
    while diary.now() < box.latest:
        now = diary.now()
        body = {"measured_at": now.isoformat(), **box.weather(box.place, now)}
        await sensor.post("/weather", body)
        due = _next(now, WHILE_FLYING if await _may_fly(box, diary) else OTHERWISE)
        heard = await diary.hear_any(sorted(news), min(due, box.latest))
        news.discard(heard or "")


async def _may_fly(box: Box, diary: Diary) -> bool:
    """Whether somebody may look at the wind to launch something."""
    now = diary.now()
    if not await diary.hear(AT_THE_HUB, now):
        return False
    resting = [await diary.hear(put_away(each), now) for each in box.aircraft]
    return not all(resting)


def _next(now: datetime, every: timedelta) -> datetime:
    """The next whole multiple since midnight: all boxes measure at the same instants."""
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    return midnight + ((now - midnight) // every + 1) * every
