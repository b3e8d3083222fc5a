"""The items of a `.plan`: simple ones, and the simple ones that a complex one has been turned into.

Owns what one item may hold. A survey and a corridor scan carry the items that the station made of
them and are read as those; other complex items (landing patterns, structure scans) become items
only inside the station that drew them, and are refused by name.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from missions.plan.ardupilot import MISSION
from missions.plan.formats.mav_names import ABOVE_HOME, ABOVE_TERRAIN, ABSOLUTE, frame_words
from missions.plan.formats.raw import RawItem, number_of, off_earth
from missions.plan.model import Command
from missions.plan.wireitem import WireItem
from missions.reading.document import Path
from missions.reading.findings import Findings
from missions.reading.json_file import JsonFile

_KEYS = frozenset(
    {
        "type", "autoContinue", "command", "doJumpId", "frame", "params", "Altitude",
        "AltitudeMode", "AMSLAltAboveTerrain", "MISSION_ITEM_ID",
    }
)  # fmt: skip
_EXPANDED = frozenset({"survey", "CorridorScan"})
_MODES = {1: ABOVE_HOME, 2: ABSOLUTE, 3: ABSOLUTE, 4: ABOVE_TERRAIN}
_MODE_NAMES = {1: "relative to home", 2: "above the sea", 3: "above the sea", 4: "above the ground"}
_CALCULATED = 3
"""AltitudeModeCalcAboveTerrain: a height above the sea that was computed from the ground's."""
_CLOSE_M = 0.01
_KEPT: Mapping[int, tuple[int, ...]] = {
    Command.NAV_WAYPOINT: (0,),
    Command.NAV_LOITER_TIME: (0, 2),
    Command.NAV_LAND: (0,),
    Command.NAV_TAKEOFF: (0,),
}
"""Parameters that ArduCopter keeps, and that so must be said (see `missions.plan.canonical`); of
the fourth an empty one means the same as 0."""


