"""Short codes that people read aloud, type and scan, with a check character.

Owns the alphabet and the check; knows nothing of what a code stands for. The check character is
that of ISO/IEC 7064's hybrid systems (MOD M+1, M) with M = 32: it finds every single wrong
character and all but about two in a thousand swaps of neighbours (the tests count both).
"""

from __future__ import annotations

from collections.abc import Callable

from missions.errors import SorabinError

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford base 32: no I, L, O or U, so that no letter is taken for a digit or forms a word."""

_VALUE = {character: value for value, character in enumerate(ALPHABET)}
_LOOKALIKE = str.maketrans({"O": "0", "I": "1", "L": "1", "U": "V"})
_SKIPPED = str.maketrans({"-": None, " ": None, "\u3000": None})
_FULL_WIDTH = {0xFF01 + offset: 0x21 + offset for offset in range(94)}


class BadCode(SorabinError):
    """A code with a wrong length, character or check character."""

    code = "bad-code"


def check_character(body: str) -> str:
    """Return the check character of `body` (characters of ALPHABET), ISO/IEC 7064 hybrid system."""
    modulus = len(ALPHABET)
    product = modulus
    for character in body:
        total = (product + _VALUE[character]) % modulus or modulus
        product = (total * 2) % (modulus + 1)
    return ALPHABET[(modulus + 1 - product) % modulus]


def with_check(body: str) -> str:
    """Return `body` followed by its check character."""
    return body + check_character(body)


def normalise(text: str, *, length: int = 8) -> str:
    """Return the code that a person typed or read from a QR URL's end, or raise BadCode.

    Lower case, full-width characters, hyphens, spaces and look-alikes (O for 0, I and L for 1)
    are accepted, because people in gloves type them.
    """
    shown = text.strip()
    code = shown.translate(_FULL_WIDTH).upper().translate(_SKIPPED).translate(_LOOKALIKE)
    if len(code) != length:
        raise BadCode(f"a code has {length} characters, this one {len(code)}", text=shown)
    wrong = next((character for character in code if character not in _VALUE), None)
    if wrong is not None:
        raise BadCode(f"the character {wrong!r} is not used in codes", text=shown)
    if check_character(code[:-1]) != code[-1]:
        raise BadCode("the check character does not fit: please read the code again", text=shown)
    return code


def shown(code: str) -> str:
    """Return a code as printed beside its QR: two groups of four."""
    return f"{code[:4]}-{code[4:]}"


def new_body(choose: Callable[[str], str], *, prefix: str = "", length: int = 7) -> str:
    """Return a random body of `length` characters that starts with `prefix`.

    `choose` picks one character of a string; pass `secrets.choice` or a seeded generator's.
    """
    return prefix + "".join(choose(ALPHABET) for _ in range(length - len(prefix)))
