# cjk: names and typed text as the service meets them
"""Short codes: what people mistype is found, what they may write differently is understood."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from logistics.domain.codes import (
    ALPHABET,
    BadCode,
    check_character,
    new_body,
    normalise,
    shown,
    with_check,
)

bodies = st.text(ALPHABET, min_size=7, max_size=7)


@given(bodies)
def test_a_code_with_its_check_character_is_accepted_as_it_is(body: str) -> None:
    assert normalise(with_check(body)) == with_check(body)


@given(bodies)
def test_a_code_may_be_typed_as_people_type(body: str) -> None:
    code = with_check(body)
    full_width = "".join(chr(ord(character) + 0xFEE0) for character in code)
    look_alike = code.replace("0", "o").replace("1", "l").replace("V", "u")
    for typed in (shown(code), shown(code).lower(), f"  {code} ", full_width, look_alike):
        assert normalise(typed) == code


@given(bodies, st.integers(0, 7), st.sampled_from(ALPHABET))
def test_every_single_wrong_character_is_found(body: str, place: int, wrong: str) -> None:
    code = with_check(body)
    if code[place] == wrong:
        return
    with pytest.raises(BadCode):
        normalise(code[:place] + wrong + code[place + 1 :])


def test_nearly_all_swaps_of_neighbours_are_found() -> None:
    """All pairs at every place, counted over codes that a seeded generator draws."""
    choose = random.Random(1).choice
    swaps = missed = 0
    for _ in range(20_000):
        code = with_check(new_body(choose))
        for place in range(7):
            one, two = code[place : place + 2]
            if one == two:
                continue
            swapped = code[:place] + two + one + code[place + 2 :]
            swaps += 1
            missed += check_character(swapped[:-1]) == swapped[-1]
    assert swaps > 100_000
    assert missed / swaps < 0.0025


@pytest.mark.parametrize("text", ["", "P", "P" * 9, "PPPPPPP!", "ＵＵＵＵＵＵＵあ"])
def test_what_is_no_code_says_so(text: str) -> None:
    with pytest.raises(BadCode) as refused:
        normalise(text)
    assert refused.value.facts == {"text": text.strip()}


@given(st.integers())
def test_a_prefix_stands_first_and_the_length_holds(seed: int) -> None:
    body = new_body(random.Random(seed).choice, prefix="R")
    assert body.startswith("R")
    assert len(body) == 7
    assert set(body) <= set(ALPHABET)
