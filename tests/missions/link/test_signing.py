"""The key of a link: its file is its owner's only, and it is shown nowhere."""

from __future__ import annotations

from pathlib import Path

import pytest

from missions.link.requests import SetUpSigning
from missions.link.signing import BadKey, Signing, read_key

KEY = bytes(range(32))


def key_file(folder: Path, text: str, mode: int = 0o600) -> Path:
    file = folder / "a.key"
    file.write_text(text)
    file.chmod(mode)
    return file


@pytest.mark.parametrize("text", [KEY.hex(), f"{KEY.hex().upper()}\n"])
def test_a_key_is_64_hexadecimal_digits(text: str, tmp_path: Path) -> None:
    assert read_key(key_file(tmp_path, text)) == KEY


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o620, 0o601, 0o666])
def test_a_key_that_others_can_open_is_refused(mode: int, tmp_path: Path) -> None:
    with pytest.raises(BadKey, match="chmod 600"):
        read_key(key_file(tmp_path, KEY.hex(), mode))


@pytest.mark.parametrize("text", ["", "00" * 31, "zz" * 32, "12" * 33, "ü" * 64, "12" * 9999])
def test_what_is_no_key_is_refused_and_not_shown(text: str, tmp_path: Path) -> None:
    with pytest.raises(BadKey) as refused:
        read_key(key_file(tmp_path, text))
    assert not text or text[:8] not in str(refused.value)


def test_zeros_are_no_key(tmp_path: Path) -> None:
    with pytest.raises(BadKey, match="no signing"):
        read_key(key_file(tmp_path, "0" * 64))


def test_a_key_that_is_not_there_is_told_by_its_place(tmp_path: Path) -> None:
    with pytest.raises(BadKey, match=r"b\.key"):
        read_key(tmp_path / "b.key")


def test_a_key_is_not_shown() -> None:
    for shown in (repr(Signing(KEY)), repr(SetUpSigning(KEY, 5))):
        assert "\\x01" not in shown
        assert "32 bytes" in shown


@pytest.mark.parametrize("link_id", [-1, 256])
def test_a_link_has_one_byte(link_id: int) -> None:
    with pytest.raises(ValueError, match="0 to 255"):
        Signing(KEY, link_id)
    with pytest.raises(ValueError, match="32 bytes"):
        Signing(b"short")
