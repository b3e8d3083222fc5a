"""From the dates of `service.yaml` and Japan's public holidays to a `ServiceCalendar`.

Owns the check that the marked dates make sense together, and is the only place that knows the
`holidays` package. Must not read a clock: the span of years is data.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from types import MappingProxyType

from logistics.deployment.service import ExceptionRule, MarkedDay, Service
from logistics.domain.calendar import ChannelTimes, DateException, Reason, ServiceCalendar
from missions.reading.findings import Findings
from missions.reading.yaml_file import YamlFile


def build_calendar(service: Service, file: YamlFile, findings: Findings) -> ServiceCalendar:
    """The calendar of the service; dates that contradict each other become findings."""
    first, last = service.calendar_years
    days = _calendar(service, date(first, 1, 1), date(last, 12, 31))
    _check_marked(days, service, file, findings)
    _check_exceptions(days, service, file, findings)
    return days


def _calendar(service: Service, first_day: date, last_day: date) -> ServiceCalendar:
    channels = {
        id: ChannelTimes(rule.cutoff, rule.promise) for id, rule in service.channels.items()
    }
    exceptions = {(rule.date, rule.channel): _exception(rule) for rule in service.exceptions}
    return ServiceCalendar(
        timezone=service.tz,
        weekdays=frozenset(service.weekdays),
        channels=MappingProxyType(channels),
        holidays=MappingProxyType(_public_holidays(first_day, last_day)),
        extra_closed=MappingProxyType(_marked(service.extra_closed, "extra_closed")),
        extra_open=MappingProxyType(_marked(service.extra_open, "extra_open")),
        exceptions=MappingProxyType(exceptions),
        order_ahead_service_days=service.order_ahead_service_days,
        first_day=first_day,
        last_day=last_day,
    )


def _public_holidays(first_day: date, last_day: date) -> dict[date, Reason]:
    # The package imports all countries with the first one, which takes most of a second: commands
    # that load no deployment must not pay for it.
    from holidays.countries.japan import Japan

    years = range(first_day.year, last_day.year + 1)
    english = Japan(years=years, language="en_US")
    japanese = Japan(years=years, language="ja")
    return {day: Reason("holiday", name, english[day]) for day, name in sorted(japanese.items())}


def _marked(days: Iterable[MarkedDay], code: str) -> dict[date, Reason]:
    return {day.date: Reason(code, day.ja, day.en) for day in days}


def _exception(rule: ExceptionRule) -> DateException:
    return DateException(rule.date, rule.channel, rule.cutoff, rule.promise, rule.ja, rule.en)


def _check_marked(
    days: ServiceCalendar, service: Service, file: YamlFile, findings: Findings
) -> None:
    seen: dict[date, str] = {}
    for key, marked in (("extra_closed", service.extra_closed), ("extra_open", service.extra_open)):
        for index, mark in enumerate(marked):
            line = file.line((key, index, "date"))
            if not days.first_day <= mark.date <= days.last_day:
                findings.add(file.name, line, f"{mark.date}: outside calendar_years")
            elif mark.date in seen:
                findings.add(file.name, line, f"{mark.date}: stands already in {seen[mark.date]}")
            elif key == "extra_open" and replace(days, extra_open={}).is_service_day(mark.date):
                findings.add(file.name, line, f"{mark.date}: is a service day without this entry")
            seen[mark.date] = key


def _check_exceptions(
    days: ServiceCalendar, service: Service, file: YamlFile, findings: Findings
) -> None:
    seen: set[tuple[date, str | None]] = set()
    for index, rule in enumerate(service.exceptions):
        line = file.line(("exceptions", index, "date"))
        if rule.channel is not None and rule.channel not in service.channels:
            line = file.line(("exceptions", index, "channel"))
            findings.add(file.name, line, f'no channel "{rule.channel}"')
        elif not days.first_day <= rule.date <= days.last_day:
            findings.add(file.name, line, f"{rule.date}: outside calendar_years")
        elif not days.is_service_day(rule.date):
            findings.add(file.name, line, f"{rule.date}: an exception on a day without service")
        elif (rule.date, rule.channel) in seen:
            findings.add(file.name, line, f"{rule.date}: two exceptions for the same channel")
        elif any(days.cutoff(rule.date, id) >= days.promise(rule.date, id) for id in days.channels):
            findings.add(file.name, line, f"{rule.date}: the cutoff must be before the promise")
        seen.add((rule.date, rule.channel))
