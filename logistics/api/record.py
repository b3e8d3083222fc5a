"""The record's doors: the journal, page by page and as it happens."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from functools import partial
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Header, Query, Request
from fastapi.sse import EventSourceResponse, ServerSentEvent
from sqlmodel import Session, col, select

from logistics.api.auth import Asker, TheEdge, find_principal
from logistics.api.edge import Edge
from logistics.api.fields import Text
from logistics.api.shapes import JournalPageShape, answers
from logistics.api.views import journal_view
from logistics.db.models import JournalRow
from logistics.domain.principal import Principal
from logistics.domain.village import Role
from missions.clock import machine_s

router = APIRouter(tags=["record"])

READERS = (Role.OFFICE, Role.OPERATOR, Role.LAUNCH_AUTHORITY)
PAGE = 1000
LOOK_S = 0.2
"""Machine seconds between looks for new rows, which other processes write too."""
CHECK_S = 1.0
"""Machine seconds between looks whether a stream's reader may still read."""
LAST = 2**53
"""The largest number that every reader of JSON can hold."""


def _may_read(asker: Asker) -> Principal:
    """A dependency, because a stream that has begun cannot refuse any more."""
    asker.require(*READERS)
    return asker


Reader = Annotated[Principal, Depends(_may_read)]


@router.get("/journal", responses=answers(JournalPageShape))
async def journal(
    edge: TheEdge,
    _reader: Reader,
    after: Annotated[int, Query(ge=0, le=LAST)] = 0,
    limit: Annotated[int, Query(ge=1, le=PAGE)] = 500,
    order: Annotated[Text | None, Query(max_length=8)] = None,
) -> dict[str, Any]:
    """Rows after a number, in order; `next` is where to go on, null at the end."""
    rows = await edge.read(lambda session: _rows(session, after, limit, order))
    full = len(rows) == limit
    return {
        "rows": [journal_view(row) for row in rows],
        "next": rows[-1].seq if full else None,
    }


@router.get("/events", response_class=EventSourceResponse)
async def events(
    request: Request,
    edge: TheEdge,
    _reader: Reader,
    last_event_id: Annotated[int | None, Header(ge=0, le=LAST)] = None,
    after: Annotated[int | None, Query(ge=0, le=LAST)] = None,
) -> AsyncIterator[ServerSentEvent]:
    """Server-sent events, one for each journal row from now on, or after `Last-Event-ID`.

    Rows come in the order of their numbers, which is the order of commits: none is skipped. The
    stream ends soon after its reader's credential no longer holds.
    """
    seen = last_event_id if last_event_id is not None else after
    if seen is None:
        seen = await edge.read(_last_seq)
    async for event in _follow(request, edge, seen):
        yield event


async def _follow(request: Request, edge: Edge, seen: int) -> AsyncIterator[ServerSentEvent]:
    checked_s = machine_s()
    while not await request.is_disconnected() and not request.app.state.stopping:
        if machine_s() - checked_s > CHECK_S:
            checked_s = machine_s()
            if not await _still_may_read(request):
                return
        rows = await edge.read(partial(_rows, after=seen, limit=PAGE, order=None))
        for row in rows:
            yield ServerSentEvent(id=str(row.seq), event=row.kind, data=journal_view(row))
            seen = row.seq
        if not rows:
            await asyncio.sleep(LOOK_S)


async def _still_may_read(request: Request) -> bool:
    asker = await find_principal(request)
    return asker is not None and asker.has(*READERS)


def _rows(session: Session, after: int, limit: int, order: str | None) -> list[JournalRow]:
    wanted = select(JournalRow).where(JournalRow.seq > after)
    if order is not None:
        wanted = wanted.where(JournalRow.order_id == order)
    return list(session.exec(wanted.order_by(col(JournalRow.seq)).limit(limit)))


def _last_seq(session: Session) -> int:
    newest = select(JournalRow.seq).order_by(col(JournalRow.seq).desc()).limit(1)
    return session.exec(newest).first() or 0
