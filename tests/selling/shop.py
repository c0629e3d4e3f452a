"""A shop in the test's own process: stock, customers, the clock and the worker are in the test's hand."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from httpx import ASGITransport, AsyncClient

from admitone.bootstrap import Product
from admitone.config import read_config
from admitone.core.clock import utc_now
from admitone.core.ids import new_session_token, token_hash
from admitone.core.pricing import PriceInput
from admitone.core.principal import Role
from admitone.ingest.assembly import FoundTicket
from admitone.services import effects, users
from admitone.services.reconciling import reconcile_payments, release_lapsed_holds
from admitone.store import people
from tests.applications import take_app
from tests.offline.api import Api, Caller, Cast, sql
from tests.offline.conftest import running
from tests.offline.stock import stocked
from tests.selling.books import find_faults
from tests.servers.sandbox import AUTH_KEY, REMOTE_KEY, STORE, WEBHOOK_SECRET, Sandbox

PASSWORD = "correct horse battery"
CUSTOMER = {"customerName": "Layla Haddad", "customerEmail": "layla@example.com", "customerPhone": "+971 50 123 4567"}
CAST = {"admin": ("oasis", Role.ADMIN), "agent": ("oasis", Role.AGENT), "stranger": ("mirage", Role.ADMIN)}
PRICE = 35000


@dataclass
class Shop:
    """What a story needs. Nothing happens by itself: `work` is the worker, `sweep` the timers."""

    product: Product
    cast: Cast
    gateway: Sandbox
    attractions: dict[str, int] = field(default_factory=dict)
    stocked: int = 0

    async def attraction(self, name: str = "Aquarium") -> int:
        """The id of an attraction, made on first use."""
        if name not in self.attractions:
            written = await self.cast.admin.data(
                "attraction/write", name=name, odooProductCode=name.upper(), ageGroups="Adult,Child"
            )
            self.attractions[name] = int(written["attractionId"])
        return self.attractions[name]

    async def stock(
        self,
        count: int,
        *,
        at: str = "Aquarium",
        price: str | None = "350.00",
        currency: str = "AED",
        bought: str | None = None,
        bought_in: str | None = None,
        **kind: Any,
    ) -> list[int]:
        """Put tickets of a kind into stock; their ids. `bought` is what one cost, in `currency` or in `bought_in`."""
        attraction_id = await self.attraction(at)
        start = self.stocked + 1
        self.stocked += count
        kind = {"ticket_date": "2099-03-15", "time_slot": "10:00", "category": "Adult"} | kind
        found = [
            FoundTicket(page=place, serial=f"S{start + place}", barcode=f"B{start + place}", **kind)
            for place in range(1, count + 1)
        ]
        prices = PriceInput(
            selling_price=Decimal(price) if price else None,
            selling_currency=currency if price else None,
            purchase_per_ticket=Decimal(bought) if bought else None,
            purchase_currency=(bought_in or currency) if bought else None,
        )
        batch_id = await stocked(self.product, attraction_id, found, prices=prices)
        rows = await sql(self.product, "SELECT id FROM tickets WHERE batch_id = :id ORDER BY id", id=batch_id)
        return [int(row["id"]) for row in rows]

    async def reserve(self, ids: Sequence[int], **more: Any) -> dict[str, Any]:
        """A cart of these tickets."""
        cart: dict[str, Any] = await self.cast.agent.data("sale/reserve", ticketIds=list(ids), **CUSTOMER | more)
        return cart

    async def read(self, cart: dict[str, Any]) -> dict[str, Any]:
        """A cart as it is now."""
        found: dict[str, Any] = await self.cast.agent.data("sale/read", cartReference=cart["cartReference"])
        return found

    async def work(self, rounds: int = 20) -> None:
        """Carry out everything that is due, and what follows from it."""
        for _ in range(rounds):
            claims = await effects.claim_due(self.product.database, "the test", 10)
            if not claims:
                return
            for claim in claims:
                await effects.carry_out(claim, self.product.handlers[claim.effect.kind])

    async def sweep(self) -> None:
        """What the timers do, as if every payment were due for a check."""
        await self.sql("UPDATE payment_sessions SET next_check_at = :now::timestamptz WHERE next_check_at IS NOT NULL")
        await reconcile_payments(self.product.pay_world)
        await release_lapsed_holds(self.product.pay_world)
        await self.work()

    async def skip_pauses(self) -> None:
        """Make everything that waits for another try due."""
        await self.sql("UPDATE effects SET run_at = :now::timestamptz WHERE state = 'WAITING'")

    async def lapse(self, cart: dict[str, Any]) -> None:
        """Let the hold's time be over."""
        await self.sql(
            "UPDATE holds SET expires_at = :past::timestamptz WHERE cart_id = "
            "(SELECT id FROM carts WHERE reference = :reference::text)",
            past=utc_now() - timedelta(seconds=1),
            reference=cart["cartReference"],
        )

    async def sessions(self, cart: dict[str, Any]) -> list[dict[str, Any]]:
        """The payment attempts of a cart, oldest first."""
        text = (
            "SELECT * FROM payment_sessions WHERE cart_id = (SELECT id FROM carts WHERE reference = :reference) "
            "ORDER BY attempt"
        )
        return [dict(row) for row in await sql(self.product, text, reference=cart["cartReference"])]

    async def pay(self, cart: dict[str, Any], attempt: int = -1) -> str:
        """The customer pays on the hosted page; the gateway's reference."""
        ref: str = (await self.sessions(cart))[attempt]["gateway_ref"]
        self.gateway.pay(ref)
        return ref

    async def tickets(self, ids: Sequence[int]) -> list[str]:
        """The states of tickets."""
        rows = await sql(self.product, "SELECT id, status FROM tickets WHERE id = ANY(:ids::bigint[])", ids=list(ids))
        states = {int(row["id"]): str(row["status"]) for row in rows}
        return [states[ticket_id] for ticket_id in ids]

    async def refunds(self, state: str | None = None) -> list[dict[str, Any]]:
        """Money that must go back, newest first."""
        found: list[dict[str, Any]] = await self.cast.admin.data("refund/list", state=state)
        return found

    async def effects(self, **wanted: Any) -> list[dict[str, Any]]:
        """What happens outside, newest first."""
        found: list[dict[str, Any]] = await self.cast.admin.data("effect/list", **wanted)
        return found

    async def sql(self, text: str, **parameters: Any) -> list[dict[str, Any]]:
        """A statement behind the product's back; `:now` is the present."""
        return [dict(row) for row in await sql(self.product, text, **{"now": utc_now()} | parameters)]

    async def check_books(self) -> None:
        """Everything in the database tells one story."""
        assert await find_faults(self.product.database) == {}


