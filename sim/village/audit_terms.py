"""What the account knows beforehand: the day's terms, which no answer of the service can change.

Owns values only: cutoffs, shelf prices, tax rates and temperature limits as the deployment's
files name them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from logistics.deployment import Deployment


@dataclass(frozen=True)
class Terms:
    """`cutoff` takes a service day (ISO date) and a channel; the others are by JAN.

    `keep_min` and `bare_min` hold items with a temperature only: minutes from the store to the
    door, and of these with an aircraft, which has no cool box.
    """

    cutoff: Callable[[str, str], datetime]
    price_yen: Mapping[str, int]
    tax_percent: Mapping[str, int]
    keep_min: Mapping[str, int] = field(default_factory=dict)
    bare_min: Mapping[str, int] = field(default_factory=dict)


def terms_of(deployment: Deployment) -> Terms:
    """Return the terms that a deployment's files promise."""
    service = deployment.service
    return Terms(
        cutoff=lambda day, channel: deployment.calendar.cutoff(date.fromisoformat(day), channel),
        price_yen={item.jan: item.price_yen for item in deployment.catalog},
        tax_percent={item.jan: item.tax_percent for item in deployment.catalog},
        keep_min={
            item.jan: limit_min
            for item in deployment.catalog
            if (limit_min := service.temperature_limits_min.of(item.temperature)) is not None
        },
        bare_min={
            item.jan: service.air_limits.chilled_max_min
            for item in deployment.catalog
            if item.temperature == "chilled"
        },
    )
