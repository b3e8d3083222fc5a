"""Reading back a vehicle's mission, fence or rally points, and clearing them.

Owns the download and the clearing. Items come as MISSION_ITEM_INT only: what a vehicle tells in
32-bit floats is not what it stores.
"""

from __future__ import annotations

from collections.abc import Sequence

from missions.link.exchanges.exchange import NOTHING
from missions.link.exchanges.items import ITEM_ANSWER_S, ItemExchange
from missions.link.messages import Message, MissionAck, MissionCount, MissionItem
from missions.link.outcome import Accepted, Rejected
from missions.link.requests import AskItem, AskList, ClearItems, Request, SendMissionAck
from missions.link.results import MissionResult
from missions.plan.wireitem import WireItem


class Download(ItemExchange[tuple[WireItem, ...]]):
    """Accepted with the items in order of `seq`."""

    def __init__(
        self, mission_type: int, *, retries: int = 5, answer_s: float = ITEM_ANSWER_S
    ) -> None:
        super().__init__("download of items", mission_type, retries=retries, answer_s=answer_s)
        self._count: int | None = None
        self._items: list[WireItem] = []

    def _first(self) -> Sequence[Request]:
        return (AskList(self._type),)

    def _again(self) -> Sequence[Request]:
        if self._count is None:
            return self._first()
        return (AskItem(len(self._items), self._type),)

    def _receive(self, message: Message, now_s: float) -> Sequence[Request]:
        match message:
            case MissionCount(mission_type=self._type):
                return self._counted(message.count, now_s)
            case MissionItem() if message.item.mission_type == self._type:
                return self._came(message.item, now_s)
            case MissionAck(mission_type=self._type) if message.result:
                return self._complained(message, now_s)
        return NOTHING

    def _counted(self, count: int, now_s: float) -> Sequence[Request]:
        if self._count is None:
            self._count = count
            self._progress(now_s)
            return self._next()
        if count != self._count:
            self.outcome = Rejected(f"{self._count} items became {count} while they were read")
        return NOTHING

    def _came(self, item: WireItem, now_s: float) -> Sequence[Request]:
        if self._count is None or item.seq != len(self._items):
            return NOTHING  # a second copy, or the answer to an earlier download
        self._items.append(item)
        self._progress(now_s)
        return self._next()

    def _next(self) -> Sequence[Request]:
        if len(self._items) == self._count:
            self.outcome = Accepted(tuple(self._items))
            return (SendMissionAck(MissionResult.MAV_MISSION_ACCEPTED, self._type),)
        return (AskItem(len(self._items), self._type),)


class Clear(ItemExchange[None]):
    """Accepted when the vehicle has acknowledged."""

    def __init__(
        self, mission_type: int, *, retries: int = 3, answer_s: float = ITEM_ANSWER_S
    ) -> None:
        super().__init__("clearing of items", mission_type, retries=retries, answer_s=answer_s)

    def _first(self) -> Sequence[Request]:
        return (ClearItems(self._type),)

    def _again(self) -> Sequence[Request]:
        return self._first()

    def _receive(self, message: Message, now_s: float) -> Sequence[Request]:
        if not isinstance(message, MissionAck) or message.mission_type != self._type:
            return NOTHING
        if message.result == MissionResult.MAV_MISSION_ACCEPTED:
            self.outcome = Accepted(None)
            return NOTHING
        return self._complained(message, now_s)
