"""Reads back what of an exported notification (JSON) is needed to tell whether another overlaps it.

Owns that reading, strictly: a file that is not understood overlaps nothing only by chance, so it is
refused. Knows nothing of what is done about an overlap.
"""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from missions.clock import TOKYO
from missions.geo import LatLon
from missions.plan.formats.raw import BadPlanFile, raise_faults
from missions.plan.notification import Claim
from missions.plan.volumes4d import Volume4D
from missions.reading.fields import Number, Text
from missions.reading.findings import Findings
from missions.reading.folder import decode
from missions.reading.json_file import read_json

_FORMAT = "%Y%m%d %H%M"
Time = Annotated[str, Field(pattern=r"^[0-9]{8} [0-9]{4}$")]
Pair = Annotated[list[Number], Field(min_length=2, max_length=2)]


class _Part(BaseModel):
    # The record holds more; only this decides an overlap.
    model_config = ConfigDict(frozen=True, extra="ignore")


class _End(_Part):
    name: Text


class _Volume(_Part):
    outline: Annotated[list[Pair], Field(min_length=3)]
    lower_amsl_m: Number
    upper_amsl_m: Number


class _Record(_Part):
    begins_at: Time
    until: Time
    registration: Text
    destination: _End
    volumes: Annotated[list[_Volume], Field(min_length=1)]


def read_claim(name: str, data: bytes) -> Claim:
    """The space and time of a notification. Raises BadPlanFile with every fault."""
    findings = Findings()
    file = read_json(name, decode(data, name, findings), findings)
    record = None if file is None else file.model(_Record, findings)
    raise_faults(findings)
    assert record is not None, "it cannot be missing without a finding"
    try:
        begins_at, until = _time(record.begins_at), _time(record.until)
    except ValueError as error:
        raise BadPlanFile(f"{name}: {error}", findings=[f"{name}:1: {error}"]) from None
    who = f"{record.registration} to {record.destination.name}"
    volumes = tuple(_volume(each, begins_at, until) for each in record.volumes)
    return Claim(who, begins_at, until, volumes)


def _time(text: str) -> datetime:
    return datetime.strptime(text, _FORMAT).replace(tzinfo=TOKYO)


def _volume(volume: Any, begins_at: datetime, until: datetime) -> Volume4D:
    outline = tuple(LatLon(lat, lon) for lat, lon in volume.outline)
    return Volume4D(outline, volume.lower_amsl_m, volume.upper_amsl_m, begins_at, until)
