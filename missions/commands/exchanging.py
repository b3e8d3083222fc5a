"""`sorabin route import` and `compare`: plans that others drew, or have.

Owns the two commands' options and output. What a plan means is `missions.plan.drawn`'s, what of it
is compared `missions.plan.canonical`'s.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from hashlib import sha256
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console

from missions.errors import SorabinError
from missions.flying import Flying, load_flying
from missions.plan.compare import PlanDifference
from missions.plan.drawn.answers import Answers, PlaceName
from missions.plan.drawn.places import Ground
from missions.plan.drawn.route import Imported, route_from
from missions.plan.filed import Comparison, compare_file
from missions.plan.formats.reading import read_plan_file
from missions.plan.model import Direction
from missions.reading.findings import Findings
from missions.reading.folder import Folder
from missions.routes.model import LandingPlace
from missions.routes.pads import Pads, read_pads
from missions.routes.route_file import FOLDER, SUFFIX, read_route, route_files
from missions.routes.route_text import route_text
from missions.routes.terrain import read_terrain

DEFAULT_CONFIG = Path("config/ina-hase")
ConfigOption = Annotated[Path, typer.Option("--config", help="Folder of the deployment.")]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON.")]
FileArgument = Annotated[Path, typer.Argument(help="A .plan or QGC WPL 110 file.")]
console = Console(stderr=True)
_SHOWN = 30
_PLAIN: dict[str, Any] = {"highlight": False, "markup": False, "soft_wrap": True}


class CannotRead(SorabinError):
    """The plan's file cannot be read."""

    code = "cannot-read"


class CannotWriteRoute(SorabinError):
    """The route's file cannot be written, or is there already."""

    code = "cannot-write"


class BadPlace(SorabinError):
    """A landing place was not named as ID:NAME:ENGLISH."""

    code = "bad-place"


def import_route(
    file: FileArgument,
    name: Annotated[str, typer.Option(help="Name of the new route.")],
    hall: Annotated[
        str | None, typer.Option(help="The hall it leads to, where the plan ends at none.")
    ] = None,
    half_width: Annotated[
        float | None, typer.Option(min=0.0, help="Half the corridor's width, m.")
    ] = None,
    speed: Annotated[
        float | None, typer.Option(min=0.0, help="Speed over the ground, m/s.")
    ] = None,
    wait: Annotated[float | None, typer.Option(min=0.0, help="Wait over the hall, s.")] = None,
    low: Annotated[
        float | None, typer.Option(min=0.0, help="Height over the hall before landing, m.")
    ] = None,
    place: Annotated[
        list[str] | None,
        typer.Option(help="ID:NAME:ENGLISH of a landing place (rally point), in their order."),
    ] = None,
    out: Annotated[
        Path | None, typer.Option(help="The file, as routes/NAME.geojson; without it, printed.")
    ] = None,
    config: ConfigOption = DEFAULT_CONFIG,
) -> None:
    """Make a route of the deployment from a plan drawn in a ground station.

    What a plan cannot say is asked for; where each value came from is told. Nothing is judged here:
    that is `sorabin route check`, before the service is started with it.
    """
    answers = Answers(
        name=name, hall=hall, half_width_m=half_width, cruise_mps=speed, wait_s=wait, low_m=low,
        places=tuple(_place_name(each) for each in place or ()),
    )  # fmt: skip
    data = _bytes(file)
    folder, pads, ground, synthetic = _deployment(config)
    imported = route_from(read_plan_file(file.name, data), pads, ground, answers)
    source = f"Drawn in a ground station: {file.name}, SHA-256 {sha256(data).hexdigest()[:16]}"
    text = route_text(imported.route, synthetic=synthetic, source=source)
    _check_form(folder, pads, imported, text)
    if out is None:
        typer.echo(text, nl=False)
    else:
        _write_new(out, text)
    for statement in imported.statements:
        console.print(f"  {statement}", **_PLAIN)
    written = f"written: {out}; " if out is not None else ""
    console.print(f"{written}now: sorabin route check {name}", **_PLAIN)


