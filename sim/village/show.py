"""How a played day looks in a terminal: progress while it runs, the ledger at its end.

Owns words and tables. Quiet progress where no terminal is.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

_REFRESH_S = 0.1
_WORDS = {
    "morning": "residents order",
    "close": "the last minute",
    "picking": "the store picks",
    "supporter": "loading at the store",
    "hub": "at the hub",
    "flights": "aircraft fly",
    "van": "the van is on tour",
    "doors": "at the doors",
    "evening": "second tries, returns, ledger",
}


class DayProgress:
    """A bar over business time with the phase's name and the clock."""

    def __init__(self, console: Console) -> None:
        self._progress = Progress(
            TextColumn("[bold]{task.fields[clock]}[/]"),
            BarColumn(bar_width=32),
            TextColumn("{task.description}"),
            TimeElapsedColumn(),
            console=console,
            transient=True,
            disable=not console.is_terminal,
        )
        self._task = self._progress.add_task("starting", total=12.5 * 3600, clock="--:--")
        self._now: Callable[[], datetime] | None = None
        self._began: datetime | None = None

    def enter(self, phase: str, now: Callable[[], datetime]) -> None:
        """A phase begins; `now` is the business clock."""
        self._now, self._began = now, self._began or now()
        self._progress.update(self._task, description=_WORDS.get(phase, phase))

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        with self._progress:
            refreshing = asyncio.create_task(self._refresh())
            try:
                yield
            finally:
                refreshing.cancel()

    async def _refresh(self) -> None:
        while True:
            if self._now is not None and self._began is not None:
                now = self._now()
                passed_s = (now - self._began) / timedelta(seconds=1)
                self._progress.update(self._task, completed=passed_s, clock=f"{now:%H:%M:%S}")
            await asyncio.sleep(_REFRESH_S)


def ledger_table(report: dict[str, Any]) -> Table:
    """The day's ledger as people read it."""
    orders, parcels, promises = report["orders"], report["parcels"], report["promises"]
    table = Table(
        title=f"{report['deployment']}, {report['service_day']} (seed {report['seed']})",
        caption="Invented people and goods. Parcels and orders counted from the journal against "
        "the senders' own list.",
        show_header=False,
        title_justify="left",
        caption_justify="left",
    )
    table.add_column("what")
    table.add_column("figures")
    for what, figures in (
        (
            "orders",
            f"{orders['placed']} placed, {orders['refused_after_cutoff']} refused after the "
            f"cutoff, {orders['cancelled']} cancelled, {orders['for_another_day']} for another day",
        ),
        ("store", f"{report['shortages']} lines short, {report['substitutions']} substituted"),
        (
            "parcels",
            f"{parcels['total']}: {_listed(parcels['by_end'])}; by {_listed(parcels['by_mode'])}",
        ),
        *_air(report),
        ("unaccounted", f"[bold]{parcels['unaccounted']}[/]"),
        ("promises", f"{promises['kept']} kept, {promises['broken']} broken{_why(promises)}"),
        ("doors", f"{report['absences']} times nobody at home; cases: {_listed(report['cases'])}"),
        ("refused", _listed(report["refused"])),
        ("yen", _yen(report["yen"])),
        ("minutes", _listed(report["minutes"])),
        (
            "clock",
            "; ".join(f"{each['name']} ×{each['rate']:,.0f}" for each in report["phases"]),
        ),
        (
            "played",
            f"in {report['wall_s']} s with {report['requests']} requests and "
            f"{report['jumps']} jumps; {report['lost_answers']} answers lost",
        ),
        ("journal", f"{report['journal']['seq']} rows, head {report['journal']['hash'][:16]}…"),
    ):
        table.add_row(what, figures)
    for fault in report["faults"]:
        table.add_row("fault", _fault(fault))
    return table


def _air(report: dict[str, Any]) -> list[tuple[str, str]]:
    """What flew and how it ended, and why the rest went by van; nothing where nothing flies."""
    flights, because = report["flights"], report["parcels"]["by_van_because"]
    told = [
        f"{each['aircraft']} {each['direction']} {each['route']} {each['state']}"
        f"{_span(each)}{_landing(each)}"
        for each in flights
    ]
    reasons = [f"{count} {why}" for why, count in because.items()]
    rows = [("flights", "\n".join(told) or "none launched")] if flights or because else []
    return rows + ([("by van", "\n".join(reasons))] if reasons else [])


def _span(flight: dict[str, Any]) -> str:
    if not flight["launched_at"]:
        return f": {flight['why']}" if flight["why"] else ""
    return f" {flight['launched_at'][11:16]} to {(flight['ended_at'] or '')[11:16]}"


def _landing(flight: dict[str, Any]) -> str:
    error_m = (flight["landing"] or {}).get("error_m")
    return "" if error_m is None else f", {error_m:.1f} m beside the mark"


def _fault(fault: dict[str, Any]) -> str:
    hit = fault["hit"]
    if hit is None:
        return f"[red]{fault['fault']} did not strike[/]"
    if hit.get("sortie"):
        return _flight_fault(fault["fault"], hit)
    job = f"{hit['job']['stage']} {hit['job']['key']}, " if hit["job"] else ""
    return (
        f"{fault['fault']} hit at {hit['at'][11:23]}, day {hit['day_state']}, {job}"
        f"{len(hit['in_flight'])} in flight, after row {hit['last_journal']['seq']}; "
        f"ready again after {hit['ready_after_s']} s"
    )


def _flight_fault(name: str, hit: dict[str, Any]) -> str:
    far = "" if hit["progress"] is None else f" at {hit['progress']:.0%} of the way"
    again = f"; ready again after {hit['ready_after_s']} s" if hit["ready_after_s"] else ""
    return (
        f"{name} hit {hit['process'] or 'nobody'} at {hit['at'][11:23]}: sortie {hit['sortie']} "
        f"{hit['sortie_state']}, {hit['aircraft']} {hit['flight_state'] or 'on the ground'}{far}; "
        f"then {', '.join(hit['became']) or 'nothing'}{again}"
    )


def _why(promises: dict[str, Any]) -> str:
    reasons = sorted({each["why"] for each in promises["explained"]})
    return f" ({', '.join(reasons)})" if reasons else ""


def _yen(yen: dict[str, Any]) -> str:
    return (
        f"goods {yen['goods']:,}, refunded {yen['refunded']:,}, "
        f"van {yen['transport']['van']:,}, air {yen['transport']['air']:,}"
    )


def _listed(counts: dict[str, int]) -> str:
    return ", ".join(f"{name} {count}" for name, count in counts.items()) or "none"
