"""Ten vehicles flown by one desk that is killed with all of them under way: all ten end well.

The flights are in different phases, one is out of reach for five minutes around the kill, one is
about to be launched, one is launched by the desk that comes after. What was sent is counted on the
wire, and where an aircraft stands at the end is the vehicle's own record.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any

import pytest

from missions.clock import machine_s
from missions.flight.states import AIRBORNE, ENDS
from missions.store.flights import Word
from tests.missions.flight.desk.ten import Flight, ten

pytestmark = [pytest.mark.soak, pytest.mark.timeout(2400)]
SPEED = 4.0
"""At most: each vehicle goes slower while the machine is late."""
CUT_S = 300
"""Of the vehicle's own time: one heartbeat each second."""
PATIENCE_S = 900.0
OUT_OF_REACH = 10
"""The item of the nakao mission at which the link is cut: the way home from there takes longer
than the cut, so that it is in the air when it is reached again."""


@pytest.mark.parametrize("seed", [1, 2, 3])
async def test_ten_flights_end_well_although_their_desk_is_killed(
    seed: int, tmp_path: Path
) -> None:
    chance = Random(seed)
    async with ten(tmp_path, SPEED) as fleet:
        stands = list(fleet.stands)
        chance.shuffle(stands)
        routes = ["nakao"] * 3 + ["sugishima"] * 3 + ["ichinose"] * 3 + ["nakao"]
        each = [Flight(fleet, stand, way) for stand, way in zip(stands, routes, strict=True)]
        lead, waits, cut, called_back, *outbound, late, idle = each
        with fleet.desk("a") as desk:
            await until(desk.tells)
            await asyncio.gather(*(flight.prepared() for flight in each))
            cutting = await _all_under_way(lead, waits, cut, called_back, outbound)
            await _under(lead, moment := chance.choice(["delivering", "delivered"]))
            await late.order()
            await asyncio.sleep(chance.uniform(0.0, 2.0))
            desk.kill()
        states = {flight.state for flight in each} & set(AIRBORNE)
        assert len(states) >= 3, states
        with fleet.desk("b") as desk:
            await until(desk.tells)
            await idle.order()
            await _brought_home(idle)
            await _brought_home(late)
            if late.state == "refused":
                await until(late.never_left, 60.0)
                each.remove(late)
            await cutting
            await until(lambda: all(flight.state in ENDS for flight in each))
            await until(lambda: all(flight.stand.stands() for flight in each), 60.0)
            await until(lambda: not any(flight.fault() for flight in each), 10.0, each)
    # Whoever comes down when the link is lost may climb again and bring the goods home.
    assert lead.state == "delivered" or (lead.state, moment) == ("returned", "delivering")
    assert {flight.state for flight in (waits, called_back, cut, idle)} == {"returned"}
    kinds = cut.rows.kinds()
    assert kinds.index("unseen") < kinds.index("seen") < kinds.index("returned")
    assert "stumbled" not in (tmp_path / "desk-b.log").read_text()


async def _all_under_way(
    lead: Flight, waits: Flight, cut: Flight, called_back: Flight, outbound: list[Flight]
) -> asyncio.Task[None]:
    """Launch them one after the other, as the first gets on; the task is the cut link's."""
    for flight in (lead, cut, waits, called_back):
        await flight.order()
        await _under(flight, "outbound")
    cutting = asyncio.create_task(_cut_off(cut))
    for number, flight in enumerate(outbound):
        await until(lambda seq=6 + number: lead.tap.seq >= seq)
        await flight.order()
        await _under(flight, "outbound")
        await flight.consent()
    await cut.consent()
    await called_back.rows.say(Word.RETURN)
    await _under(lead, "waiting")
    await lead.consent()
    return cutting


async def _brought_home(flight: Flight) -> None:
    """Called back as soon as it is on its way, where it gets so far."""
    while flight.state not in ("outbound", *ENDS):
        if flight.to_be_ordered_anew():
            await flight.order()
        await asyncio.sleep(0.2)
    if flight.state not in ENDS:
        await flight.rows.say(Word.RETURN)


async def _cut_off(flight: Flight) -> None:
    """Cut the connection, let none be made for five minutes, and then any."""
    tap = flight.tap
    await until(lambda: tap.seq >= OUT_OF_REACH)
    tap.refuses = True
    tap.hang_up()
    await flight.stand.lives(CUT_S)
    assert flight.stand.stands() is None, "it was to be in the air when it is reached again"
    tap.refuses = False


async def _under(flight: Flight, state: str) -> None:
    def met() -> bool:
        now = flight.state
        assert now == state or now not in ENDS, (flight.rows.row().why, flight.rows.kinds())
        return now == state

    await until(met)


async def until(
    met: Callable[[], Any], within_s: float = PATIENCE_S, flights: list[Flight] | None = None
) -> None:
    until_s = machine_s() + within_s
    while not await asyncio.to_thread(met):  # a disk that hangs must not hold up the taps
        faults = [fault for flight in flights or () if (fault := flight.fault())]
        assert machine_s() < until_s, faults or "what was waited for has not come"
        await asyncio.sleep(0.05)