def gateway_settings(gateway: Sandbox) -> dict[str, str]:
    """The settings that make the sandbox the product's gateway."""
    return {
        "ADMITONE_TELR_URL": gateway.url,
        "ADMITONE_TELR_STORE": STORE,
        "ADMITONE_TELR_AUTH_KEY": AUTH_KEY,
        "ADMITONE_TELR_REMOTE_KEY": REMOTE_KEY,
        "ADMITONE_TELR_WEBHOOK_SECRET": WEBHOOK_SECRET,
    }


@asynccontextmanager
async def open_shop(
    database_url: str, data: Path, gateway: Sandbox | None, password_hash: str, **more: str
) -> AsyncIterator[Shop]:
    """The application without its worker, with an admin and an agent of one tenant and an admin of another."""
    settings = {
        "ADMITONE_DATA": str(data),
        "ADMITONE_DATABASE_URL": database_url,
        "ADMITONE_PDF_WORKERS": "1",
        "ADMITONE_TIMEZONE": "Asia/Dubai",
    }
    app = take_app(read_config(settings | (gateway_settings(gateway) if gateway else {}) | more))
    # The two libraries describe the same protocol in different types.
    asgi: Any = app
    transport = ASGITransport(asgi, raise_app_exceptions=False)
    async with running(app), AsyncClient(transport=transport, base_url="http://testserver", timeout=60) as client:
        api = Api(client, app.state.product)
        assert gateway is not None
        yield Shop(api.product, await hire(api, password_hash), gateway)


async def hire(api: Api, password_hash: str) -> Cast:
    """admin and agent of one tenant, stranger (an admin of another), and the guest."""
    callers = {}
    for name, (tenant, role) in CAST.items():
        token, now = new_session_token(), utc_now()
        async with api.product.database.writing() as tx:
            user = await users.add_user(
                tx, tenant=tenant, time_zone="Asia/Dubai", username=name, password_hash=password_hash, role=role
            )
            await people.insert_session(tx, user, token_hash(token), now, now + timedelta(hours=1))
        callers[name] = Caller(api.client, token)
    return Cast(callers["admin"], callers["agent"], callers["stranger"], Caller(api.client, ""))
