"""What an organiser allows on the secondary market, for each kind of ticket."""

from __future__ import annotations

from typing import Final

from admitone.core.clock import utc_now
from admitone.core.errors import NotFound
from admitone.core.principal import ADMINS, STAFF, Principal
from admitone.core.refusals import Refusals
from admitone.core.resale import ResaleRule
from admitone.services.events import hold_event
from admitone.services.ticket_configs import read_config
from admitone.store import resale as store
from admitone.store.audit import Change, record_entity
from admitone.store.database import Tx

MARKUP_PERCENT_MAX: Final = 1000
FEE_PERCENT_MAX: Final = 100


async def find_rule(tx: Tx, principal: Principal, event_id: int, config_id: int) -> ResaleRule | None:
    """The limits for a kind of ticket, None when it may not be resold; NotFound when there is no such kind."""
    principal.require(STAFF)
    await read_config(tx, principal, event_id, config_id)
    return await store.read_rule(tx, principal.tenant_id, config_id)


async def read_rule(tx: Tx, principal: Principal, event_id: int, config_id: int) -> ResaleRule:
    """The limits for a kind of ticket; NotFound when there is no such kind, and when it may not be resold."""
    found = await find_rule(tx, principal, event_id, config_id)
    if found is None:
        raise NotFound(f"tickets of config {config_id} may not be resold", fields=("ticket_config_id",))
    return found


async def set_rule(tx: Tx, principal: Principal, event_id: int, rule: ResaleRule) -> ResaleRule:
    """Let a kind of ticket be resold within limits; offers that stand keep those of their time.

    InvalidParameter names every field that cannot be used; NotFound; Conflict for a cancelled event.
    """
    principal.require(ADMINS)
    wrong = Refusals()
    for field, value, most in (
        ("markup_percent", rule.markup_percent, MARKUP_PERCENT_MAX),
        ("fee_percent", rule.fee_percent, FEE_PERCENT_MAX),
    ):
        if not 0 <= value <= most:
            wrong.add(field, reason=f"{field}: a whole number from 0 to {most}")
    wrong.settle()
    event = await hold_event(tx, principal, event_id)
    await read_config(tx, principal, event.id, rule.ticket_config_id)
    now = utc_now()
    await store.set_rule(tx, principal.tenant_id, rule, now)
    details = f"at most {rule.markup_percent} percent above face value, fee of {rule.fee_percent} percent"
    change = Change("SET_RESALE", principal.name, now, details=details)
    await record_entity(tx, principal.tenant_id, "TICKET_CONFIG", rule.ticket_config_id, change)
    return rule


async def drop_rule(tx: Tx, principal: Principal, event_id: int, config_id: int) -> None:
    """Let a kind of ticket be resold no more; offers that stand stay. Nothing happens when it could not be anyway."""
    principal.require(ADMINS)
    await read_config(tx, principal, event_id, config_id)
    now = utc_now()
    if await store.drop_rule(tx, principal.tenant_id, config_id):
        change = Change("SET_RESALE", principal.name, now, details="not for resale")
        await record_entity(tx, principal.tenant_id, "TICKET_CONFIG", config_id, change)
