"""The search form of sales, and the forms of what can be done with a cart."""

from __future__ import annotations

from datetime import date
from typing import Literal

from litestar.datastructures import FormMultiDict
from msgspec import Struct

from admitone.console.forms.days import period
from admitone.console.forms.fields import Id, Line, Text, read_whole_form
from admitone.console.forms.selling import read_ticket_ids
from admitone.core.errors import MissingParameter
from admitone.core.principal import Principal
from admitone.core.selling import PaymentStatus, RefundState, SaleStatus
from admitone.services.refunding import RefundWish
from admitone.store.cart_search import CartFilter


class CartSearch(Struct, kw_only=True, rename="camel", omit_defaults=True):
    """Which carts; `before` is the last cart of the page in front."""

    text: Line | None = None
    agent: Line | None = None
    status: SaleStatus | None = None
    payment: PaymentStatus | None = None
    date_from: date | None = None
    date_to: date | None = None
    before: Id | None = None

    def filter_for(self, principal: Principal) -> CartFilter:
        """The filter that the service takes."""
        begins, ends = period(self.date_from, self.date_to, principal.time_zone)
        return CartFilter(
            text=self.text,
            agent=self.agent,
            status=self.status,
            payment_status=self.payment,
            created_from=begins,
            created_to=ends,
            before_id=self.before,
        )


class AddressForm(Struct, kw_only=True):
    """Where a mail goes."""

    to: Line


class CancelForm(Struct, kw_only=True):
    """Why a cart is cancelled."""

    reason: Line | None = None


class RefundForm(Struct, kw_only=True):
    """What becomes of the tickets of a refund, and why it is given."""

    tickets: Literal["restock", "void"] = "restock"
    reason: Line | None = None


class NoteForm(Struct, kw_only=True):
    """How a refund was settled, or why it is not given."""

    note: Text


class ReasonForm(Struct, kw_only=True):
    """Why something need not happen any more."""

    reason: Text


class RefundSearch(Struct, kw_only=True, rename="camel"):
    """Which refunds; `before` is the last refund of the page in front."""

    state: RefundState = RefundState.OPEN
    paid_late: bool = False
    before: Id | None = None


def refund_wish(reference: str, form: FormMultiDict) -> RefundWish:
    """The command that the service takes; at least one ticket must be named, so that nobody refunds all by accident."""
    read = read_whole_form(form, RefundForm)
    ids = read_ticket_ids(form)
    if not ids:
        raise MissingParameter("choose the tickets that are taken back", fields=("ticketIds",))
    return RefundWish(reference, ids, restock=read.tickets == "restock", reason=read.reason)
