"""The hosted page: the card form, the bank's question, and the way back to the shop."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

from babel.numbers import format_currency
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from litestar import Response, get, post
from litestar.response import Redirect

from admitone.sandbox.gateway.cards import APPROVED, CARDS, HELD, THREE_DS_REJECTED, CardForm, refusal
from admitone.sandbox.gateway.failing import ROOT, GatewayRequest, fail_on_command
from admitone.sandbox.gateway.faults import Operation
from admitone.sandbox.gateway.gateway import DEFAULT_CARD, Gateway
from admitone.sandbox.gateway.orders import AUTHORISED, CANCELLED, EXPIRED, PAID, Order, Transaction, now
from admitone.sandbox.gateway.texts import LANGUAGES

FOLDER: Final = Path(__file__).parent
_PAGE: Final = f"{ROOT}/process.html"
_BANK: Final = f"{ROOT}/secure.html"
_STYLE: Final = f"{ROOT}/page.css"


@get(_PAGE)
async def show_page(request: GatewayRequest, gateway: Gateway) -> Response[Any]:
    """The card form of an order, or why there is none."""
    if failed := await fail_on_command(request, gateway, Operation.PAGE):
        return failed
    order = gateway.look_up(request.query_params.get("o", ""))
    if order is None or not gateway.is_payable(order):
        return _closed(request, order)
    return _card_page(request, order, DEFAULT_CARD, [])


@post(_PAGE, status_code=200)
async def take_card(request: GatewayRequest, gateway: Gateway) -> Response[Any]:
    """Charge the card, go to its bank's question, or cancel."""
    if failed := await fail_on_command(request, gateway, Operation.PAGE):
        return failed
    form = await request.form()
    order = gateway.look_up(str(form.get("o", "")))
    if order is None or not gateway.is_payable(order):
        return _closed(request, order)
    if form.get("action") == "cancel":
        gateway.cancel(order)
        return Redirect(order.return_cancelled, status_code=303)
    card = CardForm(*(str(form.get(name, "")).strip() for name in ("number", "expiry", "cvv")))
    if faults := card.faults(now().date()):
        return _card_page(request, order, card, faults, status=422)
    transaction = gateway.pay(order, card)
    if transaction is None:
        return Redirect(f"{_BANK}?o={order.ref}&lang={_language(request, order)}", status_code=303)
    return _go_back(order, transaction)


@get(_BANK)
async def show_question(request: GatewayRequest, gateway: Gateway) -> Response[Any]:
    """The bank's question about a card that was entered."""
    order = gateway.look_up(request.query_params.get("o", ""))
    if order is None or order.attempt is None or not gateway.is_payable(order):
        return _closed(request, order)
    return _render(request, order, "bank.html", card_end=order.attempt.card.number_end)


@post(_BANK, status_code=200)
async def take_answer(request: GatewayRequest, gateway: Gateway) -> Response[Any]:
    """Go on with what the bank says once its customer has answered."""
    form = await request.form()
    order = gateway.look_up(str(form.get("o", "")))
    if order is None or order.attempt is None or not gateway.is_payable(order):
        return _closed(request, order)
    confirmed = form.get("action") == "confirm"
    return _go_back(order, gateway.complete(order, order.attempt.verdict if confirmed else refusal(THREE_DS_REJECTED)))


@get(_STYLE, sync_to_thread=False)
def send_style() -> Response[bytes]:
    """The style sheet of all pages."""
    return Response((FOLDER / "page.css").read_bytes(), media_type="text/css")


def _go_back(order: Order, transaction: Transaction) -> Response[Any]:
    taken = transaction.verdict.letter in {APPROVED, HELD}
    return Redirect(order.return_authorised if taken else order.return_declined, status_code=303)


def _card_page(
    request: GatewayRequest, order: Order, card: CardForm, faults: list[str], status: int = 200
) -> Response[Any]:
    return _render(request, order, "card.html", status=status, card=card, faults=faults, cards=list(CARDS.values()))


def _closed(request: GatewayRequest, order: Order | None) -> Response[Any]:
    if order is None:
        return _render(request, None, "unknown.html", status=404)
    reasons = {PAID: "ended_paid", AUTHORISED: "ended_paid", EXPIRED: "ended_expired"}
    back = {
        PAID: order.return_authorised,
        AUTHORISED: order.return_authorised,
        CANCELLED: order.return_cancelled,
        EXPIRED: order.return_cancelled,
    }.get(order.status, order.return_declined)
    reason = reasons.get(order.status, "ended_other")
    return _render(request, order, "closed.html", status=410, reason=reason, back=back)


def _render(
    request: GatewayRequest, order: Order | None, template: str, *, status: int = 200, **values: Any
) -> Response[Any]:
    language = _language(request, order)
    other = "en" if language == "ar" else "ar"
    page = _templates().get_template(template)
    text = page.render(
        order=order,
        words=LANGUAGES[language],
        language=language,
        direction="rtl" if language == "ar" else "ltr",
        other=other,
        other_url=f"?o={order.ref}&lang={other}" if order else f"?lang={other}",
        amount=_amount(order, language) if order else "",
        page=_PAGE,
        bank=_BANK,
        style=_STYLE,
        **values,
    )
    headers = {
        "Content-Security-Policy": _policy(order),
        "Cache-Control": "no-store",
        "Referrer-Policy": "no-referrer",
        "X-Content-Type-Options": "nosniff",
        "X-Robots-Tag": "noindex",
    }
    return Response(text, status_code=status, media_type="text/html", headers=headers)


def _amount(order: Order, language: str) -> str:
    # English has no symbol for most currencies of the region; the code needs a space that the locale's form lacks.
    written = "¤¤\xa0#,##0.00" if language == "en" else None
    return format_currency(order.amount, order.currency, written, locale=language)


def _policy(order: Order | None) -> str:
    """Nothing but our own style sheet; forms may go here and, since browsers follow a form's redirects, to the shop."""
    shops = {order.return_authorised, order.return_declined, order.return_cancelled} if order else set()
    origins = sorted({f"{parts.scheme}://{parts.netloc}" for parts in map(urlsplit, shops)})
    # Inside a policy these would begin another directive or source.
    targets = " ".join(["'self'", *(origin for origin in origins if not set(origin) & set("; ,'\""))])
    return f"default-src 'none'; style-src 'self'; form-action {targets}; base-uri 'none'; frame-ancestors 'none'"


def _language(request: GatewayRequest, order: Order | None) -> str:
    asked = request.query_params.get("lang")
    return asked if asked in LANGUAGES else order.language if order else "en"


@cache
def _templates() -> Environment:
    return Environment(
        loader=FileSystemLoader(FOLDER / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
