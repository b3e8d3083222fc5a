"""Go or no-go at the desk: the service's readings as they came, and the vehicle's own, judged.

Owns reading the service's readings out of a word's body, and adding to their age what has passed
since. What cannot be read is unknown. Pure.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from datetime import date
from typing import Any

from missions.flight.gates import Gate, Measured, Operator, Readings, Verdict
from missions.flightbook.airworthiness import Airworthiness
from missions.papers.model import Paper, Papers

_MEASURED = ("wind_mps", "gust_mps", "rain_mm_h", "visibility_m")
_AGES = ("volunteer_word_s", "pad_clear_word_s")
_VALUES = {
    "route_approved": bool,
    "approval_version": str,
    "airworthy": bool,
    "airworthy_why": str,
    "load_kg": float,
    "daylight": bool,
    "corridor_free": bool,
    "corridor_why": str,
    "volunteer": str,
    "pad_clear": bool,
}


def readings_in(body: Mapping[str, Any], passed_s: float) -> Readings:
    """The readings in a word's body (as `asdict` makes them), `passed_s` seconds later."""
    told = body.get("readings")
    if not isinstance(told, Mapping):
        return Readings()
    values: dict[str, Any] = {}
    for name, kind in _VALUES.items():
        value = told.get(name)
        if kind is float and _number(value) is not None:
            values[name] = _number(value)
        elif kind is not float and isinstance(value, kind):
            values[name] = value
    for name in _AGES:
        age_s = _number(told.get(name))
        if age_s is not None:
            values[name] = age_s + passed_s
    for name in _MEASURED:
        values[name] = _measured(told.get(name), passed_s)
    values["permit"] = _paper(told.get("permit"))
    values["operator"] = _operator(told.get("operator"), passed_s)
    values["notification"] = _words(told.get("notification"))
    values["airworthy_points"] = _points(told.get("airworthy_points"), passed_s)
    return Readings(**values)


def held_to_book(service: Readings, book: Airworthiness) -> Readings:
    """The service's readings, the aircraft held to what its flight book says now.

    Where the service has refused it already, its reason stays.
    """
    if service.airworthy is not True:
        return replace(service, airworthy_points=book.points)
    return replace(
        service, airworthy=book.airworthy, airworthy_why=book.why, airworthy_points=book.points
    )


def with_vehicle(service: Readings, vehicle: Readings) -> Readings:
    """The service's readings, and the vehicle's of what only a vehicle can tell."""
    names = (
        "energy_left_percent", "energy_why", "vehicle_ready", "vehicle_why", "stance",
        "parameter_differences", "mission_differences", "remote_id", "remote_id_why",
        "link_round_trip_s",
    )  # fmt: skip
    return replace(service, **{name: getattr(vehicle, name) for name in names})


def held_to(service: Readings, version: str) -> Readings:
    """The service's readings, its approval held to the version that is put on board.

    The desk reads the folder at its own start: what the service calls approved may be what the
    folder held before an edit.
    """
    if not service.route_approved or service.approval_version == version:
        return service
    why = f"approved is {service.approval_version}, to be flown is {version}"
    return replace(service, route_approved=False, approval_version=why)


def held_to_papers(
    service: Readings, papers: Papers, aircraft: str, route: str, day: date
) -> Readings:
    """The service's readings, its papers held to those that the desk itself has read.

    What the service calls valid may have been taken out of the folder since it started. `papers`:
    those that hold for this aircraft.
    """
    own, who = papers.standing(aircraft, route, day), service.operator
    permit = service.permit
    if permit is not None and permit.valid and (own is None or not own.valid):
        permit = own
    if who is not None and who.licence is not None and who.licence.valid:
        licence = papers.licence_of(who.person, day)
        if licence is None or not licence.valid:
            who = replace(who, licence=licence)
    return replace(service, permit=permit, operator=who)


def gates_json(gates: Sequence[Gate]) -> list[dict[str, Any]]:
    """Gates as they stand in a row."""
    return [_gate_json(gate) for gate in gates]


def closed_words(gates: Sequence[Gate]) -> str:
    """Which gates do not pass, in words."""
    shut = [gate for gate in gates if gate.verdict is not Verdict.PASS]
    return "; ".join(
        " ".join(
            part
            for part in (f"{gate.name} {gate.verdict}", f"({gate.why})" * bool(gate.why))
            if part
        )
        for gate in shut
    )


def _gate_json(gate: Gate) -> dict[str, Any]:
    points = [_gate_json(point) for point in gate.points]
    return {**asdict(gate), "verdict": str(gate.verdict), "points": points}


def _points(told: Any, passed_s: float) -> tuple[Gate, ...]:
    """Points as `asdict` makes them; what cannot be read as one is left out."""
    found = [_point(each, passed_s) for each in told] if isinstance(told, Sequence) else []
    return tuple(point for point in found if point is not None)


def _point(told: Any, passed_s: float) -> Gate | None:
    if not isinstance(told, Mapping) or told.get("verdict") not in set(Verdict):
        return None
    age_s = _number(told.get("age_s"))
    values: dict[str, Any] = {name: told.get(name) for name in ("value", "threshold")}
    if not all(each is None or isinstance(each, str | int | float) for each in values.values()):
        return None
    return Gate(
        str(told.get("name")),
        Verdict(told["verdict"]),
        age_s=None if age_s is None else age_s + passed_s,
        unit=str(told.get("unit") or ""),
        why=str(told.get("why") or ""),
        **values,
    )


def _number(value: Any) -> float | None:
    number = isinstance(value, int | float) and not isinstance(value, bool)
    return float(value) if number else None


def _paper(told: Any) -> Paper | None:
    if not isinstance(told, Mapping) or not isinstance(told.get("valid"), bool):
        return None
    left, why = told.get("days_left"), told.get("why")
    known = isinstance(left, int) and not isinstance(left, bool)
    return Paper(told["valid"], left if known else None, why if isinstance(why, str) else "")


def _operator(told: Any, passed_s: float) -> Operator | None:
    if not isinstance(told, Mapping):
        return None
    person, word_s = told.get("person"), _number(told.get("word_s"))
    if not isinstance(person, str) or not person or word_s is None:
        return None
    return Operator(person, word_s + passed_s, _paper(told.get("licence")))


def _words(told: Any) -> tuple[str, ...] | None:
    if not isinstance(told, list | tuple) or not all(isinstance(each, str) for each in told):
        return None
    return tuple(told)


def _measured(told: Any, passed_s: float) -> Measured | None:
    if not isinstance(told, Mapping):
        return None
    value, age_s = _number(told.get("value")), _number(told.get("age_s"))
    return None if value is None or age_s is None else Measured(value, age_s + passed_s)
