"""Every error becomes a problem. Owns which kind of error is answered how."""

from __future__ import annotations

from typing import Any

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import Response

from logistics.api.problems import as_response, error_body, problem_body, problem_response
from logistics.api.receipts import receipt_of
from missions.errors import SorabinError

log = structlog.get_logger()


def install(app: FastAPI) -> None:
    """Answer every error with a problem, with the receipt's time where there is one."""

    def facts(request: Request) -> dict[str, Any]:
        receipt = receipt_of(request.scope)
        return {"received_at": receipt.received_at} if receipt else {}

    @app.exception_handler(SorabinError)
    async def refused(request: Request, error: SorabinError) -> Response:
        return as_response(error_body(error, **facts(request)))

    @app.exception_handler(RequestValidationError)
    async def malformed(request: Request, error: RequestValidationError) -> Response:
        errors = [{"where": _where(each["loc"]), "message": each["msg"]} for each in error.errors()]
        return as_response(_malformed(errors, **facts(request)))

    @app.exception_handler(HTTPException)
    async def http(request: Request, error: HTTPException) -> Response:
        if error.status_code == 400:  # the framework's word for a body that it cannot parse
            errors = [{"where": "body", "message": str(error.detail)}]
            return as_response(_malformed(errors, **facts(request)))
        code = {404: "not-found", 405: "method-not-allowed"}.get(error.status_code, "http-error")
        answer = problem_response(error.status_code, code, str(error.detail), **facts(request))
        answer.headers.update(error.headers or {})  # 405 names the methods that are allowed
        return answer

    @app.exception_handler(Exception)
    async def broken(request: Request, error: Exception) -> Response:
        log.error("request failed", path=request.url.path, exc_info=error)
        return problem_response(
            500, "internal", "something is broken on our side", **facts(request)
        )


def _malformed(errors: list[dict[str, str]], **facts: Any) -> dict[str, Any]:
    detail = "; ".join(f"{each['where']}: {each['message']}" for each in errors[:5])
    return problem_body(422, "malformed", detail, errors=errors, **facts)


def _where(location: tuple[Any, ...]) -> str:
    """`body.lines[0].quantity` from pydantic's path."""
    text = ""
    for part in location:
        text += f"[{part}]" if isinstance(part, int) else f".{part}" if text else str(part)
    return text
