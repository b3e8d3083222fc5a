"""Log lines: what failed and where, without the values of variables."""

from __future__ import annotations

import pytest
import structlog

from logistics.processes.logs import set_up_logs


def test_a_traceback_tells_the_place_and_no_secret(capsys: pytest.CaptureFixture[str]) -> None:
    set_up_logs()
    log = structlog.get_logger()

    def sign_in(password: str) -> None:
        raise ValueError(f"{len(password)} characters")

    try:
        sign_in("geheimes Wort")
    except ValueError:
        log.exception("request failed", path="/session")
    told = capsys.readouterr().out
    assert "sign_in" in told
    assert "13 characters" in told
    assert "geheim" not in told.replace('sign_in("geheimes Wort")', "")
