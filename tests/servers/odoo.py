"""An Odoo for tests: the stand-in in this process, or a real one that the environment names."""

from __future__ import annotations

import os
import secrets
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from admitone.adapters.odoo.account import OdooAccount
from admitone.adapters.odoo.client import OdooClient
from admitone.core.erp import Quotation, QuotationLine
from admitone.sandbox.odoo.faults import Fault, FaultKind
from admitone.sandbox.odoo.server import OdooServer, Settings
from admitone.sandbox.odoo.web import serving

KEY = "f00d" * 10


@dataclass(frozen=True)
class StandIn:
    """A stand-in that answers."""

    server: OdooServer
    url: str

    def account(self, **changes: Any) -> OdooAccount:
        """The admin's account."""
        account: dict[str, Any] = {"key": KEY, "database": "odoo", "login": "admin", "payments": True}
        return OdooAccount(url=self.url, **account | changes)

    def fail(self, kind: FaultKind, model: str = "", method: str = "", **more: Any) -> None:
        """Order a fault."""
        self.server.faults.order(Fault(fault=kind, model=model, method=method, **more))

    def records(self, model: str, **equal: Any) -> list[dict[str, Any]]:
        """The committed records whose fields have these values."""
        found: list[dict[str, Any]] = self.server.state()["records"][model]
        return [one for one in found if all(one.get(name) == value for name, value in equal.items())]

    def calls(self) -> list[tuple[str, str]]:
        """Every call so far, as model and method."""
        return [(call["model"], call["method"]) for call in self.server.state()["calls"]]


@contextmanager
def running_odoo(version: int, journal: Path | None = None, port: int = 0, currency: str = "AED") -> Iterator[StandIn]:
    """A stand-in of a version on a port of its own."""
    server = OdooServer(Settings(version=version, key=KEY, journal=journal, currency=currency))
    with socket.create_server(("127.0.0.1", port)) as listener, serving(server, listener) as url:
        yield StandIn(server, url)


@dataclass(frozen=True)
class RealOdoo:
    """A database that tests may fill. Its user must be allowed everything that the contract's tests set up."""

    url: str = ""

    def account(self, **changes: Any) -> OdooAccount:
        """The account that the environment names."""
        given = {name: os.environ.get(f"ODOO_{name.upper()}", "") for name in ("url", "database", "login", "key")}
        return OdooAccount(**{**given, "payments": True, **changes})


async def make_product(odoo: StandIn | RealOdoo, client: OdooClient, **values: Any) -> str:
    """A product for sale, invoiced as ordered and without taxes unless told otherwise; its code."""
    code = f"T-{secrets.token_hex(4)}"
    product = {"name": f"Test {code}", "default_code": code, "list_price": 10.0, "sale_ok": True, **values}
    if isinstance(odoo, StandIn):
        odoo.server.add_product(product)
    else:
        await client.create(
            "product.product", {**product, "type": "service", "invoice_policy": "order", "taxes_id": []}, {}
        )
    return str(product["default_code"])


def quotation_of(*codes: str, currency: str = "AED", **changes: Any) -> Quotation:
    """A cart of two groups of tickets for a customer that nobody knows yet."""
    mark = secrets.token_hex(4)
    lines = [
        QuotationLine(
            product_code=code, description=f"Adult & child, group {place}", quantity=place, unit_price_minor=19950
        )
        for place, code in enumerate(codes, 1)
    ]
    values: dict[str, Any] = {
        "cart_reference": f"OT-20260301-{mark.upper()}",
        "customer_id": None,
        "customer_name": f"Aisha {mark}",
        "customer_email": f"aisha_{mark}@example.com",
        "customer_phone": "+971501234567",
        "currency": currency,
        "lines": lines,
        "note": "2 < 3 & so on\nsecond line",
    }
    return Quotation(**values | changes)
