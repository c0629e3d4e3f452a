"""The form of a new last day for many tickets: those that were picked, or all that a search finds."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from litestar.datastructures import FormMultiDict, MultiDict
from msgspec import Meta, Struct

from admitone.console.forms.fields import read_form
from admitone.console.forms.selling import read_ticket_ids
from admitone.console.forms.ticket_search import TicketSearch, read_search
from admitone.core.clock import today
from admitone.core.errors import InvalidParameter
from admitone.core.principal import Principal
from admitone.store.ticket_filter import TicketFilter


class ExtensionSearch(Struct, kw_only=True, rename="camel"):
    """A day to look at before anything changes. `all` says that the search is meant, not picked tickets."""

    new_valid_until: date | None = None
    all: bool = False


class ExtensionOfMany(Struct, kw_only=True, rename="camel"):
    """The change itself; `expected` is the number of tickets that was shown."""

    new_valid_until: date
    expected: Annotated[int, Meta(ge=0)]


class Selected:
    """The tickets that a form means, as its fields carry them from page to page."""

    def __init__(self, form: FormMultiDict | MultiDict[str]) -> None:
        """Read them; InvalidParameter when nothing is picked and not all are meant."""
        self.ids: list[int] = read_ticket_ids(form)
        self.search = TicketSearch()
        if not self.ids:
            if not read_form(dict(form), ExtensionSearch).all:
                raise InvalidParameter("pick tickets first", fields=("ticketId",))
            self.search, _trail = read_search(form)

    @property
    def kept(self) -> list[tuple[str, str]]:
        """The fields that say the same again."""
        if self.ids:
            return [("ticketId", str(ticket_id)) for ticket_id in self.ids]
        return [("all", "true"), *self.search.pairs]

    @property
    def back(self) -> str:
        """The list that they were chosen from."""
        return self.search.address()

    def filter_for(self, principal: Principal) -> TicketFilter:
        """The filter that the service takes."""
        if self.ids:
            return TicketFilter(today=today(principal.time_zone), ids=tuple(self.ids))
        return self.search.filter_for(principal)
