"""Mails as they were sent. What a mail contains is shown, never run."""

from __future__ import annotations

from email.message import EmailMessage
from typing import Any, Final, Literal

from litestar import Response, get
from litestar.params import FromPath
from litestar.types import ControllerRouterHandler
from msgspec import Struct

from admitone.console.auth import ConsoleRequest, OpenVisit
from admitone.console.forms.fields import Id, read_form
from admitone.core.errors import NotFound
from admitone.services import outbox

ROWS_PER_PAGE: Final = 50
# A mail's HTML is shown in a frame of its own origin, without scripts, forms or anything from elsewhere.
PREVIEW_POLICY: Final = (
    "sandbox allow-popups; default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self'"
)


class MailSearch(Struct):
    """Which mails."""

    kind: Literal["mail_tickets", "send_digest", "mail_password_link"] = "mail_tickets"
    before: Id | None = None


@get("/outbox")
async def list_mails(visit: OpenVisit, request: ConsoleRequest) -> Response[Any]:
    """One page of mails, newest first."""
    search = read_form(request.query_params, MailSearch)
    found = await outbox.list_mails(
        visit.product.outbox_world, visit.principal, search.kind, before_id=search.before, limit=ROWS_PER_PAGE + 1
    )
    return visit.page(
        "outbox/list.html",
        mails=found[:ROWS_PER_PAGE],
        search=search,
        kinds=outbox.readable_kinds(visit.principal),
        before=found[ROWS_PER_PAGE - 1].effect.id if len(found) > ROWS_PER_PAGE else None,
        is_kept=visit.product.outbox_world.outbox is not None,
    )


@get("/outbox/{effect_id:int}")
async def show_mail(visit: OpenVisit, effect_id: FromPath[int]) -> Response[Any]:
    """A mail: its head, its text, and how it looks."""
    mail = await outbox.read_mail(visit.product.outbox_world, visit.principal, effect_id)
    shown = [(message, _part(message, "plain")) for message in mail.messages]
    return visit.page("outbox/read.html", mail=mail, messages=shown)


@get("/outbox/{effect_id:int}/{number:int}/preview")
async def show_preview(visit: OpenVisit, effect_id: FromPath[int], number: FromPath[int]) -> Response[str]:
    """The HTML of a mail, for the frame that it is shown in."""
    mail = await outbox.read_mail(visit.product.outbox_world, visit.principal, effect_id)
    html = _part(mail.messages[number], "html") if 0 <= number < len(mail.messages) else None
    if html is None:
        raise NotFound("this mail has no such part")
    headers = {"Content-Security-Policy": PREVIEW_POLICY, "Referrer-Policy": "no-referrer"}
    return Response(html, media_type="text/html", headers=headers)


@get("/outbox/{effect_id:int}/{number:int}/message.eml")
async def send_message(visit: OpenVisit, effect_id: FromPath[int], number: FromPath[int]) -> Response[bytes]:
    """The mail as a file that mail programs open."""
    mail = await outbox.read_mail(visit.product.outbox_world, visit.principal, effect_id)
    if not 0 <= number < len(mail.messages):
        raise NotFound("there is no such mail")
    headers = {"Content-Disposition": f'attachment; filename="mail-{effect_id}-{number}.eml"'}
    return Response(mail.messages[number].as_bytes(), media_type="message/rfc822", headers=headers)


def _part(message: EmailMessage, kind: Literal["plain", "html"]) -> str | None:
    part = message.get_body((kind,))
    return str(part.get_content()) if part is not None else None


HANDLERS: list[ControllerRouterHandler] = [list_mails, show_mail, show_preview, send_message]
