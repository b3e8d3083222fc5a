"""Long texts come in parts and are told whole, once."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from missions.link.messages import StatusText, TextPart
from missions.link.texts import Texts


def parts(text: str, number: int) -> list[TextPart]:
    """As a vehicle sends it: one of exactly so many characters has an empty part at its end."""
    pieces = [text[at : at + 50] for at in range(0, len(text), 50)]
    if len(pieces[-1]) == 50:
        pieces.append("")
    return [TextPart(4, piece, number, chunk) for chunk, piece in enumerate(pieces)]


@given(st.text(st.characters(codec="ascii"), min_size=51, max_size=400))
def test_parts_make_the_text(text: str) -> None:
    texts = Texts()
    told = [texts.joined(part) for part in parts(text, 7)]
    assert told[:-1] == [None] * (len(told) - 1)
    assert told[-1] == StatusText(4, text)


def test_two_texts_that_come_at_once_are_kept_apart() -> None:
    texts = Texts()
    one, two = parts("a" * 120, 1), parts("b" * 120, 2)
    told = [texts.joined(part) for pair in zip(one, two, strict=True) for part in pair]
    assert [each for each in told if each] == [StatusText(4, "a" * 120), StatusText(4, "b" * 120)]


def test_a_text_without_its_first_part_is_told_from_where_it_is() -> None:
    texts = Texts()
    told = [texts.joined(part) for part in parts("a" * 60 + "b" * 60, 3)[1:]]
    assert told[-1] == StatusText(4, "a" * 10 + "b" * 60)


def test_texts_that_never_end_are_forgotten() -> None:
    texts = Texts()
    for number in range(1000):
        texts.joined(TextPart(4, "x" * 50, number, 0))
    for _ in range(10_000):
        told = texts.joined(TextPart(4, "y" * 50, 7, 1))
        assert told is None or len(told.text) <= 256 * 50
