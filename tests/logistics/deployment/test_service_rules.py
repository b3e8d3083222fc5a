# cjk: the shipped deployment is Japanese, and these tests damage its text
"""What `service.yaml` must not say, and the corners of YAML that are refused everywhere."""

from __future__ import annotations

import pytest

from tests.logistics.deployment.conftest import Copy

PHONE = '  telephone:\n    cutoff: "10:45"'
RULES = [
    ("timezone: Asia/Tokyo", "timezone: Asia/Tokio", 0, "timezone Asia/Tokio: no such timezone"),
    ("holidays: JP", "holidays: DE", 0, "holidays DE: input should be 'JP'"),
    ("[2025, 2035]", "[2035, 2025]", 0, "calendar_years: first and last year, 2000 to 2099"),
    ("[mon, tue,", "[mon, tues,", 0, "weekdays.1 tues: a weekday is one of mon tue"),
    (PHONE, PHONE.replace("10:45", "18:00"), 0, "the cutoff must be before the promise"),
    ("2027-08-16,", "2027-02-30,", 0, "2027-02-30: day is out of range"),
    ("2027-08-16,", "2027-08-13,", 0, "2027-08-13: stands already in extra_closed"),
    ("2027-08-16,", "2047-08-16,", 0, "2047-08-16: outside calendar_years"),
    ("date: 2026-12-26,", "date: 2026-12-24,", 0, "2026-12-24: is a service day without this"),
    ("- date: 2026-12-28", "- date: 2026-12-27", 0, "an exception on a day without service"),
    ("    channel: telephone", "    channel: fax", 0, 'no channel "fax"'),
    ('promise: "16:00"', 'promise: "10:30"', -2, "the cutoff must be before the promise"),
    ("  monthly_yen: 1000", "  monthly_yen: 1000.5", 0, "fees.monthly_yen 1000.5: input should be"),
    ("  payload_g: 5000", '  payload_g: "5000"', 0, "air_limits.payload_g 5000: input should be"),
    ('pick_ready_by: "12:40"', 'pick_ready_by: "13:40"', -2, "settle_at: in order"),
    ("fees:", "fees: !!python/name:os.system", 0, "the tag tag:yaml.org,2002:python/name"),
    ("[ambient, chilled]", "!!set [ambient]", 0, "the tag tag:yaml.org,2002:set is not used"),
    ("catalog_size: 300", "catalog_size: !number 300", 0, "could not determine a constructor"),
    ("  standard: 10", "  <<: {standard: 10}", 0, "a key is plain text"),
]


@pytest.mark.parametrize(("old", "new", "below", "message"), RULES)
def test_a_broken_rule_is_named_where_it_stands(
    copy: Copy, old: str, new: str, below: int, message: str
) -> None:
    line = copy.edit("service.yaml", old, new) + below
    assert [
        finding
        for finding in copy.findings()
        if finding.startswith(f"service.yaml:{line}: ") and message in finding
    ], copy.findings()


def test_a_missing_key_is_named_where_its_block_begins(copy: Copy) -> None:
    block = copy.edit("service.yaml", "work_times:\n", "work_times:\n")
    copy.edit("service.yaml", "  door_min:", "  # door_min:")
    assert copy.findings() == [f'service.yaml:{block}: missing key "door_min"']


def test_an_alias_is_refused(copy: Copy) -> None:
    copy.edit("service.yaml", "  worried:\n", "  worried: &rule\n")
    copy.edit(
        "service.yaml", "  not_met:\n    owner: p-kitazawa\n    limit_min: 60", "  not_met: *rule\n"
    )
    (finding,) = copy.findings()
    assert "aliases are not used here" in finding


@pytest.mark.parametrize("text", ["", "# nothing\n", "- a list\n", "just words\n"])
def test_a_document_without_keys_is_refused(copy: Copy, text: str) -> None:
    (copy.folder / "service.yaml").write_text(text, "utf-8")
    assert copy.findings() == ["service.yaml:1: a mapping with keys is needed"]


def test_broken_yaml_is_refused_with_its_line(copy: Copy) -> None:
    line = copy.edit("service.yaml", "[mon, tue, wed, thu, fri]", "[mon, tue, wed: {")
    (finding,) = copy.findings()
    assert "not YAML" in finding
    assert int(finding.split(":")[1]) >= line
