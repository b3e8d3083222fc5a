"""The pages' addresses: who may see which page, and what its scripts are told.

Owns the routes of pages, pairing of TV sets and the sign-in form. Knows no rule of the service:
everything that a page does goes through the API.
"""

from __future__ import annotations

from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, FastAPI, Form, Request
from fastapi.responses import RedirectResponse, Response
from starlette.concurrency import run_in_threadpool
from starlette.staticfiles import StaticFiles

from logistics.api.auth import (
    DEVICE_COOKIE,
    SESSION_COOKIE,
    device_principal_of,
    page_principal,
    refuse_other_sites,
)
from logistics.api.edge import edge_of
from logistics.api.session import (
    end_session_of,
    principal_view,
    session_token,
    set_session_cookie,
)
from logistics.api.throttle import TooManyTries
from logistics.domain.principal import Principal, PrincipalKind
from logistics.domain.village import Household, Role, Village
from logistics.services.accounts import SignInRefused, principal_of_key
from logistics.web.relief import PATH, relief_png
from logistics.web.rendering import HEADERS, STATIC, keep_language, page

router = APIRouter(include_in_schema=False)

PAGES: dict[str, tuple[Role, ...]] = {
    "store": (Role.STORE,),
    "supporter": (Role.SUPPORTER,),
    "hub": (Role.OPERATOR, Role.LAUNCH_AUTHORITY, Role.SUPPORTER),
    "hall": (Role.VOLUNTEER,),
    "office": (Role.OFFICE,),
}
"""Pages of people at work and the roles that see them. A van's driver works on `hub`."""
_DEVICE_COOKIE_S = 10 * 365 * 24 * 3600


def install(app: FastAPI) -> None:
    """Add the pages and their files to the application."""
    app.mount("/static", StaticFiles(directory=STATIC), name="static")
    # The map's library is another's work: it comes from its own package, as that serves it.
    leaflet = StaticFiles(packages=[("js_lib_leaflet", "static/js_lib_leaflet")])
    app.mount("/leaflet", leaflet, name="leaflet")
    app.include_router(router)


@router.get("/tv")
async def tv(request: Request, device: str | None = None) -> Response:
    """The television. `?device=KEY` pairs the set: the key moves from the address to a cookie."""
    edge = edge_of(request)
    if device is not None:
        refuse_other_sites(request)
        holds = await edge.read(lambda db: principal_of_key(db, edge.deployment, device))
        if holds is None or holds.household is None:
            return page(request, "tv_unpaired.html", status=401)
        answer = RedirectResponse("/tv", status_code=303, headers=HEADERS)
        answer.set_cookie(
            DEVICE_COOKIE,
            device,
            max_age=_DEVICE_COOKIE_S,
            httponly=True,
            samesite="lax",
            secure=edge.base_url.startswith("https://"),
        )
        return answer
    principal = await device_principal_of(request)
    if principal is None:
        return page(request, "tv_unpaired.html", status=401)
    household = edge.deployment.village.household(principal.id)
    limits = edge.deployment.service.order_limits
    data = {
        "household": household.id,
        "name": household.name,
        "wish": household.substitution_default,
        "limits": limits.model_dump(),
    }
    return page(request, "tv.html", prefixes=("tv.",), data=data)


@router.get("/")
async def home(request: Request) -> Response:
    """The pages of the signed-in person."""
    principal = await page_principal(request)
    if principal is None:
        return _to_sign_in(request)
    mine = [name for name, roles in PAGES.items() if principal.has(*roles)]
    return page(request, "home.html", pages=mine, person=principal)


@router.get("/sign-in")
async def sign_in_form(request: Request, next: str = "/") -> Response:
    """Name and password."""
    return page(request, "sign_in.html", next=_own_path(next), refused=None, person="")


@router.post("/sign-in")
async def sign_in(
    request: Request,
    person: Annotated[str, Form(max_length=60)],
    password: Annotated[str, Form(max_length=200)],
    next: Annotated[str, Form(max_length=300)] = "/",
) -> Response:
    """Sign in and go on to where the person wanted to be."""
    refuse_other_sites(request)
    edge = edge_of(request)
    try:
        token = await session_token(request, edge, person.strip(), password)
    except (SignInRefused, TooManyTries) as refused:
        return page(
            request,
            "sign_in.html",
            next=_own_path(next),
            refused=refused.code,
            person=person,
            status=401,
        )
    answer = RedirectResponse(_own_path(next), status_code=303)
    set_session_cookie(edge, answer, token)
    return answer


