"""Giving a vehicle its mission, fence or rally points.

Owns the upload: the count, then each item as often as the vehicle asks for it, in whatever order.
An acceptance counts only after the vehicle has asked for every item. Always answers with
MISSION_ITEM_INT, also to the older MISSION_REQUEST: a 32-bit float moves a point by up to 0.7 m.
"""

from __future__ import annotations

from collections.abc import Sequence

from missions.link.exchanges.exchange import NOTHING
from missions.link.exchanges.items import ITEM_ANSWER_S, ItemExchange
from missions.link.messages import Message, MissionAck, MissionRequest
from missions.link.outcome import Accepted, Rejected
from missions.link.requests import Request, SendCount, SendItem, SendMissionAck
from missions.link.results import MissionResult
from missions.plan.wireitem import WireItem


class Upload(ItemExchange[None]):
    """`items` are numbered from 0 without gaps and are all of `mission_type`, else ValueError."""

    def __init__(
        self,
        mission_type: int,
        items: Sequence[WireItem],
        *,
        retries: int = 5,
        answer_s: float = ITEM_ANSWER_S,
    ) -> None:
        super().__init__("upload of items", mission_type, retries=retries, answer_s=answer_s)
        for seq, item in enumerate(items):
            if item.seq != seq or item.mission_type != mission_type:
                raise ValueError(f"item {seq} is number {item.seq} of type {item.mission_type}")
        self._items = tuple(items)
        self._asked_for: set[int] = set()
        self._last: SendItem | None = None
        self._restarts_left = retries

    def _first(self) -> Sequence[Request]:
        return (SendCount(len(self._items), self._type),)

    def _again(self) -> Sequence[Request]:
        if self._last is not None and not self._all_asked:
            return (self._last,)
        if self._last is not None:
            # Either the last item or the vehicle's acceptance was lost; begin anew to find out.
            if self._restarts_left <= 0:
                self._left = 0
                return NOTHING
            self._restarts_left -= 1
            self._last = None
            self._asked_for.clear()
        return self._first()

    @property
    def _all_asked(self) -> bool:
        return len(self._asked_for) == len(self._items)

    def _receive(self, message: Message, now_s: float) -> Sequence[Request]:
        if isinstance(message, MissionRequest) and message.mission_type == self._type:
            return self._answer(message.seq, now_s)
        if isinstance(message, MissionAck) and message.mission_type == self._type:
            return self._acknowledged(message, now_s)
        return NOTHING

    def _answer(self, seq: int, now_s: float) -> Sequence[Request]:
        if seq >= len(self._items):
            result = MissionResult.MAV_MISSION_INVALID_SEQUENCE
            self.outcome = Rejected(f"the vehicle asks for item {seq} of {len(self._items)}")
            return (SendMissionAck(result, self._type),)
        if seq not in self._asked_for:
            self._asked_for.add(seq)
            self._progress(now_s)
        self._last = SendItem(self._items[seq])
        return (self._last,)

    def _acknowledged(self, ack: MissionAck, now_s: float) -> Sequence[Request]:
        if ack.result == MissionResult.MAV_MISSION_ACCEPTED:
            if self._all_asked:
                self.outcome = Accepted(None)
            return NOTHING
        if ack.result == MissionResult.MAV_MISSION_INVALID_SEQUENCE:
            return NOTHING  # it got an item twice: it had asked twice before our answer came
        return self._complained(ack, now_s)

    def _complained(self, ack: MissionAck, now_s: float) -> Sequence[Request]:
        self._asked_for.clear()
        self._last = None
        return super()._complained(ack, now_s)
