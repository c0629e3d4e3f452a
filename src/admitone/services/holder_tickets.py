"""All tickets of a person, at all tenants, with what stands beside them."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from admitone.core.clock import utc_now
from admitone.core.errors import InvalidParameter
from admitone.core.events import Account, Event, ShownState
from admitone.core.inventory import Ticket, TicketFormat
from admitone.core.relations import Graph, Relations
from admitone.store import accounts, events
from admitone.store import holder_tickets as store
from admitone.store.database import Tx
from admitone.store.holder_tickets import OwnedFilter, OwnedTicket, SortBy

LIMIT_MAX: Final = 1000
OFFSET_MAX: Final = 10_000_000
_OF_TENANT: Final = {"tenant": "tenant", "organization": "tenant"}
# What can be asked for beside a ticket; the value is the thing that the relation leads to.
TICKET_RELATIONS: Final[Graph] = {
    "ticket": {
        "ticket_holder": "ticket_holder",
        "ticket_config": "ticket_config",
        "event": "event",
        "timeslot": "timeslot",
        "sector": "sector",
        **_OF_TENANT,
    },
    "ticket_config": {"event": "event", **_OF_TENANT},
    "timeslot": {"event": "event"},
    "sector": {"event": "event"},
    "event": _OF_TENANT,
    "ticket_holder": {},
    "tenant": {},
}
# The field of a thing that says which one is related.
KEYS: Final = {
    "ticket_holder": "owner_id",
    "ticket_config": "ticket_config_id",
    "event": "event_id",
    "timeslot": "timeslot_id",
    "sector": "sector_id",
    "tenant": "tenant_id",
    "organization": "tenant_id",
}
_LOADERS: Final[dict[str, Callable[[Tx, Sequence[int]], Awaitable[Mapping[int, Any]]]]] = {
    "ticket_holder": store.list_holders,
    "ticket_config": events.read_configs,
    "event": events.read_events,
    "timeslot": events.read_timeslots,
    "sector": events.read_sectors,
    "tenant": store.list_tenants,
}
Things = dict[str, dict[int, Any]]


@dataclass(frozen=True, slots=True, kw_only=True)
class HolderQuery:
    """Which of the tickets, in which order, and what beside them."""

    format: TicketFormat | None = None
    status: ShownState | None = None
    ids: Sequence[int] = ()
    sort: SortBy = "id"
    descending: bool = False
    limit: int = 100
    offset: int = 0
    relations: Relations = field(default_factory=lambda: Relations({}))


@dataclass(frozen=True, slots=True)
class HolderPage:
    """One page of `total` tickets. `things` holds what stands beside them by its kind and id."""

    tickets: Sequence[OwnedTicket]
    total: int
    things: Things
    now: datetime


async def list_holder_tickets(tx: Tx, account: Account, query: HolderQuery) -> HolderPage:
    """One page of the tickets of an account; each kind of related thing is read at once for all of them."""
    if not 1 <= query.limit <= LIMIT_MAX:
        raise InvalidParameter(f"limit must be from 1 to {LIMIT_MAX}", fields=("limit",))
    if not 0 <= query.offset <= OFFSET_MAX:
        raise InvalidParameter(f"offset must be from 0 to {OFFSET_MAX}", fields=("offset",))
    now = utc_now()
    owners = [enrollment.id for enrollment in await accounts.list_enrollments(tx, account.id)]
    if not owners:
        return HolderPage([], 0, {}, now)
    wanted = OwnedFilter(owners=owners, now=now, format=query.format, status=query.status, ids=query.ids)
    total = await store.count_owned(tx, wanted)
    found = await store.list_owned(
        tx, wanted, sort=query.sort, descending=query.descending, limit=query.limit, offset=query.offset
    )
    things: Things = {}
    # Of every ticket the state is shown, and that depends on its event.
    await _load(tx, "event", found, "event_id", things)
    await _load_related(tx, "ticket", found, query.relations, things)
    return HolderPage(found, total, things, now)


async def read_events_of(tx: Tx, tickets: Sequence[Ticket]) -> Mapping[int, Event]:
    """The events of tickets by id."""
    return await events.read_events(tx, sorted({one.event_id for one in tickets if one.event_id is not None}))


async def _load_related(tx: Tx, kind: str, parents: Sequence[Any], relations: Relations, things: Things) -> None:
    for name, below in relations.wanted.items():
        related = TICKET_RELATIONS[kind][name]
        children = await _load(tx, related, parents, KEYS[name], things)
        if below.wanted:
            await _load_related(tx, related, children, below, things)


async def _load(tx: Tx, kind: str, parents: Iterable[Any], key: str, things: Things) -> list[Any]:
    """The things of a kind that these parents name, and whatever of them was not read before."""
    ids = {found for parent in parents if (found := getattr(parent, key)) is not None}
    known = things.setdefault(kind, {})
    if missing := sorted(ids - known.keys()):
        known |= await _LOADERS[kind](tx, missing)
    return [known[found] for found in sorted(ids) if found in known]
