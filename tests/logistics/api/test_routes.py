"""The routes on the map: what the deployment's files say, and a picture of the ground below."""

from __future__ import annotations

import struct
import zlib
from collections.abc import AsyncIterator
from dataclasses import replace

import numpy as np
import pytest

from logistics.api.route_shapes import RoutesShape
from logistics.deployment import Deployment
from logistics.web.relief import relief_png, shades
from missions.routes.terrain import ElevationGrid
from tests.logistics.support.access import Access
from tests.logistics.support.service import Service, running_service


@pytest.fixture
async def by_van_only(
    database_url: str, access: Access, deployment: Deployment
) -> AsyncIterator[Service]:
    async with running_service(database_url, replace(deployment, flying=None), access) as service:
        yield service


async def test_routes_are_told_as_they_are_flown(service: Service, deployment: Deployment) -> None:
    told = await service.operator.read("/routes")
    RoutesShape.model_validate(told)
    assert deployment.flying is not None
    assert [route["name"] for route in told["routes"]] == list(deployment.flying.routes.by_name)
    nakao = next(route for route in told["routes"] if route["name"] == "nakao")
    route = deployment.flying.routes.route("nakao")
    assert nakao["length_m"] == round(route.length_m, 1)
    first, last = route.path[0], route.path[-1]
    coordinates = nakao["path"]["coordinates"]
    assert coordinates[0] == [first.lon_deg, first.lat_deg, first.alt_amsl_m]
    assert coordinates[-1] == [last.lon_deg, last.lat_deg, last.alt_amsl_m]
    assert (nakao["hub"]["id"], nakao["hall"]["id"]) == ("hase-hub", "nakao")
    assert [place["id"] for place in nakao["landing_places"]] == [
        place.id for place in route.landing_places
    ]
    ground = told["ground"]
    assert ground["south"] < min(lat for _, lat, _ in coordinates)
    assert ground["north"] > max(lat for _, lat, _ in coordinates)


async def test_a_village_without_aircraft_has_no_routes(by_van_only: Service) -> None:
    assert await by_van_only.operator.read("/routes") == {"routes": [], "ground": None}
    answer = await by_van_only.operator.client.get("/map/ground.png")
    assert answer.status_code == 404


async def test_the_ground_is_a_picture_for_those_who_work_here(service: Service) -> None:
    answer = await service.operator.client.get("/map/ground.png")
    assert (answer.status_code, answer.headers["content-type"]) == (200, "image/png")
    assert answer.content.startswith(b"\x89PNG\r\n\x1a\n")
    assert (await service.nobody.client.get("/map/ground.png")).status_code == 404


async def test_the_map_s_library_comes_from_this_server(service: Service) -> None:
    for name in ("leaflet.js", "leaflet.css"):
        assert (await service.nobody.client.get(f"/leaflet/{name}")).status_code == 200


def grid(heights: np.ndarray) -> ElevationGrid:
    return ElevationGrid(heights, 35.7, 138.0, 0.0005, 1.0, "EGM96", True, "invented")


def test_a_slope_in_the_sun_is_lighter_than_one_in_the_shade() -> None:
    hill = np.array([[0.0, 0, 0, 0, 0], [0, 20, 40, 20, 0], [0, 0, 0, 0, 0]]).repeat(3, axis=0)
    lit = shades(grid(np.tile(np.array([0.0, 30, 60, 30, 0]), (5, 1))))
    assert lit[2, 1] > lit[2, 3], "the sun stands in the west"
    flat = shades(grid(np.zeros((4, 4))))
    assert len(set(flat.ravel())) == 1
    hill[0, 0] = np.nan
    assert shades(grid(hill)).dtype == np.uint8


def test_the_picture_holds_every_height_with_north_above() -> None:
    heights = np.arange(12, dtype=np.float64).reshape(3, 4) ** 3
    png = relief_png(grid(heights))
    columns, rows = struct.unpack(">II", png[16:24])
    assert (columns, rows) == (4, 3)
    start = png.index(b"IDAT") + 4
    (length,) = struct.unpack(">I", png[start - 8 : start - 4])
    lines = zlib.decompress(png[start : start + length])
    points = np.frombuffer(lines, dtype=np.uint8).reshape(3, 5)[:, 1:]
    assert (points == np.flipud(shades(grid(heights)))).all()
