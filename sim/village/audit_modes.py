"""By what each parcel went, told from its changes of keeper, and why it was not by air.

Owns the count by mode that the ledger is held against, and the reasons for the van.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from sim.village.audit_flights import REPLACED
from sim.village.record import Row

_MODES = {("hub", "van"): "van", ("hub", "aircraft"): "air", ("aircraft", "hub"): "van"}
"""By who gives and who takes: what comes off an aircraft at the hub goes by van."""


def modes_of(rows: Sequence[Row]) -> dict[str, str]:
    """Parcel → by what it left the hub for its hall last: air or van.

    What never left the hub for a hall was planned by van in the end.
    """
    modes: dict[str, str] = {}
    for row in rows:
        if row["kind"] == "parcel-packed":
            modes[row["parcel_code"]] = "van"
        elif row["kind"] == "keeper-changed":
            pair = row["data"]["giver"]["kind"], row["data"]["taker"]["kind"]
            modes[row["parcel_code"]] = _MODES.get(pair, modes.get(row["parcel_code"], "van"))
    return modes


def why_by_van(rows: Sequence[Row]) -> dict[str, int]:
    """Why so many parcels went by van on a day on which aircraft fly; empty on any other."""
    flown = {code for code, mode in modes_of(rows).items() if mode == "air"}
    planned: dict[str, str] = {}
    halls: dict[str, str] = {}
    served: set[str] = set()
    reasons: dict[str, str] = {}
    off: dict[str, str] = {}
    for row in rows:
        data = row["data"]
        if row["kind"] == "parcel-packed" and data.get("why_not_air"):
            reasons[row["parcel_code"]] = "may not fly: " + ", ".join(data["why_not_air"])
        elif row["kind"] == "plan-made":
            halls |= {parcel["code"]: parcel["hall"] for parcel in data["parcels"]}
        elif row["kind"] == "sortie-planned":
            planned |= dict.fromkeys(data["parcels"], data["sortie"])
            served.add(data["hall"])
        elif row["kind"] in _WENT_WRONG and _is_why(data):
            off[data["sortie"]] = f"{_WENT_WRONG[row['kind']]}: {data.get('why', '')}"
    if not served:
        return {}
    counted: Counter[str] = Counter()
    for row in rows:
        code = row["parcel_code"]
        if row["kind"] != "parcel-packed" or code in flown:
            continue
        fitted = halls.get(code) in served
        otherwise = "no room on board" if fitted else "no aircraft flies to its hall today"
        counted[reasons.get(code) or off.get(planned.get(code, "")) or otherwise] += 1
    return dict(counted.most_common())


def _is_why(data: dict[str, Any]) -> bool:
    """Whether this row tells why goods did not fly: not a new plan, nor the return home."""
    return data.get("why") != REPLACED and data.get("state") != "done"


_WENT_WRONG = {
    "sortie-cancelled": "called off",
    "sortie-refused": "refused",
    "flight-returned": "came back",
    "flight-diverted": "recovered from where it landed",
    "flight-down": "recovered from where it came down",
}
