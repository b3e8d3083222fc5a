"""One thing of a played day that does not come out even."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Finding:
    """`kind` is order, parcel, case, request, person or record; `id` names the thing."""

    kind: str
    id: str
    reason: str
