"""API keys: list, make, revoke."""

from __future__ import annotations

from typing import Any

from litestar import Response, get, post
from litestar.params import FromPath
from litestar.types import ControllerRouterHandler

from admitone.console.auth import ConsoleRequest, OpenVisit
from admitone.console.errors import status_of
from admitone.console.forms.people import key_wish
from admitone.core.clock import utc_now
from admitone.core.errors import AdmitError
from admitone.core.principal import ADMINS
from admitone.services import api_keys


@get("/keys")
async def list_keys(visit: OpenVisit) -> Response[Any]:
    """All keys, revoked ones last."""
    async with visit.reading(ADMINS) as (tx, principal):
        found = await api_keys.list_keys(tx, principal)
    return visit.page("keys/list.html", keys=found, now=utc_now())


@get("/keys/new")
async def new_key(visit: OpenVisit) -> Response[Any]:
    """An empty form."""
    visit.principal.require(ADMINS)
    return visit.page("keys/form.html", values={"role": "agent"}, error=None)


@post("/keys/new")
async def make_key(visit: OpenVisit, request: ConsoleRequest) -> Response[Any]:
    """Make a key; the answer shows it, this once."""
    form = await request.form()
    try:
        async with visit.writing(ADMINS) as (tx, principal):
            made = await api_keys.make_key(tx, principal, key_wish(form))
    except AdmitError as error:
        return visit.page("keys/form.html", status=status_of(error), values=form, error=error)
    return visit.page("keys/made.html", made=made, origin=visit.product.link_terms.origin)


@get("/keys/{key_id:int}/revoke")
async def ask_revoke(visit: OpenVisit, key_id: FromPath[int]) -> Response[Any]:
    """Ask first, with the consequence in words."""
    async with visit.reading(ADMINS) as (tx, principal):
        found = await api_keys.read_key(tx, principal, key_id)
    return visit.page("keys/revoke.html", key=found, error=None)


@post("/keys/{key_id:int}/revoke")
async def revoke_key(visit: OpenVisit, key_id: FromPath[int]) -> Response[Any]:
    """End a key."""
    async with visit.writing(ADMINS) as (tx, principal):
        await api_keys.revoke_key(tx, principal, key_id)
    return visit.go("/keys", notice="key-revoked")


HANDLERS: list[ControllerRouterHandler] = [list_keys, new_key, make_key, ask_revoke, revoke_key]
