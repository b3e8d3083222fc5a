"""What no vehicle should say: the watch over a flight goes on, and what it tells stays JSON."""

from __future__ import annotations

import json
import logging
from datetime import UTC, datetime
from random import Random

import pytest

from missions.clock import machine_s
from missions.flight.desk.snapshot import place, snapshot
from missions.flight.executive import Executive, Found
from missions.flight.fitting import trial_for
from missions.flight.record import FlightRecord
from missions.flight.scenario import Scenario
from missions.flight.states import ENDS, FlightState
from missions.flight.track import PathFrame
from missions.flying import Flying
from missions.link.messages import MissionItem, ParameterValue
from missions.link.wire import Wire
from missions.plan.canonical import canonical_package, canonical_readback
from missions.plan.compare import differences
from missions.plan.model import Direction
from tests.missions.link import mutations
from tests.missions.link.capture import ROUND, SHORT, captured
from tests.missions.link.fed import Listener, greeting

pytestmark = pytest.mark.slow
SAMPLE, ALL = 60_000, 3_000_000
SIZES = pytest.mark.parametrize(
    ("size", "flight"), [(SAMPLE, SHORT), pytest.param(ALL, ROUND, marks=pytest.mark.soak)]
)


@SIZES
@pytest.mark.timeout(3600)
async def test_a_watch_goes_on_whatever_the_vehicle_says(
    size: int, flight: tuple[str, ...], shipped: Flying, caplog: pytest.LogCaptureFixture
) -> None:
    rng = Random(7)
    route = shipped.routes.route("nakao")
    craft = shipped.fleet.types_in_use[0]
    trial = trial_for(shipped, route, craft, load_kg=3.0, scenario=Scenario())
    mission = trial.packages[Direction.OUT].mission
    listener = await Listener.open(machine_s, greeting)
    seen: set[FlightState] = set()
    executive: Executive | None = None
    with caplog.at_level(logging.ERROR):
        for chunk in mutations.in_chunks(
            rng, mutations.stream(rng, captured(*flight).down, size, mutations.SOUND)
        ):
            await listener.carrier.feed(chunk)
            if executive is None or executive.record.state in ENDS:
                record = FlightRecord(state=FlightState.OUTBOUND)
                executive = Executive(
                    listener.station, route, mission, record,
                    battery_lasts_s=4000.0, found=Found(lifted=True),
                )  # fmt: skip
                executive.consent()
            executive.look()
            seen.add(executive.record.state)
            json.dumps([note.facts for note in executive.record.notes], allow_nan=False)
            _assert_told(listener, PathFrame(route))
    assert len(seen) > 3
    assert caplog.records == []
    if executive is not None:
        await executive.leave()
    await listener.station.close()


def _assert_told(listener: Listener, path: PathFrame) -> None:
    told = snapshot(
        "tsubame", datetime.now(UTC), listener.station, flight_id="f", plan=None, state=None,
        pad_amsl_m=600.0, path=path,
    )  # fmt: skip
    json.dumps([told, place(listener.station, path)], allow_nan=False)


@SIZES
def test_whatever_is_read_back_is_compared(
    size: int, flight: tuple[str, ...], shipped: Flying
) -> None:
    rng, wire = Random(8), Wire(245)
    route, craft = shipped.routes.route("nakao"), shipped.fleet.types_in_use[0]
    trial = trial_for(shipped, route, craft, load_kg=3.0, scenario=Scenario())
    package = trial.packages[Direction.OUT]
    approved = canonical_package(package)
    answers = [f for f in captured(*flight).down if mutations.number_of(f) in (22, 73)]
    compared = 0
    for chunk in mutations.in_chunks(rng, mutations.stream(rng, answers, size, mutations.SOUND)):
        said = [packet.message for packet in wire.decode(chunk)]
        items = [each.item for each in said if isinstance(each, MissionItem)]
        values = {each.name: each.value for each in said if isinstance(each, ParameterValue)}
        found = canonical_readback(items, items, items, values)
        assert found.sha256 != approved.sha256
        assert all(map(str, differences(approved, found)))
        compared += len(items) + len(values)
    assert compared > size / 1000
