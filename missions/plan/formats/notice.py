"""A notification as JSON for programs, and as text and CSV in Japanese for whoever files it.

Owns the wording of the official fields, in the order of the ordinance, and their formats: times as
`yyyyMMdd HHmm` in Japan's time. The wording is secondary; a person checks it before it is filed.
"""

# cjk: the official fields of a notification are Japanese

from __future__ import annotations

import csv
import json
from datetime import datetime
from enum import StrEnum
from io import StringIO
from typing import Any

from missions.papers.model import AIRSPACES, Special
from missions.plan.notification import End, Notification
from missions.plan.volumes4d import Volume4D

_WORDS = {
    Special.NEAR_AERODROME: "空港等の周辺の空域",
    Special.ABOVE_150_M: "地表又は水面から150m以上の高さの空域",
    Special.INHABITED_DISTRICT: "人口集中地区の上空",
    Special.EMERGENCY_ZONE: "緊急用務空域",
    Special.NIGHT: "夜間飛行",
    Special.BEYOND_SIGHT: "目視外飛行",
    Special.WITHIN_30_M: "人又は物件から30m未満の距離での飛行",
    Special.EVENT: "催し場所の上空の飛行",
    Special.DANGEROUS_GOODS: "危険物の輸送",
    Special.DROPPING: "物件の投下",
}
_NONE = "なし"
_EXAMPLE = "【架空の例：届け出ないこと】"


class NoticeForm(StrEnum):
    JSON = "json"
    TEXT = "text"
    CSV = "csv"


def to_notice(record: Notification, form: NoticeForm) -> str:
    """The record as the text of one file; CSV begins with a byte order mark, for spreadsheets."""
    match form:
        case NoticeForm.JSON:
            return json.dumps(_json(record), ensure_ascii=False, indent=1) + "\n"
        case NoticeForm.TEXT:
            lines = [f"{name}：{value}" for name, value in _fields(record)]
            head = ["飛行計画の通報", *([_EXAMPLE] if record.invented else [])]
            return "\n".join([*head, "", *lines, ""])
        case NoticeForm.CSV:
            out = StringIO()
            writer = csv.writer(out, lineterminator="\r\n")
            fields = _fields(record)
            writer.writerow([name for name, _ in fields])
            writer.writerow([value for _, value in fields])
            return "\ufeff" + out.getvalue()


def _fields(record: Notification) -> list[tuple[str, str]]:
    """All fields of the form with their values, in its order."""
    note = f"{_EXAMPLE}{record.remarks}" if record.invented else record.remarks
    return [
        ("飛行開始日時", _time(record.begins_at)),
        ("飛行終了日時", _time(record.until)),
        ("飛行経路", _path(record)),
        ("登録記号", record.registration),
        ("無人航空機の種類", record.kind),
        ("型式（型式認証）", record.type_certificate or _NONE),
        ("操縦者の氏名", record.pilot.name),
        ("技能証明書番号", record.pilot.licence),
        ("許可・承認番号", "、".join(each.number for each in record.permits) or _NONE),
        ("飛行の目的", record.purpose),
        ("高度", f"対地{record.highest_agl_m}m以下（海抜{record.highest_amsl_m}m以下）"),
        ("速度", f"{record.speed_mps:g}m/s（{record.speed_mps * 3.6:.0f}km/h）"),
        ("飛行禁止空域", _special(record, airspaces=True)),
        ("飛行の方法", _special(record, airspaces=False)),
        ("出発地", _end(record.origin)),
        ("目的地", _end(record.destination)),
        ("所要時間", f"{record.takes_min}分"),
        ("立入管理措置", record.access_control),
        ("保険", "、".join(f"{i.company} {i.policy} {i.covers}" for i in record.insurance)),
        ("その他参考となる事項", note or _NONE),
    ]


def _json(record: Notification) -> dict[str, Any]:
    return {
        "invented": record.invented,
        "begins_at": _time(record.begins_at),
        "until": _time(record.until),
        "time_zone": "Asia/Tokyo",
        "registration": record.registration,
        "kind": record.kind,
        "type_certificate": record.type_certificate or None,
        "pilot": {"name": record.pilot.name, "licence": record.pilot.licence},
        "permits": [each.number for each in record.permits],
        "purpose": record.purpose,
        "highest_agl_m": record.highest_agl_m,
        "highest_amsl_m": record.highest_amsl_m,
        "speed_mps": record.speed_mps,
        "airspaces": [str(s) for s in record.special if s in AIRSPACES],
        "methods": [str(s) for s in record.special if s not in AIRSPACES],
        "origin": _json_end(record.origin),
        "destination": _json_end(record.destination),
        "takes_min": record.takes_min,
        "access_control": record.access_control,
        "insurance": [
            {"company": i.company, "policy": i.policy, "covers": i.covers} for i in record.insurance
        ],
        "remarks": record.remarks,
        "route": record.route.name,
        "route_version": record.route.version,
        "path": [[c.lat_deg, c.lon_deg, c.alt_amsl_m] for c in record.path],
        "half_width_m": record.route.half_width_m,
        "volumes": [_volume(volume) for volume in record.volumes],
    }


def _json_end(end: End) -> dict[str, Any]:
    position = end.pad.position
    return {
        "id": end.pad.id,
        "name": end.name,
        "lat": position.lat_deg,
        "lon": position.lon_deg,
        "alt_amsl_m": position.alt_amsl_m,
    }


def _volume(volume: Volume4D) -> dict[str, Any]:
    return {
        "outline": [[corner.lat_deg, corner.lon_deg] for corner in volume.outline],
        "lower_amsl_m": round(volume.lower_amsl_m, 2),
        "upper_amsl_m": round(volume.upper_amsl_m, 2),
    }


def _special(record: Notification, *, airspaces: bool) -> str:
    words = [_WORDS[each] for each in record.special if (each in AIRSPACES) == airspaces]
    return "、".join(words) or _NONE


def _path(record: Notification) -> str:
    corners = " → ".join(f"{c.lat_deg:.6f},{c.lon_deg:.6f}" for c in record.path)
    return f"{record.route.name}（幅 {2 * record.route.half_width_m:g}m）{corners}"


def _end(end: End) -> str:
    position = end.pad.position
    return f"{end.name}（{position.lat_deg:.6f},{position.lon_deg:.6f}）"


def _time(at: datetime) -> str:
    return at.strftime("%Y%m%d %H%M")
