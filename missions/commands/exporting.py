"""`sorabin route export`: one flight for ground stations, maps, a UTM, or whoever notifies it.

Owns the command's options and what each format needs of them. What stands in a file is the formats'
(`missions.plan.formats`).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from missions.clock import TOKYO
from missions.errors import SorabinError
from missions.flying import Flying, load_flying
from missions.plan.formats.export import ExportNeedsMore, Format, export
from missions.plan.formats.f3548 import GeoidHeight
from missions.plan.formats.notice import NoticeForm
from missions.plan.formats.notice_reader import read_claim
from missions.plan.geoid import geoid_of_japan
from missions.plan.model import Direction
from missions.plan.notification import Notification, Planned, notification, overlap
from missions.plan.package import OWN_SYSTEM_ID, flight_package
from missions.reading.findings import Findings
from missions.reading.folder import Folder
from missions.routes.model import Route
from missions.routes.pads import read_place_names

DEFAULT_CONFIG = Path("config/ina-hase")
console = Console(stderr=True)


class Overlaps(SorabinError):
    """The notified flight would be where another one of ours may be, at the same time."""

    code = "notification-overlaps"


class CannotExport(SorabinError):
    """A file cannot be read or written."""

    code = "cannot-export"


def export_route(
    name: Annotated[str, typer.Argument(help="Name of the route.")],
    format: Annotated[Format, typer.Option("--format", help="What kind of file.")] = Format.PLAN,
    direction: Annotated[Direction, typer.Option(help="Which of the two flights.")] = Direction.OUT,
    config: Annotated[
        Path, typer.Option("--config", help="Folder of the deployment.")
    ] = DEFAULT_CONFIG,
    out: Annotated[Path | None, typer.Option(help="The file; without it, printed.")] = None,
    at: Annotated[
        datetime | None,
        typer.Option(
            "--at", "--starts-at", help="Take-off in Japan's time, for f3548 and notification."
        ),
    ] = None,
    geoid: Annotated[
        float | None,
        typer.Option(help="Height of the geoid here, m, for f3548, where japan-geoid is missing."),
    ] = None,
    aircraft: Annotated[
        str | None, typer.Option(help="Id of the aircraft, for notification.")
    ] = None,
    pilot: Annotated[
        str | None, typer.Option(help="Person who flies it, for notification.")
    ] = None,
    form: Annotated[
        NoticeForm, typer.Option("--as", help="How a notification is written.")
    ] = NoticeForm.JSON,
    beside: Annotated[
        list[Path] | None,
        typer.Option(help="Another notification of ours (JSON), which it must not overlap."),
    ] = None,
) -> None:
    """Write one flight for ground stations, maps, a UTM, or as the notification of its plan.

    A notification is complete, or is not written and what is missing is named.
    """
    flying = load_flying(config)
    route = flying.routes.route(name)
    starts_at = at.replace(tzinfo=TOKYO) if at else None
    record = None
    if format is Format.NOTIFICATION:
        record = _record(flying, route, direction, _names(config), starts_at, aircraft, pilot)
        _refuse_overlap(record, beside or [])
    craft = flying.fleet.types_in_use[0]
    text = export(
        route,
        flight_package(route, direction, craft, OWN_SYSTEM_ID),
        format,
        starts_at=starts_at,
        geoid_height_m=_geoid(geoid) if format is Format.F3548 else None,
        record=record,
        form=form,
    )
    if out is None:
        typer.echo(text, nl=not text.endswith("\n"))
        return
    try:
        out.write_text(text, encoding="utf-8", newline="")
    except OSError as error:
        raise CannotExport(f"{out}: {error.strerror}", file=str(out)) from error
    console.print(f"written: {out}", highlight=False, markup=False, soft_wrap=True)


def _geoid(given_m: float | None) -> GeoidHeight | None:
    """The height that was given, else that of the model, where its package is installed."""
    return geoid_of_japan() if given_m is None else lambda _place: given_m


def _record(
    flying: Flying,
    route: Route,
    direction: Direction,
    names: Mapping[str, str],
    starts_at: datetime | None,
    aircraft: str | None,
    pilot: str | None,
) -> Notification:
    """The notification's record; what the command line does not say is asked for at once."""
    unsaid = [
        option for option, value in (("--at", starts_at), ("--aircraft", aircraft)) if value is None
    ]
    if starts_at is None or aircraft is None:
        raise ExportNeedsMore(f"a notification needs {' and '.join(unsaid)}", missing=unsaid)
    flying.fleet.type_of(aircraft)
    if pilot is None and len(flying.papers.pilots) == 1:
        pilot = next(iter(flying.papers.pilots))
    planned = Planned(
        route,
        direction,
        starts_at,
        flying.fleet.aircraft[aircraft],
        flying.book.upkeep_of(aircraft).head,
        pilot,
        names,
    )
    return notification(planned, flying.papers, flying.terrain)


def _refuse_overlap(record: Notification, beside: list[Path]) -> None:
    for file in beside:
        try:
            data = file.read_bytes()
        except OSError as error:
            raise CannotExport(f"{file}: {error.strerror}", file=str(file)) from error
        why = overlap(record.claim, read_claim(file.name, data))
        if why is not None:
            raise Overlaps(f"{file.name}: {why}", file=str(file))


def _names(config: Path) -> Mapping[str, str]:
    findings = Findings()
    names = read_place_names(Folder.read(config), findings)
    findings.raise_if_any()
    return names
