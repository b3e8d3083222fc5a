"""The check of portability finds addresses, machine paths and conversation."""

from __future__ import annotations

import pytest

from tests.checks.portable import check
from tests.checks.samples import found


def joined(*parts: str) -> str:
    """Return the sample; written in parts, or the check would find it in this file."""
    return "".join(parts)


@pytest.mark.parametrize(
    "text",
    [
        joined("url = https://pypi", ".org/simple"),
        joined("--index", "-url x").replace("--", "--extra-"),
        joined("https://files.python", "hosted.org/x"),
        joined("registry.npm", "js.org"),
        joined("deb http://deb.", "debian.org stable"),
        joined("open('/wo", "rk/data.csv')"),
        joined("cd /ro", "ot/.cache"),
        joined("see ../sha", "red/x.md"),
        joined("see /tmp/bri", "ef"),
        joined("-f file:", "///opt/x"),
        joined("# as you ", "asked, now with retries"),
        joined("# I", "'ll mend it later"),
        joined("Co-authored", "-by: somebody"),
        joined("fixes issue", " #12"),
    ],
)
def test_finds(text: str) -> None:
    assert found(check, {"docs/a.md": f"first\n{text}\n"}) == [("docs/a.md", 2)]


@pytest.mark.parametrize(
    "text",
    [
        "the worker of a network/work area, at https://example.org/work",
        "href='/workers' and path /rooted, a session of the database, the issue of tokens",
        "/usr/bin/chromium, /tmp, ~/work",
        "an unmanned aircraft; plan A, part I, phase II",
    ],
)
def test_leaves_ordinary_text(text: str) -> None:
    assert found(check, {"docs/a.md": text}) == []