def compare_plan(
    name: Annotated[str, typer.Argument(help="Name of the route.")],
    file: FileArgument,
    direction: Annotated[
        Direction | None, typer.Option(help="Which of the two flights; without it, the nearer one.")
    ] = None,
    config: ConfigOption = DEFAULT_CONFIG,
    as_json: JsonOption = False,
) -> None:
    """Say whether a plan file is the approved one; exit 0 only when it is, in every item.

    Compared is what an autopilot would have on board. A list of waypoints has neither fence nor
    rally points: of those nothing is said. Parameters are in no plan file.
    """
    flying = load_flying(config, judge=False)
    route = flying.routes.route(name)
    plan = read_plan_file(file.name, _bytes(file))
    craft = flying.fleet.types_in_use[0]
    found = compare_file(plan, route, craft, direction)
    approved_for = _approved_for(flying, name)
    if as_json:
        told = _told(found) | {"approved_for": approved_for, "version": route.version}
        typer.echo(json.dumps(told, ensure_ascii=False))
    else:
        _print(found, approved_for, route.version)
    raise typer.Exit(0 if found.equal and approved_for else 1)


def _approved_for(flying: Flying, name: str) -> str | None:
    """Which aircraft the route's present version is approved for; None for none."""
    approval = flying.approvals.get(name)
    holds = approval is not None and approval.version == flying.routes.route(name).version
    return str(approval.scope) if approval is not None and holds else None


def _print(found: Comparison, approved_for: str | None, version: str) -> None:
    out = Console()
    out.print(f"compared with the flight {found.direction} of version {version[:12]}", **_PLAIN)
    for part in found.parts:
        verdict = "equal" if part.equal else "differs"
        hashes = f"{part.found[:16]}, approved {part.approved[:16]}"
        out.print(f"  {part.name}: {verdict}: {hashes}", **_PLAIN)
    for missing in found.not_in_file:
        out.print(f"  {missing}: not in this file", **_PLAIN)
    for each in found.differences[:_SHOWN]:
        out.print(f"  {each}", **_PLAIN)
    if len(found.differences) > _SHOWN:
        out.print(f"  and {len(found.differences) - _SHOWN} more", **_PLAIN)
    if found.whole_sha256 is not None:
        out.print(f"  with the approved parameters the whole is {found.whole_sha256}", **_PLAIN)
    standing = f"approved for {approved_for} aircraft" if approved_for else "NOT approved"
    verdict = "equal" if found.equal else "NOT equal"
    out.print(f"{verdict}; this version of the route is {standing}", **_PLAIN)


def _told(found: Comparison) -> dict[str, Any]:
    return {
        "equal": found.equal,
        "direction": str(found.direction),
        "parts": [asdict(part) for part in found.parts],
        "not_in_file": list(found.not_in_file),
        "sha256": found.whole_sha256,
        "approved_sha256": found.approved_sha256,
        "differences": [_difference(each) for each in found.differences],
    }


def _difference(each: PlanDifference) -> dict[str, Any]:
    return asdict(each) | {"sentence": str(each)}


def _bytes(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise CannotRead(f"{file}: {error.strerror}", file=str(file)) from error


def _write_new(out: Path, text: str) -> None:
    """A route that is there already is nobody's to replace by a slip."""
    try:
        with out.open("x", encoding="utf-8") as opened:
            opened.write(text)
    except OSError as error:
        raise CannotWriteRoute(f"{out}: {error.strerror}", file=str(out)) from error


def _place_name(told: str) -> PlaceName:
    parts = told.split(":")
    if len(parts) != 3 or not all(part.strip() for part in parts):
        raise BadPlace(f"--place {told!r}: is not ID:NAME:ENGLISH")
    return PlaceName(*(part.strip() for part in parts))


def _deployment(config: Path) -> tuple[Folder, Pads, Ground, bool]:
    """What an import needs of a folder that may have no route yet."""
    if not config.is_dir():
        raise CannotRead(f"{config}: is not a folder", file=str(config))
    findings = Findings()
    folder = Folder.read(config)
    pads, terrain = read_pads(folder, findings), read_terrain(folder, findings)
    known: dict[str, LandingPlace] = {}
    for each in route_files(folder):
        read = read_route(each, folder, pads, findings)
        if read is not None:
            known.update({place.id: place for place in read.route.landing_places})
    findings.raise_if_any()
    assert pads is not None, "it is a finding otherwise"
    assert terrain is not None, "it is a finding otherwise"
    return folder, pads, Ground(terrain, tuple(known.values())), terrain.synthetic


def _check_form(folder: Folder, pads: Pads, imported: Imported, text: str) -> None:
    """What is written is read back as the same route, or every fault of it is told."""
    name = f"{FOLDER}{imported.route.name}{SUFFIX}"
    findings = Findings()
    read = read_route(name, Folder(folder.path, {name: text.encode()}), pads, findings)
    findings.raise_if_any()
    assert read is not None, "it is a finding otherwise"
    assert read.route == imported.route, "the text is another route"
