"""How processes write their logs.

Owns the form of a log line. Tracebacks are plain: the library's own ones print every local
variable, which takes seconds with a deployment among them, and writes passwords into the log.
"""

from __future__ import annotations

import structlog


def set_up_logs() -> None:
    """Lines for people, with plain tracebacks."""
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.StackInfoRenderer(),
            structlog.processors.TimeStamper(fmt="%Y-%m-%d %H:%M:%S", utc=False),
            structlog.dev.ConsoleRenderer(
                colors=False, exception_formatter=structlog.dev.plain_traceback
            ),
        ]
    )
