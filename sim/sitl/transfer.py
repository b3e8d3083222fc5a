"""Mission, fence and rally lists in both directions: the vehicle's side of the mission protocol.

Owns the upload in progress and the answers to requests (source: MissionItemProtocol.cpp and its
three kinds). Asks with MISSION_REQUEST, as ArduPilot does, and takes MISSION_ITEM_INT or
MISSION_ITEM. Knows no sockets: `send` takes messages for the channel that is spoken to.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sim.sitl.dialect import mavlink
from sim.sitl.item import LOCATED, BadItem
from sim.sitl.lists import ItemList
from sim.sitl.numbers import whole

Send = Callable[[Any], None]

_OK = mavlink.MAV_MISSION_ACCEPTED
_TIMEOUT_S = 8.0
_ASK_AGAIN_S = 1.0


@dataclass
class _Upload:
    count: int
    next_seq: int
    sysid: int
    compid: int
    send: Send
    heard_s: float
    asked_s: float


class Transfer:
    """One list's transfers; `now` is vehicle time in seconds."""

    def __init__(self, items: ItemList, kind: int, now: Callable[[], float]) -> None:
        self._items, self._kind, self._now = items, kind, now
        self._upload: _Upload | None = None
        self.refuse_with: int | None = None
        """A fault: what every upload is answered with."""

    def handle(self, message: Any, send: Send) -> None:
        """Answer one message of the mission protocol."""
        match message.get_type():
            case "MISSION_COUNT":
                self._count(message, send)
            case "MISSION_ITEM_INT":
                self._item(message, send)
            case "MISSION_ITEM":
                self._item(_as_int(message), send)
            case "MISSION_REQUEST_LIST":
                self._request_list(message, send)
            case "MISSION_REQUEST_INT" | "MISSION_REQUEST":
                self._request(message, send)
            case "MISSION_CLEAR_ALL":
                if self._cancel(message, send):
                    cleared = self._items.clear()
                    self._ack(message, send, _OK if cleared else mavlink.MAV_MISSION_ERROR)
            case "MISSION_WRITE_PARTIAL_LIST":
                self._partial(message, send)
            case _:
                pass  # acknowledgements need no answer

    def update(self) -> None:
        """Ask again for an item that does not come, and give up at last."""
        upload = self._upload
        if upload is None:
            return
        now_s = self._now()
        if now_s - upload.heard_s > _TIMEOUT_S:
            self._upload = None
            upload.send(
                mavlink.MAVLink_mission_ack_message(
                    upload.sysid,
                    upload.compid,
                    mavlink.MAV_MISSION_OPERATION_CANCELLED,
                    self._kind,
                )
            )
        elif now_s - upload.asked_s > _ASK_AGAIN_S:
            self._ask(upload)

    def _count(self, message: Any, send: Send) -> None:
        if not self._cancel(message, send):
            return
        if message.count > self._items.room():
            self._ack(message, send, mavlink.MAV_MISSION_NO_SPACE)
            return
        if self.refuse_with is not None:
            self._ack(message, send, self.refuse_with)
            return
        self._items.begin(message.count)
        if message.count == 0:
            self._ack(message, send, self._items.finish())
            return
        self._start(message, send, 0, message.count)

    def _partial(self, message: Any, send: Send) -> None:
        count, first, last = self._items.count(), message.start_index, message.end_index
        if self._upload is not None:
            self._ack(message, send, mavlink.MAV_MISSION_DENIED)
        elif not 0 <= first <= last <= count:
            self._ack(message, send, mavlink.MAV_MISSION_ERROR)
        else:
            self._items.begin(None)
            self._start(message, send, first, last + 1)

    def _start(self, message: Any, send: Send, first: int, count: int) -> None:
        now_s = self._now()
        self._upload = _Upload(
            count,
            first,
            message.get_srcSystem(),
            message.get_srcComponent(),
            send,
            now_s,
            now_s,
        )
        self._ask(self._upload)

    def _item(self, message: Any, send: Send) -> None:
        upload = self._upload
        if upload is None:
            self._stray(message, send)
            return
        if message.seq != upload.next_seq:
            self._ack(message, send, mavlink.MAV_MISSION_INVALID_SEQUENCE)
            return
        if (message.get_srcSystem(), message.get_srcComponent()) != (upload.sysid, upload.compid):
            self._ack(message, send, mavlink.MAV_MISSION_DENIED)
            return
        try:
            stored = self._items.put(message)
        except BadItem as refusal:
            self._upload = None
            self._ack(message, send, refusal.result)
            return
        if not stored:
            self._upload = None
            self._ack(message, send, mavlink.MAV_MISSION_ERROR)
            return
        upload.next_seq += 1
        upload.heard_s = self._now()
        if upload.next_seq >= upload.count:
            self._upload = None
            self._ack(message, send, self._items.finish())
        else:
            self._ask(upload)

    def _stray(self, message: Any, send: Send) -> None:
        """An item that nobody asked for: with current = 2 it is an old way to say "go there"."""
        if message.current not in (2, 3):
            self._ack(message, send, mavlink.MAV_MISSION_ERROR)
            return
        done = self._items.guided(message)
        self._ack(message, send, _OK if done else mavlink.MAV_MISSION_ERROR)

    def _ask(self, upload: _Upload) -> None:
        upload.asked_s = self._now()
        upload.send(
            mavlink.MAVLink_mission_request_message(
                upload.sysid, upload.compid, upload.next_seq, self._kind
            )
        )

    def _request_list(self, message: Any, send: Send) -> None:
        if self._upload is not None:
            self._ack(message, send, mavlink.MAV_MISSION_DENIED)
            return
        self._send_count(message, send)

    def _request(self, message: Any, send: Send) -> None:
        if self._upload is not None:
            self._ack(message, send, mavlink.MAV_MISSION_DENIED)
            return
        fields = self._items.get(message.seq)
        with_int = message.get_type() == "MISSION_REQUEST_INT"
        if fields is None:
            if with_int:
                self._send_count(message, send)
            self._ack(message, send, mavlink.MAV_MISSION_INVALID_SEQUENCE)
            return
        make = mavlink.MAVLink_mission_item_int_message
        if not with_int:
            make = mavlink.MAVLink_mission_item_message
            if fields["command"] in LOCATED or self._kind:
                fields = {**fields, "x": fields["x"] * 1e-7, "y": fields["y"] * 1e-7}
        send(
            make(
                message.get_srcSystem(),
                message.get_srcComponent(),
                message.seq,
                fields["frame"],
                fields["command"],
                0,
                fields.get("autocontinue", 1),
                fields["param1"],
                fields["param2"],
                fields["param3"],
                fields["param4"],
                fields["x"],
                fields["y"],
                fields["z"],
                self._kind,
            )
        )

    def _send_count(self, message: Any, send: Send) -> None:
        send(
            mavlink.MAVLink_mission_count_message(
                message.get_srcSystem(),
                message.get_srcComponent(),
                self._items.count(),
                self._kind,
            )
        )

    def _cancel(self, message: Any, send: Send) -> bool:
        upload = self._upload
        if upload is None:
            return True
        if (message.get_srcSystem(), message.get_srcComponent()) != (upload.sysid, upload.compid):
            self._ack(message, send, mavlink.MAV_MISSION_DENIED)
            return False
        self._upload = None
        return True

    def _ack(self, message: Any, send: Send, result: int) -> None:
        send(
            mavlink.MAVLink_mission_ack_message(
                message.get_srcSystem(), message.get_srcComponent(), result, self._kind
            )
        )


def _as_int(message: Any) -> Any:
    """A MISSION_ITEM as MISSION_ITEM_INT, from the same sender."""
    scale = 1e7 if message.command in LOCATED or message.mission_type else 1.0
    item = mavlink.MAVLink_mission_item_int_message(
        message.target_system,
        message.target_component,
        message.seq,
        message.frame,
        message.command,
        message.current,
        message.autocontinue,
        message.param1,
        message.param2,
        message.param3,
        message.param4,
        whole(message.x * scale),
        whole(message.y * scale),
        message.z,
        message.mission_type,
    )
    item._header = message._header
    return item
