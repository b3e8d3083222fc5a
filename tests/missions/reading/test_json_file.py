"""JSON with lines: the same values as the standard library's, and strict where that is not."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from missions.reading.findings import Findings
from missions.reading.json_file import read_json

numbers = st.integers() | st.floats(allow_nan=False, allow_infinity=False)
keys = st.text(max_size=5)
values = st.recursive(
    st.none() | st.booleans() | numbers | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(keys, inner, max_size=4),
    max_leaves=12,
)


@given(st.dictionaries(keys, values, max_size=4), st.sampled_from([None, 1]))
def test_any_document_reads_as_the_standard_library_reads_it(
    value: dict[str, Any], indent: int | None
) -> None:
    findings = Findings()
    document = read_json("f", json.dumps(value, indent=indent), findings)
    assert document is not None
    assert document.value == value
    assert not len(findings)


def test_keys_and_entries_know_their_lines() -> None:
    document = read_json("f", '{\n "a": [\n  1,\n  {"b": 2}\n ]\n}\n', Findings())
    assert document is not None
    assert document.line(("a",)) == 2
    assert document.line(("a", 1)) == 4
    assert document.line(("a", 1, "b")) == 4
    assert document.line(("a", 0, "nowhere")) == 3


@pytest.mark.parametrize(
    ("text", "finding"),
    [
        ('{"a": 1,\n}', "f:2: not JSON: a key in double quotes is needed"),
        ("{,}", "f:1: not JSON: a key in double quotes is needed"),
        ('{"a": [1,\n]}', "f:2: not JSON: expecting value"),
        ('{"a":\nNaN}', "f:2: not JSON: NaN is no number"),
        ('{"a": 1}\n}', "f:2: not JSON: something follows after the end"),
        ('{"a": 1,\n"a": 2}', 'f:2: the key "a" stands already in line 1'),
        ('{"a" 1}', "f:1: not JSON: ':' is needed"),
        ('{"a": [1\n2]}', "f:2: not JSON: ',' is needed"),
        ('{"a": "x', "f:1: not JSON: unterminated string starting at"),
        ("[1]", "f:1: an object with keys is needed"),
        ("", "f:1: not JSON: expecting value"),
        ('{"a":' + "[" * 30, "f:1: not JSON: nested too deeply"),
    ],
)
def test_what_is_not_json_is_named_with_its_line(text: str, finding: str) -> None:
    findings = Findings()
    assert read_json("f", text, findings) is None
    assert [str(one) for one in findings] == [finding]
