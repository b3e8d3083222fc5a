"""The account of flights: what was launched has ended, and no aircraft had goods it could not have.

Owns sorties, launches and ends, told from the journal, from what people sent and from the desk's
own list of flights. Where goods changed hands with an aircraft it must have stood there.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from sim.village.findings import Finding
from sim.village.people.postbox import Sent
from sim.village.record import Row

Told = Mapping[str, Any]
LANDED = ("delivered", "returned", "diverted", "down")
NAMED_ENDS = frozenset({*LANDED, "lost"})
"""The ends of a flight that has launched."""
_SORTIE_ENDS = frozenset({"done", "cancelled", "diverted", "down", "lost"})
_AT_A_HALL = frozenset({"at_hall", "unloaded", "swapped"})
REPLACED = "a new plan"


def account_flights(
    sent: Sequence[Sent], rows: Sequence[Row], flights: Sequence[Told]
) -> list[Finding]:
    """Findings about every sortie and flight of the day."""
    findings = [finding for flight in flights for finding in _flight(flight, sent)]
    findings += _launches_recorded(rows, flights)
    findings += _orders_to_launch(sent, rows)
    findings += _sorties_ended(rows)
    findings += _whereabouts(rows)
    return findings + _lost_as_said(sent, rows)


def count_sorties(rows: Sequence[Row]) -> dict[str, int]:
    """What the ledger should say of sorties, by the names that `compare_ledger` takes."""
    states = sortie_states(rows)
    replaced = {
        row["data"]["sortie"]
        for row in rows
        if row["kind"] == "sortie-cancelled" and row["data"]["why"] == REPLACED
    }
    planned = set(states) - replaced
    flown = {
        row["data"]["sortie"]
        for row in rows
        if row["kind"] == "flight-launched" and row["data"]["state"] == "flying_out"
    }
    delivered = {row["data"]["sortie"] for row in rows if row["kind"] == "flight-delivered"}
    return {
        "sorties planned": len(planned),
        "sorties flown": len(flown),
        "sorties delivered": len(delivered),
    }


def sortie_states(rows: Sequence[Row]) -> dict[str, str]:
    """Sortie → its last state by the journal."""
    states: dict[str, str] = {}
    for row in rows:
        if "sortie" in row["data"] and "state" in row["data"]:
            states[row["data"]["sortie"]] = row["data"]["state"]
    return states


def _flight(flight: Told, sent: Sequence[Sent]) -> list[Finding]:
    """Launched at most once; what launched has one named end, and landed at the hall with leave."""
    kinds = Counter(event["kind"] for event in flight["events"])
    ends = [kind for kind in NAMED_ENDS for _ in range(kinds[kind])]
    wrong: list[str] = []
    if kinds["launched"] > 1:
        wrong.append(f"launched {kinds['launched']} times")
    if kinds["launched"] and (flight["state"] not in NAMED_ENDS or ends != [flight["state"]]):
        wrong.append(f"launched, and is {flight['state']} with the ends {ends}")
    if not kinds["launched"] and (ends or flight["launched_at"]):
        wrong.append(f"never launched, and ended as {ends}")
    if kinds["delivered"] and not _consented(flight, sent):
        wrong.append("landed at the hall without anybody's consent")
    hashes = flight["mission_sha256"]
    if kinds["launched"] and not (hashes["approved"] == hashes["readback"] is not None):
        wrong.append("launched with another mission than the approved one")
    return [Finding("flight", flight["id"], reason) for reason in wrong]


def _consented(flight: Told, sent: Sequence[Sent]) -> bool:
    return any(
        entry.accepted
        and entry.path.endswith(f"/{flight['sortie']}/word")
        and entry.body.get("word") == "consent"
        for entry in sent
    )


def _launches_recorded(rows: Sequence[Row], flights: Sequence[Told]) -> list[Finding]:
    """The service has taken over every launch and every end that the desk has reported, once."""
    findings: list[Finding] = []
    recorded: dict[str, Counter[str]] = defaultdict(Counter)
    for row in rows:
        if row["kind"].startswith("flight-") and "flight" in row["data"]:
            recorded[row["data"]["flight"]][row["kind"].removeprefix("flight-")] += 1
    for flight in flights:
        told = Counter(event["kind"] for event in flight["events"])
        for kind in ("launched", *sorted(NAMED_ENDS)):
            if recorded[flight["id"]][kind] != told[kind]:
                reason = f"{kind} {told[kind]} times, recorded {recorded[flight['id']][kind]} times"
                findings.append(Finding("flight", flight["id"], reason))
    known = {flight["id"] for flight in flights}
    unknown = sorted(recorded.keys() - known)
    return findings + [Finding("flight", each, "is recorded, and never was") for each in unknown]


def _orders_to_launch(sent: Sequence[Sent], rows: Sequence[Row]) -> list[Finding]:
    """Nothing was launched that nobody ordered."""
    ordered = Counter(
        entry.path.split("/")[-2]
        for entry in sent
        if entry.path.endswith("/launch") and entry.accepted
    )
    recorded = Counter(row["data"]["sortie"] for row in rows if row["kind"] == "launch-ordered")
    launched = Counter(row["data"]["sortie"] for row in rows if row["kind"] == "flight-launched")
    return [
        Finding(
            "sortie",
            sortie,
            f"{ordered[sortie]} launches ordered, {recorded[sortie]} recorded, "
            f"{launched[sortie]} launched",
        )
        for sortie in sorted(ordered.keys() | recorded.keys() | launched.keys())
        if ordered[sortie] != recorded[sortie] or launched[sortie] > ordered[sortie]
    ]


def _sorties_ended(rows: Sequence[Row]) -> list[Finding]:
    """A sortie has ended, or its aircraft stands at the hall, unloaded, because it may not fly."""
    return [
        Finding("sortie", sortie, f"is left {state}")
        for sortie, state in sorted(sortie_states(rows).items())
        if state not in _SORTIE_ENDS and state not in ("unloaded", "swapped")
    ]


def _whereabouts(rows: Sequence[Row]) -> list[Finding]:
    """Goods change hands with an aircraft only where it stands: at the hub, at the hall, astray."""
    where: dict[str, str] = defaultdict(lambda: "hub")
    sortie_of: dict[str, str] = {}
    findings: list[Finding] = []
    for row in rows:
        data, kind = row["data"], row["kind"]
        if kind.startswith(("flight-", "sortie-")) and "aircraft" in data and "state" in data:
            sortie_of[data["aircraft"]] = data["sortie"]
            where[data["aircraft"]] = _place(data["state"])
        if kind != "keeper-changed":
            continue
        giver, taker = data["giver"], data["taker"]
        for craft, other in ((giver, taker), (taker, giver)):
            if craft["kind"] != "aircraft":
                continue
            allowed = {"hub": ("hub", "astray"), "volunteer": ("hall",)}.get(other["kind"], ())
            if where[craft["id"]] not in allowed:
                reason = f"with {other['kind']} while {craft['id']} is at {where[craft['id']]}"
                findings.append(Finding("parcel", row["parcel_code"], f"changed hands {reason}"))
    return findings


def _place(state: str) -> str:
    if state in ("flying_out", "flying_home"):
        return "the air"
    if state in _AT_A_HALL:
        return "hall"
    return "astray" if state in ("diverted", "down", "lost") else "hub"


def _lost_as_said(sent: Sequence[Sent], rows: Sequence[Row]) -> list[Finding]:
    """A parcel is lost exactly when somebody has said so."""
    said: set[str] = set()
    for entry in sent:
        if entry.path.endswith("/found") and entry.accepted and entry.body["found"] == "lost":
            said |= {parcel["code"] for parcel in entry.answer["parcels"]}
    lost = {str(row["parcel_code"]) for row in rows if row["kind"] == "parcel-lost"}
    return [
        Finding("parcel", code, "is lost by the record or by the word of people, not by both")
        for code in sorted(said ^ lost)
    ]
