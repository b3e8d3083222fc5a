"""Totals are sums over the entries, and say where a part of them is not known."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from missions.flightbook.facts import Before
from missions.flightbook.model import FlightEntry, Maintenance, Renews
from missions.flightbook.totals import Total, beginning, flown, running
from tests.logistics.support.access import TUESDAY_9
from tests.missions.flightbook.making import BEFORE, flight, maintenance

SECONDS = st.none() | st.floats(0, 36_000, allow_nan=False)
RENEWS = st.frozensets(st.sampled_from(Renews))
ENTRIES = st.lists(
    st.one_of(
        SECONDS.map(lambda seconds: flight(flight_s=seconds)),
        RENEWS.map(lambda renews: maintenance(renews=renews)),
    ),
    max_size=30,
)
BEGINNINGS = st.builds(
    Before,
    flown_s=SECONDS,
    flights=st.none() | st.integers(0, 500),
    since_periodic_s=SECONDS,
    since_periodic_flights=st.none() | st.integers(0, 500),
    since_certification_s=SECONDS,
)


@given(BEGINNINGS, ENTRIES)
def test_the_last_totals_are_the_sums_of_all_entries(
    before: Before, entries: list[FlightEntry | Maintenance]
) -> None:
    told = running(before, entries)
    assert [entry for entry, _ in told] == entries
    totals = told[-1][1] if told else beginning(before)
    flights = [entry for entry in entries if isinstance(entry, FlightEntry)]
    assert totals.flown == Total.of(before.flown_s) + flown(flights) or _close(
        totals.flown, Total.of(before.flown_s) + flown(flights)
    )
    if before.flights is None:
        assert totals.flights is None
    else:
        assert totals.flights == before.flights + len(flights)


@given(BEGINNINGS, ENTRIES)
def test_what_is_counted_anew_is_the_sum_since_then(
    before: Before, entries: list[FlightEntry | Maintenance]
) -> None:
    totals = running(before, entries)[-1][1] if entries else beginning(before)
    for kind, since, at_first in (
        (Renews.PERIODIC, totals.since_periodic, before.since_periodic_s),
        (Renews.CERTIFICATION, totals.since_certification, before.since_certification_s),
    ):
        renewed = [
            place
            for place, entry in enumerate(entries)
            if isinstance(entry, Maintenance) and kind in entry.renews
        ]
        begin = Total() if renewed else Total.of(at_first)
        after = entries[renewed[-1] + 1 :] if renewed else entries
        wanted = begin + flown(entry for entry in after if isinstance(entry, FlightEntry))
        assert _close(since, wanted)


def test_a_flight_of_which_the_length_is_not_known_makes_a_total_inexact() -> None:
    entries = [flight(1), flight(2, flight_s=None), flight(3)]
    totals = running(BEFORE, entries)[-1][1]
    assert totals.flown == Total(36_000.0 + 1200.0, 1)
    assert totals.flown.exact_s is None
    assert totals.flights == 53


def test_certification_and_sensors_do_not_touch_the_periodic_count() -> None:
    entries = [flight(1), maintenance(TUESDAY_9 + timedelta(hours=1), renews=frozenset())]
    entries.append(maintenance(renews=frozenset({Renews.SENSORS, Renews.CERTIFICATION})))
    totals = running(BEFORE, entries)[-1][1]
    assert totals.since_periodic == Total(3600.0 + 600.0)
    assert totals.since_periodic_flights == 6
    assert totals.since_certification == Total()


def _close(one: Total, other: Total) -> bool:
    return one.unknown == other.unknown and abs(one.seconds - other.seconds) < 1e-3
