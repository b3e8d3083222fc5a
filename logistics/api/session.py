"""Signing in and out, and who one is."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request
from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import JSONResponse, Response

from logistics.api.auth import SESSION_COOKIE, Asker, TheEdge, refuse_other_sites
from logistics.api.edge import Edge
from logistics.api.fields import Text
from logistics.api.shapes import TOO_MANY
from logistics.api.throttle import Throttle
from logistics.domain.principal import Principal, person_principal
from logistics.services import accounts
from logistics.services.acting import acting_keepers
from missions.clock import machine_time

router = APIRouter(prefix="/session", tags=["session"])


class SignIn(BaseModel):
    """Name and password of a person."""

    model_config = ConfigDict(extra="forbid")
    person: Text = Field(max_length=60)
    password: Text = Field(max_length=200)


@router.post("", responses=TOO_MANY)
async def sign_in(request: Request, body: SignIn, edge: TheEdge) -> Response:
    """Sign in: sets the session cookie. Needs no Idempotency-Key: doing it twice is harmless."""
    refuse_other_sites(request)
    token = await session_token(request, edge, body.person, body.password)
    principal = person_principal(edge.deployment.village, body.person)
    response = JSONResponse({"person": await principal_view(edge, principal)})
    set_session_cookie(edge, response, token)
    return response


@router.post("/end", status_code=204)
async def sign_out(request: Request, edge: TheEdge) -> Response:
    """End the session of the cookie."""
    refuse_other_sites(request)
    await end_session_of(request, edge)
    response = Response(status_code=204)
    response.delete_cookie(SESSION_COOKIE, path="/")
    return response


@router.get("")
async def who_am_i(edge: TheEdge, asker: Asker) -> dict[str, Any]:
    """Who the credential of this request belongs to, and as whom they hand goods over now."""
    return await principal_view(edge, asker)


async def session_token(request: Request, edge: Edge, person: str, password: str) -> str:
    """Check name and password and open a session. Raises SignInRefused or TooManyTries."""
    throttle: Throttle = request.app.state.throttle
    throttle.begin(person)
    # Nobody else's name is looked up: it may hold what no database stores. It takes as long.
    known = person if person in edge.deployment.village.people else ""
    if not await edge.read(lambda session: accounts.password_fits(session, known, password)):
        raise accounts.SignInRefused("name and password do not belong together")
    throttle.succeeded(person)
    return await edge.run(lambda uow: accounts.open_session(uow, person, machine_time()))


async def end_session_of(request: Request, edge: Edge) -> None:
    """End the session that the request's cookie names, if any."""
    token = request.cookies.get(SESSION_COOKIE)
    if token:
        await edge.run(lambda uow: accounts.end_session(uow, token))


def set_session_cookie(edge: Edge, response: Response, token: str) -> None:
    """Give the browser its session; scripts cannot read it and other sites do not send it."""
    response.set_cookie(
        SESSION_COOKIE,
        token,
        max_age=int(accounts.SESSION_LENGTH.total_seconds()),
        path="/",
        httponly=True,
        samesite="lax",
        secure=edge.base_url.startswith("https://"),
    )


async def principal_view(edge: Edge, principal: Principal) -> dict[str, Any]:
    """A principal as JSON, with the keepers that it may act as now."""
    village = edge.deployment.village
    mine = await edge.read(lambda session: acting_keepers(session, edge.deployment, principal))
    person = village.people.get(principal.id)
    return {
        "kind": principal.kind,
        "id": principal.id,
        "name": principal.name,
        "roles": sorted(principal.roles),
        "place": person.place if person and principal.household is None else None,
        "household": principal.household,
        "keepers": [{"kind": keeper.kind, "id": keeper.id} for keeper in mine],
    }
