"""Who visits, by the session cookie, and the transaction that the visit runs in."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any, Final
from urllib.parse import quote

from litestar import Request, Response
from litestar.datastructures import Cookie
from litestar.di import NamedDependency
from litestar.response import Redirect

from admitone.bootstrap import Product
from admitone.config import Config
from admitone.console.form_tokens import FORM_FIELD, HEADER, IN_PLACE, check_form_token, check_origin, form_token
from admitone.console.languages import Language, wished_language
from admitone.console.rendering import render
from admitone.core.errors import NotFound
from admitone.core.ids import new_session_token
from admitone.core.principal import STAFF, Principal, Role
from admitone.services import sessions
from admitone.store.database import Tx

ConsoleRequest = Request[Any, Any, Any]

# Larger numbers cannot be the id of anything, and no database takes them.
ID_MAX: Final = 2**63 - 1
LANGUAGE_COOKIE: Final = "admitone_language"
# Written by theme.js: what somebody chose, or what the system of their device wished when it was asked last.
THEME_COOKIE: Final = "admitone_theme"
_THEMES: Final = frozenset({"light", "dark", "system-light", "system-dark"})
_YEAR_SECONDS: Final = 31_536_000
_SAFE_METHODS: Final = frozenset({"GET", "HEAD", "OPTIONS"})


class Visit:
    """One request of a browser by somebody who is known."""

    def __init__(self, request: ConsoleRequest, principal: Principal) -> None:
        self.request = request
        self.principal = principal
        self.product: Product = request.app.state.product

    @asynccontextmanager
    async def reading(self, roles: frozenset[Role] = STAFF) -> AsyncIterator[tuple[Tx, Principal]]:
        """A reading session for a visitor with one of `roles`."""
        self.principal.require(roles)
        async with self.product.database.reading() as tx:
            yield tx, self.principal

    @asynccontextmanager
    async def writing(self, roles: frozenset[Role] = STAFF) -> AsyncIterator[tuple[Tx, Principal]]:
        """The one transaction of this request; leaving the block commits it."""
        self.principal.require(roles)
        async with self.product.database.writing() as tx:
            yield tx, self.principal

    @property
    def language(self) -> Language:
        """The language to answer in."""
        return language_of(self.request)

    @property
    def is_fragment(self) -> bool:
        """Whether a part of a page is asked for; a browser that goes back in its history needs the whole page."""
        headers = self.request.headers
        return "hx-request" in headers and "hx-history-restore-request" not in headers

    def page(self, template: str, *, status: int = 200, **values: Any) -> Response[str]:
        """A page or a part of one."""
        return render_page(self.request, self.principal, template, status=status, **values)

    def go(self, path: str, *, notice: str | None = None) -> Response[Any]:
        """Go on to another page, which shows the notice of that name."""
        if notice:
            path += f"{'&' if '?' in path else '?'}notice={quote(notice)}"
        if is_scripted(self.request):
            return Response(None, status_code=204, headers={"HX-Redirect": path})
        return Redirect(path, status_code=303)


OpenVisit = NamedDependency[Visit]


async def open_visit(request: ConsoleRequest) -> Visit:
    """Litestar dependency `visit`: refuses whoever is not signed in."""
    if any(isinstance(value, int) and value > ID_MAX for value in request.path_params.values()):
        raise NotFound("there is no such page")
    product: Product = request.app.state.product
    token = request.cookies.get(cookie_name(product.config))
    principal = await sessions.identify(product.database, product.session_limits, token)
    principal.require(STAFF)
    return Visit(request, principal)


async def refuse_forgery(request: ConsoleRequest) -> None:
    """Before every request of the console that may change something: only our own forms count."""
    if request.method in _SAFE_METHODS:
        return
    config: Config = request.app.state.product.config
    headers = request.headers
    check_origin(headers.get("origin"), headers.get("sec-fetch-site"), headers.get("host", ""))
    session = form_session(request, config)
    sent = headers.get(HEADER)
    # Asking for the form would read a whole upload; scripts send the token in a header, which costs nothing to check.
    if sent is None and session is not None:
        sent = str((await request.form()).get(FORM_FIELD, ""))
    check_form_token(config.secret, session, sent)


def is_scripted(request: ConsoleRequest) -> bool:
    """Whether a script sent this and will put the answer into its page."""
    return "hx-request" in request.headers or IN_PLACE in request.headers


def render_page(
    request: ConsoleRequest,
    principal: Principal | None,
    template: str,
    *,
    status: int = 200,
    headers: Mapping[str, str] | None = None,
    **values: Any,
) -> Response[str]:
    """Render a template with what every page needs."""
    config: Config = request.app.state.product.config
    speech = language_of(request)
    visitor = request.cookies.get(visitor_cookie_name(config))
    cookies: list[Cookie] = []
    session = form_session(request, config)
    if session is None:
        visitor = new_session_token()
        session = visitor
        cookies.append(_cookie(config, visitor_cookie_name(config), visitor))
    page = render(
        template,
        speech,
        principal=principal,
        time_zone=principal.time_zone if principal else config.timezone,
        path=request.url.path,
        notice=request.query_params.get("notice"),
        form_token=form_token(config.secret, session),
        theme=theme_of(request),
        **values,
    )
    return Response(
        page,
        status_code=status,
        media_type="text/html",
        cookies=cookies,
        headers={"Cache-Control": "no-store", **(headers or {})},
    )


def theme_of(request: ConsoleRequest) -> str | None:
    """How this browser shows pages: light or dark, with `system-` in front when nobody chose it; None when unknown."""
    kept = request.cookies.get(THEME_COOKIE)
    return kept if kept in _THEMES else None


def language_of(request: ConsoleRequest) -> Language:
    """The language that the visitor chose in this browser, else the one that the browser asks for."""
    return wished_language(request.cookies.get(LANGUAGE_COOKIE), request.headers.get("accept-language", ""))


def form_session(request: ConsoleRequest, config: Config) -> str | None:
    """What form tokens are bound to: the session, or before sign-in a random cookie that means nothing else."""
    cookies = request.cookies
    return cookies.get(cookie_name(config)) or cookies.get(visitor_cookie_name(config))


def session_cookie(config: Config, token: str, seconds: int) -> Cookie:
    """The cookie that carries a session; 0 seconds remove it."""
    return _cookie(config, cookie_name(config), token, seconds)


def cookie_name(config: Config) -> str:
    """With https the browser itself holds the cookie to this host and to secure connections, by the name's prefix."""
    return ("__Host-" if is_secure(config) else "") + "admitone_session"


def visitor_cookie_name(config: Config) -> str:
    """See `form_session`."""
    return ("__Host-" if is_secure(config) else "") + "admitone_visitor"


def language_cookie(config: Config, tag: str) -> Cookie:
    """The cookie that keeps the chosen language for a year."""
    return _cookie(config, LANGUAGE_COOKIE, tag, _YEAR_SECONDS)


def is_secure(config: Config) -> bool:
    """Whether people reach the product by https."""
    return config.base_url.startswith("https://")


def _cookie(config: Config, name: str, value: str, seconds: int | None = None) -> Cookie:
    return Cookie(
        key=name, value=value, path="/", max_age=seconds, httponly=True, samesite="lax", secure=is_secure(config)
    )
