"""Rendering: from a template and a language to an answer with its headers.

Owns the template environment, the choice of language and the content security policy. Must not
know who is signed in or what a page is for.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from fastapi import Request
from fastapi.responses import HTMLResponse, Response
from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from logistics.web.messages import LANGUAGES, t, with_prefixes

HERE = Path(__file__).parent
STATIC = HERE / "static"
LANGUAGE_COOKIE = "lang"
_YEAR_S = 365 * 24 * 3600

HEADERS = {
    # Scripts and styles come from our own files only; data blocks are not scripts.
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
        "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    # The TV's pairing address holds a key: it must not leave in a Referer. With no-referrer the
    # forms of our own pages would say that they come from nowhere (Fetch standard: Origin null).
    "Referrer-Policy": "same-origin",
    "Cache-Control": "no-store",
}

_COMMON = ("common.", "time.", "problem.", "language.")

_templates = Environment(
    loader=FileSystemLoader(HERE / "templates"),
    autoescape=select_autoescape(default=True, default_for_string=True),
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


def language(request: Request) -> str:
    """The language asked for in the address, else that of the cookie, else Japanese."""
    for wanted in (request.query_params.get("lang"), request.cookies.get(LANGUAGE_COOKIE)):
        if wanted in LANGUAGES:
            return wanted
    return LANGUAGES[0]


def page(
    request: Request,
    template: str,
    *,
    prefixes: tuple[str, ...] = (),
    data: Mapping[str, Any] | None = None,
    status: int = 200,
    **context: Any,
) -> HTMLResponse:
    """Render a page.

    `prefixes` choose the messages that its scripts get beside the common ones; `data` is
    JSON-compatible and reaches the scripts as `pageData()`; `context` is for the template.
    """
    lang = language(request)
    html = _templates.get_template(template).render(
        lang=lang,
        t=t(lang),
        other_lang=next(each for each in LANGUAGES if each != lang),
        path=request.url.path,
        messages=with_prefixes(lang, (*_COMMON, *prefixes)) if prefixes else {},
        data=dict(data or {}),
        **context,
    )
    response = HTMLResponse(html, status_code=status, headers=HEADERS)
    keep_language(request, response)
    return response


def keep_language(request: Request, response: Response) -> None:
    """Remember the language that the address asked for."""
    wanted = request.query_params.get("lang")
    if wanted in LANGUAGES:
        response.set_cookie(LANGUAGE_COOKIE, wanted, max_age=_YEAR_S, samesite="lax", httponly=True)
