"""Reads QGroundControl's `.plan` strictly: what is not understood is named and refused.

Owns the document's keys and versions, and what each may hold (QGroundControl developer guide, "Plan
File Format"; the altitude modes are those of `QGroundControlQmlGlobal::AltMode`). What an item may
hold is `plan_items`'. Knows nothing of routes.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Any, TypeVar

from missions.geo import LatLon
from missions.plan.formats.content import Circle, Zone, Zones
from missions.plan.formats.plan_items import PlanItems
from missions.plan.formats.qgc_plan import LIST_VERSION, MISSION_VERSION, VERSION, ZONE_VERSION
from missions.plan.formats.raw import RawPlan, RawPoint, number_of, off_earth
from missions.reading.document import Path
from missions.reading.findings import Findings
from missions.reading.json_file import JsonFile, read_json

_KEYS = ("fileType", "version", "groundStation", "mission", "geoFence", "rallyPoints")
_MISSION_KEYS = (
    "version", "firmwareType", "vehicleType", "cruiseSpeed", "hoverSpeed", "items",
    "globalPlanAltitudeMode", "plannedHomePosition",
)  # fmt: skip
_Read = TypeVar("_Read")


def read_plan(name: str, text: str, findings: Findings) -> RawPlan | None:
    """The plan, or None with findings."""
    before = len(findings)
    file = read_json(name, text, findings)
    if file is None:
        return None
    plan = PlanFile(file, findings).read()
    return plan if len(findings) == before else None


class PlanFile:
    """One document and where its faults go."""

    def __init__(self, file: JsonFile, findings: Findings) -> None:
        self._file = file
        self._findings = findings

    def read(self) -> RawPlan | None:
        document = self._file.value
        if document.get("fileType") != "Plan":
            self.fault((), f"fileType {document.get('fileType')!r}: is not Plan")
            return None
        self._keys((), document, _KEYS, "the plan")
        self._version((), document, VERSION, "the plan")
        mission = document.get("mission")
        if not isinstance(mission, dict):
            self.fault((), "there is no mission")
            return None
        if not self._version(("mission",), mission, MISSION_VERSION, "the mission"):
            return None  # an older form, all of which would be a fault
        self._keys(("mission",), mission, _MISSION_KEYS, "the mission")
        home, home_amsl_m = self._home(mission)
        return RawPlan(
            file=self._file.name,
            home=home,
            home_amsl_m=home_amsl_m,
            items=PlanItems(self._file, self._findings).read(mission),
            fence=self._fence(document.get("geoFence")),
            rally=self._rally(document.get("rallyPoints")),
            cruise_mps=self._speed(mission),
        )

    def fault(self, at: Path, message: str) -> None:
        self._findings.add(self._file.name, self._file.line(at), message)

    def _home(self, mission: dict[str, Any]) -> tuple[LatLon | None, float | None]:
        at = ("mission", "plannedHomePosition")
        value = mission.get("plannedHomePosition")
        if not isinstance(value, list) or len(value) != 3:
            self.fault(at, "plannedHomePosition: latitude, longitude and height are needed")
            return None, None
        # A station without terrain data does not know the height, and writes null.
        height_m = None if value[2] is None else self._number((*at, 2), value[2], "home's height")
        return self._place(at, value, "home"), height_m

    def _speed(self, mission: dict[str, Any]) -> float | None:
        speed = self._number(("mission", "hoverSpeed"), mission.get("hoverSpeed"), "hoverSpeed")
        if speed is not None and speed <= 0.0:
            self.fault(("mission", "hoverSpeed"), f"hoverSpeed {speed:g}: is not above 0")
        return speed

    def _fence(self, fence: Any) -> Zones:
        at: Path = ("geoFence",)
        if fence is None:
            return Zones()
        if not isinstance(fence, dict):
            self.fault(at, "geoFence: an object is needed")
            return Zones()
        if not self._version(at, fence, LIST_VERSION, "geoFence"):
            return Zones()
        if "breachReturn" in fence:
            message = (
                "geoFence: breachReturn: an aircraft here goes back along its way, to no point"
            )
            self.fault((*at, "breachReturn"), message)
        self._keys(at, fence, ("version", "circles", "polygons", "breachReturn"), "geoFence")
        polygons = self._each(
            (*at, "polygons"), fence.get("polygons", []), "polygon", self._polygon
        )
        circles = self._each((*at, "circles"), fence.get("circles", []), "circle", self._circle)
        return Zones(polygons, circles)

    def _polygon(self, at: Path, zone: dict[str, Any], name: str) -> Zone | None:
        self._keys(at, zone, ("version", "inclusion", "polygon"), name)
        corners = zone.get("polygon")
        if not isinstance(corners, list) or len(corners) < 3:
            self.fault(at, f"{name}: at least three corners are needed")
            return None
        places = [
            self._place((*at, "polygon", index), corner, f"{name}, corner {index + 1}")
            for index, corner in enumerate(corners)
        ]
        inclusion = self._inclusion(at, zone, name)
        ring = tuple(place for place in places if place is not None)
        if inclusion is None or len(ring) < len(places):
            return None
        return Zone(inclusion, ring)

    def _circle(self, at: Path, zone: dict[str, Any], name: str) -> Circle | None:
        self._keys(at, zone, ("version", "inclusion", "circle"), name)
        shape = zone.get("circle")
        if not isinstance(shape, dict):
            self.fault(at, f"{name}: its centre and radius are needed")
            return None
        self._keys((*at, "circle"), shape, ("center", "radius"), name)
        centre = self._place((*at, "circle", "center"), shape.get("center"), f"{name}, centre")
        radius_m = self._number((*at, "circle", "radius"), shape.get("radius"), f"{name}, radius")
        inclusion = self._inclusion(at, zone, name)
        if radius_m is not None and radius_m <= 0.0:
            self.fault((*at, "circle", "radius"), f"{name}: radius {radius_m:g}: is not above 0")
        if centre is None or radius_m is None or inclusion is None:
            return None
        return Circle(inclusion, centre, radius_m)

    def _inclusion(self, at: Path, zone: dict[str, Any], name: str) -> bool | None:
        self._version(at, zone, ZONE_VERSION, name)
        value = zone.get("inclusion")
        if not isinstance(value, bool):
            self.fault(at, f"{name}: inclusion {value!r}: true or false is needed")
            return None
        return value

    def _rally(self, rally: Any) -> tuple[RawPoint, ...]:
        at: Path = ("rallyPoints",)
        if rally is None:
            return ()
        if not isinstance(rally, dict):
            self.fault(at, "rallyPoints: an object is needed")
            return ()
        self._version(at, rally, LIST_VERSION, "rallyPoints")
        self._keys(at, rally, ("version", "points"), "rallyPoints")
        return self._each((*at, "points"), rally.get("points", []), "rally point", self._point)

    def _point(self, at: Path, value: list[Any], name: str) -> RawPoint | None:
        if len(value) != 3:
            self.fault(at, f"{name}: latitude, longitude and height above home are needed")
            return None
        place = self._place(at, value, name)
        above_m = self._number((*at, 2), value[2], f"{name}, height")
        if place is None or above_m is None:
            return None
        return RawPoint(place, above_m, self._file.line(at))

    def _each(
        self, at: Path, values: Any, name: str, read: Callable[[Path, Any, str], _Read | None]
    ) -> tuple[_Read, ...]:
        """Each entry of a list by its reader, named with its number from 1."""
        if not isinstance(values, list):
            self.fault(at, f"{at[-1]}: a list is needed")
            return ()
        kind = list if name == "rally point" else dict
        found = []
        for index, value in enumerate(values):
            called = f"{name} {index + 1}"
            if isinstance(value, kind):
                found.append(read((*at, index), value, called))
            else:
                self.fault((*at, index), f"{called}: is not what such a list holds")
        return tuple(each for each in found if each is not None)

    def _place(self, at: Path, value: Any, name: str) -> LatLon | None:
        if not isinstance(value, list) or len(value) < 2:
            self.fault(at, f"{name}: latitude and longitude are needed")
            return None
        lat_deg = self._number((*at, 0), value[0], f"{name}, latitude")
        lon_deg = self._number((*at, 1), value[1], f"{name}, longitude")
        if lat_deg is None or lon_deg is None:
            return None
        if lost := off_earth(lat_deg, lon_deg):
            self.fault(at, f"{name}: {lost}")
            return None
        return LatLon(lat_deg, lon_deg)

    def _number(self, at: Path, value: Any, name: str) -> float | None:
        number = number_of(value)
        if number is None:
            self.fault(at, f"{name} {value!r}: is no number that an autopilot can keep")
        return number

    def _version(self, at: Path, part: dict[str, Any], version: int, name: str) -> bool:
        """Whether it is the version that is read here; versions are never taken for another."""
        found = part.get("version")
        if found == version and not isinstance(found, bool):
            return True
        self.fault(
            (*at, "version"),
            f"{name} has version {found!r}, not {version}: open and save it with QGroundControl 4"
            " or newer",
        )
        return False

    def _keys(self, at: Path, part: dict[str, Any], known: Collection[str], name: str) -> None:
        for key in part:
            if key not in known:
                self.fault((*at, key), f'{name}: unknown key "{key}"')
