# cjk: samples of the text that the check looks for
"""The check of messages finds incomplete ones, unknown keys and Japanese text in code."""

from __future__ import annotations

import pytest

from tests.checks.messages import CATALOGUE, check
from tests.checks.samples import found
from tests.checks.tree import SourceFile, SourceTree

WHOLE = """\
title: {ja: 空便, en: Sorabin}
hub.ready: {ja: 用意, en: Ready}
state:
  open:
    ja: 受付中
    en: Open
"""
PAGE = "logistics/web/templates/hub.html"


def test_a_complete_catalogue_is_kept() -> None:
    assert found(check, {CATALOGUE: WHOLE}) == []


@pytest.mark.parametrize(
    "line", ["bad: {ja: 空}", "bad: {ja: 空, en: ' '}", "bad: {en: x}", "bad: word", "bad:"]
)
def test_finds_an_incomplete_message(line: str) -> None:
    assert set(found(check, {CATALOGUE: f"{WHOLE}{line}\n"})) == {(CATALOGUE, 7)}


@pytest.mark.parametrize(
    ("path", "text"),
    [
        (PAGE, "<b>{{ t('no.such') }}</b>"),
        (PAGE, '{{ t("nowhere." ~ order.state) }}'),
        ("logistics/web/static/hub.js", 'show(t("no.such", name))'),
        ("logistics/web/static/hub.js", "show(t(`state.${of}-long`))"),
    ],
)
def test_finds_an_unknown_key(path: str, text: str) -> None:
    assert found(check, {CATALOGUE: WHOLE, path: f"\n{text}\n"}) == [(path, 2)]


def test_finds_the_line_of_a_key_below_its_call() -> None:
    path = "logistics/web/static/hub.js"
    assert found(check, {CATALOGUE: WHOLE, path: 't(\n\n"no.such")'}) == [(path, 3)]


def test_known_and_built_keys_are_kept() -> None:
    page = "{{ t('title') }} {{ t('state.' ~ order.state) }} {{ t('state.open') }}"
    script = (
        't("hub.ready"); t(`state.${of}`); t(`hub.${x}dy`); format("anything"); list.t("other")'
    )
    files = {CATALOGUE: WHOLE, PAGE: page, "logistics/web/static/hub.js": script}
    assert found(check, files) == []


def test_unused_messages_are_told_but_fail_nothing() -> None:
    files = (SourceFile(CATALOGUE, WHOLE), SourceFile(PAGE, "{{ t('state.' ~ state) }}"))
    outcome = check(SourceTree(files))
    assert outcome.findings == ()
    assert outcome.remark.endswith("2 not used by any page: hub.ready, title")


@pytest.mark.parametrize("text", ["const key = `state.${code}`", "key = f'state.{code}'"])
def test_a_key_built_before_its_use_counts_as_used(text: str) -> None:
    files = (SourceFile(CATALOGUE, WHOLE), SourceFile("logistics/web/a.js", text))
    assert "state.open" not in check(SourceTree(files)).remark


def test_without_a_catalogue_the_outcome_says_so() -> None:
    assert check(SourceTree(())).remark.startswith("no catalogue yet")


@pytest.mark.parametrize("text", ["空", "ひ", "ア", "、", "Ａ", "ｱ", "𠮷"])
def test_finds_japanese_text_in_code(text: str) -> None:
    path = "sim/village/sample.py"
    assert found(check, {path: f"\nname = '{text}'\n"}) == [(path, 2)]


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("config/ina-hase/words.py", "x = '空'"),
        (CATALOGUE, "title: {ja: 空, en: sky}"),
        ("a.py", "x = '空'  # cjk: the law's own word"),
        ("a.js", "x = '空'  // cjk: a test of width"),
        ("a.html", "空 <!-- cjk: the sign on the van -->"),
        ("tests/test_a.py", "# cjk: names as people type them\nx = '空'\n"),
        ("docs/a.md", "空"),
        ("a.py", "x = '\\u3000 é 30°'"),
    ],
)
def test_japanese_text_has_its_places(path: str, text: str) -> None:
    assert found(check, {path: text}) == []
