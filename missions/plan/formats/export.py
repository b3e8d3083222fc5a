"""One door to all formats, for `sorabin route export`.

Owns the formats' names and what each needs. Knows nothing of the command line or of files.
"""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from missions.errors import SorabinError
from missions.plan.formats.content import PlanContent
from missions.plan.formats.f3548 import GeoidHeight, to_f3548
from missions.plan.formats.geojson import to_geojson
from missions.plan.formats.kml import to_kml
from missions.plan.formats.notice import NoticeForm, to_notice
from missions.plan.formats.qgc_plan import to_plan
from missions.plan.formats.wpl import to_wpl
from missions.plan.model import FlightPackage
from missions.plan.notification import Notification
from missions.plan.package import home_of
from missions.routes.model import Route


class Format(StrEnum):
    PLAN = "plan"
    WAYPOINTS = "waypoints"
    GEOJSON = "geojson"
    KML = "kml"
    F3548 = "f3548"
    NOTIFICATION = "notification"


class ExportNeedsMore(SorabinError):
    """The format holds something that was not given."""

    code = "export-needs-more"


def export(
    route: Route,
    package: FlightPackage,
    format: Format,
    *,
    starts_at: datetime | None = None,
    geoid_height_m: GeoidHeight | None = None,
    record: Notification | None = None,
    form: NoticeForm = NoticeForm.JSON,
) -> str:
    """The text of one file.

    `starts_at` (aware) and `geoid_height_m` (see `missions.plan.formats.f3548`) are for F3548
    only, which has times and heights above the ellipsoid; `record` and `form` for a notification.
    Raises ExportNeedsMore without them.
    """
    home = home_of(route, package.mission.direction)
    match format:
        case Format.PLAN:
            return to_plan(PlanContent.of(package, home, route.cruise_mps))
        case Format.WAYPOINTS:
            return to_wpl(PlanContent.of(package, home, route.cruise_mps))
        case Format.GEOJSON:
            return to_geojson(route, package)
        case Format.KML:
            return to_kml(route, package)
        case Format.F3548:
            if starts_at is None or geoid_height_m is None:
                raise ExportNeedsMore(
                    "an F3548 volume needs the time of take-off (--at) and the geoid's height"
                    " (--geoid, or the package japan-geoid)"
                )
            return to_f3548(route, package.mission.direction, starts_at, geoid_height_m)
        case Format.NOTIFICATION:
            if record is None:
                raise ExportNeedsMore("a notification needs its record")
            return to_notice(record, form)
