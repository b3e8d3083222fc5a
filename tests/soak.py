"""The full counts of the long tests, with a report that is kept: `make soak`.

Plays a day for each fault and each of ten seeds, then runs the tests marked `soak`, and writes
docs/soak.md. A day whose result stands in docs/soak.jsonl is not played again, so a soak that was
interrupted goes on where it was, as long as the service's code is the same; `make soak ARGS=--anew`
begins anew. `--days-only` leaves the tests out; `--ground` and `--flights` strike only the faults
of the ground or of flights, and run no test. The report shows all that has been played.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from tests.evidence import ROOT, SERVICE, Kept, content

WORK = ROOT / "var" / "soak"
REPORT = ROOT / "docs" / "soak.md"
RESULTS = REPORT.with_suffix(".jsonl")
ON_THE_GROUND = ("kill-web@close", "kill-web@picking", "kill-worker@midday")
OF_FLIGHTS = (
    "kill-vehicle@out:0.5",
    "kill-desk@airborne",
    "kill-web@airborne",
    "wind@preflight",
    "no-volunteer@preflight",
)
SEEDS = range(1, 11)
ORDERS = 40
AT_ONCE = 2


def main() -> int:
    """Play what is missing, run the soak tests, write the report; 0 if all is well."""
    if "--anew" in sys.argv:
        RESULTS.unlink(missing_ok=True)
    WORK.mkdir(parents=True, exist_ok=True)
    service = content(SERVICE)
    kept = Kept(RESULTS, service)
    some = "--ground" in sys.argv or "--flights" in sys.argv
    wanted = [
        (fault, seed)
        for faults, option in ((ON_THE_GROUND, "--ground"), (OF_FLIGHTS, "--flights"))
        if option in sys.argv or not some
        for fault in faults
        for seed in SEEDS
    ]
    with ThreadPoolExecutor(AT_ONCE) as pool:
        results = list(pool.map(lambda pair: _played(pair[0], pair[1], kept), wanted))
    tests = None if some or "--days-only" in sys.argv else _tests()
    REPORT.write_text(_report(service, kept, tests), encoding="utf-8")
    print(f"written: {REPORT.relative_to(ROOT)}")
    failed = any(result["exit"] != 0 for result in results) or (tests and tests[0] != 0)
    return 1 if failed else 0


def _command(fault: str, seed: int) -> list[str]:
    drones = 0 if fault in ON_THE_GROUND else 2
    words = ["--orders", str(ORDERS), "--seed", str(seed), "--drones", str(drones)]
    return ["day", *words, "--fault", fault]


def _played(fault: str, seed: int, kept: Kept) -> dict[str, Any]:
    name = f"{fault} seed {seed}"
    result = kept.get(name)
    if result is None:
        folder = WORK / name.replace(" ", "-")
        report = WORK / f"{folder.name}.json"
        report.unlink(missing_ok=True)
        arguments = [*_command(fault, seed), "--dir", str(folder), "--json", str(report)]
        starter = "from missions.cli import main; main()"
        ended = subprocess.run(
            [sys.executable, "-c", starter, *arguments],
            cwd=ROOT,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            capture_output=True,
            text=True,
        )
        told = json.loads(report.read_text()) if report.exists() else {}
        result = kept.put(name, {"exit": ended.returncode, "cells": _cells(told)})
        if ended.returncode == 0:
            shutil.rmtree(folder, ignore_errors=True)
        else:
            report.with_suffix(".log").write_text(ended.stdout + ended.stderr, encoding="utf-8")
    print(f"{name}: exit {result['exit']}", flush=True)
    return result


def _tests() -> tuple[int, str]:
    ended = subprocess.run(
        [sys.executable, "-m", "pytest", "-m", "soak", "-q", "-k", "not ten_seeds"],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    print(ended.stdout[-2000:])
    return ended.returncode, ended.stdout.strip().splitlines()[-1]


def _report(service: str, kept: Kept, tests: tuple[int, str] | None) -> str:
    played = [
        ((fault, seed), result)
        for fault in (*ON_THE_GROUND, *OF_FLIGHTS)
        for seed in SEEDS
        if (result := kept.get(f"{fault} seed {seed}"))
    ]
    commits = ", ".join(sorted({result["commit"] for _, result in played}))
    lines = [
        "# Soak report",
        "",
        f"At commit {commits} (the service's code is {service}: `tests/evidence.py`). One row is "
        f"`sorabin {' '.join(_command('FAULT', 0))}` with its own fault and seed (`--drones 0` "
        "where the fault is one of the ground); all of them are `make soak`.",
        "",
        "| fault | seed | exit | unaccounted | promises kept / broken | parcels by air "
        "| state that was hit | ready again after | played in |",
        "|---|---|---|---|---|---|---|---|---|",
        *(
            f"| {fault} | {seed} | {result['exit']} | {' | '.join(result['cells'])} |"
            for (fault, seed), result in played
        ),
        "",
    ]
    if tests is not None:
        lines += [f"Tests marked `soak`: {tests[1]}", ""]
    return "\n".join(lines)


def _cells(told: dict[str, Any]) -> list[str]:
    """What a row shows of a day's report, after its exit status."""
    if not told:
        return ["", "", "", "no report", "", ""]
    hit = told["faults"][0]["hit"] or {}
    promises = told["promises"]
    return [
        str(told["parcels"]["unaccounted"]),
        f"{promises['kept']} / {promises['broken']}",
        str(told["parcels"]["by_mode"].get("air", 0)),
        _flight_state(hit) if hit.get("sortie") else _state(hit),
        f"{hit['ready_after_s']:.1f} s" if hit.get("ready_after_s") else "",
        f"{told['wall_s']:.0f} s",
    ]


def _flight_state(hit: dict[str, Any]) -> str:
    far = "" if hit["progress"] is None else f" at {hit['progress']:.0%} of the way"
    lost = f"; lost answers: {', '.join(hit['lost_answers'])}" if hit.get("lost_answers") else ""
    return (
        f"{hit['process'] or 'nothing killed'}; sortie {hit['sortie']} {hit['sortie_state']}, "
        f"{hit['aircraft']} {hit['flight_state'] or 'on the ground'}{far}{lost}; then "
        f"{', '.join(hit['became']) or 'nothing'}"
    )


def _state(hit: dict[str, Any]) -> str:
    if not hit:
        return "not hit"
    busy = [name for name, each in hit["participants"].items() if each["busy"]]
    job = hit.get("job")
    in_hand = f"{job['stage']} {job['name']}; " if job else ""
    return (
        f"day {hit['day_state']}; {in_hand}busy: {', '.join(busy) or 'none'}; "
        f"in flight: {', '.join(hit['in_flight']) or 'none'}; "
        f"last journal row {hit['last_journal']['seq']} ({hit['last_journal']['kind']})"
    )


if __name__ == "__main__":
    sys.exit(main())
