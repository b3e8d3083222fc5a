# cjk: names and typed text as the service meets them
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from logistics.domain.calendar import (
    ChannelTimes,
    ClosedDay,
    DateException,
    OutsideCalendar,
    Reason,
    ServiceCalendar,
    UnknownChannel,
)

TOKYO = ZoneInfo("Asia/Tokyo")
HOLIDAY = date(2026, 7, 20)  # a Monday
CLOSED = date(2026, 7, 21)
OPEN_SATURDAY = date(2026, 7, 25)
EARLY = date(2026, 7, 27)
EARLY_BY_PHONE = date(2026, 7, 28)


def a_calendar(
    *, extra_closed: frozenset[date] = frozenset({CLOSED}), ahead: int = 1
) -> ServiceCalendar:
    exceptions = [
        DateException(EARLY, None, time(10, 30), time(16), "混雑", "traffic"),
        DateException(EARLY, "telephone", time(10), None),
        DateException(EARLY_BY_PHONE, "telephone", time(10, 15), None),
    ]
    return ServiceCalendar(
        timezone=TOKYO,
        weekdays=frozenset(range(5)),
        channels={
            "tv": ChannelTimes(time(11), time(17)),
            "telephone": ChannelTimes(time(10, 45), time(17)),
        },
        holidays={HOLIDAY: Reason("holiday", "海の日", "Marine Day")},
        extra_closed={day: Reason("extra_closed", "休み", "closed") for day in extra_closed},
        extra_open={OPEN_SATURDAY: Reason("extra_open", "特売日", "sale")},
        exceptions={(rule.day, rule.channel): rule for rule in exceptions},
        order_ahead_service_days=ahead,
        first_day=date(2026, 1, 1),
        last_day=date(2026, 12, 31),
    )


CALENDAR = a_calendar()
days = st.dates(date(2026, 1, 1), date(2026, 11, 30))
channels = st.sampled_from(["tv", "telephone"])
instants = st.datetimes(
    datetime(2026, 1, 2),  # noqa: DTZ001
    datetime(2026, 11, 30),  # noqa: DTZ001
    timezones=st.sampled_from([UTC, TOKYO]),
)


def tokyo(day: date, hour: int, minute: int = 0, *, microsecond: int = 0) -> datetime:
    return datetime.combine(day, time(hour, minute, 0, microsecond), tzinfo=TOKYO)


@pytest.mark.parametrize(
    ("day", "code"),
    [
        (date(2026, 7, 17), None),
        (date(2026, 7, 18), "weekday"),
        (HOLIDAY, "holiday"),
        (CLOSED, "extra_closed"),
        (OPEN_SATURDAY, None),
    ],
)
def test_why_a_day_is_closed(day: date, code: str | None) -> None:
    reason = CALENDAR.closed_reason(day)
    assert (reason.code if reason else None) == code
    assert CALENDAR.is_service_day(day) is (code is None)


@given(days, st.frozensets(days, max_size=30))
def test_the_next_service_day_is_the_first_one_after(day: date, closed: frozenset[date]) -> None:
    calendar = a_calendar(extra_closed=closed)
    following = calendar.next_service_day(day)
    assert following > day
    assert calendar.is_service_day(following)
    between = (day + timedelta(days=n) for n in range(1, (following - day).days))
    assert not any(calendar.is_service_day(skipped) for skipped in between)


def test_an_exception_for_a_channel_wins_and_keeps_what_it_does_not_say() -> None:
    assert CALENDAR.cutoff(EARLY, "tv") == tokyo(EARLY, 10, 30)
    assert CALENDAR.cutoff(EARLY, "telephone") == tokyo(EARLY, 10)
    assert CALENDAR.promise(EARLY, "telephone") == tokyo(EARLY, 16)
    assert CALENDAR.cutoff(EARLY_BY_PHONE, "telephone") == tokyo(EARLY_BY_PHONE, 10, 15)
    assert CALENDAR.cutoff(EARLY_BY_PHONE, "tv") == tokyo(EARLY_BY_PHONE, 11)
    assert CALENDAR.last_cutoff(EARLY) == tokyo(EARLY, 10, 30)
    assert CALENDAR.first_promise(EARLY) == tokyo(EARLY, 16)
    special = CALENDAR.exception(EARLY, "tv")
    assert special is not None
    assert special.ja == "混雑"


def test_an_order_at_the_cutoff_itself_is_late() -> None:
    day = date(2026, 7, 15)
    assert CALENDAR.first_open_day(tokyo(day, 10, 59, microsecond=999_999), "tv") == day
    assert CALENDAR.first_open_day(tokyo(day, 11), "tv") == date(2026, 7, 16)


def test_open_days_are_today_and_the_days_ahead() -> None:
    wednesday, thursday = date(2026, 7, 15), date(2026, 7, 16)
    assert CALENDAR.open_days(tokyo(wednesday, 9), "tv") == (wednesday, thursday)
    assert CALENDAR.open_days(tokyo(wednesday, 12), "tv") == (thursday,)
    assert CALENDAR.open_days(tokyo(date(2026, 7, 18), 9), "tv") == (date(2026, 7, 22),)
    two_ahead = a_calendar(ahead=2)
    assert two_ahead.open_days(tokyo(wednesday, 12), "tv") == (thursday, date(2026, 7, 17))


@given(instants, channels)
def test_the_first_open_day_is_the_earliest_with_time_left(now: datetime, channel: str) -> None:
    first = CALENDAR.first_open_day(now, channel)
    assert now < CALENDAR.cutoff(first, channel)
    assert first == CALENDAR.open_days(now, channel)[0]
    today = now.astimezone(TOKYO).date()
    earlier = (today + timedelta(days=n) for n in range((first - today).days))
    for day in earlier:
        assert not CALENDAR.is_service_day(day) or CALENDAR.cutoff(day, channel) <= now


@given(days, channels)
def test_promises_follow_cutoffs_and_all_times_are_aware(day: date, channel: str) -> None:
    if not CALENDAR.is_service_day(day):
        with pytest.raises(ClosedDay) as closed:
            CALENDAR.cutoff(day, channel)
        following = CALENDAR.next_service_day(day)
        assert closed.value.facts["next_service_day"] == following.isoformat()
        return
    cutoff, promise = CALENDAR.cutoff(day, channel), CALENDAR.promise(day, channel)
    assert cutoff <= CALENDAR.last_cutoff(day) < CALENDAR.first_promise(day) <= promise
    assert cutoff.utcoffset() == promise.utcoffset() == timedelta(hours=9)


def test_unknown_holidays_are_not_taken_for_open_days() -> None:
    with pytest.raises(OutsideCalendar):
        CALENDAR.is_service_day(date(2027, 1, 1))
    with pytest.raises(OutsideCalendar):
        CALENDAR.next_service_day(date(2026, 12, 31))


def test_an_unknown_channel_and_a_time_without_zone_are_refused() -> None:
    with pytest.raises(UnknownChannel):
        CALENDAR.cutoff(date(2026, 7, 15), "fax")
    with pytest.raises(ValueError, match="without timezone"):
        CALENDAR.first_open_day(datetime(2026, 7, 15, 9), "tv")  # noqa: DTZ001
