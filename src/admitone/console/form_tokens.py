"""Form tokens: proof that a form was made for the session that sends it."""

from __future__ import annotations

import hmac
from typing import Final

from admitone.core.errors import Forbidden

FORM_FIELD: Final = "formToken"
HEADER: Final = "X-Form-Token"
# With it scripts tell that they send a form and will show the answer where the form is.
IN_PLACE: Final = "x-in-place"


class StaleForm(Forbidden):
    """The form was made for another session than the one that sends it."""


def form_token(secret: str, session: str) -> str:
    """The token of a session cookie. It cannot be made without the server's secret, nor moved to another session."""
    return hmac.new(secret.encode(), b"form:" + session.encode(), "sha256").hexdigest()


def check_origin(origin: str | None, site: str | None, host: str) -> None:
    """Refuse a request that a page of another origin sent; browsers tell by Origin and Sec-Fetch-Site."""
    foreign = origin is not None and origin.partition("://")[2] != host
    if foreign or site not in {None, "same-origin", "none"}:
        raise Forbidden("this form was sent from another site; open the page here and send it again")


def check_form_token(secret: str, session: str | None, sent: str | None) -> None:
    """Refuse a form without the token of its session."""
    if session and sent and hmac.compare_digest(form_token(secret, session).encode(), sent.encode()):
        return
    raise StaleForm("this form belongs to an earlier session; reload the page and send it again")
