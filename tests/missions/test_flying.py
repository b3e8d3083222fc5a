"""A damaged copy of the shipped deployment: what flies from it is refused by file and feature."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from missions.errors import SorabinError
from missions.flying import load_flying
from tests.missions.copying import Copy

NAKAO, AIRSPACE, AIRCRAFT = "routes/nakao.geojson", "airspace.geojson", "aircraft.yaml"
FLIGHTBOOK = "flightbook.yaml"

TSUBAME = "{id: tsubame, registration: JU-EXAMPLE-1, type: cargo-8, system_id: 11, link: sitl, "

# What is replaced in NAKAO, the line of the finding after the edit (None: not looked at), and
# what it says.
ROUTE = [
    ('"kind": "path",', '"kind": "path", "colour": 1,', 0, 'unknown key "colour"'),
    ('"name": "nakao"', '"name": "nakano"', None, "feature path: name nakano: is not the file's"),
    ('"hub": "hase-hub"', '"hub": "nakao"', None, "feature path: hub nakao: no such hub"),
    ('"hall": "nakao"', '"hall": "ura"', None, "feature path: hall ura: no such hall"),
    ('"alt_amsl_m": [916.5, ', '"alt_amsl_m": [', None, "11 coordinates, but 10 heights"),
    ("[916.5, ", "[1e308, ", 0, "input should be less than or equal to 9000"),
    ('"datum": "EGM96"', '"datum": "WGS84"', 0, "properties.datum WGS84"),
    ('"id": "lake-head"', '"id": "lake-shore"', None, "id lake-shore: stands already in line"),
    ('"id": "lake-head"', '"id": "path"', None, "id path: stands already in line"),
    ('"leaves_at": 8', '"leaves_at": 11', None, "lower-field: leaves_at 11: the last point is 10"),
    ('"en": "Lower field"', '"en": "Field"', None, "lower-field: another name or position"),
    ('"synthetic": true,\n', "", None, 'missing key "synthetic"'),
    ("35.779017]", "35.779017, 926]", 0, "should have at most 2 items"),
    ("138.092391, 35.772708", "35.772708, 138.092391", 0, "is longitude, then latitude"),
    ("138.092391", "138.92391", None, "feature path: a point is 76 km from the hub"),
    ("138.092391", "138.192391", None, "feature path: terrain fails: the elevation grid"),
    ('"cruise_mps": 11', '"cruise_mps": 12', None, "feature path: speed fails"),
    ('"half_width_m": 40', '"half_width_m": 30', None, "feature path: width fails: GEO-06"),
    ("[916.5, 919,", "[916.5, 1019,", None, "feature path: highest fails: GEO-01"),
]
OTHERS = [
    ("airspace.geojson", '"kind": "did"', '"kind": "city"', "properties.kind city"),
    ("airspace.geojson", '"floor_amsl_m": 1300', '"floor_amsl_m": 2300', "is not below ceiling"),
    ("aircraft.yaml", TSUBAME, TSUBAME.replace("sitl", "com1"), "link com1: is sitl, tcp:host"),
    ("aircraft.yaml", TSUBAME + "home: hase-hub", TSUBAME + "home: nakao", "home nakao: no such"),
    ("aircraft.yaml", TSUBAME, TSUBAME.replace("cargo-8", "cargo-9"), "type cargo-9: no such type"),
    ("aircraft.yaml", "JU-EXAMPLE-2", "JU-EXAMPLE-1", "registration JU-EXAMPLE-1: stands already"),
    ("aircraft.yaml", "system_id: 12", "system_id: 11", "system_id 11: stands already"),
    ("aircraft.yaml", "capacity_wh: 2960.0", "capacity_wh: 3960.0", "a new one holds 3000"),
    ("aircraft.yaml", "WPNAV_SPEED: 1100", "WPNAV_SPEED: 1500", "1500 cm/s, but cruise_mps is 11"),
    ("aircraft.yaml", "RTL_ALT_TYPE: 0", "FS_GCS_ENABLE: 0", "is not a type's own parameter"),
    ("aircraft.yaml", "BATT_LOW_MAH: 20250", "BATT_LOW_MAH: 0", "must be above 0, or nothing"),
    ("aircraft.yaml", "  wind_below_mps: 5.0\n", "", 'missing key "wind_below_mps"'),
    ("aircraft.yaml", "weather: ", "whether: ", 'missing key "weather"'),
    ("aircraft.yaml", "words: ", "wards: ", 'missing key "words"'),
    ("aircraft.yaml", "  age_s: 900.0", "  age_s: 0.0", "age_s 0.0: input should be greater"),
    ("terrain.yaml", "synthetic: true", "synthetic: maybe", "synthetic maybe: input should be"),
    ("terrain.asc", "ncols 158", "ncols 157", "158 heights, ncols is 157"),
]

BOOK = [
    ("  - id: frame\n", "  - id: propellers\n", "id propellers: stands already"),
    ("periodic_h: 20.0", "periodic_h: 0", "input should be greater than 0"),
    ("periodic_flights: 120", "periodic_flights: 12.5", "periodic_flights 12.5"),
    ("battery_min_percent: 80.0", "battery_min_percent: 180", "less than or equal to 100"),
    ("hdop: {limit: 2.0,", "hdop: {limit: -1,", "greater than or equal to 0"),
    ("      hdop: ", "      hdopp: ", "hdopp: one of vibration_mps2"),
    ("  - id: cargo-8", "  - id: cargo-9", "type cargo-9: the fleet has no such type"),
    ("  - id: tobi", "  - id: kamome", "aircraft kamome: the fleet has no such aircraft"),
    ("  - id: tobi", "  - id: tsubame", "id tsubame: stands already"),
    ("      flown_h: 41.5", "      flown_h: -1", "greater than or equal to 0"),
    ("      flights: 236", "      flight: 236", 'unknown key "flight"'),
    ("    serial: EX8-0001", "    serial: 8", "serial 8: input should be a valid string"),
]


def test_the_shipped_deployment_has_no_fault(copy: Copy) -> None:
    assert copy.findings() == []


@pytest.mark.parametrize(("old", "new", "below", "message"), ROUTE)
def test_a_damaged_route_is_named(
    copy: Copy, old: str, new: str, below: int | None, message: str
) -> None:
    line = copy.edit(NAKAO, old, new)
    found = copy.findings()
    prefix = f"{NAKAO}:" if below is None else f"{NAKAO}:{line + below}: "
    assert any(one.startswith(prefix) and message in one for one in found), found


@pytest.mark.parametrize(("file", "old", "new", "message"), OTHERS)
def test_other_damage_is_named(copy: Copy, file: str, old: str, new: str, message: str) -> None:
    copy.edit(file, old, new)
    (found,) = [one for one in copy.findings() if message in one]
    assert found.startswith(f"{file}:")


@pytest.mark.parametrize(("old", "new", "message"), BOOK)
def test_a_damaged_flight_book_is_named(copy: Copy, old: str, new: str, message: str) -> None:
    copy.edit(FLIGHTBOOK, old, new)
    found = [one for one in copy.findings() if message in one]
    assert found, copy.findings()
    assert all(one.startswith(f"{FLIGHTBOOK}:") for one in found)


def test_an_aircraft_without_a_book_is_named(copy: Copy) -> None:
    path = copy.folder / FLIGHTBOOK
    whole = path.read_text("utf-8")
    path.write_text(whole[: whole.index("  - id: tobi")], "utf-8")
    assert copy.findings() == [f"{FLIGHTBOOK}:1: aircraft tobi: is missing"]


def test_what_an_aircraft_had_behind_it_may_be_unknown_and_is_then(copy: Copy) -> None:
    copy.edit(FLIGHTBOOK, "      flown_h: 41.5\n", "")
    copy.edit(FLIGHTBOOK, "    serial: EX8-0001\n", "")
    book = load_flying(copy.folder).book
    assert book.upkeep_of("tsubame").before.flown_s is None
    assert book.upkeep_of("tsubame").before.flights == 236
    assert book.upkeep_of("tsubame").head.serial is None
    assert book.upkeep_of("tobi").before.flown_s == 28 * 3600.0


def test_names_come_from_the_people_and_places(copy: Copy) -> None:
    names = load_flying(copy.folder).book.names
    assert names.person("p-arai") != "p-arai"
    assert names.place("nakao") != "nakao"
    (copy.folder / "people.yaml").unlink()
    names = load_flying(copy.folder).book.names
    assert (dict(names.people), names.person("p-arai")) == ({}, "p-arai")


def test_a_route_without_its_path_is_named(copy: Copy) -> None:
    path = copy.folder / NAKAO
    document = json.loads(path.read_text("utf-8"))
    document["features"] = document["features"][1:]
    path.write_text(json.dumps(document), "utf-8")
    assert copy.findings() == [f'{NAKAO}:1: 0 features "path", not 1']


def test_places_that_do_not_agree_with_the_route_are_named_at_the_route(copy: Copy) -> None:
    copy.edit("places.yaml", "lat: 35.7461", "lat: 35.7462")
    copy.edit("places.yaml", "alt_amsl_m: 893.0", "alt_amsl_m: 899.0")
    found = copy.findings()
    assert all(one.startswith(f"{NAKAO}:") for one in found)
    assert [one.split(": ")[1:3] for one in found] == [
        ["feature path", "ends fails"],
        ["feature path", "pads fails"],
    ]


def test_a_path_through_a_forbidden_zone_names_file_feature_and_zone(copy: Copy) -> None:
    # A bend beyond the head of the lake moved west, into the nesting ground on the spur.
    copy.edit(NAKAO, "138.092391", "138.082391")
    (found,) = [one for one in copy.findings() if "zones fails" in one and "feature path" in one]
    assert found.startswith(f"{NAKAO}:")
    assert "feature path: zones fails: GEO-04" in found
    assert "nearest is no_fly spur-reserve" in found


def test_every_fault_is_told_in_one_go(copy: Copy) -> None:
    copy.edit(AIRCRAFT, "system_id: 12", "system_id: 11")
    copy.edit(AIRSPACE, '"kind": "did"', '"kind": "city"')
    copy.edit("terrain.asc", "ncols 158", "ncols 157")
    copy.edit(NAKAO, '"leaves_at": 8', '"leaves_at": 11')
    files = {one.split(":")[0] for one in copy.findings()}
    assert files == {AIRCRAFT, AIRSPACE, "terrain.asc", NAKAO}


@pytest.mark.parametrize("file", ["terrain.yaml", "terrain.asc", AIRSPACE, AIRCRAFT, FLIGHTBOOK])
def test_a_missing_file_is_one_finding(copy: Copy, file: str) -> None:
    (copy.folder / file).unlink()
    assert copy.findings() == [f"{file}:1: the file is missing"]


def test_strange_files_among_the_routes_and_no_route_at_all(copy: Copy) -> None:
    (copy.folder / "routes" / "old.kml").write_text("<kml/>")
    assert "only route files, <name>.geojson" in copy.findings()[0]
    for path in (copy.folder / "routes").iterdir():
        path.unlink()
    assert copy.findings() == ["routes/:1: there is no route"]


def test_no_folder_is_said(tmp_path: Path) -> None:
    with pytest.raises(SorabinError, match="is not a folder"):
        load_flying(tmp_path / "nowhere")
