"""The shapes of answers, for the API's description (OpenAPI).

Owns what is promised to programs of others. The answers themselves are made in `views`; a test
holds every answer against these shapes.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from pydantic import BaseModel, ConfigDict, Field


class Shape(BaseModel):
    """Base: exactly these members."""

    model_config = ConfigDict(extra="forbid")


class Problem(BaseModel):
    """RFC 9457. `code` is stable; further members are the facts that decided."""

    model_config = ConfigDict(extra="allow")
    type: str
    title: str
    status: int
    code: str
    detail: str
    received_at: datetime | None = Field(
        default=None, description="When the last byte of the request had arrived."
    )


class ItemShape(Shape):
    """An item of a slate; the price includes its tax."""

    jan: str
    name: str
    kana: str
    category: str
    price_yen: int
    tax_percent: int
    mass_g: int
    temperature: str
    air: bool


class SubstituteShape(Shape):
    """What stands in for units of a line."""

    jan: str
    name: str
    quantity: int
    price_yen: int


class LineShape(Shape):
    """A line as ordered and, once `decided`, as picked; `decision_no` counts the decisions."""

    line_no: int
    jan: str
    name: str
    kana: str
    category: str
    temperature: str
    quantity: int
    wish: str
    price_yen: int
    tax_percent: int
    sum_yen: int
    decided: bool
    decision_no: int
    picked: int
    short: int
    short_reason: str | None
    substitute: SubstituteShape | None


class DecidedLineShape(LineShape):
    """A line just decided, with its order's state after it."""

    order_id: str
    order_state: str


class KeeperShape(Shape):
    """Who is answerable for a parcel."""

    kind: str
    id: str
    name: str


class HandoverShape(Shape):
    """The present handover: `state` is open, given, taken or done."""

    step: int
    state: str
    giver: str
    taker: str
    given_at: datetime | None
    given_by: str | None
    taken_at: datetime | None
    taken_by: str | None


class ContentShape(Shape):
    """Units of one line in a parcel."""

    line_no: int
    jan: str
    name: str
    quantity: int


class ParcelShape(Shape):
    """A parcel: what is in it, who keeps it, where it goes, until when."""

    code: str
    code_shown: str
    url: str
    order_id: str
    service_day: date
    household: str
    hall: str
    state: str
    temperature: str
    mass_g: int
    contents: list[ContentShape]
    carriers: list[str]
    why_not_air: list[str]
    mode: str
    keeper: KeeperShape
    next_keeper: KeeperShape | None
    way: list[str]
    position: int
    handover: HandoverShape | None
    legs: list[str]
    promise_by: datetime
    promise: str
    eta: datetime | None
    switch_by: datetime | None
    tries: int
    try_again_at: datetime | None
    why_back: str | None


class RateShape(Shape):
    """The sum of one tax rate in yen."""

    gross_yen: int
    net_yen: int
    tax_yen: int


class BillShape(Shape):
    """Sums in yen; `by_rate` by tax percent."""

    total_yen: int
    by_rate: dict[str, RateShape]


class OrderShape(Shape):
    """An order. `total_yen` is as ordered, `bill` as picked; `refund` is given back of the bill."""

    order_id: str
    order_no: str
    state: str
    service_day: date
    household: str
    channel: str
    received_at: datetime
    promise_by: datetime
    lines: list[LineShape]
    total_yen: int
    bill: BillShape | None
    refund: BillShape | None
    parcels: list[ParcelShape]


class OrdersShape(Shape):
    """Several orders."""

    orders: list[OrderShape]


class ScanShape(Shape):
    """What a scan has led to."""

    parcel: ParcelShape
    handover: HandoverShape


class ReachShape(Shape):
    """What can be given and taken now; `held` are those of `give` that wait for a second try."""

    give: list[ParcelShape]
    take: list[ParcelShape]
    held: list[ParcelShape]


class CaseShape(Shape):
    """A welfare case."""

    id: str
    service_day: date
    household: str
    kind: str
    note: str | None
    state: str
    overdue: bool
    owner: str
    opened_at: datetime
    due_at: datetime
    closed_at: datetime | None
    closed_by: str | None
    outcome: str | None


class CasesShape(Shape):
    """Several cases."""

    cases: list[CaseShape]


class VisitShape(Shape):
    """What an absence has led to."""

    household: str
    parcels: list[ParcelShape]
    second_try_at: datetime | None
    case: CaseShape | None


class LegShape(Shape):
    """A leg as planned and as it goes."""

    id: str
    service_day: date
    plan_version: int
    mode: str
    carrier: dict[str, str]
    start: str
    end: str
    depart_at: datetime
    arrive_at: datetime
    state: str
    departed_at: datetime | None
    arrived_at: datetime | None
    parcels: list[str]


class PlanShape(Shape):
    """The day's plan. `air` holds the legs of aircraft."""

    service_day: date
    version: int
    made_at: datetime | None
    reason: str | None
    legs: list[LegShape]
    air: list[LegShape]
    late: list[str]
    faults: list[str]
    parcels: list[ParcelShape]


class CallShape(Shape):
    """A household to be rung."""

    id: str
    service_day: date
    household: str
    reason: str
    listed_at: datetime
    call_by: datetime
    state: str
    done_at: datetime | None
    done_by: str | None
    note: str | None


class CallsShape(Shape):
    """Several calls."""

    calls: list[CallShape]


class JournalRowShape(Shape):
    """A journal row; `hash` seals it and all before it."""

    seq: int
    at: datetime
    kind: str
    service_day: date | None
    order_id: str | None
    parcel_code: str | None
    actor: str
    data: dict[str, Any]
    hash: str


class JournalPageShape(Shape):
    """Rows in order; `next` is where to go on."""

    rows: list[JournalRowShape]
    next: int | None


_PROBLEM = {"model": Problem, "content": {"application/problem+json": {}}}
REFUSALS: dict[int | str, dict[str, Any]] = {
    code: {**_PROBLEM, "description": text}
    for code, text in (
        (400, "No usable Idempotency-Key"),
        (401, "Not signed in"),
        (403, "Not allowed to this asker"),
        (404, "Unknown"),
        (409, "Refused by a rule of the service"),
        (422, "Malformed"),
    )
}
"""The problems that any door may answer with."""
TOO_MANY: dict[int | str, dict[str, Any]] = {
    429: {**_PROBLEM, "description": "Too many failures: wait"}
}


def answers(shape: type[BaseModel], status: int = 200) -> dict[int | str, dict[str, Any]]:
    """The `responses` of an endpoint: its shape, and the problem of every refusal."""
    return {status: {"model": shape, "description": "Done"}} | REFUSALS
