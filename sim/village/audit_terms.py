"""What the account knows beforehand: the day's terms, which no answer of the service can change.

Owns values only: cutoffs, shelf prices and tax rates as the deployment's files name them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from logistics.deployment import Deployment


@dataclass(frozen=True)
class Terms:
    """`cutoff` takes a service day (ISO date) and a channel; the others are by JAN."""

    cutoff: Callable[[str, str], datetime]
    price_yen: Mapping[str, int]
    tax_percent: Mapping[str, int]


def terms_of(deployment: Deployment) -> Terms:
    """Return the terms that a deployment's files promise."""
    return Terms(
        cutoff=lambda day, channel: deployment.calendar.cutoff(date.fromisoformat(day), channel),
        price_yen={item.jan: item.price_yen for item in deployment.catalog},
        tax_percent={item.jan: item.tax_percent for item in deployment.catalog},
    )
