"""What befalls our side of the link while a flight of the storm is flown, and who obeys alarms.

Owns when each begins and ends, and the operator who does what the worst alarm asks. It acts below
the executive or through its doors. Knows nothing of the vehicle.
"""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from missions.flight.alarms.model import Action, Level, by_level
from missions.flight.executive import TICK_S, Executive
from missions.flight.moment import parse_moment, reached
from missions.flight.scenario import Scenario
from missions.flight.states import ENDS
from missions.link.faults import Faults, Silence
from tests.storm.draw import DeskFault

_THINKS_S, _HELD_S = 5.0, 20.0
"""Vehicle seconds until an operator acts on an alarm, and until a hold ends in a return."""


@dataclass(frozen=True, slots=True)
class Stormy(Scenario):
    """A scenario with the faults of our side beside it."""

    desk: tuple[DeskFault, ...] = ()
    obeys: bool = False

    async def play(self, executive: Executive, faults: Faults) -> None:
        tasks = [asyncio.ensure_future(befall(executive, faults, self.desk))]
        if self.obeys:
            tasks.append(asyncio.ensure_future(obey(executive)))
        try:
            await Scenario.play(self, executive, faults)
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)


async def befall(executive: Executive, faults: Faults, desk: Sequence[DeskFault]) -> None:
    """Begin and end each when it is due, until the flight has ended."""
    coming = [(parse_moment(each.moment), each) for each in desk]
    lasting: list[tuple[float, DeskFault]] = []
    while executive.record.state not in ENDS:
        for moment, each in [one for one in coming if reached(one[0], executive)]:
            coming.remove((moment, each))
            executive.record.note("desk-fault", executive.now_s, fault=str(each))
            _switch(faults, each, on=True)
            if each.lasts_s is not None:
                lasting.append((executive.now_s + each.lasts_s, each))
        for due_s, each in [one for one in lasting if one[0] <= executive.now_s]:
            lasting.remove((due_s, each))
            _switch(faults, each, on=False)
        await asyncio.sleep(TICK_S)


def _switch(faults: Faults, fault: DeskFault, *, on: bool) -> None:
    match fault.kind:
        case "desk-cut":
            faults.silence = Silence.BOTH if on else Silence.NONE
        case "desk-deaf":
            faults.silence = Silence.UPLINK if on else Silence.NONE
        case "desk-delay":
            faults.delay_up_s = faults.delay_down_s = fault.number if on else 0.0
        case "desk-loss":
            faults.loss_up = faults.loss_down = fault.number if on else 0.0
        case _:
            if on:
                os.kill(os.getpid(), signal.SIGKILL)


async def obey(executive: Executive) -> None:
    """Do what the worst alarm asks, when it has asked for it for a while; each word once."""
    words: dict[Action, Callable[[], Awaitable[object]]] = {
        Action.HOLD: executive.hold,
        Action.RETURN: executive.go_home,
        Action.DIVERT: executive.divert,
        Action.LAND: executive.land,
    }
    while executive.record.state not in ENDS:
        asked = _asked(executive)
        if asked in words:
            await executive.station.sleep(_THINKS_S)
            if _asked(executive) is asked and executive.record.state not in ENDS:
                executive.record.note("operator-says", executive.now_s, words=str(asked))
                await words.pop(asked)()
                if asked is Action.HOLD:
                    await executive.station.sleep(_HELD_S)
                    executive.record.note("operator-says", executive.now_s, words="return")
                    await executive.go_home()
        await asyncio.sleep(TICK_S)


def _asked(executive: Executive) -> Action:
    worst = by_level(executive.alarms)
    return worst[0].action if worst and worst[0].level >= Level.WARNING else Action.NONE
