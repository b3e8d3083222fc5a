"""Errors as RFC 9457 problems.

Owns the mapping from the stable codes of errors to HTTP statuses. 422 is only for malformed
input; whatever the service refuses by its rules is 409.
"""

from __future__ import annotations

from typing import Any

from starlette.responses import Response

from logistics.db.journal import canonical
from missions.errors import SorabinError

STATUS = {
    "bad-order": 422,
    "bad-pick": 422,
    "bad-code": 422,
    "welfare-missing": 422,
    "weak-password": 422,
    "unknown-channel": 422,
    "outside-calendar": 404,
    "idempotency-key-missing": 400,
    "not-signed-in": 401,
    "sign-in-refused": 401,
    "forbidden": 403,
    "cross-site": 403,
    "too-many-tries": 429,
    "unknown-household": 404,
    "unknown-item": 404,
    "unknown-order": 404,
    "unknown-line": 404,
    "unknown-parcel": 404,
    "unknown-leg": 404,
    "unknown-case": 404,
    "unknown-call": 404,
    "unknown-sortie": 404,
    "unknown-flight": 404,
    "unknown-aircraft": 404,
    "unknown-battery": 404,
    "bad-swap": 422,
    "bad-inspection": 422,
    "not-yet": 422,
    "no-upkeep": 404,
    "unknown-entry": 404,
    "unknown-defect": 404,
    "measured-ahead": 422,
    "not-in-village": 404,
    "lost-transaction": 503,
}
"""Statuses of error codes; every other refusal of a rule is 409."""
MEDIA_TYPE = "application/problem+json"


def problem_body(status: int, code: str, detail: str, **facts: Any) -> dict[str, Any]:
    """A problem as JSON-compatible data; `facts` stand beside the standard members."""
    body = {
        "type": f"urn:sorabin:problem:{code}",
        "title": code.replace("-", " "),
        "status": status,
        "code": code,
        "detail": detail,
    }
    return body | {name: value for name, value in facts.items() if name not in body}


def error_body(error: SorabinError, **facts: Any) -> dict[str, Any]:
    """The problem of one of the project's errors."""
    status = STATUS.get(error.code, 409)
    return problem_body(status, error.code, error.message, **(error.facts | facts))


def problem_response(status: int, code: str, detail: str, **facts: Any) -> Response:
    """A problem as a response."""
    return as_response(problem_body(status, code, detail, **facts))


def as_response(body: dict[str, Any]) -> Response:
    """A problem's body as a response with its status."""
    headers = {"WWW-Authenticate": "Bearer"} if body["status"] == 401 else {}
    return Response(canonical(body), body["status"], headers, media_type=MEDIA_TYPE)
