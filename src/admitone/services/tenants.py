"""The organisations of an installation. Only its operator makes them; everything else belongs to one."""

from __future__ import annotations

from typing import Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from admitone.core.clock import utc_now
from admitone.core.errors import Conflict, InvalidParameter
from admitone.store import people
from admitone.store.audit import Change, record_entity
from admitone.store.database import ConstraintViolated, Tx
from admitone.store.people import Tenant

NAME_LENGTH_MAX: Final = 100


async def create_tenant(tx: Tx, name: str, time_zone: str, *, by: str) -> Tenant:
    """Add an organisation; `by` is who the audit names.

    InvalidParameter for a name or an IANA time zone that cannot be one, Conflict when the name is taken.
    """
    name = check_tenant_name(name)
    zone = check_time_zone(time_zone)
    now = utc_now()
    try:
        tenant = await people.insert_tenant(tx, name, zone, now)
    except ConstraintViolated as error:
        raise Conflict(f"there is a tenant {name} already; choose another name", fields=("name",)) from error
    change = Change("CREATE", by, now, new_status="ACTIVE", details=f"time zone {zone}")
    await record_entity(tx, tenant.id, "TENANT", tenant.id, change)
    return tenant


def check_tenant_name(name: str) -> str:
    """The name without white space around it; InvalidParameter when it cannot be one."""
    name = name.strip()
    if not 1 <= len(name) <= NAME_LENGTH_MAX or not name.isprintable():
        message = f"a tenant's name has 1 to {NAME_LENGTH_MAX} letters, digits and signs"
        raise InvalidParameter(message, fields=("name",))
    return name


def check_time_zone(name: str) -> str:
    """The name itself when it is an IANA time zone; InvalidParameter else."""
    try:
        return ZoneInfo(name).key
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        message = f"there is no time zone {name[:60]}; write an IANA name, for example Asia/Dubai"
        raise InvalidParameter(message, fields=("timeZone",)) from error
