"""The report of the storm: a table by fault, and every flight that did not end as it must.

Owns the words of docs/storm.md. Knows nothing of how flights are flown or judged.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from tests.storm.draw import OURS, REAL, Drawn, kinds_of
from tests.storm.judge import ON_PAD_M, STAYED, Verdict

Played = tuple[Drawn, dict[str, Any], Verdict]
_ENDS = ("hall", "hub", "landing place", "elsewhere, down", "elsewhere, lost", STAYED)
_TITLES = {OURS: "On our vehicle", REAL: "On a real ArduCopter"}


def end_of(facts: dict[str, Any], verdict: Verdict) -> str:
    """The column of the table in which a flight is counted."""
    if verdict.named == "refused" and not facts["lifted"]:
        return STAYED
    if verdict.lies == "elsewhere":
        return f"elsewhere, {verdict.named}"
    return verdict.lies


def report(seed: int, wanted: dict[str, int], played: Sequence[Played], flying: str) -> str:
    """The whole page, in Markdown."""
    commits = ", ".join(sorted({facts["commit"] for _, facts, _ in played}))
    counts = ", ".join(
        f"{sum(drawn.vehicle == vehicle for drawn, _, _ in played)} of {count} on `{vehicle}`"
        for vehicle, count in wanted.items()
    )
    failed = [each for each in played if each[2].wrong]
    lines = [
        "# The storm",
        "",
        f"At commit {commits} (the code that flies is {flying}: `tests/evidence.py`), by `python "
        f"-m tests.storm --seed {seed}`: {counts} were flown, {len(played) - len(failed)} ended as "
        "they must. `sitl` is `sorabin sitl`, `arducopter` a real ArduCopter "
        "software-in-the-loop.",
        "",
        "Route, load, consent, wind, an operator who does what alarms ask and the faults are drawn "
        "from the seed and the flight's number (`tests/storm/draw.py`). Judged is by where the "
        "vehicle's body truly lies, which its simulator writes to a file past all radios and "
        f"filters. Well is: on a pad or landing place within {ON_PAD_M:g} m and named so, or never "
        "left and named refused, or anywhere else named `down` or `lost` with all ground that it "
        "can have come down on inside the corridor and its ground risk buffer; somebody is told "
        "where the load is; no more orders to arm on the wire, and no more armings, than launches "
        "(`tests/storm/judge.py`). Lengths are metres over the ground; outside is the greatest "
        "distance from the corridor's edge in the air, beyond that from the edge of the buffer "
        "around it (negative: inside).",
        "",
        "At so many times real time a busy machine may keep our packets back until the vehicle "
        "goes home by itself, or is not let off the ground. Where that happened before anything "
        "had befallen it, the flight was "
        f"flown again: {sum(facts['tries'] > 1 for _, facts, _ in played)} of these.",
        "",
    ]
    for vehicle in wanted:
        own = [each for each in played if each[0].vehicle == vehicle]
        if own:
            lines += [f"## {_TITLES[vehicle]}", "", *_table(vehicle, own), ""]
    lines += ["## Not as it must be", ""]
    for drawn, facts, verdict in failed:
        lines.append(f"- {drawn.name}: {'; '.join(verdict.wrong)}. {facts['told']}")
    lines += ["Nothing."] if not failed else []
    return "\n".join([*lines, ""])


def _table(vehicle: str, played: Sequence[Played]) -> list[str]:
    heads = ("fault", "flights", "struck", *_ENDS, "well", "outside", "beyond", "worst case")
    lines = [f"| {' | '.join(heads)} |", f"|{'---|' * len(heads)}"]
    for kind in kinds_of(vehicle):
        own = [each for each in played if each[0].kind == kind]
        if own:
            lines.append(_row(kind, own))
    return [*lines, _row("all", played)]


def _row(kind: str, own: Sequence[Played]) -> str:
    ends = Counter(end_of(facts, verdict) for _, facts, verdict in own)
    struck = sum(
        drawn.kind in facts["struck"]
        or any(each.startswith(drawn.kind) for each in facts["desk_struck"])
        for drawn, facts, _ in own
    )
    flown = [each for each in own if each[1]["outside_m"] is not None]
    far = max(flown, key=lambda each: each[1]["outside_m"], default=None)
    cells = [
        f"`{kind}`",
        str(len(own)),
        str(struck),
        *(str(ends[end] or "") for end in _ENDS),
        f"{sum(not verdict.wrong for _, _, verdict in own)}",
        f"{far[1]['outside_m']:.0f}" if far else "",
        f"{max(each[1]['beyond_m'] for each in flown):.0f}" if flown else "",
        f"{far[0].number}: {far[1]['told']}" if far else "",
    ]
    return f"| {' | '.join(cells)} |"
