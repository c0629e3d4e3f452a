"""What the pages of an attraction's stock are asked for with: a month and a day, prices and their change."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Annotated, Any

import msgspec
from litestar.datastructures import FormMultiDict
from msgspec import Meta, Struct, to_builtins

from admitone.console.forms.fields import Id, Line, read_whole_form
from admitone.console.forms.ticket_search import LACKING_PATTERN, TicketSearch
from admitone.core.errors import InvalidParameter
from admitone.core.principal import Principal
from admitone.services.repricing import Repricing
from admitone.store.ticket_filter import TicketFilter


class AttractionSearch(Struct, kw_only=True):
    """Which attractions; `after` is the last one of the page in front."""

    text: Line | None = None
    after: Id | None = None


class CalendarSearch(Struct, kw_only=True):
    """A month as `2026-12`, and the day whose slots are shown."""

    month: Annotated[str, Meta(pattern=r"^(19|[2-8]\d)\d{2}-(0[1-9]|1[0-2])$")] | None = None
    day: date | None = None

    @property
    def first_day(self) -> date | None:
        """The first day of the month that is asked for, by name or by one of its days."""
        if self.month is not None:
            return date.fromisoformat(f"{self.month}-01")
        return self.day.replace(day=1) if self.day else None


class PriceSearch(Struct, kw_only=True, rename="camel", omit_defaults=True):
    """Which tickets of an attraction get another price, and which; what is left out does not restrict."""

    category: Line | None = None
    date_from: date | None = None
    date_to: date | None = None
    time_slot: Line | None = None
    selling_price: Decimal | None = None
    selling_currency: Line | None = None
    lacking: Annotated[str, Meta(pattern=LACKING_PATTERN)] | None = None
    new_price: Decimal | None = None
    new_currency: Annotated[str, Meta(pattern="^[A-Za-z]{3}$")] | None = None

    @property
    def values(self) -> dict[str, str]:
        """The fields of the form as they were filled in."""
        return {name: str(value) for name, value in to_builtins(self).items()}

    @property
    def tickets(self) -> TicketSearch:
        """The same tickets as the search of tickets asks for them."""
        return TicketSearch(
            category=self.category,
            date_from=self.date_from,
            date_to=self.date_to,
            time_slot=self.time_slot,
            selling_price=self.selling_price,
            selling_currency=self.selling_currency,
            lacking=self.lacking,
        )

    def filter_for(self, principal: Principal, attraction_id: int) -> TicketFilter:
        """The filter that the service takes."""
        search = self.tickets
        search.attraction_id = attraction_id
        return search.filter_for(principal)


class PriceForm(PriceSearch, kw_only=True, rename="camel"):
    """The change itself; `expected` is the number of tickets that was shown."""

    new_price: Decimal
    new_currency: Annotated[str, Meta(pattern="^[A-Za-z]{3}$")]
    expected: Annotated[int, Meta(ge=0)]


def read_price_change(form: Mapping[str, Any]) -> PriceForm:
    """The change that a form asks for."""
    return read_whole_form(form, PriceForm)


def write_repricing(change: Repricing) -> str:
    """A change of prices as a field of the form that takes it back."""
    return msgspec.json.encode(change).decode()


def read_repricing(form: FormMultiDict) -> Repricing:
    """What that field says; InvalidParameter when it was tampered with."""
    try:
        return msgspec.json.decode(str(form.get("change", "")), type=Repricing)
    except msgspec.DecodeError as error:
        raise InvalidParameter("the form cannot be read; open the page again", fields=("change",)) from error
