"""The note at the door, and the time limit of the case that it opens."""

from __future__ import annotations

from datetime import timedelta

import pytest

from logistics.domain.welfare import CaseRule, Welfare, opens_case
from tests.logistics.domain.making import LEAVE_AT


@pytest.mark.parametrize("note", Welfare)
def test_whatever_is_not_well_opens_a_case(note: Welfare) -> None:
    assert opens_case(note) is (note is not Welfare.WELL)


def test_a_case_is_due_its_minutes_after_it_was_opened() -> None:
    assert CaseRule("p-office", 60).due_at(LEAVE_AT) == LEAVE_AT + timedelta(hours=1)
