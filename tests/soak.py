"""The full counts of the long tests, with a report that is kept: `make soak`.

Plays a day for each fault and each of ten seeds, then runs the tests marked `soak`, and writes
docs/soak.md. A day whose report is already in the working folder is not played again, so a soak
that was interrupted goes on where it was; `make soak ARGS=--anew` begins anew. `--days-only` leaves
the tests out; with `--ground` only faults on the ground are struck, and no test runs.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
WORK = ROOT / "var" / "soak"
REPORT = ROOT / "docs" / "soak.md"
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
        shutil.rmtree(WORK, ignore_errors=True)
    WORK.mkdir(parents=True, exist_ok=True)
    ground_only = "--ground" in sys.argv
    faults = ON_THE_GROUND if ground_only else (*ON_THE_GROUND, *OF_FLIGHTS)
    wanted = [(fault, seed) for fault in faults for seed in SEEDS]
    with ThreadPoolExecutor(AT_ONCE) as pool:
        results = list(pool.map(lambda pair: _played(*pair), wanted))
    tests = None if ground_only or "--days-only" in sys.argv else _tests()
    REPORT.write_text(_report(results, tests), encoding="utf-8")
    print(f"written: {REPORT.relative_to(ROOT)}")
    failed = any(result["exit"] != 0 for result in results) or (tests and tests[0] != 0)
    return 1 if failed else 0


def _command(fault: str, seed: int) -> list[str]:
    drones = 0 if fault in ON_THE_GROUND else 2
    words = ["--orders", str(ORDERS), "--seed", str(seed), "--drones", str(drones)]
    return ["day", *words, "--fault", fault]


def _played(fault: str, seed: int) -> dict[str, Any]:
    name = f"{fault.replace('@', '-').replace(':', '-')}-{seed}"
    kept = WORK / f"{name}.result"
    if not kept.exists():
        folder, report = WORK / name, WORK / f"{name}.json"
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
        kept.write_text(json.dumps({"exit": ended.returncode, "report": told}))
        if ended.returncode == 0:
            shutil.rmtree(folder, ignore_errors=True)
    result = json.loads(kept.read_text())
    print(f"{fault} seed {seed}: exit {result['exit']}", flush=True)
    return {"fault": fault, "seed": seed, **result}


def _tests() -> tuple[int, str]:
    ended = subprocess.run(
        [sys.executable, "-m", "pytest", "-m", "soak", "-q", "-k", "not ten_seeds"],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    print(ended.stdout[-2000:])
    return ended.returncode, ended.stdout.strip().splitlines()[-1]


def _report(results: list[dict[str, Any]], tests: tuple[int, str] | None) -> str:
    commit = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"], cwd=ROOT, capture_output=True, text=True
    ).stdout.strip()
    lines = [
        "# Soak report",
        "",
        f"At commit {commit}. One row is `sorabin {' '.join(_command('FAULT', 0))}` with its own "
        "fault and seed (`--drones 0` where the fault is one of the ground); all of them are "
        "`make soak`.",
        "",
        "| fault | seed | exit | unaccounted | promises kept / broken | parcels by air "
        "| state that was hit | ready again after | played in |",
        "|---|---|---|---|---|---|---|---|---|",
        *(_row(result) for result in results),
        "",
    ]
    if tests is not None:
        lines += [f"Tests marked `soak`: {tests[1]}", ""]
    return "\n".join(lines)


def _row(result: dict[str, Any]) -> str:
    told = result["report"]
    if not told:
        return f"| {result['fault']} | {result['seed']} | {result['exit']} | | | | no report | | |"
    hit = told["faults"][0]["hit"] or {}
    promises = told["promises"]
    cells = [
        result["fault"],
        result["seed"],
        result["exit"],
        told["parcels"]["unaccounted"],
        f"{promises['kept']} / {promises['broken']}",
        told["parcels"]["by_mode"].get("air", 0),
        _flight_state(hit) if hit.get("sortie") else _state(hit),
        f"{hit['ready_after_s']:.1f} s" if hit.get("ready_after_s") else "",
        f"{told['wall_s']:.0f} s",
    ]
    return f"| {' | '.join(str(cell) for cell in cells)} |"


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
