"""Our side of one flight of the storm, as a process of its own: `python -m tests.storm.pilot`.

Owns the trial, and taking a flight up again after this process was killed. What happens is written
as it happens, for whoever starts the process again; what came of it at the end.
"""

from __future__ import annotations

import asyncio
import json
import sys
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any, TextIO

from missions.flight.alarms.eye import Flying as Watched
from missions.flight.consent import Consent, ConsentState
from missions.flight.executive import Executive, Found
from missions.flight.fitting import fitted, trial_for
from missions.flight.record import FlightRecord, Note
from missions.flight.scenario import ConsentPlan
from missions.flight.states import ENDS, FlightState
from missions.flight.trial import Trial, fly, no_faults
from missions.flying import load_flying
from missions.link.faults import Faults
from missions.link.station import NotConnected, Station
from missions.plan.model import Direction
from missions.plan.package import OWN_SYSTEM_ID
from tests.flight.vehicles import CONFIG
from tests.storm.draw import DeskFault
from tests.storm.radio import Stormy

_TRIES = 20


def main() -> int:
    """`pilot FLIGHT NOTES RESULT ADDRESS`: fly FLIGHT, or take it up where NOTES say it stands."""
    flight, notes, result = (Path(name) for name in sys.argv[1:4])
    told = json.loads(flight.read_text(encoding="utf-8"))
    before = _lines(notes)
    with notes.open("a", encoding="utf-8") as out:
        flights = asyncio.run(_flown(told, before, sys.argv[4], out))
    result.write_text(json.dumps([_told(each) for each in flights]), encoding="utf-8")
    return 0


async def _flown(
    told: dict[str, Any], before: list[dict[str, Any]], address: str, out: TextIO
) -> list[Executive]:
    flying = load_flying(CONFIG)
    faults = no_faults(told["seed"])
    desk = tuple(DeskFault(**each) for each in told["desk"])
    scenario = Stormy(
        consent=ConsentPlan(told["consent"]),
        consent_after_s=told["consent_after_s"],
        desk=desk,
        obeys=told["obeys"],
    )
    trial = trial_for(
        flying,
        flying.routes.route(told["route"]),
        flying.fleet.types_in_use[0],
        load_kg=told["load_kg"],
        scenario=scenario,
        round=told["round"],
    )
    trial = fitted(trial, True, True)

    def note(one: Note) -> None:
        out.write(json.dumps(asdict(one)) + "\n")
        out.flush()

    async with await _station(
        address, flying.terrain.at_or_edge_m, faults, bool(before)
    ) as station:
        if before:
            return [await _taken_up(station, faults, trial, before, note)]
        return [each.executive for each in await fly(station, faults, trial, note)]


async def _station(address: str, terrain: Any, faults: Faults, again: bool) -> Station:
    """A flight that is under way is waited for: its radio may be silent."""
    for _ in range(_TRIES if again else 1):
        try:
            return await Station.open(
                address, own_system_id=OWN_SYSTEM_ID, terrain=terrain, faults=faults
            )
        except NotConnected:
            continue
    raise NotConnected(f"{address} is not heard")


async def _taken_up(
    station: Station, faults: Faults, trial: Trial, before: list[dict[str, Any]], note: Any
) -> Executive:
    """The flight goes on where the vehicle is found."""
    states = [each["facts"]["state"] for each in before if each["kind"] == "state"]
    sent = any(each["facts"].get("state") == "sent" for each in before if each["kind"] == "consent")
    consent = Consent(state=ConsentState.SENT, jumped=True) if sent else Consent()
    record = FlightRecord(note, FlightState(states[-1]))
    mission = trial.packages[Direction.OUT].mission
    watched = Watched(
        trial.route, mission, trial.craft, trial.load_kg, trial.battery_wh, trial.ground
    )
    executive = Executive(
        station,
        trial.route,
        mission,
        record,
        battery_lasts_s=trial.battery_lasts_s,
        found=Found(lifted=True, consent=consent),
        flying=watched,
    )
    record.note("taken-up", executive.now_s)
    scenario = trial.scenario
    assert isinstance(scenario, Stormy)
    later = replace(
        scenario,
        desk=tuple(each for each in scenario.desk if each.kind != "desk-killed"),
        consent=ConsentPlan.NO if sent else scenario.consent,
    )
    playing = asyncio.ensure_future(later.play(executive, faults))
    try:
        await executive.watch()
    finally:
        playing.cancel()
    return executive


def _told(executive: Executive) -> dict[str, Any]:
    landing = executive.landing
    ends = [n.facts for n in executive.record.notes if n.facts.get("state") in set(map(str, ENDS))]
    stated = ends[-1].get("last_seen") if ends else None
    if landing is not None:
        at = landing.position
        stated = [at.lat_deg, at.lon_deg, at.alt_amsl_m]
    return {
        "direction": str(executive.mission.direction),
        "outcome": str(executive.record.state),
        "place": landing.place if landing else "",
        "stated": stated,
        "why": str(ends[-1].get("why", "")) if ends else "",
    }


def _lines(file: Path) -> list[dict[str, Any]]:
    if not file.exists():
        return []
    lines = file.read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines if line.endswith("}")]


if __name__ == "__main__":
    sys.exit(main())
