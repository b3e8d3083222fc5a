"""Which desk minds an aircraft: one at a time, by a lease in machine time.

Owns taking, renewing and giving up leases. A holder names its host and process, so that a desk on
the same host may take over at once from one that has died. Knows nothing of aircraft but ids.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable
from datetime import timedelta

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session

from missions.clock import machine_s, machine_time
from missions.flight.desk.store import Store
from missions.store import fleet

LEASE_S = 30.0
"""Machine seconds. An aircraft whose desk has gone is on its way home after five of its own; a
shorter lease would silence a desk whose database is busy, and send its aircraft home too."""
RENEW_S = 3.0
HOLD_WITHIN_S = 10.0
"""Machine seconds for the database to answer; then it is asked anew."""


def holder_id(host: str, pid: int, began: str) -> str:
    """A holder's name; `began` tells two processes of one number apart."""
    return f"{host}/{pid}/{began}"


class Lease:
    """The lease of one aircraft, for `holder`."""

    def __init__(self, store: Store, aircraft: str, holder: str) -> None:
        self._store = store
        self._aircraft = aircraft
        self._holder = holder
        self._until_s = float("-inf")

    @property
    def held(self) -> bool:
        """Whether nobody else can have it now."""
        return machine_s() < self._until_s

    async def hold(self) -> bool:
        """Take it; False when another desk has it. Raises what the database raises, or
        TimeoutError."""
        return await self._asked(self._take)

    async def renew(self) -> bool:
        """Keep it; False when another desk has, or has had it meanwhile: then nothing that is known
        of the aircraft counts any more. Raises as `hold`."""
        return await self._asked(lambda session: self.still(session) and self._take(session))

    async def give_up(self) -> None:
        """Let another desk have it at once."""
        self._until_s = float("-inf")
        await self._store.write(
            lambda session: fleet.give_up_lease(
                session, self._aircraft, self._holder, machine_time()
            )
        )

    def still(self, session: Session) -> bool:
        """Whether the row names us, until the end of this transaction."""
        row = fleet.lease(session, self._aircraft, lock=True)
        return row is not None and row.holder == self._holder

    async def _asked(self, work: Callable[[Session], bool]) -> bool:
        asked_s = machine_s()
        async with asyncio.timeout(HOLD_WITHIN_S):
            held = await self._store.write(work)
        self._until_s = asked_s + LEASE_S if held else float("-inf")
        return held

    def _take(self, session: Session) -> bool:
        now = machine_time()
        until = now + timedelta(seconds=LEASE_S)
        try:
            if fleet.hold_lease(session, self._aircraft, self._holder, now, until):
                return True
        except IntegrityError:  # another desk was first to enter it
            session.rollback()
            return False
        row = fleet.lease(session, self._aircraft)
        if row is None or not _dead(row.holder, self._holder):
            return False
        return fleet.take_lease(session, self._aircraft, row.holder, self._holder, until)


def _dead(holder: str, own: str) -> bool:
    """Whether `holder` was a process of our own host that runs no more."""
    host, pid, _ = _parts(holder)
    own_host, own_pid, _ = _parts(own)
    if not host or host != own_host:
        return False
    if pid == own_pid:
        return True  # the number is ours now
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    except PermissionError:
        return False
    return False


def _parts(holder: str) -> tuple[str, int, str]:
    host, _, rest = holder.partition("/")
    pid, _, began = rest.partition("/")
    return (host, int(pid), began) if pid.isdecimal() and int(pid) > 0 else ("", 0, "")
