# cjk: samples of messages
"""The message catalogue: what it refuses, and how its messages are filled in."""

from __future__ import annotations

import pytest

from logistics.web.messages import (
    LANGUAGES,
    BadCatalogue,
    UnknownMessage,
    catalogue,
    parse,
    t,
    with_prefixes,
)

TEXTS = parse('a.sum: {ja: "合計 {sum}", en: "Total {sum}"}\na.plain: {ja: "はい", en: "Yes"}')


def test_each_language_has_its_own_order_of_words() -> None:
    assert t("ja", TEXTS)("a.sum", sum=5) == "合計 5"
    assert t("en", TEXTS)("a.sum", sum="¥5") == "Total ¥5"


def test_a_value_is_never_read_as_a_place() -> None:
    assert t("en", TEXTS)("a.sum", sum="{sum}") == "Total {sum}"


@pytest.mark.parametrize(("key", "values"), [("a.none", {}), ("a.sum", {}), ("a.sum", {"x": 1})])
def test_an_unknown_key_or_a_missing_value_is_told(key: str, values: dict[str, int]) -> None:
    with pytest.raises(UnknownMessage, match=r"missing"):
        t("ja", TEXTS)(key, **values)


@pytest.mark.parametrize(
    "line",
    [
        "title: {ja: 空, en: Sky}",
        "A.b: {ja: 空, en: Sky}",
        "a.b: {ja: 空}",
        "a.b: {ja: 空, en: Sky, fr: Ciel}",
        "a.b: {ja: 空, en: ' '}",
        "a.b: {ja: 空, en: 5}",
        "a.b: 空",
        'a.b: {ja: "{n}個", en: "{count}"}',
        'a.b: {ja: "{n}個", en: "pieces"}',
        'a.b: {ja: "{0}個", en: "{0}"}',
        'a.b: {ja: "{n個", en: "{n"}',
        'a.b: {ja: "n}個", en: "n}"}',
    ],
)
def test_a_faulty_message_is_named(line: str) -> None:
    with pytest.raises(BadCatalogue) as refused:
        parse(f"x.y: {{ja: 空, en: Sky}}\n{line}\n")
    (finding,) = refused.value.facts["findings"]
    assert finding.startswith(line.partition(":")[0])


def test_all_findings_are_told_at_once() -> None:
    with pytest.raises(BadCatalogue) as refused:
        parse("a.b: {ja: 空}\na.c: {en: Sky}\n")
    assert len(refused.value.facts["findings"]) == 2


def test_a_key_that_stands_twice_is_a_fault_with_its_line() -> None:
    with pytest.raises(BadCatalogue, match=r"line 2: a\.b"):
        parse("a.b: {ja: 空, en: Sky}\na.b: {ja: 海, en: Sea}\n")


@pytest.mark.parametrize("text", ["", "- a\n", "word"])
def test_what_is_no_catalogue_is_refused(text: str) -> None:
    with pytest.raises(BadCatalogue):
        parse(text)


def test_scripts_get_the_messages_of_their_prefixes_only() -> None:
    for lang in LANGUAGES:
        chosen = with_prefixes(lang, ("tv.", "time."))
        assert chosen["time.minutes"] == catalogue()["time.minutes"][lang]
        assert {key.partition(".")[0] for key in chosen} == {"tv", "time"}
