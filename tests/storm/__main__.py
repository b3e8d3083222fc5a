"""Fly what is missing of the storm and write docs/storm.md: `python -m tests.storm`.

Facts of flights are kept in docs/storm.jsonl by the content of the code that flies, so a storm that
was interrupted goes on where it was; they are judged anew each time. `--minutes` ends it early: the
report shows what has been flown.
"""

from __future__ import annotations

import argparse
import multiprocessing
import sys
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from missions.clock import machine_s
from sim.bench import arducopter
from tests.evidence import FLYING, ROOT, Kept, content
from tests.storm.draw import OURS, REAL, Drawn, drawn
from tests.storm.judge import judge
from tests.storm.play import played
from tests.storm.table import end_of, report
from tests.storm.volume import flying

REPORT = ROOT / "docs" / "storm.md"
COUNTS = {OURS: 300, REAL: 40}
SPEEDS = {OURS: 30.0, REAL: 10.0}
"""Times real time; ours goes slower while the machine is late."""


@dataclass(frozen=True)
class _Storm:
    asked: argparse.Namespace
    kept: Kept
    until_s: float

    def name(self, flight: Drawn) -> str:
        return f"{self.asked.seed} {flight.name}"

    def fly(self, flights: list[Drawn]) -> None:
        """Each in a process of its own, as what is busy with one must keep no other's heartbeats.

        Processes are started anew for each: a flight that was interrupted leaves nothing behind.
        """
        context = multiprocessing.get_context("spawn")
        with ProcessPoolExecutor(self.asked.jobs, context, max_tasks_per_child=1) as pool:
            coming = {
                pool.submit(
                    played, flight, self.asked.speed or SPEEDS[flight.vehicle], self.until_s
                ): flight
                for flight in flights
            }
            for done in as_completed(coming):
                if done.cancelled():
                    continue
                flight, facts = coming[done], done.result()
                if facts is not None:
                    self.kept.put(self.name(flight), facts)
                    _say(flight, facts)
                if machine_s() > self.until_s:
                    for each in coming:
                        each.cancel()


def main() -> int:
    """Fly, write the report; 0 if every flight that is shown ended as it must."""
    asked = _asked()
    code = content(FLYING)
    kept = Kept(asked.out.with_suffix(".jsonl"), code)
    storm = _Storm(asked, kept, machine_s() + 60.0 * asked.minutes)
    wanted = {vehicle: asked.count or COUNTS[vehicle] for vehicle in asked.vehicles}
    if arducopter.found() is None:
        wanted.pop(REAL, None)
    every = [
        drawn(asked.seed, number, vehicle, flying().routes)
        for vehicle in wanted
        for number in asked.numbers or range(wanted[vehicle])
    ]
    every = [flight for flight in every if asked.only in flight.told]
    missing = [each for each in every if asked.anew or kept.get(storm.name(each)) is None]
    if asked.minutes > 0.0:
        storm.fly(missing)
    shown: list[tuple[Drawn, dict[str, Any], Any]] = []
    for vehicle, count in COUNTS.items():
        for number in range(count):
            flight = drawn(asked.seed, number, vehicle, flying().routes)
            facts = kept.get(storm.name(flight))
            if facts is not None:
                shown.append((flight, facts, judge(flight, facts)))
    asked.out.write_text(report(asked.seed, COUNTS, shown, code), encoding="utf-8")
    print(f"written: {asked.out}")
    return 0 if shown and not any(verdict.wrong for _, _, verdict in shown) else 1


def _say(flight: Drawn, facts: dict[str, Any]) -> None:
    verdict = judge(flight, facts)
    words = "; ".join(verdict.wrong) or "well"
    print(
        f"{flight.name} {end_of(facts, verdict)} ({verdict.named}) {facts['seconds']:.0f} s: "
        f"{words} [{facts['told']}]",
        flush=True,
    )


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Fly the storm and write a table of it.")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--vehicles", nargs="+", default=[*COUNTS], choices=[*COUNTS])
    parser.add_argument("--count", type=int, default=0, help="flights on each vehicle")
    parser.add_argument("--numbers", type=int, nargs="+", default=(), help="only these")
    parser.add_argument("--only", default="", help="flights that are told with this text")
    parser.add_argument("--jobs", type=int, default=1, help="flights abreast")
    parser.add_argument("--speed", type=float, default=0.0, help="times real time")
    parser.add_argument("--minutes", type=float, default=1e9, help="begin no flight after them")
    parser.add_argument("--anew", action="store_true", help="fly again what has been flown")
    parser.add_argument("--out", type=Path, default=REPORT)
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
