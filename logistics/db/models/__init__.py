"""The tables. Each module holds those of one noun; importing this package registers all."""

from logistics.db.models.air import (
    FlightInboxRow,
    SortieRow,
    SortieWordRow,
    StandDownRow,
    WeatherRow,
)
from logistics.db.models.days import CallRow, PlanRow, ServiceDayRow
from logistics.db.models.orders import OrderLineRow, OrderRow
from logistics.db.models.parcels import HandoverRow, LegRow, ParcelRow
from logistics.db.models.people import AccountRow, ApiKeyRow, SessionRow
from logistics.db.models.record import JournalHeadRow, JournalRow
from logistics.db.models.welfare import CaseRow, VisitRow
from logistics.db.models.work import IdempotencyRow, IntakeRow, JobRow

__all__ = [
    "AccountRow",
    "ApiKeyRow",
    "CallRow",
    "CaseRow",
    "FlightInboxRow",
    "HandoverRow",
    "IdempotencyRow",
    "IntakeRow",
    "JobRow",
    "JournalHeadRow",
    "JournalRow",
    "LegRow",
    "OrderLineRow",
    "OrderRow",
    "ParcelRow",
    "PlanRow",
    "ServiceDayRow",
    "SessionRow",
    "SortieRow",
    "SortieWordRow",
    "StandDownRow",
    "VisitRow",
    "WeatherRow",
]
