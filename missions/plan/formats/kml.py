"""A route and its mission as KML 2.2, for globes. `absolute` heights are above mean sea level.

Owns the document's folders. Text goes through an XML writer, so no name can break it.
"""

from __future__ import annotations

from collections.abc import Iterable
from xml.etree import ElementTree as Xml

from missions.geo import LatLon, Position
from missions.plan.model import FlightPackage
from missions.routes.model import Route

NAMESPACE = "http://www.opengis.net/kml/2.2"


def to_kml(route: Route, package: FlightPackage) -> str:
    """One document: the path, the pads, the landing places, the mission's items, the fence."""
    root = Xml.Element("kml", xmlns=NAMESPACE)
    document = Xml.SubElement(root, "Document")
    Xml.SubElement(document, "name").text = f"{route.name} {package.mission.direction}"
    _line(document, "path", route.path)
    for pad in (route.hub, route.hall):
        _point(document, pad.id, pad.position)
    for place in route.landing_places:
        _point(document, place.name, place.position)
    items = Xml.SubElement(document, "Folder")
    Xml.SubElement(items, "name").text = "mission"
    for seq, item in enumerate(package.mission.items, start=1):
        if item.position is not None:
            _point(items, f"{seq} {item.command.name}", item.position)
    _polygon(document, "fence", package.fence.inside)
    for ring in package.fence.outside:
        _polygon(document, "exclusion", ring)
    Xml.indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + Xml.tostring(root, "unicode") + "\n"


def _placemark(parent: Xml.Element, name: str, shape: str) -> Xml.Element:
    placemark = Xml.SubElement(parent, "Placemark")
    Xml.SubElement(placemark, "name").text = name
    return Xml.SubElement(placemark, shape)


def _point(parent: Xml.Element, name: str, position: Position) -> None:
    shape = _placemark(parent, name, "Point")
    Xml.SubElement(shape, "altitudeMode").text = "absolute"
    Xml.SubElement(shape, "coordinates").text = _in_space(position)


def _line(parent: Xml.Element, name: str, corners: Iterable[Position]) -> None:
    shape = _placemark(parent, name, "LineString")
    Xml.SubElement(shape, "altitudeMode").text = "absolute"
    Xml.SubElement(shape, "coordinates").text = " ".join(_in_space(corner) for corner in corners)


def _polygon(parent: Xml.Element, name: str, ring: tuple[LatLon, ...]) -> None:
    shape = _placemark(parent, name, "Polygon")
    edge = Xml.SubElement(Xml.SubElement(shape, "outerBoundaryIs"), "LinearRing")
    Xml.SubElement(edge, "coordinates").text = " ".join(
        f"{corner.lon_deg:.7f},{corner.lat_deg:.7f}" for corner in (*ring, ring[0])
    )


def _in_space(position: Position) -> str:
    return f"{position.lon_deg:.7f},{position.lat_deg:.7f},{position.alt_amsl_m:.2f}"
