"""What upload, download and clearing of mission items have in common: the vehicle's complaints.

Owns how a refusing MISSION_ACK is taken. It carries no number of what it answers, and one can
arrive late: a vehicle that was sent an item twice says MAV_MISSION_ERROR after it has accepted the
whole (ArduPilot GCS_Common.cpp). So a refusal counts when it comes again after asking again.
Source: mavlink.io/en/services/mission.html; ArduPilot MissionItemProtocol.cpp.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from missions.link.exchanges.exchange import NOTHING, Exchange
from missions.link.messages import MissionAck
from missions.link.outcome import Outcome, Rejected
from missions.link.requests import Request
from missions.link.results import MissionResult, result_name

T = TypeVar("T")

_COMPLAINTS = 2
ITEM_ANSWER_S = 1.5
"""Machine seconds. A vehicle asks again for a lost item after 1 s of its own time."""


class ItemExchange(Exchange[T]):
    """An exchange on the items of one `mission_type`."""

    def __init__(self, asked: str, mission_type: int, *, retries: int, answer_s: float) -> None:
        super().__init__(f"{asked} {mission_type}", retries=retries, answer_s=answer_s)
        self._type = mission_type
        self._complaint: int | None = None
        self._complaints = 0

    def _complained(self, ack: MissionAck, now_s: float) -> Sequence[Request]:
        """Ask again at once; the second time take the refusal for what it is."""
        self._complaint = ack.result
        self._complaints += 1
        if self._complaints >= _COMPLAINTS:
            self.outcome = self._rejected(ack.result)
            return NOTHING
        self.tries += 1
        self._asked_again = True
        self.due_s = now_s + self._answer_s
        return self._again()

    def _given_up(self, now_s: float) -> Outcome[T]:
        if self._complaint is not None:
            return self._rejected(self._complaint)
        return super()._given_up(now_s)

    @staticmethod
    def _rejected(result: int) -> Rejected:
        return Rejected(result_name(MissionResult, result), result)
