"""Entries as rows, and leases, on both databases."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlmodel import Session

from logistics.db.engine import Database
from missions.clock import machine_time
from missions.flight.desk.entry import Entry
from missions.flight.desk.lease import Lease, holder_id
from missions.flight.desk.store import Store
from missions.store import fleet, flights
from tests.logistics.support.access import TUESDAY_9
from tests.missions.flight.desk.desks import sessions
from tests.missions.flight.desk.hub import AIRCRAFT, OUT, Hub


@pytest.fixture
def hub(database_url: str) -> Iterator[Hub]:
    made = Hub(database_url)
    made.make()
    yield made
    made.close()


@pytest.fixture
def store(database_url: str) -> Iterator[Store]:
    database = Database(database_url)
    made = Store(sessions(database))
    yield made
    made.close()
    database.close()


def test_an_entry_written_again_is_written_once(hub: Hub) -> None:
    word = hub.say("launch")
    entry = Entry(
        OUT, TUESDAY_9, {"state": "outbound", "launched_at": TUESDAY_9},
        (("launched", {}), ("lifted", {"x": 1.5})), {word: "accepted"},
    )  # fmt: skip
    hub.write(entry.write)
    hub.write(entry.write)
    assert hub.kinds() == ["launched", "lifted"]
    assert (hub.row().state, hub.row().launched_at) == ("outbound", TUESDAY_9)
    assert hub.word(word).outcome == "accepted"


def test_a_flight_that_has_ended_keeps_its_end(hub: Hub) -> None:
    end = Entry(OUT, TUESDAY_9, {"state": "returned"}, (("returned", {"place": "hub"}),))
    hub.write(end.write)
    word = hub.say("hold")
    late = Entry(OUT, TUESDAY_9, {"state": "unseen"}, (("unseen", {}),), {word: "link lost: x"})
    hub.write(late.write)
    command = Entry(OUT, TUESDAY_9, events=(("command", {"word": "hold"}),))
    hub.write(command.write)
    assert hub.row().state == "returned"
    assert hub.kinds() == ["returned", "command"]
    assert hub.word(word).outcome == "link lost: x"


def test_open_flights_are_those_that_may_fly(hub: Hub) -> None:
    def of_aircraft(session: Session) -> list[str]:
        return [row.id for row in flights.open_flights(session, AIRCRAFT)]

    assert hub.write(of_aircraft) == []
    word = hub.say("launch")
    assert hub.write(of_aircraft) == []

    def take(session: Session) -> None:
        row = flights.commands_of(session, OUT)[0]
        assert flights.take(session, row, TUESDAY_9)

    hub.write(take)
    assert hub.write(of_aircraft) == [OUT]
    hub.write(Entry(OUT, TUESDAY_9, answers={word: "accepted"}).write)
    assert hub.write(of_aircraft) == []
    hub.write(Entry(OUT, TUESDAY_9, {"state": "waiting"}).write)
    assert hub.write(of_aircraft) == [OUT]
    assert [row.id for row in hub.write(lambda s: flights.unanswered_commands(s, AIRCRAFT))] == []


async def test_one_desk_holds_a_lease_and_gives_it_up(store: Store) -> None:
    ours, theirs = (
        Lease(store, AIRCRAFT, holder_id(host, 1, "x")) for host in ("host-a", "host-b")
    )
    assert await ours.hold()
    assert ours.held
    assert not await theirs.hold()
    assert not theirs.held
    assert await store.write(ours.still)
    assert not await store.write(theirs.still)
    await ours.give_up()
    assert not ours.held
    assert await theirs.hold()
    assert not await store.write(ours.still)
    assert await theirs.renew()
    await theirs.give_up()
    assert not await ours.renew()  # it was another's meanwhile
    assert await ours.hold()
    await ours.give_up()
    assert await ours.renew()


async def test_a_dead_process_of_the_same_host_is_succeeded_at_once(store: Store) -> None:
    dead, alive = 2**22 + 1, os.getppid()  # above Linux's largest process number
    other = Lease(store, AIRCRAFT, holder_id("here", os.getpid(), "b"))
    await Lease(store, AIRCRAFT, holder_id("here", alive, "a")).hold()
    assert not await other.hold()

    def died(session: Session) -> None:
        row = fleet.lease(session, AIRCRAFT)
        assert row is not None
        row.holder = holder_id("here", dead, "a")
        session.add(row)

    await store.write(died)
    assert await other.hold()


async def test_a_lease_of_another_host_is_waited_for(store: Store) -> None:
    dead = 2**22 + 1
    await Lease(store, AIRCRAFT, holder_id("there", dead, "a")).hold()
    other = Lease(store, AIRCRAFT, holder_id("here", os.getpid(), "b"))
    assert not await other.hold()

    def run_out(session: Session) -> None:
        row = fleet.lease(session, AIRCRAFT)
        assert row is not None
        row.until = machine_time() - timedelta(seconds=1)
        session.add(row)

    await store.write(run_out)
    assert await other.hold()
