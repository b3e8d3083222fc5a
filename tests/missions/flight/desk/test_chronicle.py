"""What of a flight is written: whatever is seen, one launch ends as launched or as refused."""

from __future__ import annotations

from datetime import datetime

from hypothesis import given
from hypothesis import strategies as st

from missions.clock import TOKYO
from missions.flight.desk.chronicle import Chronicle, Told
from missions.flight.desk.entry import Entry
from missions.flight.record import FlightRecord
from missions.flight.states import AIRBORNE, ENDS, FLIGHT_MACHINE, FlightEvent, FlightState

AT = datetime(2026, 11, 24, 10, tzinfo=TOKYO)


def a_flight(
    state: FlightState = FlightState.READY, *, launched: bool = False
) -> tuple[FlightRecord, list[Entry]]:
    entries: list[Entry] = []
    told = Told(launched=launched, launch_word=7, state=state)
    chronicle = Chronicle("f", told, lambda: AT, entries.append, lambda: {"lat": 35.8})
    return FlightRecord(chronicle.hear, state), entries


def kinds(entries: list[Entry]) -> list[str]:
    return [kind for entry in entries for kind, _ in entry.events]


def test_lifted_is_launched_and_answers_the_word() -> None:
    record, entries = a_flight()
    record.move(FlightEvent.LAUNCH, 1.0)
    assert entries == []
    record.note("lifted", 2.0)
    record.see(FlightEvent.SEEN_OUTBOUND, 3.0)
    assert kinds(entries) == ["launched", "lifted"]
    assert entries[0].answers == {7: "accepted"}
    assert entries[0].changes["launched_at"] == entries[0].changes["lifted_at"] == AT
    assert entries[1].changes["state"] == "outbound"


def test_a_launch_that_came_to_nothing_is_refused_with_its_reason() -> None:
    record, entries = a_flight()
    record.move(FlightEvent.LAUNCH, 1.0)
    record.see(FlightEvent.REFUSED, 2.0, why="arm: rejected: MAV_RESULT_FAILED")
    assert kinds(entries) == ["refused"]
    assert entries[0].answers == {7: "refused: arm: rejected: MAV_RESULT_FAILED"}


def test_unseen_and_seen_again_tells_the_way_home_once() -> None:
    record, entries = a_flight(FlightState.HOMEBOUND, launched=True)
    record.see(FlightEvent.SILENT, 1.0, why="the connection was closed")
    record.see(FlightEvent.SEEN_WAITING, 2.0)
    record.see(FlightEvent.SEEN_HOMEBOUND, 3.0)
    record.see(FlightEvent.SILENT, 4.0)
    record.see(FlightEvent.SEEN_HOMEBOUND, 5.0)
    assert kinds(entries) == ["unseen", "seen", "waiting", "homebound", "unseen", "seen"]


def test_consent_is_told_when_it_is_sent_or_comes_too_late() -> None:
    record, entries = a_flight(FlightState.WAITING, launched=True)
    for state in ("given", "sent", "none", "too-late"):
        record.note("consent", 1.0, state=state)
    assert kinds(entries) == ["consent-sent", "consent-late"]


@given(st.lists(st.sampled_from([*FlightEvent, "lifted"]), max_size=30))
def test_one_launch_is_launched_or_refused_and_ends_once(what: list[FlightEvent | str]) -> None:
    record, entries = a_flight()
    record.move(FlightEvent.LAUNCH, 0.0)
    for each in what:
        lifted = record.first("lifted") is not None
        if each == FlightEvent.REFUSED and lifted:
            continue  # the executive refuses nothing that has left the ground
        if isinstance(each, FlightEvent) and FLIGHT_MACHINE.allows(record.state, each):
            record.move(each, 1.0)
        elif each == "lifted" and record.state in AIRBORNE and not lifted:
            record.note("lifted", 1.0)
    told = kinds(entries)
    answers = [entry.answers[7] for entry in entries if 7 in entry.answers]
    undecided = record.state is FlightState.LAUNCHING and "lifted" not in told
    assert told.count("launched") + told.count("refused") == (0 if undecided else 1)
    assert len(answers) == (0 if undecided else 1)
    ends = [kind for kind in told if kind in {str(end) for end in ENDS}]
    assert ends == ([str(record.state)] if record.state in ENDS else [])
