"""The service calendar: which days are open, until when orders are taken, and what is promised.

Owns cutoff and promise per date and channel. Must not read a clock, compute public holidays or
open files: holidays arrive as data for a bounded span of years, and a date outside that span is
refused, because an unknown holiday must not pass as an open day.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from missions.errors import SorabinError

_ONE_DAY = timedelta(days=1)


class ClosedDay(SorabinError):
    """A cutoff or promise was asked for a day without service."""

    code = "closed-day"


class OutsideCalendar(SorabinError):
    """The date lies outside the years whose holidays are known."""

    code = "outside-calendar"


class UnknownChannel(SorabinError):
    """Orders are not taken through this channel."""

    code = "unknown-channel"


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a day is unlike others; `code` is weekday, holiday, extra_closed or extra_open."""

    code: str
    ja: str
    en: str


_DAY_OFF = Reason("weekday", "定休日", "no service on this weekday")  # cjk: stands in no file


@dataclass(frozen=True, slots=True)
class ChannelTimes:
    """The usual cutoff and promise of one channel, as wall time of the service."""

    cutoff: time
    promise: time


@dataclass(frozen=True, slots=True)
class DateException:
    """Another cutoff or promise on one date; `channel` None means every channel."""

    day: date
    channel: str | None
    cutoff: time | None
    promise: time | None
    ja: str = ""
    en: str = ""


@dataclass(frozen=True, slots=True)
class ServiceCalendar:
    """Pure answers about service days; every datetime in and out is timezone-aware.

    `first_day` and `last_day` bound the dates with known holidays; a question outside raises
    `OutsideCalendar`. An exception for a channel wins over one for all channels.
    """

    timezone: ZoneInfo
    weekdays: frozenset[int]
    channels: Mapping[str, ChannelTimes]
    holidays: Mapping[date, Reason]
    extra_closed: Mapping[date, Reason]
    extra_open: Mapping[date, Reason]
    exceptions: Mapping[tuple[date, str | None], DateException]
    order_ahead_service_days: int
    first_day: date
    last_day: date

    def closed_reason(self, day: date) -> Reason | None:
        """Why there is no service on this day; None on a service day."""
        if not self.first_day <= day <= self.last_day:
            raise OutsideCalendar(
                f"holidays are known from {self.first_day} to {self.last_day}, not on {day}",
                day=day.isoformat(),
            )
        if day in self.extra_closed:
            return self.extra_closed[day]
        if day in self.extra_open:
            return None
        if day in self.holidays:
            return self.holidays[day]
        if day.weekday() not in self.weekdays:
            return _DAY_OFF
        return None

    def is_service_day(self, day: date) -> bool:
        return self.closed_reason(day) is None

    def next_service_day(self, after: date) -> date:
        """The first service day strictly after the given date."""
        day = after + _ONE_DAY
        while not self.is_service_day(day):
            day += _ONE_DAY
        return day

    def cutoff(self, day: date, channel: str) -> datetime:
        """The instant from which orders for this day are refused (an order AT it is late)."""
        return self._at(day, self._times(day, channel).cutoff)

    def last_cutoff(self, day: date) -> datetime:
        """The latest cutoff of any channel: from here the day takes no further order."""
        return max(self.cutoff(day, channel) for channel in self.channels)

    def promise(self, day: date, channel: str) -> datetime:
        """The instant by which the goods are in the resident's hands."""
        return self._at(day, self._times(day, channel).promise)

    def first_promise(self, day: date) -> datetime:
        """The earliest promise of any channel: what the plan of the whole day must meet."""
        return min(self.promise(day, channel) for channel in self.channels)

    def exception(self, day: date, channel: str) -> DateException | None:
        """The exception that applies, for the screen that explains an unusual cutoff."""
        return self.exceptions.get((day, channel)) or self.exceptions.get((day, None))

    def first_open_day(self, now: datetime, channel: str) -> date:
        """The first service day whose cutoff is still ahead of `now`."""
        today = self.local_date(now)
        for day in self._service_days_from(today):
            if now < self.cutoff(day, channel):
                return day
        raise AssertionError("the service days end only by OutsideCalendar")

    def open_days(self, now: datetime, channel: str) -> tuple[date, ...]:
        """The days that take orders now: today and `order_ahead_service_days` after it.

        A day whose cutoff has passed drops out, and is not replaced by a later one.
        """
        today = self.local_date(now)
        days = [today] if self.is_service_day(today) else []
        ahead = today
        for _ in range(self.order_ahead_service_days):
            ahead = self.next_service_day(ahead)
            days.append(ahead)
        return tuple(day for day in days if now < self.cutoff(day, channel))

    def local_date(self, now: datetime) -> date:
        """The business date of an instant; a naive datetime raises ValueError."""
        if now.tzinfo is None:
            raise ValueError("a business time without timezone")
        return now.astimezone(self.timezone).date()

    def _times(self, day: date, channel: str) -> ChannelTimes:
        if channel not in self.channels:
            raise UnknownChannel(f"no channel {channel!r}", channel=channel)
        reason = self.closed_reason(day)
        if reason is not None:
            raise ClosedDay(
                f"no service on {day}: {reason.en}",
                day=day.isoformat(),
                reason=reason.code,
                next_service_day=self.next_service_day(day).isoformat(),
            )
        usual = self.channels[channel]
        cutoff, promise = usual.cutoff, usual.promise
        for key in ((day, None), (day, channel)):
            special = self.exceptions.get(key)
            if special is not None:
                cutoff = special.cutoff or cutoff
                promise = special.promise or promise
        return ChannelTimes(cutoff, promise)

    def _at(self, day: date, wall: time) -> datetime:
        return datetime.combine(day, wall, tzinfo=self.timezone)

    def _service_days_from(self, day: date) -> Iterator[date]:
        if self.is_service_day(day):
            yield day
        while True:
            day = self.next_service_day(day)
            yield day
