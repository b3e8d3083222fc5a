"""The chain from the order to the door, walked through its doors."""

from __future__ import annotations

from typing import Any

from logistics.domain.catalog import Item, Temperature
from tests.logistics.support.door import Door
from tests.logistics.support.service import TUESDAY, Service, at

DRIVER = "p-hosaka"
CLERK_OF_HUB = "p-miyashita"


class Chain:
    """Does what the people of the chain do, each through their own door."""

    def __init__(self, service: Service) -> None:
        self.service = service

    def items(
        self, number: int, *, fly: bool = True, zone: Temperature = Temperature.AMBIENT
    ) -> list[Item]:
        """Small items of every day, in catalog order."""
        found = [
            item
            for item in self.service.deployment.catalog
            if item.temperature is zone and item.air is fly and not item.days and item.mass_g < 2000
        ]
        return found[:number]

    def lines(self, number: int = 2, quantity: int = 2, **which: Any) -> list[dict[str, Any]]:
        return [{"jan": item.jan, "quantity": quantity} for item in self.items(number, **which)]

    def body(self, **changes: Any) -> dict[str, Any]:
        """An ordinary order of a TV set."""
        wanted = {"service_day": TUESDAY.isoformat(), "channel": "tv", "lines": self.lines()}
        return wanted | changes

    async def order(self, household: str = "hh-01", **changes: Any) -> dict[str, Any]:
        return await self.service.tv(household).done("/orders", self.body(**changes))

    async def pick(self, order: dict[str, Any]) -> None:
        """Find everything."""
        for line in order["lines"]:
            path = f"/picks/{order['order_id']}/lines/{line['line_no']}"
            await self.service.store.done(path, {"picked": line["quantity"]})

    async def pack(self, order: dict[str, Any]) -> dict[str, Any]:
        return await self.service.store.done(f"/picks/{order['order_id']}/pack")

    async def packed(self, *households: str, **changes: Any) -> list[dict[str, Any]]:
        """A closed day with these households' orders packed at 12:00, and its plan: the parcels."""
        orders = [await self.order(household, **changes) for household in households]
        await self.service.close_day()
        await self.service.move_to(at(12))
        parcels: list[dict[str, Any]] = []
        for order in orders:
            await self.pick(order)
            parcels += (await self.pack(order))["parcels"]
        await self.service.work()
        return [await self.parcel(parcel["code"]) for parcel in parcels]

    async def parcel(self, code: str) -> dict[str, Any]:
        return await self.service.store.read(f"/parcels/{code}")

    def door_of(self, keeper: str) -> Door:
        """The door of a keeper as the journal writes it, such as `van/van-1`."""
        kind, _, name = keeper.partition("/")
        people = {"hub": CLERK_OF_HUB, "van": DRIVER}
        return (
            self.service.store if kind == "store" else self.service.person(people.get(kind, name))
        )

    async def scan(self, keeper: str, code: str, side: str, **more: Any) -> Any:
        """One scan that must succeed. `hub` and `van` may be the same person, hence `as`."""
        kind, _, name = keeper.partition("/")
        body = {"code": code, "side": side, "as": {"kind": kind, "id": name}} | more
        return await self.door_of(keeper).done("/handovers", body)

    async def hand_over(self, code: str, *, welfare: str = "well") -> dict[str, Any]:
        """Both scans of the handover that is next; return the parcel after it."""
        parcel = await self.parcel(code)
        giver, taker = parcel["way"][parcel["position"] : parcel["position"] + 2]
        await self.scan(giver, code, "give")
        if taker.startswith("resident/"):
            done = await self.at_the_door(giver, parcel, welfare)
        else:
            done = await self.scan(taker, code, "take")
        return done["parcel"]

    async def at_the_door(self, volunteer: str, parcel: dict[str, Any], welfare: str) -> Any:
        household = self.service.deployment.village.household(parcel["household"])
        body = {"code": parcel["code"], "side": "take", "card": household.card, "welfare": welfare}
        return await self.door_of(volunteer).done("/handovers", body)

    async def bring_to(self, code: str, kind: str) -> dict[str, Any]:
        """Hand over until a keeper of this kind has the parcel."""
        parcel = await self.parcel(code)
        while parcel["keeper"]["kind"] != kind:
            parcel = await self.hand_over(code)
        return parcel

    async def absent(self, parcel: dict[str, Any]) -> Any:
        """Nobody at home, says the volunteer who has the parcel."""
        door = self.service.person(parcel["keeper"]["id"])
        body = {"household": parcel["household"], "outcome": "absent"}
        return await door.done("/visits", body)
