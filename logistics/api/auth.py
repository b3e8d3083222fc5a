"""Who sends a request: from the session cookie, a TV set's cookie, or an API key.

Owns reading credentials from requests. Browsers send cookies by themselves, so a writing request
with a cookie must come from our own pages.
"""

from __future__ import annotations

from typing import Annotated
from urllib.parse import urlsplit

from fastapi import Depends, Request
from sqlmodel import Session

from logistics.api.edge import Edge, edge_of
from logistics.domain.principal import Forbidden, Principal, PrincipalKind
from logistics.services.accounts import principal_of_key, principal_of_session
from missions.clock import machine_time
from missions.errors import SorabinError

SESSION_COOKIE = "sorabin_session"
DEVICE_COOKIE = "sorabin_device"


ACT_AS = "sorabin-as"
"""Header of the television's page: on a laptop its cookie stands beside a person's session."""


class NotSignedIn(SorabinError):
    """No credential, or one that no longer holds."""

    code = "not-signed-in"


class CrossSite(SorabinError):
    """A browser was made to send this by another site."""

    code = "cross-site"


async def find_principal(request: Request) -> Principal | None:
    """Who sends this request; None when no credential holds.

    A bearer key counts before a session cookie, and a session before a TV set's cookie, unless
    the page says that it is the television's.
    """
    if request.headers.get(ACT_AS) == "device":
        return await device_principal_of(request)
    edge = edge_of(request)
    bearer = _bearer(request)
    session = request.cookies.get(SESSION_COOKIE)
    device = request.cookies.get(DEVICE_COOKIE)

    def look_up(database: Session) -> Principal | None:
        if bearer is not None:
            return principal_of_key(database, edge.deployment, bearer)
        found = None
        if session:
            found = principal_of_session(database, edge.deployment, session, machine_time())
        if found is None and device:
            found = principal_of_key(database, edge.deployment, device)
        return found

    if bearer is None and not (session or device):
        return None
    return await edge.read(look_up)


async def signed_in(request: Request) -> Principal:
    """Dependency of the API: who sends this request. Raises NotSignedIn, Forbidden, CrossSite."""
    principal = await find_principal(request)
    if principal is None:
        raise NotSignedIn("sign in, or send an API key as a bearer token")
    if principal.kind is PrincipalKind.SENSOR and not request.url.path.endswith("/weather"):
        # Its key hangs on a pole outdoors.
        raise Forbidden("a sensor tells the weather, and nothing else")
    if request.method not in ("GET", "HEAD") and not _bearer(request):
        refuse_other_sites(request)
    return principal


async def device_principal_of(request: Request) -> Principal | None:
    """The household of the TV set's cookie; None when it does not hold."""
    edge, device = edge_of(request), request.cookies.get(DEVICE_COOKIE)
    if not device:
        return None
    found = await edge.read(lambda database: principal_of_key(database, edge.deployment, device))
    return found if found is not None and found.household is not None else None


async def page_principal(request: Request) -> Principal | None:
    """Who looks at a page; None sends them to the sign-in page."""
    return await find_principal(request)


def refuse_other_sites(request: Request) -> None:
    """Raise CrossSite for a browser's request that another site has caused."""
    fetched_from = request.headers.get("sec-fetch-site")
    origin = request.headers.get("origin")
    foreign = fetched_from is not None and fetched_from not in ("same-origin", "none")
    if origin is not None and urlsplit(origin).netloc != request.headers.get("host"):
        foreign = True
    if foreign:
        raise CrossSite("this request came from another site")


def _bearer(request: Request) -> str | None:
    """The key that a program sends by itself; no browser adds one for another site."""
    scheme, _, key = request.headers.get("authorization", "").partition(" ")
    return key.strip() if scheme.lower() == "bearer" else None


Asker = Annotated[Principal, Depends(signed_in)]
TheEdge = Annotated[Edge, Depends(edge_of)]
