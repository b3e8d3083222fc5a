"""What an address may hold, whichever door it names.

Owns refusing addresses with the character NUL before any door sees them: PostgreSQL can store it in
no text, and each door would have to think of it. Bodies are checked by their types (`fields`).
"""

from __future__ import annotations

from starlette.types import ASGIApp, Receive, Scope, Send

from logistics.api.problems import problem_response

_MESSAGE = "a text cannot hold the character NUL"


class AddressMiddleware:
    """Answers 422 where the path or the query holds NUL."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        where = _where_nul(scope) if scope["type"] == "http" else None
        if where is None:
            await self.app(scope, receive, send)
            return
        errors = [{"where": where, "message": _MESSAGE}]
        answer = problem_response(422, "malformed", f"{where}: {_MESSAGE}", errors=errors)
        await answer(scope, receive, send)


def _where_nul(scope: Scope) -> str | None:
    if "\0" in scope["path"]:
        return "path"
    return "query" if b"%00" in scope["query_string"] or b"\0" in scope["query_string"] else None