@router.post("/sign-out")
async def sign_out(request: Request) -> Response:
    """End the session and go to the sign-in page."""
    refuse_other_sites(request)
    await end_session_of(request, edge_of(request))
    answer = RedirectResponse("/sign-in", status_code=303)
    answer.delete_cookie(SESSION_COOKIE, path="/")
    return answer


@router.get("/h/{code}")
async def scanned_parcel(request: Request, code: str) -> Response:
    """What a phone shows after its camera has read a parcel's label."""
    return await _for_person(request, "scan.html", ("scan.", "parcel."), {"code": code})


@router.get("/c/{card}")
async def scanned_card(request: Request, card: str) -> Response:
    """What a phone shows after its camera has read a resident's delivery card."""
    return await _for_person(request, "card.html", ("scan.", "card.", "parcel."), {"card": card})


@router.get(PATH)
async def ground(request: Request) -> Response:
    """The ground below the map of the flights."""
    principal, flying = await page_principal(request), edge_of(request).deployment.flying
    if principal is None or flying is None:
        return Response(status_code=404)
    picture = await run_in_threadpool(relief_png, flying.terrain)
    headers = {"Cache-Control": "private, max-age=3600", "X-Content-Type-Options": "nosniff"}
    return Response(picture, media_type="image/png", headers=headers)


@router.get("/store/labels")
async def labels(request: Request) -> Response:
    """The labels of a day or of one order, to be printed."""
    return await _for_person(request, "labels.html", ("store.", "parcel."), {}, Role.STORE)


@router.get("/{name}")
async def work_page(request: Request, name: str) -> Response:
    """The page of a role."""
    roles = PAGES.get(name)
    if roles is None:
        return page(request, "missing.html", status=404)
    prefixes = (f"{name}.", "parcel.", "leg.", "scan.", "list.", "flight.")
    return await _for_person(request, f"{name}.html", prefixes, {}, *roles)


async def _for_person(
    request: Request,
    template: str,
    prefixes: tuple[str, ...],
    data: dict[str, object],
    *roles: Role,
) -> Response:
    """A page for a signed-in person, with one of the roles if any are named."""
    principal = await page_principal(request)
    if principal is None or principal.kind is not PrincipalKind.PERSON:
        return _to_sign_in(request)
    if roles and not principal.has(*roles):
        return page(request, "not_yours.html", status=403, person=principal)
    told = {**data, "me": await _told(request, principal)}
    return page(request, template, prefixes=prefixes, data=told, person=principal)


async def _told(request: Request, principal: Principal) -> dict[str, object]:
    """Who is signed in, the service's time and day, and the names that this person may know."""
    edge = edge_of(request)
    village, calendar = edge.deployment.village, edge.deployment.calendar
    now = edge.clock.now()
    homes = _homes_known_to(principal, village)
    return {
        **await principal_view(edge, principal),
        "now": now.isoformat(),
        "today": calendar.local_date(now).isoformat(),
        "places": {place.id: place.name for place in village.places.values()},
        "people": {person.id: person.name for person in village.people.values()},
        "households": {home.id: home.name for home in homes},
        "carry_notes": {home.id: home.carry_note for home in homes if home.carry_note},
    }


def _homes_known_to(principal: Principal, village: Village) -> tuple[Household, ...]:
    """Who picks for a household or rings it knows it by name; a volunteer those of the hall."""
    if principal.has(Role.STORE, Role.OFFICE, Role.OPERATOR):
        return tuple(village.households.values())
    if principal.has(Role.VOLUNTEER):
        return village.households_of(village.person(principal.id).place)
    return ()


def _to_sign_in(request: Request) -> Response:
    wanted = quote(request.url.path, safe="/")
    answer = RedirectResponse(f"/sign-in?next={wanted}", status_code=303)
    keep_language(request, answer)
    return answer


def _own_path(path: str) -> str:
    """The path if it is one of ours, else the first page: no way out to another site."""
    own = path.startswith("/") and not path.startswith(("//", "/\\")) and "\\" not in path
    return path if own else "/"
