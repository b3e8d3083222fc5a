"""Kept results: they go on after an interruption, and are never those of other code."""

from __future__ import annotations

from pathlib import Path

from tests.evidence import FLYING, SERVICE, Kept, content, meaning


def test_what_was_kept_is_found_by_a_later_run_of_the_same_code(tmp_path: Path) -> None:
    file = tmp_path / "results.jsonl"
    Kept(file, "aaaa").put("one", {"exit": 0})
    Kept(file, "aaaa").put("two", {"exit": 1})
    later = Kept(file, "aaaa")
    assert [later.get(name)["exit"] for name in ("one", "two")] == [0, 1]  # type: ignore[index]
    assert later.get("three") is None


def test_results_of_other_code_do_not_count_and_go_with_the_first_of_this(tmp_path: Path) -> None:
    file = tmp_path / "results.jsonl"
    Kept(file, "aaaa").put("one", {"exit": 0})
    other = Kept(file, "bbbb")
    assert other.get("one") is None
    other.put("two", {"exit": 0})
    assert Kept(file, "aaaa").get("one") is None


def test_words_about_the_code_are_no_other_code() -> None:
    plain = b"X = 1\n\ndef f(a):\n    return a + X\n"
    told = (
        b'"""What."""\nX = 1  # one\n"""Least."""\n\n\ndef f(a):\n    """It."""\n    return a + X\n'
    )
    assert meaning(plain) == meaning(told)
    for other in (b"X = 2\n\ndef f(a):\n    return a + X\n", plain + b"f(X)\n", b"X = '1'\n"):
        assert meaning(other) != meaning(plain)


def test_what_flies_is_part_of_what_serves() -> None:
    assert set(FLYING) < set(SERVICE)
    assert content(FLYING) != content(SERVICE)
    assert content(FLYING) == content(FLYING)
