"""Money is an integer number of minor units (fils, cents) beside an ISO 4217 code."""

from __future__ import annotations

from decimal import Decimal
from functools import cache, lru_cache

from babel import Locale
from babel.core import get_global
from babel.numbers import get_currency_precision

from admitone.core.errors import InvalidParameter

# Far above any price, far below what a 64-bit column holds when a report adds up millions of rows.
MINOR_UNITS_MAX = 10**12


@cache
def known_currencies() -> frozenset[str]:
    """The ISO 4217 codes that are legal tender somewhere today, by CLDR's territory data."""
    tender = set()
    for periods in get_global("territory_currencies").values():
        tender |= {code for code, _start, end, is_tender in periods if end is None and is_tender}
    return frozenset(tender & set(Locale("en").currencies))


@cache
def minor_digits(digits: int) -> frozenset[str]:
    """The currencies in use that have so many decimal places."""
    return frozenset(code for code in known_currencies() if get_currency_precision(code) == digits)


def check_currency(code: str, field: str) -> str:
    """The code itself when it is an ISO 4217 code in use; InvalidParameter naming `field` else."""
    if code in known_currencies():
        return code
    raise InvalidParameter(
        f"{field}: {code[:20]!r} is no ISO 4217 currency code in use, for example AED", fields=(field,)
    )


def to_minor(amount: Decimal, currency: str, field: str) -> int:
    """Major units to minor units; InvalidParameter naming `field` if negative, too large or finer than the currency."""
    if not amount.is_finite() or amount < 0:
        raise InvalidParameter(f"{field} must be a number of at least 0", fields=(field,))
    digits = get_currency_precision(currency)
    if amount > Decimal(MINOR_UNITS_MAX).scaleb(-digits):
        raise InvalidParameter(f"{field} is too large", fields=(field,))
    minor = amount.scaleb(digits)
    if minor != minor.to_integral_value():
        raise InvalidParameter(f"{field}: {currency} has {digits} decimal places", fields=(field,))
    return int(minor)


# Tickets of a batch cost the same, so that most of an inventory's prices are known already.
@lru_cache(maxsize=1024)
def to_major(minor: int, currency: str) -> Decimal:
    """Minor units to major units with at least two decimal places, as the contract writes them: 35000 AED is 350.00."""
    digits = get_currency_precision(currency)
    amount = Decimal(minor).scaleb(-digits)
    return amount.quantize(Decimal(1).scaleb(-max(digits, 2)))