class PlanItems:
    """The list of one document and where its faults go."""

    def __init__(self, file: JsonFile, findings: Findings) -> None:
        self._file = file
        self._findings = findings
        self._last_jump_id = 0

    def read(self, mission: dict[str, Any]) -> tuple[RawItem, ...]:
        """All items that can be read, numbered from 1 in the order in which they are flown."""
        at: Path = ("mission", "items")
        items = mission.get("items")
        if not isinstance(items, list) or not items:
            self._fault(at, "there is no item in the mission")
            return ()
        found: list[RawItem] = []
        for index, item in enumerate(items):
            for path, simple, where in self._simple((*at, index), item, f"item {index + 1}"):
                read = self._item(path, simple, where, len(found) + 1)
                if read is not None:
                    found.append(read)
        return tuple(found)

    def _simple(self, at: Path, item: Any, where: str) -> Iterator[tuple[Path, Any, str]]:
        """The simple items that an entry of the list stands for."""
        if not isinstance(item, dict):
            self._fault(at, f"{where}: an object is needed")
        elif item.get("type") == "SimpleItem":
            yield at, item, where
        elif item.get("type") != "ComplexItem":
            self._fault(at, f"{where}: type {item.get('type')!r}: SimpleItem or ComplexItem")
        elif item.get("complexItemType") not in _EXPANDED:
            kind = item.get("complexItemType")
            self._fault(at, f"{where}: {kind}: only its ground station can turn it into items")
        else:
            yield from self._expanded(at, item, f"{where} ({item['complexItemType']})")

    def _expanded(self, at: Path, item: Any, where: str) -> Iterator[tuple[Path, Any, str]]:
        transect = item.get("TransectStyleComplexItem")
        parts = transect.get("Items") if isinstance(transect, dict) else None
        if not isinstance(parts, list) or not parts:
            self._fault(at, f"{where}: holds no items: open and save it with its ground station")
            return
        within = (*at, "TransectStyleComplexItem", "Items")
        for index, part in enumerate(parts):
            if isinstance(part, dict) and part.get("type") == "SimpleItem":
                yield (*within, index), part, f"{where}, part {index + 1}"
            else:
                self._fault((*within, index), f"{where}, part {index + 1}: is no SimpleItem")

    def _item(self, at: Path, item: dict[str, Any], where: str, seq: int) -> RawItem | None:
        before = len(self._findings)
        for key in item:
            if key not in _KEYS:
                self._fault((*at, key), f'{where}: unknown key "{key}"')
        command = self._whole(at, item, "command", where)
        frame = self._whole(at, item, "frame", where)
        if item.get("autoContinue") is not True:
            self._fault(at, f"{where}: autoContinue is not true: it would stop there")
        self._check_jump_id(at, item, where)
        params = self._params(at, item, command, where)
        if frame is not None and params is not None:
            self._check_height(at, item, frame, params[6], where)
        if command is None or frame is None or params is None or len(self._findings) > before:
            return None
        p1, p2, p3, p4, lat_deg, lon_deg, alt_m = params
        wire = WireItem(
            seq=seq, frame=frame, command=command, current=0, autocontinue=1, p1=p1, p2=p2, p3=p3,
            p4=p4, lat_deg=lat_deg, lon_deg=lon_deg, alt_m=alt_m, mission_type=MISSION,
        )  # fmt: skip
        return RawItem(where, self._file.line(at), wire)

    def _whole(self, at: Path, item: dict[str, Any], key: str, where: str) -> int | None:
        value = item.get(key)
        if isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= 65535:
            return value
        self._fault((*at, key), f"{where}: {key} {value!r}: is no whole number")
        return None

    def _check_jump_id(self, at: Path, item: dict[str, Any], where: str) -> None:
        """Numbers rise: a list whose entries were moved by hand would be flown in another order
        than its author sees."""
        number = self._whole(at, item, "doJumpId", where)
        if number is None:
            return
        if number <= self._last_jump_id:
            message = f"{where}: doJumpId {number} follows {self._last_jump_id}"
            self._fault((*at, "doJumpId"), message)
        self._last_jump_id = number

    def _params(
        self, at: Path, item: dict[str, Any], command: int | None, where: str
    ) -> tuple[float, ...] | None:
        values = item.get("params")
        if not isinstance(values, list) or len(values) != 7:
            self._fault((*at, "params"), f"{where}: params: seven numbers are needed")
            return None
        needed = _KEPT.get(command or 0, ())
        before = len(self._findings)
        numbers = []
        for index, value in enumerate(values):
            number = 0.0 if value is None and index not in needed else number_of(value)
            if number is None:
                message = f"{where}: param {index + 1} {value!r}: is no number"
                self._fault((*at, "params", index), message)
            numbers.append(number or 0.0)
        if lost := off_earth(numbers[4], numbers[5]):
            self._fault((*at, "params", 4), f"{where}: {lost}")
        return tuple(numbers) if len(self._findings) == before else None

    def _check_height(
        self, at: Path, item: dict[str, Any], frame: int, alt_m: float, where: str
    ) -> None:
        """What the station shows is what is flown: mode, frame and both heights agree.

        QGroundControl takes the one when it opens the file and the other when it uploads.
        """
        mode = item.get("AltitudeMode")
        if mode is None or mode == 0:
            return
        known = isinstance(mode, int) and not isinstance(mode, bool)
        frames = _MODES.get(mode) if known else None
        if frames is None:
            self._fault((*at, "AltitudeMode"), f"{where}: AltitudeMode {mode!r}: is not known")
            return
        if frame not in frames:
            message = (
                f"{where}: AltitudeMode says {_MODE_NAMES[mode]}, the frame {frame_words(frame)}"
            )
            self._fault((*at, "AltitudeMode"), message)
        key = "AMSLAltAboveTerrain" if mode == _CALCULATED else "Altitude"
        shown_m = number_of(item.get(key))
        if shown_m is None:
            self._fault(at, f"{where}: {key} {item.get(key)!r}: is no number")
        elif abs(shown_m - alt_m) > _CLOSE_M:
            message = f"{where}: {key} is {shown_m:g}, but param 7 is {alt_m:g}"
            self._fault((*at, key), message)

    def _fault(self, at: Path, message: str) -> None:
        self._findings.add(self._file.name, self._file.line(at), message)
