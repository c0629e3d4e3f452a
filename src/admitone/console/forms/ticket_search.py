"""The search form of tickets: filters, order and place, as they stand in the address of the page."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Final, Literal
from urllib.parse import urlencode

from litestar.datastructures import FormMultiDict, MultiDict
from msgspec import Meta, Struct, to_builtins

from admitone.console.forms.fields import Id, Line, read_form
from admitone.core.clock import today
from admitone.core.errors import InvalidParameter
from admitone.core.inventory import Ticket, TicketStatus
from admitone.core.money import check_currency, to_minor
from admitone.core.principal import Principal
from admitone.store.ticket_filter import Lack, SortColumn, TicketFilter
from admitone.store.tickets import Position

ROWS_PER_PAGE: Final = 50
LACKS: Final[dict[str, Lack]] = {
    "date": "ticket_date",
    "slot": "time_slot",
    "category": "category",
    "price": "selling_price_minor",
}
LACKING_PATTERN: Final = "^(date|slot|category|price)(,(date|slot|category|price))*$"
_EXTRAS: Final = ("timeSlot", "sellingPrice", "sellingCurrency", "lacking", "lastDayFrom", "lastDayTo", "ageGroup")
_TOGETHER: Final = {
    "sellingPrice": ("sellingPrice", "sellingCurrency"),
    "sellingCurrency": ("sellingPrice", "sellingCurrency"),
    "lastDayFrom": ("lastDayFrom", "lastDayTo"),
    "lastDayTo": ("lastDayFrom", "lastDayTo"),
}


class TicketSearch(Struct, kw_only=True, rename="camel", omit_defaults=True):
    """What to show. `sort` names a column, with a minus in front for the largest first."""

    text: Line | None = None
    attraction_id: Id | None = None
    batch_id: Id | None = None
    campaign_id: Id | None = None
    status: TicketStatus | None = None
    category: Line | None = None
    age_group: Line | None = None
    time_slot: Line | None = None
    selling_price: Decimal | None = None
    selling_currency: Line | None = None
    lacking: Annotated[str, Meta(pattern=LACKING_PATTERN)] | None = None
    date_from: date | None = None
    date_to: date | None = None
    last_day_from: date | None = None
    last_day_to: date | None = None
    flagged: bool = False
    sort: Literal["id", "-id", "serial", "-serial", "ticket_date", "-ticket_date", "last_day", "-last_day"] = "-id"

    @property
    def column(self) -> SortColumn:
        """The column to sort by."""
        return self.sort.removeprefix("-")  # type: ignore[return-value]

    @property
    def descending(self) -> bool:
        """Whether the largest come first."""
        return self.sort.startswith("-")

    @property
    def is_narrowed(self) -> bool:
        """Whether any filter is set."""
        return any(name != "sort" for name in to_builtins(self))

    @property
    def pairs(self) -> list[tuple[str, str]]:
        """The fields of this search, as an address or a form carries them."""
        return [(name, _as_text(value)) for name, value in to_builtins(self).items()]

    @property
    def extras(self) -> dict[str, str]:
        """Filters that the page has no field for, as addresses of other pages set them."""
        return {name: _as_text(value) for name, value in to_builtins(self).items() if name in _EXTRAS}

    def without(self, name: str) -> dict[str, None]:
        """What to change in an address so that one of the extras goes, with whatever means nothing without it."""
        return dict.fromkeys(_TOGETHER.get(name, (name,)))

    def filter_for(self, principal: Principal) -> TicketFilter:
        """The filter that the service takes."""
        return TicketFilter(
            today=today(principal.time_zone),
            batch_id=self.batch_id,
            attraction_id=self.attraction_id,
            campaign_id=self.campaign_id,
            status=self.status,
            category=self.category,
            age_group=self.age_group,
            time_slot=self.time_slot,
            selling_price_minor=self._price_minor(),
            selling_currency=self.selling_currency,
            lacking=tuple(LACKS[name] for name in (self.lacking or "").split(",") if name),
            date_from=self.date_from,
            date_to=self.date_to,
            last_day_from=self.last_day_from,
            last_day_to=self.last_day_to,
            text=self.text,
            flagged=self.flagged,
        )

    def _price_minor(self) -> int | None:
        if self.selling_price is None:
            return None
        currency = check_currency(self.selling_currency or "", "sellingCurrency")
        return to_minor(self.selling_price, currency, "sellingPrice")

    def address(self, path: str = "/tickets", trail: tuple[str, ...] = (), **changes: Any) -> str:
        """The address of this search with some of it changed; `trail` holds the places where its earlier pages end."""
        given = {**to_builtins(self), **changes}
        pairs = [(name, _as_text(value)) for name, value in given.items() if value not in {None, False}]
        pairs += [("after", place) for place in trail]
        return path + ("?" + urlencode(pairs) if pairs else "")


def read_search(
    query: MultiDict[str] | FormMultiDict, fixed: Mapping[str, Any] | None = None
) -> tuple[TicketSearch, tuple[str, ...]]:
    """The search and the trail of pages in an address; `fixed` are fields that the page decides."""
    search = read_form({**dict(query), **(fixed or {})}, TicketSearch)
    return search, tuple(str(place) for place in query.getall("after", []))


def place_after(ticket: Ticket, search: TicketSearch) -> str:
    """Where a page ends whose last row is this ticket."""
    value = None if search.column == "id" else getattr(ticket, search.column)
    return str(ticket.id) if value is None else f"{ticket.id}~{value}"


def read_place(place: str, search: TicketSearch) -> Position:
    """The position that an address names; InvalidParameter when it was tampered with."""
    number, _, text = place.partition("~")
    try:
        value = date.fromisoformat(text) if text and search.column != "serial" else text or None
        return Position(value, int(number))
    except ValueError as error:
        raise InvalidParameter("this page of the list cannot be found; start again", fields=("after",)) from error


def _as_text(value: Any) -> str:
    return "true" if value is True else str(value)
