"""The store at Telr that money goes to."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal


@dataclass(frozen=True, slots=True, kw_only=True)
class TelrAccount:
    """A store with its keys. `url` is the gateway's folder, without a slash at its end.

    The remote key is another one than the authentication key; without it there are no refunds by program. `test` goes
    with every order: the keys of test and live payments are the same.
    """

    url: str
    store: str
    auth_key: str = field(repr=False)
    remote_key: str = field(default="", repr=False)
    protocol: Literal["json", "form"] = "form"
    test: bool = True

    @property
    def test_flag(self) -> str:
        """`1` for test payments, else `0`."""
        return "1" if self.test else "0"
