"""The journal over HTTP: page by page, one order alone, and the chain checked from outside."""

from __future__ import annotations

import json
from datetime import datetime
from hashlib import sha256
from typing import Any

from tests.logistics.support.chain import Chain
from tests.logistics.support.door import problem
from tests.logistics.support.service import Service


async def pages(service: Service, **asked: Any) -> list[dict[str, Any]]:
    """All rows, page by page as `next` leads."""
    rows: list[dict[str, Any]] = []
    after: int | None = 0
    while after is not None:
        page = await service.office.read("/journal", after=after, **asked)
        rows += page["rows"]
        after = page["next"]
    return rows


async def test_pages_lead_through_all_rows_once(service: Service, chain: Chain) -> None:
    await chain.packed("hh-01")
    whole = await pages(service)
    assert [row["seq"] for row in whole] == list(range(1, len(whole) + 1))
    for limit in (1, 7, 1000):
        assert await pages(service, limit=limit) == whole
    assert (await service.office.read("/journal", after=len(whole)))["rows"] == []


async def test_one_order_alone(service: Service, chain: Chain) -> None:
    mine, _ = await chain.packed("hh-01", "hh-02")
    rows = await pages(service, order=mine["order_id"], limit=3)
    assert {row["order_id"] for row in rows} == {mine["order_id"]}
    assert rows[0]["kind"] == "order-placed"
    assert rows[0]["data"]["household"] == "hh-01"
    assert (await service.office.read("/journal", order="RNOBODY0"))["rows"] == []


async def test_numbers_beyond_reason_are_malformed(service: Service) -> None:
    for asked in (
        {"after": -1},
        {"after": 2**63},
        {"after": "x"},
        {"limit": 0},
        {"limit": 1001},
        {"order": "x" * 9},
    ):
        problem(await service.office.get("/journal", **asked), 422, "malformed")


async def test_the_chain_can_be_checked_from_what_the_door_tells(
    service: Service, chain: Chain
) -> None:
    """Somebody else's program, with nothing but the description of the hash."""
    (parcel,) = await chain.packed("hh-01")
    await chain.bring_to(parcel["code"], "resident")

    def plain(value: Any) -> str:
        return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)

    before = "0" * 64
    for row in await pages(service):
        at = datetime.fromisoformat(row["at"]).isoformat(timespec="microseconds")
        fields = [before, row["seq"], at, row["kind"], row["service_day"], row["order_id"]]
        fields += [row["parcel_code"], row["actor"], plain(row["data"])]
        assert row["hash"] == sha256(plain(fields).encode()).hexdigest(), row["seq"]
        before = row["hash"]


async def test_the_journal_names_no_resident(service: Service, chain: Chain) -> None:
    (parcel,) = await chain.packed("hh-01")
    await chain.bring_to(parcel["code"], "resident")
    told = " ".join(row.data for row in service.journal())
    village = service.deployment.village
    for name in [each.name for each in (*village.households.values(), *village.people.values())]:
        assert name not in told
