"""An aircraft that is never heard again is lost at a place: where it was seen last."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from missions.flight.fitting import fitted, trial_for
from missions.flight.record import Note
from missions.flight.scenario import Scenario
from missions.flight.states import FlightState
from missions.flight.trial import fly, no_faults
from missions.flying import load_flying
from missions.geo import LatLon, distance_m
from missions.link.station import Station
from missions.plan.package import OWN_SYSTEM_ID
from sim.bench.tap import Tap
from tests.flight.vehicles import CONFIG, vehicle


@pytest.mark.slow
@pytest.mark.timeout(120)
async def test_a_lost_flight_tells_where_it_was_seen_last(tmp_path: Path) -> None:
    flying = load_flying(CONFIG)
    route = flying.routes.route("nakao")
    trial = trial_for(
        flying, route, flying.fleet.type_of("tsubame"), load_kg=1.0, scenario=Scenario()
    )
    trial = replace(fitted(trial, True, True), battery_lasts_s=30.0)
    with vehicle("sitl", tmp_path, 20.0) as address:
        async with (
            Tap(address) as tap,
            await Station.open(tap.address, own_system_id=OWN_SYSTEM_ID) as station,
        ):

            def silence(note: Note) -> None:
                tap.mute = tap.mute or note.kind == "lifted"

            (flown,) = await fly(station, no_faults(), trial, silence)
    end = flown.executive.record.notes[-1]
    assert end.facts["state"] == FlightState.LOST
    lat_deg, lon_deg, alt_amsl_m = end.facts["last_seen"]
    assert distance_m(LatLon(lat_deg, lon_deg), route.hub.position) < 5.0
    assert alt_amsl_m > route.hub.position.alt_amsl_m
