"""Amounts as Odoo writes them: numbers of major units, which carry the dust of binary fractions."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from babel.numbers import get_currency_precision

from admitone.adapters.odoo.errors import unavailable
from admitone.core.money import to_major


def read_amount(value: Any, currency: str) -> int:
    """Minor units, rounded to the currency's own precision; they may be negative."""
    if not isinstance(value, int | Decimal) or isinstance(value, bool):
        raise unavailable("Odoo wrote something else where an amount belongs", outcome_unknown=False)
    minor = Decimal(value).scaleb(get_currency_precision(currency))
    return int(minor.to_integral_value(ROUND_HALF_UP))


def amount_text(minor: int, currency: str) -> str:
    """Major units for a column of `load`, which takes text."""
    return str(to_major(minor, currency))


def amount_number(minor: int, currency: str) -> float:
    """Major units for a field. Odoo's own amounts are binary fractions, and it rounds what it is sent."""
    return float(to_major(minor, currency))
