"""Flights as people see them on their pages: a day's sorties, their gates, what was said.

Owns reading. What people do about it stands with each of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sim.village.people.client import Client

Sortie = dict[str, Any]
Gate = dict[str, Any]
ASTRAY = frozenset({"diverted", "down", "lost"})
ENDED = frozenset({"done", "cancelled", *ASTRAY})
BEFORE_LAUNCH = ("planned", "loaded", "asked", "ready")


async def sorties_of(client: Client, service_day: str) -> list[Sortie]:
    """The sorties of a day in the order in which they were planned."""
    return (await client.get("/sorties", service_day=service_day))["sorties"]


async def look_at(client: Client, sortie: Sortie) -> Sortie:
    """A sortie as it stands now, with its flights and gates."""
    return await client.get(path_of(sortie))


def path_of(sortie: Sortie) -> str:
    """The sortie's address."""
    return f"/sorties/{sortie['service_day']}/{sortie['id']}"


def flight_of(sortie: Sortie) -> dict[str, Any]:
    """The flight that is next or under way: home once the aircraft has been unloaded."""
    home = sortie["state"] in ("unloaded", "swapped", "flying_home", "done")
    return sortie["home" if home else "out"] or {}


def shut(gates: Sequence[Gate]) -> list[Gate]:
    """The gates that do not pass."""
    return [gate for gate in gates if gate["verdict"] != "pass"]


def in_words(gates: Sequence[Gate]) -> str:
    """Gates with what decided: the reason that an operator writes down."""
    return "; ".join(_in_words(gate) for gate in gates)


def _in_words(gate: Gate) -> str:
    told = f"{gate['name']} {'is not known' if gate['verdict'] == 'unknown' else 'closed'}"
    if isinstance(gate["value"], int | float) and not isinstance(gate["value"], bool):
        told += f": {gate['value']:.3g} {gate['unit']} against {gate['threshold']}"
    return f"{told} ({gate['why']})" if gate["why"] else told


def waits_for_answer(flight: dict[str, Any], word: str) -> bool:
    """Whether the last such word to a flight has no answer from the desk yet."""
    told = [command for command in flight.get("commands", ()) if command["word"] == word]
    return bool(told) and told[-1]["answered_at"] is None
