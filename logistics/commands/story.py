"""One journal row as a sentence, for a reader who knows nothing of the code."""

from __future__ import annotations

from typing import Any


def sentence(kind: str, parcel: str | None, data: dict[str, Any]) -> str:
    """Say what a row of this kind records."""
    teller = _TELLERS.get(kind)
    words = teller(data) if teller else kind.replace("-", " ") + _facts(data)
    return f"parcel {parcel}: {words}" if parcel else words


def _placed(data: dict[str, Any]) -> str:
    lines = ", ".join(f"{line['quantity']} × {line['jan']}" for line in data["lines"])
    return (
        f"order placed by {data['household']} over {data['channel']}, received "
        f"{data['received_at'][11:23]}, {data['total_yen']} yen, promised by "
        f"{data['promise'][11:16]}: {lines}"
    )


def _decided(data: dict[str, Any]) -> str:
    words = f"line {data['line_no']} ({data['jan']}): {data['picked']} of {data['quantity']} picked"
    if data["short"]:
        words += f", {data['short']} short ({data['reason']})"
    if data["substitute"]:
        other = data["substitute"]
        words += f", {other['quantity']} × {other['jan']} instead"
    return words


def _parcel_packed(data: dict[str, Any]) -> str:
    goods = ", ".join(f"{part['quantity']} × {part['jan']}" for part in data["contents"])
    may = " or ".join(data["carriers"])
    why = f" (not by air: {', '.join(data['why_not_air'])})" if data["why_not_air"] else ""
    return f"packed, {data['mass_g']} g, {data['temperature']}, may go by {may}{why}: {goods}"


def _keeper(data: dict[str, Any]) -> str:
    giver, taker = data["giver"], data["taker"]
    return f"now with {taker['kind']}/{taker['id']} (from {giver['kind']}/{giver['id']})"


def _facts(data: dict[str, Any]) -> str:
    shown = [f"{key} {value}" for key, value in data.items() if isinstance(value, str | int)]
    return f" ({', '.join(shown)})" if shown else ""


_TELLERS = {
    "order-placed": _placed,
    "line-decided": _decided,
    "parcel-packed": _parcel_packed,
    "keeper-changed": _keeper,
    "order-released": lambda _: "the day is closed; the order goes to the store's pick list",
    "order-picked": lambda _: "every line is decided",
    "order-packed": lambda data: f"packed; the bill is {data['bill']['total_yen']} yen",
    "order-refunded": lambda data: (
        f"{data['refund']['total_yen']} yen refunded ({data['why']}), "
        f"{data['owed']['total_yen']} yen left to pay"
    ),
    "handover-given": lambda d: f"{d['giver']} has scanned to give it to {d['taker']}",
    "handover-taken": lambda d: f"{d['taker']} has scanned to take it from {d['giver']}",
    "parcel-received-for": lambda d: (
        f"{d['received_by']} receives the aircraft and takes it in the place of {d['meant_for']}"
    ),
    "visit-made": lambda d: f"at the door of {d['household']}: {d['outcome']}, {d['welfare']}",
    "promise-kept": lambda _: "at the door in time",
    "promise-broken": lambda d: f"the promise ({d['promise'][11:16]}) is broken: {d['why']}",
    "plan-made": lambda d: (
        f"plan {d['version']}: {len(d['legs'])} legs, "
        f"{len(d['parcels'])} parcels, {len(d['late'])} late"
    ),
}
