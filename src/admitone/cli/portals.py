"""`admitone portal`: how guests who typed a code are handed back to their access server."""

from __future__ import annotations

import asyncio
import sys
from getpass import getpass
from typing import TYPE_CHECKING, Annotated, Literal

from cyclopts import Parameter

from admitone.cli.terminal import out

if TYPE_CHECKING:
    from admitone.bootstrap import Product
    from admitone.core.principal import Principal
    from admitone.store.database import Tx

Tenant = Annotated[str, Parameter(help="The organisation that the location belongs to.")]


def set_(
    location: str,
    nas: str,
    /,
    *,
    tenant: Tenant,
    kind: Annotated[Literal["uam", "mikrotik"], Parameter(help="CoovaChilli and its kin, or MikroTik's hotspot.")],
    url: Annotated[str, Parameter(help="The access server as guests reach it: http://10.1.0.1:3990")],
    ask_uam_secret: Annotated[
        bool, Parameter(help="Read the UAM secret from standard input; else the one that is set stays.", negative="")
    ] = False,
) -> None:
    """Hand guests of the portal page back to an access server.

    Example: admitone portal set L28XXX4 lobby --tenant oasis --kind uam --url http://10.1.0.1:3990

    Parameters
    ----------
    location
        The LocationId.
    nas
        The access server's NAS-Identifier, or its address where it sends none.
    """
    secret = _read_secret() if ask_uam_secret else None
    _write(tenant, location, nas, kind=kind, url=url, uam_secret=secret)
    out.print(f"guests of {location.upper()} are handed back to {nas}", markup=False)


def clear(location: str, nas: str, /, *, tenant: Tenant) -> None:
    """Hand guests of the portal page back no more: they type their code where the access server asks for it.

    Example: admitone portal clear L28XXX4 lobby --tenant oasis

    Parameters
    ----------
    location
        The LocationId.
    nas
        The access server's NAS-Identifier, or its address where it sends none.
    """
    _write(tenant, location, nas, kind=None, url=None, uam_secret=None)
    out.print(f"guests of {location.upper()} are handed back to {nas} no more", markup=False)


def _read_secret() -> str:
    given = getpass("UAM secret: ") if sys.stdin.isatty() else sys.stdin.readline()
    return given.strip()


def _write(
    tenant: str, location: str, nas: str, *, kind: str | None, url: str | None, uam_secret: str | None
) -> None:  # fmt: skip
    from admitone.cli.operator import act_as_operator
    from admitone.services.access_servers import PortalLogin, set_portal_login

    login = None if kind is None else PortalLogin(kind, url or "", uam_secret)

    async def act(_product: Product, tx: Tx, operator: Principal) -> None:
        await set_portal_login(tx, operator, location, nas, login)

    asyncio.run(act_as_operator(tenant, act))
