"""`admitone sandbox`."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final, Literal

from cyclopts import Parameter
from cyclopts.types import UInt16

from admitone.cli.serve import listen, shown_host
from admitone.cli.terminal import out

if TYPE_CHECKING:
    from admitone.sandbox.odoo.server import OdooServer

# What the product is told to use when it tries itself out; they open nothing anywhere else.
STORE: Final = "1234"
AUTH_KEY: Final = "sandbox-auth-key"
REMOTE_KEY: Final = "sandbox-remote-key"
WEBHOOK_SECRET: Final = "sandbox-webhook-secret"  # noqa: S105  see above
ODOO_KEY: Final = "sandbox-odoo-key"

# For an attraction that somebody makes while trying the product out: name, code and price.
_SPARE_PRODUCT: Final = ("An attraction of yours", "DEMO-NEW", 100.0)


def sandbox(
    *,
    host: Annotated[str, Parameter(help="Address to listen on.")] = "127.0.0.1",
    gateway_port: Annotated[UInt16, Parameter(help="Port of the payment gateway; 0 for any free one.")] = 8090,
    store: Annotated[str, Parameter(help="The store's number.", env_var="ADMITONE_TELR_STORE")] = STORE,
    auth_key: Annotated[
        str, Parameter(help="Its authentication key.", env_var="ADMITONE_TELR_AUTH_KEY", show_default=False)
    ] = AUTH_KEY,
    remote_key: Annotated[
        str, Parameter(help="Its remote API key.", env_var="ADMITONE_TELR_REMOTE_KEY", show_default=False)
    ] = REMOTE_KEY,
    webhook_secret: Annotated[
        str, Parameter(help="Its webhook's key.", env_var="ADMITONE_TELR_WEBHOOK_SECRET", show_default=False)
    ] = WEBHOOK_SECRET,
    webhook_url: Annotated[str, Parameter(help="Where the webhook's notices go; nowhere when left out.")] = "",
    webhook_names_order: Annotated[bool, Parameter(help="Name the order in the webhook's notices.")] = False,
    session_minutes: Annotated[float, Parameter(help="A page that nobody paid in this time expires.")] = 1440.0,
    records: Annotated[Path | None, Parameter(help="File that keeps the gateway's orders over a restart.")] = None,
    odoo_port: Annotated[UInt16, Parameter(help="Port of the stand-in for Odoo; 0 for any free one.")] = 8091,
    odoo_version: Annotated[Literal["16", "17", "18", "19"], Parameter(help="The Odoo that it is.")] = "19",
    odoo_key: Annotated[
        str, Parameter(help="Its admin's API key.", env_var="ADMITONE_ODOO_KEY", show_default=False)
    ] = ODOO_KEY,
    odoo_records: Annotated[Path | None, Parameter(help="File that keeps its records over a restart.")] = None,
) -> None:
    """Stand in for the systems around the product until SIGTERM or Ctrl-C.

    A payment gateway that takes no money lists its orders at GET /sandbox/orders. An Odoo, with database odoo, login
    admin, the products of the demo and one with the code DEMO-NEW, shows its records at GET /sandbox/state and takes
    more products with POST /sandbox/products. Faults of either are ordered with POST /sandbox/faults.

    Example: admitone sandbox --gateway-port 8090
    """
    from admitone.sandbox.gateway.account import Account
    from admitone.sandbox.gateway.app import create_gateway
    from admitone.sandbox.odoo.web import serving
    from admitone.sandbox.serving import serve_together

    account = Account(
        store=store,
        auth_key=auth_key,
        remote_key=remote_key,
        webhook_secret=webhook_secret,
        webhook_url=webhook_url,
        webhook_names_order=webhook_names_order,
        session_seconds=session_minutes * 60,
    )
    odoo = _odoo(int(odoo_version), odoo_key, odoo_records)
    with listen(host, gateway_port) as listener, listen(host, odoo_port) as odoo_listener, serving(odoo, odoo_listener):
        url = f"http://{shown_host(listener)}:{listener.getsockname()[1]}/sandbox/gateway"

        def announce() -> None:
            out.print(f"Payment gateway at {url}", markup=False)
            odoo_url = f"http://{shown_host(odoo_listener)}:{odoo_listener.getsockname()[1]}"
            out.print(f"Odoo {odoo_version} at {odoo_url}", markup=False)

        asyncio.run(serve_together([(create_gateway(account, records), listener)], announce))


def _odoo(version: int, key: str, records: Path | None) -> OdooServer:
    from admitone.demo import events
    from admitone.demo.stock import LINES
    from admitone.sandbox.odoo.server import OdooServer, Settings

    server = OdooServer(Settings(version=version, key=key, journal=records))
    known = {product["default_code"] for product in server.state()["records"]["product.product"]}
    products = [(line.change.name, line.change.odoo_product_code, float(line.sold)) for line in LINES]
    for name, code, price in [*products, (events.NAME, events.CODE, 180.0), _SPARE_PRODUCT]:
        if code not in known:
            server.add_product({"name": name, "default_code": code, "list_price": price})
    return server
