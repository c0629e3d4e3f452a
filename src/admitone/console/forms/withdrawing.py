"""The forms that take tickets out of sale, and put them back."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta, Struct

from admitone.console.forms.fields import Line


class Withdrawal(Struct, kw_only=True, rename="camel"):
    """Why; `expected` is the number of tickets that was shown."""

    reason: Line
    expected: Annotated[int, Meta(ge=0)]


class PuttingBack(Struct, kw_only=True, rename="camel"):
    """The tickets, by their numbers with commas between: a field for each would be too many."""

    tickets: Annotated[str, Meta(max_length=200_000, pattern=r"^[1-9][0-9]{0,17}(,[1-9][0-9]{0,17})*$")]

    @property
    def ids(self) -> list[int]:
        """Their numbers."""
        return [int(number) for number in self.tickets.split(",")]
