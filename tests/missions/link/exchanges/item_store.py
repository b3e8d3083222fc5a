"""A vehicle's side of the item protocol as plain calls, like ArduPilot's MissionItemProtocol.

Takes requests, gives messages; time is passed in. Nothing is lost here: who calls it loses.
"""

from __future__ import annotations

from missions.link import messages as msg
from missions.link import requests as req
from missions.plan.wireitem import WireItem

REQUEST_AGAIN_S, GIVES_UP_S = 1.0, 8.0


class ItemStore:
    def __init__(self, stored: list[WireItem] | None = None) -> None:
        self.stored: list[WireItem] = stored or []
        self._coming: list[WireItem] | None = None
        self._expected = 0
        self._asked_s = self._heard_s = 0.0

    def take(self, request: req.Request, now_s: float) -> list[msg.Message]:
        match request:
            case req.SendCount(count=count):
                self._coming, self._expected = [], count
                if not count:
                    return self._finish()
                self._heard_s = now_s
                return self._ask(now_s)
            case req.SendItem(item=item):
                return self._store(item, now_s)
            case req.AskList():
                return [msg.MissionCount(len(self.stored), 0, 245)]
            case req.AskItem(seq=seq):
                if self._coming is not None:
                    return [msg.MissionAck(14, 0, 245)]
                if seq >= len(self.stored):
                    return [msg.MissionAck(13, 0, 245)]
                return [msg.MissionItem(self.stored[seq], 245)]
            case req.ClearItems():
                self._coming, self.stored = None, []
                return [msg.MissionAck(0, 0, 245)]
        return []

    def tick(self, now_s: float) -> list[msg.Message]:
        if self._coming is None:
            return []
        if now_s - self._heard_s > GIVES_UP_S:
            self._coming = None
            return [msg.MissionAck(15, 0, 245)]
        if now_s - self._asked_s > REQUEST_AGAIN_S:
            return self._ask(now_s)
        return []

    def _store(self, item: WireItem, now_s: float) -> list[msg.Message]:
        if self._coming is None:
            return [msg.MissionAck(1, 0, 245)]
        if item.seq != len(self._coming):
            return [msg.MissionAck(13, 0, 245)]
        self._coming.append(item)
        self._heard_s = now_s
        return self._finish() if len(self._coming) == self._expected else self._ask(now_s)

    def _ask(self, now_s: float) -> list[msg.Message]:
        self._asked_s = now_s
        return [msg.MissionRequest(len(self._coming or ()), 0, 245)]

    def _finish(self) -> list[msg.Message]:
        self.stored, self._coming = list(self._coming or ()), None
        return [msg.MissionAck(0, 0, 245)]
