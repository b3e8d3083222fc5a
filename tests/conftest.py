"""What every test shares: the order of the run and the settings of hypothesis."""

from __future__ import annotations

import os

import pytest
from hypothesis import settings

# No deadline: the machines that run this differ by more than any deadline would tell.
settings.register_profile("sorabin", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True, print_blob=True)
settings.load_profile("ci" if os.environ.get("CI") else "sorabin")

_LATE_FIRST_TO_LAST = ("postgres", "browser", "slow", "soak")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Run the fast tests first, so that a plain mistake shows within seconds."""
    items.sort(key=_lateness)


def _lateness(item: pytest.Item) -> int:
    marks = {mark.name for mark in item.iter_markers()}
    return max(
        (place for place, name in enumerate(_LATE_FIRST_TO_LAST, start=1) if name in marks),
        default=0,
    )
