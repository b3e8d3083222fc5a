"""`service.yaml`: the rules of the service that are data, as one frozen value.

Owns names, types and units of every key; the file's comments say the same to its editor. Must not
know the other files: references to people and items are checked by `load`.
"""

from datetime import time
from typing import Annotated, Literal, Self
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, Field, model_validator

from logistics.deployment.fields import ClockTime, Day, Weekday
from logistics.domain.catalog import AirLimits, Temperature
from missions.reading.fields import FileModel, Ident, Positive, Text, Whole


class Bilingual(FileModel):
    """A name or reason as screens show it."""

    ja: Text
    en: Text


class ChannelRule(FileModel):
    """The usual cutoff and promise of one channel, wall time."""

    cutoff: ClockTime
    promise: ClockTime

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.cutoff >= self.promise:
            raise ValueError("the cutoff must be before the promise")
        return self


class MarkedDay(Bilingual):
    """One date that is closed or open against the rule, with its reason."""

    date: Day


class ExceptionRule(Bilingual):
    """Another cutoff or promise on one date; without `channel` it holds for all."""

    date: Day
    channel: Ident | None = None
    cutoff: ClockTime | None = None
    promise: ClockTime | None = None

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if self.cutoff is None and self.promise is None:
            raise ValueError("an exception needs a cutoff or a promise")
        return self


class Fees(FileModel):
    monthly_yen: Whole


class TaxPercent(FileModel):
    reduced: Whole
    standard: Whole


class SubstitutionRule(FileModel):
    similar_max_dearer_percent: Whole


class WelfareRule(FileModel):
    """Who owns a welfare case, and in how many minutes the case must be taken up."""

    owner: Ident
    limit_min: Positive


class Welfare(FileModel):
    worried: WelfareRule
    not_met: WelfareRule


class TemperatureLimits(FileModel):
    """Minutes from the store's cold shelf to the door, in a cool box; None is no limit."""

    ambient: Positive | None
    chilled: Positive | None
    frozen: Positive | None

    def of(self, temperature: Temperature) -> int | None:
        return {
            Temperature.AMBIENT: self.ambient,
            Temperature.CHILLED: self.chilled,
            Temperature.FROZEN: self.frozen,
        }[temperature]


class ParcelLimits(FileModel):
    """The largest parcel that a person is asked to carry, by van or by hand."""

    max_g: Positive
    box_mm: tuple[Positive, Positive, Positive]


class VanCost(FileModel):
    yen_per_km: Whole
    yen_per_min: Whole


class AirCost(FileModel):
    yen_per_flight: Whole
    yen_per_min: Whole


class WorkTimes(FileModel):
    """Wall times and minutes of the day's work, in the order of the day."""

    pick_start: ClockTime
    pick_ready_by: ClockTime
    supporter_leaves_store: ClockTime
    store_loading_min: Whole
    hub_handling_min: Whole
    stop_unload_min: Whole
    door_min: Positive
    second_try_after_min: Positive
    promise_margin_min: Whole
    settle_at: ClockTime

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        times: list[time] = [
            self.pick_start,
            self.pick_ready_by,
            self.supporter_leaves_store,
            self.settle_at,
        ]
        if times != sorted(set(times)):
            raise ValueError(
                "pick_start, pick_ready_by, supporter_leaves_store, settle_at: in order"
            )
        return self


class OrderLimits(FileModel):
    max_lines: Positive
    max_quantity_per_line: Positive


def _known_zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        raise ValueError("no such timezone") from None
    return name


def _year_span(years: tuple[int, int]) -> tuple[int, int]:
    first, last = years
    if not 2000 <= first <= last <= 2099:
        raise ValueError("first and last year, 2000 to 2099")
    return years


class Service(FileModel):
    """The whole of `service.yaml`; `tz` gives the timezone as an object."""

    id: Ident
    name: Bilingual
    timezone: Annotated[Text, AfterValidator(_known_zone)]
    catalog_size: Positive

    holidays: Literal["JP"]
    calendar_years: Annotated[tuple[Whole, Whole], AfterValidator(_year_span)]
    weekdays: Annotated[tuple[Weekday, ...], Field(min_length=1)]
    channels: Annotated[dict[Ident, ChannelRule], Field(min_length=1)]
    extra_closed: tuple[MarkedDay, ...]
    extra_open: tuple[MarkedDay, ...]
    exceptions: tuple[ExceptionRule, ...]
    order_ahead_service_days: Positive
    order_limits: OrderLimits

    fees: Fees
    tax_percent: TaxPercent
    substitution: SubstitutionRule
    welfare: Welfare

    parcel_limits: ParcelLimits
    supporter_car_g: Positive
    air_limits: AirLimits
    temperature_limits_min: TemperatureLimits
    van_cost: VanCost
    air_cost: AirCost
    work_times: WorkTimes

    @property
    def tz(self) -> ZoneInfo:
        return ZoneInfo(self.timezone)
