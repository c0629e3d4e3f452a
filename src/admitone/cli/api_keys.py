"""`admitone key`: make, list, revoke."""

from __future__ import annotations

import asyncio
from datetime import date
from typing import TYPE_CHECKING, Annotated, Literal

from cyclopts import Parameter

from admitone.cli.terminal import CommandFailed, out, show_rows

if TYPE_CHECKING:
    from admitone.bootstrap import Product
    from admitone.core.people import ApiKey
    from admitone.core.principal import Principal
    from admitone.store.database import Tx

TenantName = Annotated[str, Parameter(help="The organisation that the key belongs to.")]


def make(
    name: str,
    /,
    *,
    role: Annotated[Literal["admin", "agent"], Parameter(help="What the program may do.")],
    last_day: Annotated[str | None, Parameter(help="The last day on which the key works, as 2027-12-31.")] = None,
    transfer: Annotated[bool, Parameter(help="Let the program ask for transfers of tickets.", negative="")] = False,
    tenant: TenantName = "default",
) -> None:
    """Make an API key and print it: it is not shown again.

    Example: admitone key make "Web shop" --role agent

    Parameters
    ----------
    name
        Which program it is for; the audit tells its changes by this name.
    """
    from admitone.cli.operator import act_as_operator
    from admitone.core.principal import Role
    from admitone.services import api_keys
    from admitone.services.api_keys import KeyWish

    wish = KeyWish(name, Role(role), _read_day(last_day), may_transfer=transfer)

    async def act(_product: Product, tx: Tx, operator: Principal) -> str:
        return (await api_keys.make_key(tx, operator, wish)).token

    # Plain, so that nothing wraps or colours it on its way into a file.
    print(asyncio.run(act_as_operator(tenant, act)))


def revoke(name: str, /, *, tenant: TenantName = "default") -> None:
    """End an API key at once and for good.

    Example: admitone key revoke "Web shop"

    Parameters
    ----------
    name
        The key's name.
    """
    from admitone.cli.operator import act_as_operator
    from admitone.services import api_keys

    async def act(_product: Product, tx: Tx, operator: Principal) -> None:
        keys = await api_keys.list_keys(tx, operator)
        key = next((key for key in keys if key.name == name and key.revoked_at is None), None)
        if key is None:
            raise CommandFailed(f"there is no key {name} that is not revoked; admitone key list names all")
        await api_keys.revoke_key(tx, operator, key.id)

    asyncio.run(act_as_operator(tenant, act))
    out.print(f"revoked {name}", markup=False)


def list_(*, tenant: TenantName = "default") -> None:
    """List API keys, revoked ones last; tab-separated when standard output is no terminal.

    Example: admitone key list
    """
    from admitone.cli.operator import act_as_operator
    from admitone.services import api_keys

    async def act(_product: Product, tx: Tx, operator: Principal) -> list[ApiKey]:
        return await api_keys.list_keys(tx, operator)

    found = asyncio.run(act_as_operator(tenant, act))
    show_rows(("name", "role", "state", "last used"), [_row(key) for key in found])


def _row(key: ApiKey) -> tuple[str, str, str, str]:
    from admitone.core.clock import utc_now

    state = "live" if key.is_live(utc_now()) else "revoked" if key.revoked_at else "over"
    used = key.last_used_at.isoformat(timespec="seconds") if key.last_used_at else "never"
    return key.name, str(key.role), state, used


def _read_day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as error:
        raise CommandFailed(f"--last-day {text}: write a day as 2027-12-31") from error
