"""Column types of the service's tables: those of `missions.store`, and how rows are locked."""

from __future__ import annotations

from typing import Any

from missions.store.columns import BusinessTime, Json

__all__ = ["ROW_LOCK", "BusinessTime", "Json"]

ROW_LOCK: dict[str, Any] = {"key_share": True}
"""Options of `with_for_update` for a row that others refer to by foreign key.

A second update of a parcel in one transaction makes PostgreSQL hold a share of its order's key;
against the full lock two such transactions would wait for each other.
"""
