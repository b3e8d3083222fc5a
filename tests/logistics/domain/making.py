"""Strategies for values of the domain: items, goods, loads and means as hypothesis draws them."""

from __future__ import annotations

from datetime import datetime, timedelta

from hypothesis import strategies as st

from logistics.domain.airlift import AirMeans, AirRoute
from logistics.domain.catalog import AirLimits, Item, Temperature
from logistics.domain.dispatch import Load, Means, VanSpec
from logistics.domain.parcels import Goods, RoadLimits
from logistics.domain.village import Road, Roads
from missions.clock import TOKYO

AIR = AirLimits(
    payload_g=5000,
    box_mm=(400, 300, 250),
    temperature_zones=(Temperature.AMBIENT, Temperature.CHILLED),
    chilled_max_min=60,
)
ROAD = RoadLimits(max_g=15000, box_mm=(520, 360, 340))
HALLS = ("north", "middle", "south")
LEAVE_AT = datetime(2026, 11, 24, 13, 0, tzinfo=TOKYO)


def an_item(number: int = 1, **changes: object) -> Item:
    """An ordinary item; `number` tells items apart."""
    fields: dict[str, object] = {
        "jan": f"{2_000_000_000_000 + number}",
        "name": f"item {number}",
        "kana": "",
        "category": "dry_canned",
        "price_yen": 100,
        "tax_percent": 8,
        "mass_g": 500,
        "length_mm": 100,
        "width_mm": 100,
        "height_mm": 100,
        "temperature": Temperature.AMBIENT,
        "air": True,
    }
    return Item(**(fields | changes))  # pyright: ignore[reportArgumentType]


@st.composite
def items(draw: st.DrawFn, number: int = 1) -> Item:
    """Items light and heavy, small and bulky, of every zone, some never to fly."""
    side = st.integers(20, 600)
    return an_item(
        number,
        category=draw(st.sampled_from(("dry_canned", "frozen", "meat"))),
        price_yen=draw(st.integers(1, 5000)),
        tax_percent=draw(st.sampled_from((8, 10))),
        mass_g=draw(st.one_of(st.integers(1, 3000), st.integers(4700, 20000))),
        length_mm=draw(side),
        width_mm=draw(side),
        height_mm=draw(side),
        temperature=draw(st.sampled_from(Temperature)),
        air=draw(st.sampled_from((True, True, False))),
    )


@st.composite
def orders_goods(draw: st.DrawFn) -> list[Goods]:
    """The picked goods of one order: one entry for each line."""
    lines = draw(st.integers(0, 8))
    return [
        Goods(line_no, draw(items(line_no)), draw(st.integers(1, 7)))
        for line_no in range(1, lines + 1)
    ]


def roads(minutes: dict[tuple[str, str], int]) -> Roads:
    return Roads({ends: Road(length, float(length)) for ends, length in minutes.items()})


@st.composite
def villages_means(draw: st.DrawFn) -> tuple[Means, Roads]:
    """A store, a hub, three halls with their volunteers, two vans, two cars and random roads."""
    places = ("store", "hub", *HALLS)
    minutes = {
        (start, end): draw(st.integers(1, 40)) for start in places for end in places if start != end
    }
    means = Means(
        store="store",
        hub="hub",
        supporters=("p-one", "p-two"),
        car_capacity_g=draw(st.integers(15_000, 40_000)),
        vans=(
            VanSpec("van-1", draw(st.integers(20_000, 90_000)), draw(st.integers(3, 12))),
            VanSpec("van-2", draw(st.integers(20_000, 90_000)), draw(st.integers(3, 12)), True),
        ),
        volunteers={hall: (f"p-{hall}-a", f"p-{hall}-b") for hall in HALLS},
        hub_handling_min=draw(st.integers(0, 30)),
        stop_min=draw(st.integers(0, 10)),
        door_min=draw(st.integers(0, 10)),
        promise_margin_min=draw(st.integers(0, 30)),
    )
    return means, roads(minutes)


@st.composite
def days_loads(draw: st.DrawFn, most: int = 8) -> list[Load]:
    """Parcels of one to four households; the parcels of a household share hall, walk, promise."""
    households = [
        (f"hh-{number}", draw(st.sampled_from(HALLS)), draw(st.integers(1, 30)))
        for number in range(draw(st.integers(1, 4)))
    ]
    promise_at = LEAVE_AT + timedelta(minutes=draw(st.integers(30, 400)))
    loads: list[Load] = []
    for number in range(draw(st.integers(1, most))):
        household, hall, walk_min = draw(st.sampled_from(households))
        loads.append(
            Load(
                code=f"P{number:03}",
                household=household,
                hall=hall,
                walk_min=walk_min,
                mass_g=draw(st.integers(200, 15_000)),
                promise_at=promise_at,
                keep_min=draw(st.sampled_from((None, 60, 240))),
                may_fly=draw(st.booleans()),
                volume_mm3=draw(st.integers(1_000_000, 20_000_000)),
                chilled=draw(st.booleans()),
            )
        )
    return loads


@st.composite
def airs_means(draw: st.DrawFn, least: int = 0) -> AirMeans:
    """Up to two aircraft, routes to some halls; small loads of `days_loads` fit, large do not."""
    halls = draw(st.sets(st.sampled_from(HALLS)))
    return AirMeans(
        aircraft=("ac-1", "ac-2")[: draw(st.integers(least, 2))],
        routes={
            hall: AirRoute(hall, draw(st.integers(1, 25)), draw(st.integers(0, 180)))
            for hall in sorted(halls)
        },
        payload_g=draw(st.integers(500, 20_000)),
        space_mm3=draw(st.integers(1_000_000, 30_000_000)),
        chilled_max_min=draw(st.integers(5, 60)),
        unload_min=draw(st.integers(0, 10)),
        handling_min=draw(st.integers(0, 20)),
    )
