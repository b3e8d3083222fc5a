"""`sorabin route`: the pre-set routes, whether their geometry holds, files for other programs.

Import and comparison of others' files are `exchanging`'s, export is `exporting`'s.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from missions.commands.exchanging import compare_plan, import_route
from missions.commands.exporting import export_route
from missions.flying import Flying, load_flying
from missions.geo import Position
from missions.routes.checks import check_route
from missions.routes.model import Route
from missions.routes.verdict import Check, Verdict

app = typer.Typer(help="The pre-set routes: list them, check their geometry, export them.")
console = Console()
ConfigOption = Annotated[Path, typer.Option("--config", help="Folder of the deployment.")]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON.")]
DEFAULT_CONFIG = Path("config/ina-hase")

_COLOURS = {Verdict.PASS: "green", Verdict.FAIL: "red", Verdict.NOT_EVALUATED: "yellow"}


app.command("import")(import_route)
app.command("compare")(compare_plan)


@app.command("list")
def list_routes(config: ConfigOption = DEFAULT_CONFIG, as_json: JsonOption = False) -> None:
    """Print the routes: from where to where, how long, which version."""
    flying = load_flying(config, judge=False)
    routes = flying.routes
    if as_json:
        described = [_described(route) | _approval(flying, route) for route in routes]
        typer.echo(json.dumps(described, ensure_ascii=False))
        return
    headings = ("route", "from", "to", "km", "points", "landing places", "version", "approved")
    table = Table(*headings, box=None)
    for route in routes:
        places = ", ".join(place.id for place in route.landing_places)
        kilometres = f"{route.length_m / 1000:.2f}"
        points = str(len(route.path))
        table.add_row(
            route.name,
            route.hub.id,
            route.hall.id,
            kilometres,
            points,
            places,
            route.version[:12],
            _approval(flying, route)["approved_for"] or "no",
        )
    console.print(table)


@app.command()
def check(
    name: Annotated[str | None, typer.Argument(help="One route; without it, all.")] = None,
    config: ConfigOption = DEFAULT_CONFIG,
    as_json: JsonOption = False,
) -> None:
    """Check geometry, ground and airspace; exit 1 when a check fails.

    "Not evaluated" is no pass: a route with it needs more evidence before it may be flown.
    """
    flying = load_flying(config, judge=False)
    routes = tuple(flying.routes) if name is None else (flying.routes.route(name),)
    found = [(route, _checked(route, flying)) for route in routes]
    if as_json:
        answers = [_answer(route, checks) for route, checks in found]
        typer.echo(json.dumps(answers, ensure_ascii=False))
    else:
        for route, checks in found:
            console.print(_table(route, checks))
            for remark in _remarks(checks):
                console.print(remark, highlight=False, markup=False)
            console.print()
        if flying.terrain.synthetic:
            console.print("The ground is synthetic: these answers hold for no real valley.")
    failed = any(one.verdict is Verdict.FAIL for _, checks in found for one in checks)
    raise typer.Exit(1 if failed else 0)


app.command("export")(export_route)


def _checked(route: Route, flying: Flying) -> tuple[Check, ...]:
    return check_route(route, flying.terrain, flying.airspace, flying.fleet.types_in_use)


def _table(route: Route, checks: tuple[Check, ...]) -> Table:
    table = Table(box=None, pad_edge=False, padding=(0, 1, 0, 0))
    for heading in ("check", "", "found", "limit", "margin", "worst place", "at m"):
        table.add_column(heading, no_wrap=True)
    table.title = f"{route.name}, {route.length_m:.0f} m, version {route.version[:12]}"
    table.title_justify = "left"
    for one in checks:
        verdict = f"[{_COLOURS[one.verdict]}]{one.verdict}[/]"
        numbers = _number(one.value, one.unit), _number(one.threshold), _number(one.margin)
        table.add_row(one.name, verdict, *numbers, *_worst(one))
    return table


def _remarks(checks: tuple[Check, ...]) -> Iterator[str]:
    """A sentence for each check that did not pass."""
    for one in checks:
        if one.verdict is not Verdict.PASS:
            feature = "" if one.feature == "path" else f" (feature {one.feature})"
            yield f"{one.name}{feature}: {one.verdict}: {one.sentence()}"


def _number(value: float | None, unit: str = "") -> str:
    return "" if value is None else f"{value:.1f} {unit}".rstrip()


def _worst(one: Check) -> tuple[str, str]:
    if one.worst is None:
        return "", ""
    place = one.worst.place
    return f"{place.lat_deg:.5f},{place.lon_deg:.5f}", f"{one.worst.along_m:.0f}"


def _answer(route: Route, checks: tuple[Check, ...]) -> dict[str, Any]:
    verdicts = {one.verdict for one in checks}
    return {
        "name": route.name,
        "version": route.version,
        "passed": verdicts == {Verdict.PASS},
        "failed": sum(one.verdict is Verdict.FAIL for one in checks),
        "not_evaluated": sum(one.verdict is Verdict.NOT_EVALUATED for one in checks),
        "checks": [one.as_json() for one in checks],
    }


def _approval(flying: Flying, route: Route) -> dict[str, Any]:
    """Which aircraft this version is approved for; None for none."""
    approval = flying.approvals.get(route.name)
    holds = approval is not None and approval.version == route.version
    return {"approved_for": str(approval.scope) if approval and holds else None}


def _described(route: Route) -> dict[str, Any]:
    return {
        "name": route.name,
        "version": route.version,
        "hub": {"id": route.hub.id} | _position(route.hub.position),
        "hall": {"id": route.hall.id} | _position(route.hall.position),
        "length_m": round(route.length_m, 1),
        "half_width_m": route.half_width_m,
        "cruise_mps": route.cruise_mps,
        "wait_s": route.wait_s,
        "path": [_position(point) for point in route.path],
        "landing_places": [
            {"id": place.id, "name": place.name, "en": place.en}
            | _position(place.position)
            | {"leaves_at": place.leaves_at, "approach_alt_amsl_m": place.approach_alt_amsl_m}
            for place in route.landing_places
        ],
    }


def _position(position: Position) -> dict[str, float]:
    return {
        "lat": position.lat_deg,
        "lon": position.lon_deg,
        "alt_amsl_m": position.alt_amsl_m,
    }
