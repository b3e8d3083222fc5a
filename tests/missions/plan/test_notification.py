"""The notification of a flight plan: complete, or not at all."""

# cjk: the official fields of a notification are Japanese

from __future__ import annotations

import csv
import json
from dataclasses import replace
from datetime import date, datetime, timedelta
from io import StringIO
from typing import Any

import pytest

from missions.clock import TOKYO
from missions.flying import Flying
from missions.papers.model import NO_PAPERS, Papers, Term
from missions.plan.formats.notice import NoticeForm, to_notice
from missions.plan.formats.notice_reader import read_claim
from missions.plan.formats.raw import BadPlanFile
from missions.plan.model import Direction
from missions.plan.notification import NotComplete, Notification, Planned, notification, overlap

AT = datetime(2026, 11, 24, 13, 30, tzinfo=TOKYO)
NAMES = {"hase-hub": "長谷の中継所", "nakao": "中尾公民館", "ichinose": "市野瀬公民館"}


def record(
    flying: Flying,
    route: str = "nakao",
    papers: Papers | None = None,
    **changes: Any,
) -> Notification:
    planned = Planned(
        flying.routes.route(route), Direction.OUT, AT, flying.fleet.aircraft["tsubame"],
        flying.book.upkeep_of("tsubame").head, "p-arai", NAMES,
    )  # fmt: skip
    return notification(replace(planned, **changes), papers or flying.papers, flying.terrain)


def test_it_says_all_that_the_ordinance_asks_for(shipped: Flying) -> None:
    told = json.loads(to_notice(record(shipped), NoticeForm.JSON))
    assert (told["begins_at"], told["time_zone"]) == ("20261124 1330", "Asia/Tokyo")
    assert (told["registration"], told["kind"]) == (
        "JU-EXAMPLE-1",
        "回転翼航空機（マルチローター）",
    )
    assert told["pilot"] == {"name": "新井 千春", "licence": "EXAMPLE-LICENCE-3"}
    assert told["permits"] == ["EXAMPLE-PERMIT-1"]
    assert (told["airspaces"], told["methods"]) == ([], ["beyond-sight", "within-30m"])
    assert (told["origin"]["id"], told["destination"]["name"]) == ("hase-hub", "中尾公民館")
    assert told["highest_amsl_m"] == 965
    assert 60 < told["highest_agl_m"] < 150
    assert told["insurance"][0]["policy"] == "EXAMPLE-POLICY-1"
    assert told["invented"] is True
    assert told["route_version"] == shipped.approvals["nakao"].version


def test_it_holds_until_an_aircraft_that_nobody_lets_land_is_home_again(shipped: Flying) -> None:
    out = record(shipped)
    home = record(shipped, direction=Direction.HOME)
    assert timedelta(minutes=out.takes_min) < out.until - out.begins_at < timedelta(minutes=45)
    assert home.until - home.begins_at < out.until - out.begins_at
    assert (home.origin.pad.id, home.destination.pad.id) == ("nakao", "hase-hub")
    assert home.path == tuple(reversed(out.path))


def test_times_are_japan_s_whatever_zone_they_were_given_in(shipped: Flying) -> None:
    told = record(shipped, begins_at=datetime.fromisoformat("2026-11-24T04:30:59+00:00"))
    assert to_notice(told, NoticeForm.JSON) == to_notice(record(shipped), NoticeForm.JSON)


def test_text_and_csv_say_the_same_fields_and_that_they_are_invented(shipped: Flying) -> None:
    told = record(shipped)
    names, values = csv.reader(StringIO(to_notice(told, NoticeForm.CSV).removeprefix("\ufeff")))
    text = to_notice(told, NoticeForm.TEXT)
    for name, value in zip(names, values, strict=True):
        assert f"{name}：{value}" in text
        assert value
    assert "技能証明書番号" in names
    assert "【架空の例：届け出ないこと】" in text
    assert "架空" in values[-1]


YEAR = Term(date(2025, 1, 1), date(2026, 11, 23))


@pytest.mark.parametrize(
    ("changes", "missing"),
    [
        ({"pilot": None}, "who flies it: one of p-hosaka, p-miyashita, p-arai"),
        ({"pilot": "p-karaki"}, "on 2026-11-24: no licence of p-karaki is known"),
        ({"begins_at": datetime(2036, 1, 1, 9, tzinfo=TOKYO)}, "EXAMPLE-PERMIT-1 ended on"),
        ({"place_names": {}}, "the name of the place nakao"),
    ],
)
def test_what_is_missing_is_named_and_nothing_is_made_up(
    shipped: Flying, changes: dict[str, Any], missing: str
) -> None:
    with pytest.raises(NotComplete) as refused:
        record(shipped, **changes)
    assert any(missing in each for each in refused.value.facts["missing"])


def test_without_papers_or_with_invented_ones_for_a_real_aircraft_nothing_is_notified(
    shipped: Flying,
) -> None:
    with pytest.raises(NotComplete, match=r"permits\.yaml: there is none"):
        record(shipped, papers=NO_PAPERS)
    real = replace(shipped.fleet.aircraft["tsubame"], link="tcp:192.0.2.7:5760")
    with pytest.raises(NotComplete, match="is no simulation, and the papers are invented"):
        record(shipped, aircraft=real)


def test_a_flight_over_midnight_needs_papers_for_both_days(shipped: Flying) -> None:
    late = datetime(2026, 11, 23, 23, 55, tzinfo=TOKYO)
    ending = tuple(replace(permit, term=YEAR) for permit in shipped.papers.permits)
    with pytest.raises(NotComplete, match="on 2026-11-24: permit for beyond-sight"):
        record(shipped, papers=replace(shipped.papers, permits=ending), begins_at=late)


def test_two_of_ours_overlap_only_in_the_same_time_and_airspace(shipped: Flying) -> None:
    one = record(shipped)
    other = record(shipped, "ichinose", aircraft=shipped.fleet.aircraft["tobi"])
    assert "in the same airspace, from 2026-11-24 13:30" in (overlap(one.claim, other.claim) or "")
    later = record(shipped, "ichinose", begins_at=one.until + timedelta(minutes=1))
    assert overlap(one.claim, later.claim) is None
    far = tuple(replace(each, lower_amsl_m=5000.0, upper_amsl_m=5100.0) for each in other.volumes)
    assert overlap(one.claim, replace(other, volumes=far).claim) is None


def test_an_exported_notification_is_read_back_as_the_same_claim(shipped: Flying) -> None:
    one = record(shipped)
    read = read_claim("n.json", to_notice(one, NoticeForm.JSON).encode())
    assert (read.who, read.begins_at, read.until) == (
        one.claim.who, one.begins_at, one.until,
    )  # fmt: skip
    assert overlap(read, one.claim)
    assert [volume.outline for volume in read.volumes] == [v.outline for v in one.volumes]


@pytest.mark.parametrize(
    ("damage", "fault"),
    [
        ({"begins_at": "soon"}, "begins_at soon"),
        ({"begins_at": "20261399 0000"}, "does not match format"),
        ({"volumes": []}, "volumes"),
        ({"volumes": None}, "volumes None"),
    ],
)
def test_a_notification_that_is_not_understood_is_refused(
    shipped: Flying, damage: dict[str, Any], fault: str
) -> None:
    told = json.loads(to_notice(record(shipped), NoticeForm.JSON)) | damage
    with pytest.raises(BadPlanFile, match=fault):
        read_claim("n.json", json.dumps(told).encode())
    with pytest.raises(BadPlanFile, match="not JSON"):
        read_claim("n.json", b"{")
