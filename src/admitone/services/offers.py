"""What can be asked for: the kinds of tickets of an attraction that are free, and how a choice narrows the others."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from admitone.core.clock import today
from admitone.core.principal import STAFF, Principal
from admitone.services.attractions import read_attraction
from admitone.store import free_stock as store
from admitone.store.database import Tx
from admitone.store.free_stock import FreeKind

ASPECTS: Final = ("category", "age_group", "ticket_date", "time_slot")
Value = str | date


@dataclass(frozen=True, slots=True)
class Offer:
    """What is left to choose. `choices` holds each aspect's values with their free tickets, given the other choices.

    Prices are minor units of `currency`; None when the kinds are priced in several, or not at all.
    """

    choices: Mapping[str, Mapping[Value, int]]
    free: int
    currency: str | None
    price_minor_min: int | None
    price_minor_max: int | None


async def read_offer(tx: Tx, principal: Principal, attraction_id: int, chosen: Mapping[str, Value | None]) -> Offer:
    """What an attraction has to offer; `chosen` maps aspects to values. An inactive one offers nothing.

    NotFound when the tenant has no such attraction.
    """
    principal.require(STAFF)
    attraction = await read_attraction(tx, principal, attraction_id)
    kinds: list[FreeKind] = []
    if attraction.active:
        kinds = await store.list_free_kinds(tx, principal.tenant_id, attraction_id, today(principal.time_zone))
    return narrow_offer(kinds, chosen)


def narrow_offer(kinds: Sequence[FreeKind], chosen: Mapping[str, Value | None]) -> Offer:
    """The offer that remains of these kinds."""
    wanted = {aspect: value for aspect, value in chosen.items() if value is not None}
    fitting = [kind for kind in kinds if _fits(kind, wanted)]
    prices = [price for kind in fitting for price in (kind.price_minor_min, kind.price_minor_max) if price is not None]
    currencies = {kind.currency for kind in fitting if kind.currency}
    priced = len(currencies) == 1 and bool(prices)
    return Offer(
        choices={aspect: _choices(kinds, wanted, aspect) for aspect in ASPECTS},
        free=sum(kind.free for kind in fitting),
        currency=min(currencies) if priced else None,
        price_minor_min=min(prices) if priced else None,
        price_minor_max=max(prices) if priced else None,
    )


def _choices(kinds: Sequence[FreeKind], wanted: Mapping[str, Value], aspect: str) -> dict[Value, int]:
    others = {name: value for name, value in wanted.items() if name != aspect}
    counts: Counter[Value] = Counter()
    for kind in kinds:
        value = getattr(kind, aspect)
        if value is not None and _fits(kind, others):
            counts[value] += kind.free
    return dict(sorted(counts.items(), key=lambda pair: str(pair[0])))


def _fits(kind: FreeKind, wanted: Mapping[str, Value]) -> bool:
    return all(getattr(kind, aspect) == value for aspect, value in wanted.items())
