"""What a batch cost and what its tickets sell for."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from admitone.core.errors import InvalidParameter
from admitone.core.money import check_currency, to_major, to_minor


@dataclass(frozen=True, slots=True)
class PriceInput:
    """Prices as a caller gives them, in major units; whatever is unknown is None."""

    purchase_total: Decimal | None = None
    purchase_per_ticket: Decimal | None = None
    purchase_currency: str | None = None
    selling_price: Decimal | None = None
    selling_currency: str | None = None


@dataclass(frozen=True, slots=True)
class BatchPrices:
    """Prices of a batch in minor units."""

    purchase_total_minor: int | None
    purchase_per_ticket_minor: int | None
    purchase_currency: str | None
    selling_price_minor: int | None
    selling_currency: str | None


def read_prices(given: PriceInput, default_currency: str) -> BatchPrices:
    """Check prices before the number of tickets is known.

    A price without a currency takes the other price's currency, else `default_currency`. InvalidParameter names the
    field that cannot be used.
    """
    if given.purchase_currency is not None:
        check_currency(given.purchase_currency, "purchaseCurrency")
    if given.selling_currency is not None:
        check_currency(given.selling_currency, "sellingCurrency")
    bought = given.purchase_total is not None or given.purchase_per_ticket is not None
    purchase_currency = given.purchase_currency or ((given.selling_currency or default_currency) if bought else None)
    selling_currency = given.selling_currency or (
        (given.purchase_currency or default_currency) if given.selling_price is not None else None
    )
    return BatchPrices(
        purchase_total_minor=_minor(given.purchase_total, purchase_currency, "purchasePriceTotal"),
        purchase_per_ticket_minor=_minor(given.purchase_per_ticket, purchase_currency, "purchasePricePerTicket"),
        purchase_currency=purchase_currency,
        selling_price_minor=_minor(given.selling_price, selling_currency, "defaultSellingPrice"),
        selling_currency=selling_currency,
    )


def settle_prices(prices: BatchPrices, ticket_count: int) -> BatchPrices:
    """Let total and per-ticket price imply each other once the number of tickets is known.

    A total that does not divide evenly gives the per-ticket price rounded half to even. Both given must agree: either
    the product is the total, or the rounded quotient is the per-ticket price; InvalidParameter else.
    """
    total, each, currency = prices.purchase_total_minor, prices.purchase_per_ticket_minor, prices.purchase_currency
    if currency is None or ticket_count == 0:
        return prices
    if total is None:
        total = (each or 0) * ticket_count
    quotient = round(Decimal(total) / ticket_count)
    if each is None:
        each = quotient
    elif each * ticket_count != total and each != quotient:
        message = (
            f"{ticket_count} tickets at {to_major(each, currency)} {currency} are "
            f"{to_major(each * ticket_count, currency)}, not {to_major(total, currency)}; "
            "correct one of the two prices or leave it out"
        )
        raise InvalidParameter(message, fields=("purchasePriceTotal", "purchasePricePerTicket"))
    return BatchPrices(total, each, currency, prices.selling_price_minor, prices.selling_currency)


def _minor(amount: Decimal | None, currency: str | None, field: str) -> int | None:
    if amount is None or currency is None:
        return None
    return to_minor(amount, currency, field)
