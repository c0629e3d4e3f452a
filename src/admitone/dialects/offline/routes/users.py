"""user/authenticate and user/logout."""

from __future__ import annotations

from litestar import post
from litestar.params import JSONBody
from litestar.types import ControllerRouterHandler

from admitone.core.principal import EVERYBODY
from admitone.dialects.offline.auth import OpenDoor
from admitone.dialects.offline.wire.envelope import Envelope, SessionBody, ok
from admitone.dialects.offline.wire.users import Authenticate, CSession
from admitone.services import sessions

TAGS = ["Sessions"]


@post("/authenticate", status_code=200, tags=TAGS)
async def authenticate(data: JSONBody[Authenticate], door: OpenDoor) -> Envelope[CSession]:
    """Opens a session. Send it as the field session of any body, or as a Bearer token."""
    product = door.product
    opened = await sessions.sign_in(
        product.database,
        product.session_limits,
        data.username,
        data.password,
        door.address,
        browser=door.request.headers.get("user-agent"),
    )
    return ok(CSession(opened.token, [str(opened.role)], opened.expires_at.isoformat(timespec="seconds")))


@post("/logout", status_code=200, tags=TAGS)
async def logout(data: JSONBody[SessionBody], door: OpenDoor) -> Envelope[str]:
    """Ends the session of the caller."""
    async with door.writing(data, EVERYBODY) as (tx, principal):
        await sessions.sign_out(tx, principal)
    return ok("Signed out")


HANDLERS: list[ControllerRouterHandler] = [authenticate, logout]
