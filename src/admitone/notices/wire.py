"""Forms that arrive, and the pages that customers come back to."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final
from urllib.parse import parse_qsl, urlencode

from admitone.core.selling import Cart, return_code
from admitone.link_pages import LinkRequest
from admitone.notices.texts import TEXTS
from admitone.presentation.language import Language
from admitone.presentation.pages import Pages
from admitone.services.returning import Return, ReturnState

FORM_BYTES_MAX: Final = 64 * 1024
_FIELDS_MAX: Final = 200
# A customer at the page sees the payment confirmed within seconds; who leaves it open is asked for less and less.
_REFRESHES_QUICK, _REFRESHES_MAX = 10, 40
_SECONDS_QUICK, _SECONDS_SLOW = 3, 10
_PAGES: Final = Pages(Path(__file__).parent / "templates", TEXTS)


async def read_form(request: LinkRequest) -> dict[str, str]:
    """The fields of a form, whatever arrived: nothing of a body that is too long or is no form.

    The first of several values counts. What is no UTF-8 is read as Latin-1, so that what was signed is compared.
    """
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > FORM_BYTES_MAX:
            return {}
    for encoding in ("utf-8", "latin-1"):
        try:
            fields = parse_qsl(
                body.decode(encoding),
                keep_blank_values=True,
                max_num_fields=_FIELDS_MAX,
                encoding=encoding,
                errors="strict",
            )
        except UnicodeDecodeError:
            continue
        except ValueError:
            return {}
        form: dict[str, str] = {}
        for name, value in fields:
            form.setdefault(name, value)
        return form
    return {}


def result_page(found: Return, speech: Language, path: str, query: Mapping[str, str]) -> str:
    """What became of a cart. Names and addresses stay out of it all the same: the gateway knows its address too."""
    round_ = _round(query)
    language = {"lang": query["lang"]} if query.get("lang") == speech.tag else {}
    again_url = path + "?" + urlencode({**_way_back(found.cart), "n": round_ + 1, **language})
    waits = found.state is ReturnState.CONFIRMING and round_ < _REFRESHES_MAX
    seconds = _SECONDS_QUICK if round_ < _REFRESHES_QUICK else _SECONDS_SLOW
    values: dict[str, Any] = {
        "state": str(found.state),
        "text": _text(found, speech, waits=waits),
        "reference": found.cart.reference,
        "code": return_code(found.cart),
        "count": speech.number(found.tickets),
        "can_pay": found.can_pay,
        "again_url": again_url,
        "refresh": {"seconds": seconds, "url": again_url} if waits else None,
        "language_query": "?" + urlencode(language) if language else "",
    }
    return _PAGES.render("result.html", speech, query, **values)


def payment_page(cart: Cart, url: str | None, speech: Language, query: Mapping[str, str]) -> str:
    """The way to the payment page that was made for another attempt; None for `url` while it is not there yet."""
    back_url = "/payment/offline/cancel?" + urlencode(_way_back(cart))
    return _PAGES.render("payment_page.html", speech, query, url=url, back_url=back_url)


def returned_page(speech: Language, query: Mapping[str, str]) -> str:
    """For whoever knows no more than a reference: the same page, whatever the cart came to."""
    return _PAGES.render("returned.html", speech, query)


def _way_back(cart: Cart) -> dict[str, str]:
    return {"ref": cart.reference, "code": return_code(cart)}


def _text(found: Return, speech: Language, *, waits: bool) -> str:
    say = TEXTS[speech.tag]
    if found.state is ReturnState.PAID:
        if found.cart.customer_email is None:
            return str(say["say_PAID_unmailed"])
        return str(say["say_PAID_mailed" if found.cart.download_code_sent_at else "say_PAID_mailing"])
    if found.state is ReturnState.CONFIRMING and not waits:
        return str(say["say_CONFIRMING_still"])
    return str(say[f"say_{found.state}"])


def _round(query: Mapping[str, str]) -> int:
    text = query.get("n", "")
    return min(int(text), _REFRESHES_MAX) if text.isascii() and text.isdigit() and len(text) < 4 else 0
