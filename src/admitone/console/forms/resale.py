"""The forms of the secondary market."""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta, Struct

from admitone.console.forms.fields import Id
from admitone.core.resale import ListingState
from admitone.store.resale import ListingFilter


class ListingSearch(Struct):
    """Which offers; `due` are those whose sellers wait for their money."""

    state: Literal["all", "listed", "due", "sold", "withdrawn", "ended"] = "all"
    before: Id | None = None

    def filter(self) -> ListingFilter:
        """The filter that the service takes."""
        if self.state == "due":
            return ListingFilter(state=ListingState.SOLD, settled=False, before_id=self.before)
        state = None if self.state == "all" else ListingState(self.state.upper())
        return ListingFilter(state=state, before_id=self.before)


class RuleForm(Struct, kw_only=True):
    """Whether a kind of ticket may be resold, and within which limits."""

    allowed: bool = False
    markup_percent: Annotated[int, Meta(ge=0, le=1000)] = 0
    fee_percent: Annotated[int, Meta(ge=0, le=100)] = 0
