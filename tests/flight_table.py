"""Every trial flight that must be shown, at three speeds, on our vehicle and on a real ArduCopter.

Flies `sorabin fly` as a person does and writes docs/flights.md: `make flights`. A flight whose
result stands in docs/flights.jsonl is not flown again unless `--anew`, so a run that was
interrupted goes on where it was; results of other code that flies do not count. The table shows all
that stands there.

At 40 times real time the autopilot's own failsafe of 5 s is an eighth of a second of the machine: a
machine that is busy with other things strikes it. A flight in which the vehicle says that it does
not hear us although the link was not cut is flown again, and the table says how often.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from missions.clock import machine_s
from tests.evidence import FLYING, Kept, content
from tests.flight.vehicles import ARDUCOPTER, CONFIG, ROOT, SORABIN, vehicle

REPORT = ROOT / "docs" / "flights.md"
ROUTE, HUB, HALL = "nakao", "hase-hub", "nakao"
VEHICLES = ("sitl", "arducopter")
SPEEDS = (1.0, 10.0, 40.0)
MOST_ABREAST = 12
ON_PAD_M = 3.0
TRIES = 3


@dataclass(frozen=True)
class Scenario:
    """`ends`: outcome and place of each flight in turn; place None is anywhere."""

    options: str
    ends: tuple[tuple[str, str | None], ...]

    @property
    def cuts(self) -> bool:
        return "--cut-link" in self.options


_DELIVERED, _RETURNED = ("delivered", HALL), ("returned", HUB)
_SLOW = "--delay-link over-hall --delay 3"
SCENARIOS = (
    Scenario("--consent yes", (_DELIVERED,)),
    Scenario("--consent no", (_RETURNED,)),
    Scenario("--consent late", (_RETURNED,)),
    Scenario("--consent taken-back", (_RETURNED,)),
    Scenario(f"--consent late {_SLOW}", (_RETURNED,)),
    Scenario(f"--consent yes --consent-after 40 {_SLOW}", (_RETURNED,)),
    *(
        Scenario(f"--consent yes --cut-link {moment}", (_RETURNED,))
        for moment in ("takeoff", "out:0.25", "out:0.5", "out:0.9", "over-hall")
    ),
    Scenario("--consent yes --cut-link landing", (_DELIVERED,)),
    Scenario("--consent yes --return", (_DELIVERED, _RETURNED)),
    Scenario("--consent yes --return --cut-link home:0.5", (_DELIVERED, _RETURNED)),
    Scenario("--say hold@out:0.5 --say go-on@hold:20", (_DELIVERED,)),
    Scenario("--say hold@out:0.5 --cut-link hold:10", (_RETURNED,)),
    Scenario("--say return@out:0.5", (_RETURNED,)),
    Scenario("--say return@landing:10", (_RETURNED,)),
    Scenario("--say divert@out:0.4", (("diverted", None),)),
    Scenario("--say hold@out:0.4 --say divert@hold:10", (("diverted", None),)),
    Scenario("--say land@out:0.1", (("down", ""),)),
)


@dataclass(frozen=True)
class Flight:
    """One row of the table."""

    kind: str
    speed: float
    scenario: Scenario

    @property
    def command(self) -> list[str]:
        return ["fly", ROUTE, "--load", "3", *self.scenario.options.split()]

    @property
    def name(self) -> str:
        return f"{self.kind} {self.speed:g}x {self.scenario.options}"


def main() -> int:
    """Fly what is missing, write the table; 0 if every flight ended as it must."""
    asked = _asked()
    kinds = [kind for kind in asked.vehicles if kind != "arducopter" or ARDUCOPTER]
    scenarios = [each for each in SCENARIOS if asked.only in each.options]
    flying = content(FLYING)
    kept = Kept(asked.out.with_suffix(".jsonl"), flying)
    results: list[dict[str, Any]] = []
    for speed in sorted(asked.speeds, reverse=True):
        flights = [Flight(kind, speed, each) for kind in kinds for each in scenarios]
        abreast = max(1, round(asked.jobs * min(MOST_ABREAST, 40.0 / speed)))
        with ThreadPoolExecutor(abreast) as pool:
            results += pool.map(lambda flight: _result(flight, kept, anew=asked.anew), flights)
    every = [
        Flight(kind, speed, scenario)
        for kind in VEHICLES
        for speed in SPEEDS
        for scenario in SCENARIOS
    ]
    shown = [(flight, told) for flight in every if (told := kept.get(flight.name))]
    asked.out.write_text(_table(shown, len(every), flying), encoding="utf-8")
    print(f"written: {asked.out}")
    return 0 if results and all(not result["faults"] for result in results) else 1


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Fly every trial and write a table of them.")
    parser.add_argument("--speeds", type=float, nargs="+", default=SPEEDS)
    parser.add_argument("--vehicles", nargs="+", default=VEHICLES, choices=VEHICLES)
    parser.add_argument("--only", default="", help="scenarios whose options hold this text")
    parser.add_argument(
        "--jobs", type=float, default=1.0, help="flights at once at 40 times; slower ones: more"
    )
    parser.add_argument("--anew", action="store_true", help="fly again what has been flown")
    parser.add_argument("--out", type=Path, default=REPORT)
    return parser.parse_args()


def _result(flight: Flight, kept: Kept, *, anew: bool) -> dict[str, Any]:
    before = kept.get(flight.name)
    if before and not anew:
        return before
    result, tries = _flown(flight), 1
    while "failsafe" in result["faults"] and tries < TRIES:
        result, tries = _flown(flight), tries + 1
    print(
        f"{flight.name}: {result['faults'] or 'well'} in {result['seconds']:.0f} s",
        flush=True,
    )
    return kept.put(flight.name, {**result, "tries": tries})


def _flown(flight: Flight) -> dict[str, Any]:
    """One try: what came of it, and what was not as it must be."""
    began_s = machine_s()
    with tempfile.TemporaryDirectory(prefix="flight-") as made:
        folder = Path(made)
        with vehicle(flight.kind, folder, flight.speed) as address:
            file = folder / "flight.json"
            command = [*SORABIN, *flight.command, "--connect", address, "--config", str(CONFIG)]
            ended = subprocess.run(
                [*command, "--json", str(file)],
                cwd=folder,
                env={**os.environ, "PYTHONPATH": str(ROOT)},
                capture_output=True,
                text=True,
            )
        text = file.read_text() if file.exists() else ""
    flights = json.loads(text)["flights"] if text else []
    faults = _faults(flight.scenario, flights)
    if ended.returncode != 0:
        faults.append(f"exit {ended.returncode}")
    if not flights:
        faults.append((ended.stderr.strip().splitlines() or ["no report"])[-1])
    return {
        "seconds": machine_s() - began_s,
        "faults": faults,
        "flights": [_short(each) for each in flights],
    }


def _short(flight: dict[str, Any]) -> dict[str, Any]:
    landed = flight["landed"] or {}
    return {
        "outcome": flight["outcome"],
        "place": landed.get("place"),
        "error_m": landed.get("error_m"),
        "alt_error_m": landed.get("alt_error_m"),
    }


def _faults(scenario: Scenario, flights: list[dict[str, Any]]) -> list[str]:
    """What is not as it must be; empty is well."""
    faults = []
    if len(flights) != len(scenario.ends):
        faults.append(f"{len(flights)} of {len(scenario.ends)} flights")
    for flight, (outcome, place) in zip(flights, scenario.ends, strict=False):
        landed = flight["landed"] or {"place": None, "error_m": 1e9, "alt_error_m": 1e9}
        if flight["outcome"] != outcome:
            faults.append(f"{flight['outcome']} instead of {outcome}")
        if place is not None and landed["place"] != place:
            faults.append(f"at {landed['place']!r} instead of {place!r}")
        on_pad = max(landed["error_m"], abs(landed["alt_error_m"])) < ON_PAD_M
        if place != "" and not on_pad:
            faults.append(f"{landed['error_m']} m off")
        sha256 = flight["mission_sha256"]
        if sha256["approved"] != sha256["readback"]:
            faults.append("read-back differs")
    said = [e["text"] for f in flights for e in f["events"] if e["kind"] == "vehicle-says"]
    struck = any("GCS Failsafe" in text for text in said)
    landing = "--cut-link landing" in scenario.options
    if struck and not scenario.cuts:
        faults.append("failsafe")
    if scenario.cuts and not struck and not landing:
        faults.append("no failsafe although the link was cut")
    return faults


def _table(told: list[tuple[Flight, dict[str, Any]]], every: int, flying: str) -> str:
    well = sum(1 for _, result in told if not result["faults"])
    commits = ", ".join(sorted({result["commit"] for _, result in told}))
    lines = [
        "# Trial flights",
        "",
        f"At commit {commits} (the code that flies is {flying}: `tests/evidence.py`), by `make "
        f"flights`: {len(told)} of {every} were flown, {well} ended as they must. `sitl` "
        "is `sorabin sitl`, `arducopter` a real ArduCopter software-in-the-loop; both start at the "
        "hub. Each row is one `sorabin fly` with its own vehicle; errors are metres from the pad; "
        "seconds are the machine's, from the vehicle's start to its end. Rounds give both flights. "
        f"A pass means: exit 0, outcome and place of the scenario, within {ON_PAD_M:g} m of the "
        "pad (where there is one), mission read back as approved, and the vehicle's own failsafe "
        "struck where the link was cut and nowhere else. Tries: how often a flight was flown until "
        "a busy machine did not strike that failsafe by itself.",
        "",
        "| command | vehicle | speed | outcome | place | error_m | alt_error_m | seconds | tries "
        "| result |",
        "|---|---|---|---|---|---|---|---|---|---|",
        *(_row(flight, result) for flight, result in told),
        "",
    ]
    return "\n".join(lines)


def _row(flight: Flight, result: dict[str, Any]) -> str:
    def joined(name: str) -> str:
        return ", ".join(
            "" if each[name] is None else str(each[name]) for each in result["flights"]
        )

    cells = [
        f"`sorabin {' '.join(flight.command)}`",
        flight.kind,
        f"{flight.speed:g}×",
        joined("outcome"),
        joined("place"),
        joined("error_m"),
        joined("alt_error_m"),
        f"{result['seconds']:.0f}",
        str(result["tries"]),
        f"FAIL: {'; '.join(result['faults'])}" if result["faults"] else "pass",
    ]
    return f"| {' | '.join(cells)} |"


if __name__ == "__main__":
    sys.exit(main())
