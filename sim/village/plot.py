"""The plot of a played day: who orders when, who errs, who is not at home. All from one seed.

Owns the choices that are made before the day begins, so that they depend on nothing that happens
in it. Knows the village and its times; knows nothing of HTTP, clocks or processes.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from logistics.deployment import Deployment
from logistics.domain.village import Household
from missions.errors import SorabinError
from sim.village.people.residents import Errand
from sim.village.people.telephone import PhoneCall

_MORNING = timedelta(hours=4, minutes=30)
"""How long before the cutoff the first orders come."""
_IN_THE_LAST_MINUTE = 0.2
_BURSTS_S = (45.0, 20.0, 5.0)
"""Seconds before the cutoff when several look at the same clock and press OK together."""
_MISTAKES = ("unknown item", "nothing of it", "ten thousand", "twice")
_LATE_ORDERS = 2
_NOTES = ("coughs and looks pale", "did not know me at first", "limps since yesterday")


class NobodyToPlay(SorabinError):
    """A day needs orders."""

    code = "nobody-to-play"


@dataclass(frozen=True)
class Plot:
    """One day's choices. `errands` are of TV households, `calls` of those that ring."""

    day: date
    cutoff: datetime
    errands: tuple[Errand, ...]
    calls: tuple[PhoneCall, ...]
    absences: dict[str, int]
    worried: dict[str, str]

    @property
    def orders(self) -> int:
        """How many orders are to be accepted for the day."""
        return sum(not errand.too_late for errand in self.errands) + len(self.calls)


def chance_for(seed: int) -> Callable[[str], random.Random]:
    """Return the source of chance for a person or thing: the same for the same seed and name."""
    return lambda name: random.Random(f"{seed}/{name}")


def write_plot(deployment: Deployment, day: date, orders: int, seed: int) -> Plot:
    """Return the day's choices for `orders` orders in time, and some late ones."""
    if orders < 1:
        raise NobodyToPlay("a played day needs at least one order")
    chance = chance_for(seed)("plot")
    households = sorted(deployment.village.households.values(), key=lambda each: each.id)
    chance.shuffle(households)
    ordering = [households[number % len(households)] for number in range(orders)]
    by_tv = [each for number, each in enumerate(ordering) if not _rings(each, number, households)]
    by_telephone = [
        each for number, each in enumerate(ordering) if _rings(each, number, households)
    ]
    cutoff = deployment.calendar.cutoff(day, "tv")
    errands = _errands(by_tv, day, cutoff, chance)
    doors = _doors(errands, by_telephone, chance)
    return Plot(
        day=day,
        cutoff=cutoff,
        errands=(*errands, *_late_errands(households, len(errands), day, cutoff, chance)),
        calls=_calls(by_telephone, deployment.calendar.cutoff(day, "telephone"), chance),
        absences=dict(zip(doors[:3], (1, 2, 1), strict=False)),
        worried=dict(zip(doors[3:5] or doors[:1], _NOTES, strict=False)),
    )


def _rings(household: Household, number: int, households: list[Household]) -> bool:
    """Telephone households ring once; whatever else they want comes by somebody's TV."""
    return household.channel == "telephone" and number < len(households)


def _errands(
    households: list[Household], day: date, cutoff: datetime, chance: random.Random
) -> list[Errand]:
    """Most through the morning, a burst in the last minute, one in its last second."""
    errands: list[Errand] = []
    burst = round(len(households) * _IN_THE_LAST_MINUTE)
    for number, household in enumerate(households):
        from_end = len(households) - 1 - number
        if from_end == 0 and number > 0:
            before_s = chance.uniform(0.25, 0.75)
        elif from_end <= burst:
            before_s = _BURSTS_S[number % len(_BURSTS_S)] + chance.uniform(0, 0.03)
        else:
            before_s = chance.uniform(90.0, _MORNING.total_seconds())
        errands.append(
            Errand(
                household=household.id,
                number=number,
                service_day=day.isoformat(),
                order_at=cutoff - timedelta(seconds=before_s),
                browse_min=chance.uniform(1.5, 6.0),
                cancel_after_min=chance.uniform(5, 15) if number == 2 else None,
                mistake=_MISTAKES[number - 3] if 3 <= number < 3 + len(_MISTAKES) else None,
                if_late=chance.choice(("give up", "next")),
            )
        )
    if len(errands) > 2:  # the one that is cancelled was made early enough for that
        early = cutoff - timedelta(minutes=chance.uniform(30, 200))
        errands[2] = _moved(errands[2], early)
    return errands


def _moved(errand: Errand, order_at: datetime) -> Errand:
    return Errand(**{**vars(errand), "order_at": order_at})


def _late_errands(
    households: list[Household], number: int, day: date, cutoff: datetime, chance: random.Random
) -> list[Errand]:
    """A moment too late: one gives up, one orders for the next day."""
    with_tv = [each for each in households if each.channel == "tv"]
    chosen = chance.sample(with_tv, min(_LATE_ORDERS, len(with_tv)))
    return [
        Errand(
            household=household.id,
            number=number + offset,
            service_day=day.isoformat(),
            order_at=cutoff + timedelta(milliseconds=chance.uniform(20, 900)),
            browse_min=chance.uniform(1.5, 6.0),
            if_late=("next", "give up")[offset % 2],
            too_late=True,
        )
        for offset, household in enumerate(chosen)
    ]


def _calls(
    households: list[Household], cutoff: datetime, chance: random.Random
) -> tuple[PhoneCall, ...]:
    """Rings through the morning, early enough for all to be taken by one desk."""
    first = cutoff - timedelta(hours=2, minutes=30)
    talk_min = min(3.0, 120 / max(1, len(households)))
    return tuple(
        PhoneCall(
            household.id,
            first + timedelta(minutes=chance.uniform(0, 100)),
            talk_min * chance.uniform(0.7, 1.0),
        )
        for household in households
    )


def _doors(
    errands: list[Errand], by_telephone: list[Household], chance: random.Random
) -> list[str]:
    """Households that surely get goods, shuffled.

    The first three are out once, twice and once; at the next two the volunteer worries.
    """
    cancelled = {errand.household for errand in errands if errand.cancel_after_min is not None}
    certain = {errand.household for errand in errands} - cancelled
    certain |= {household.id for household in by_telephone}
    shuffled = sorted(certain)
    chance.shuffle(shuffled)
    return shuffled
