"""Any order of reserving, paying, cancelling, expiring, refunding, extending and deleting, against a simple model."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Coroutine
from datetime import date, timedelta
from functools import partial
from typing import Any, TypeVar

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from admitone.config import read_config
from admitone.core.clock import utc_now
from admitone.core.errors import AdmitError
from admitone.core.payments import PaymentState
from admitone.core.principal import Principal, Role
from admitone.letters.tickets import TicketLetterWriter
from admitone.mail_server import parse_sender
from admitone.services import batches, effects, paying, refunding, resolving, tickets
from admitone.services.allocating import Wish
from admitone.services.delivery import MailWorld, mail_tickets
from admitone.services.housekeeping import fold_counters
from admitone.services.paying import PayWorld
from admitone.services.payment_notices import take_payment_notice
from admitone.services.reconciling import release_lapsed_holds
from admitone.services.refunding import RefundWish, refund_payment
from admitone.services.reserving import reserve_for
from admitone.services.selling import Reservation, SellingTerms
from admitone.store import people
from admitone.store.connecting import open_database
from admitone.store.database import Database, Row
from admitone.store.statements import fit_statement
from tests.selling.bank import Bank, Postbox
from tests.selling.books import find_faults
from tests.selling.model import FREE, HELD, PAST, SOLD, TWICE, VOID, Kind, Model, Ticket

T = TypeVar("T")
STRETCH = int(os.environ.get("SELLING_STRETCH", "1"))
TERMS = SellingTerms(hold_minutes=60, download_days=90, payment_links=True, erp=False, test_payments=True)
KINDS: list[Kind] = [("Adult", "2099-03-15"), ("Child", "2099-03-15"), ("Adult", "2098-06-01")]
EXTENDED = date(2099, 12, 31)
INSERT = """
    INSERT INTO tickets (uid, tenant_id, batch_id, attraction_id, category, ticket_date, status, selling_price_minor,
                         selling_currency, download_code, created_at, updated_at)
    VALUES (:uid, :tenant_id, :batch_id, :attraction_id, :category, :ticket_date::date, 'AVAILABLE', 1000, 'AED', :uid,
            :now::timestamptz, :now::timestamptz) RETURNING id"""


class World:
    """One database and one event loop for all runs; every run is a tenant of its own."""

    def __init__(self, url: str, runner: asyncio.Runner) -> None:
        self.runner = runner
        self.runs = 0
        self.reasons: set[str] = set()
        config = read_config({"ADMITONE_DATABASE_URL": url})
        self.database: Database = self.run(open_database(config))

    def run(self, story: Coroutine[Any, Any, T]) -> T:
        return self.runner.run(story)

    def sql(self, text: str, **parameters: Any) -> list[Row]:
        async def ask() -> list[Row]:
            async with self.database.writing() as tx:
                return await tx.fetch_composed(fit_statement(text, tx.dialect), {"now": utc_now()} | parameters)

        return self.run(ask())


class Lifecycle(RuleBasedStateMachine):
    world: World

    def __init__(self) -> None:
        super().__init__()
        self.model, self.bank, self.post = Model(), Bank(), Postbox()
        self.batches: list[int] = []
        self.stocked = 0
        world = self.world
        world.runs += 1
        self.mark = f"{world.runs}-{os.getpid()}"
        self.principal = world.run(self._open())
        self.pay_world = PayWorld(world.database, self.bank, TERMS, "http://shop.example")
        letter = TicketLetterWriter(parse_sender("Shop <shop@example.com>"))
        mail_world = MailWorld(world.database, self.post, letter, ["http://shop.example"])
        self.handlers: dict[str, effects.Handler] = {
            "create_payment": partial(paying.create_payment, self.pay_world),
            "check_payment": partial(paying.check_payment, self.pay_world),
            "refund_payment": partial(refund_payment, self.pay_world),
            "mail_tickets": partial(mail_tickets, mail_world),
        }

    async def _open(self) -> Principal:
        async with self.world.database.writing() as tx:
            tenant = await people.read_or_insert_tenant(tx, f"shop {self.mark}", "Asia/Dubai", utc_now())
        return Principal(tenant.id, Role.ADMIN, "admin", "Asia/Dubai")

    def attempt(self, use_case: Any, *arguments: Any, **named: Any) -> Any:
        """Run a use case in a transaction; what it gives, or the refusal."""

        async def act() -> Any:
            try:
                async with self.world.database.writing() as tx:
                    return await use_case(tx, self.principal, *arguments, **named)
            except AdmitError as error:
                return error

        return self.world.run(act())

    def carts(self, *states: str) -> list[str]:
        return [reference for reference, cart in self.model.carts.items() if not states or cart.state in states]

    @initialize()
    def open_with_stock(self) -> None:
        for kind in KINDS:
            self.stock(kind, 3, past=False)
        self.stock(KINDS[0], 1, past=True)

    @precondition(lambda self: len(self.model.tickets) < 16)
    @rule(kind=st.sampled_from(KINDS), count=st.integers(1, 4), past=st.sampled_from([False, False, False, True]))
    def stock(self, kind: Kind, count: int, past: bool) -> None:
        self.stocked += 1
        if self.stocked == 1:
            [row] = self.world.sql(
                "INSERT INTO attractions (tenant_id, name, odoo_product_code, created_at, updated_at) "
                "VALUES (:tenant_id, 'Aquarium', 'A', :now::timestamptz, :now::timestamptz) RETURNING id",
                tenant_id=self.principal.tenant_id,
            )
            self.attraction_id = int(row["id"])
        [batch] = self.world.sql(
            "INSERT INTO batches (tenant_id, attraction_id, file_name, state, pages_total, created_at, updated_at) "
            "VALUES (:tenant_id, :attraction_id, 'f.pdf', 'READY', 1, :now::timestamptz, :now::timestamptz) "
            "RETURNING id",
            tenant_id=self.principal.tenant_id,
            attraction_id=self.attraction_id,
        )
        self.batches.append(int(batch["id"]))
        category, day = kind if not past else (kind[0], "2001-01-01")
        for place in range(count):
            [row] = self.world.sql(
                INSERT,
                uid=f"{self.mark}-{self.stocked}-{place}",
                tenant_id=self.principal.tenant_id,
                batch_id=self.batches[-1],
                attraction_id=self.attraction_id,
                category=category,
                ticket_date=date.fromisoformat(day),
            )
            ticket = Ticket(int(row["id"]), (category, day), day, PAST if past else FREE)
            self.model.tickets[ticket.id] = ticket

    @precondition(lambda self: self.model.tickets)
    @rule(data=st.data(), any_at_all=st.sampled_from([False, False, False, True]))
    def reserve(self, data: st.DataObject, any_at_all: bool) -> None:
        everything = sorted(self.model.tickets)
        free = [ticket_id for ticket_id in everything if self.model.can_reserve([ticket_id])]
        choice = st.sampled_from(everything if any_at_all or not free else free)
        ids = data.draw(st.lists(choice, min_size=1, max_size=3, unique=True))
        wanted = Reservation("Layla", "layla@example.com", ticket_ids=ids)
        self._reserved(self.world.run(self._reserve(wanted)), ids if self.model.can_reserve(ids) else None)

    @precondition(lambda self: self.model.tickets)
    @rule(kind=st.sampled_from(KINDS), quantity=st.integers(1, 3))
    def allocate(self, kind: Kind, quantity: int) -> None:
        wish = Wish(self.attraction_id, quantity, category=kind[0], ticket_date=date.fromisoformat(kind[1]))
        free = self.model.free(kind)
        wanted = Reservation("Layla", "layla@example.com", wishes=[wish])
        self._reserved(self.world.run(self._reserve(wanted)), free[:quantity] if len(free) >= quantity else None)

    async def _reserve(self, wanted: Reservation) -> Any:
        try:
            view = await reserve_for(self.world.database, self.principal, TERMS, wanted)
        except AdmitError as error:
            return error
        return view.cart

    def _reserved(self, cart: Any, expected: list[int] | None) -> None:
        assert isinstance(cart, AdmitError) == (expected is None), cart
        if expected is not None:
            self.model.reserve(cart.reference, expected)
            # The request carries out its own effects; now and then it dies before.
            if len(self.model.carts) % 4:
                self._work()

    @precondition(lambda self: self.model.carts)
    @rule(data=st.data(), how=st.sampled_from(["confirm", "cancel", "link", "link"]))
    def decide(self, data: st.DataObject, how: str) -> None:
        self.decide_on(data.draw(st.sampled_from(self.carts("PENDING_PAYMENT") or self.carts())), how)

    def decide_on(self, reference: str, how: str) -> None:
        pending = self.model.carts[reference].state == "PENDING_PAYMENT"
        if how == "confirm":
            done = self.attempt(resolving.confirm_payment, TERMS, reference)
        elif how == "cancel":
            done = self.attempt(resolving.cancel_cart, TERMS, reference, None)
        else:
            done = self.attempt(paying.regenerate_link, TERMS, reference)
        assert isinstance(done, AdmitError) == (not pending), done
        if pending and how != "link":
            self.model.end(reference, "COMPLETED" if how == "confirm" else "CANCELLED")

    @rule(loses=st.sampled_from([0, 0, 1]))
    def work(self, loses: int) -> None:
        """The worker does what is due, at times without hearing the gateway's answer."""
        self.bank.loses_answers = loses
        self._work()
        self.bank.loses_answers = 0
        self.world.run(fold_counters(self.world.database))

    def _work(self) -> None:
        async def everything() -> None:
            while claims := await effects.claim_due(self.world.database, "the test", 10):
                for claim in claims:
                    await effects.carry_out(claim, self.handlers[claim.effect.kind])

        self.world.sql("UPDATE effects SET run_at = :now::timestamptz WHERE state = 'WAITING'")
        self.world.run(everything())

    @precondition(lambda self: self.bank.orders)
    @rule(data=st.data(), told=st.sampled_from([True, True, False]), times=st.integers(1, 2))
    def pay(self, data: st.DataObject, told: bool, times: int) -> None:
        """A customer pays on any page that ever was; at times nobody tells us, at times twice."""
        ref = data.draw(st.sampled_from(sorted(self.bank.orders)))
        order = self.bank.orders[ref]
        order.state = PaymentState.PAID
        if told:
            for _ in range(times):
                self.world.run(self._tell(order.order.cart_id, ref))
                self._work()
            self.model.pay(order.order.cart_id.partition("_")[0], ref)

    @precondition(lambda self: self.carts("PENDING_PAYMENT"))
    @rule(data=st.data(), between=st.sampled_from(["nothing", "cancel", "refund"]))
    def pay_on_two_pages(self, data: st.DataObject, between: str) -> None:
        """A customer who asked for another page pays on both; in between the tickets may have been taken back."""
        reference = data.draw(st.sampled_from(self.carts("PENDING_PAYMENT")))
        if between == "cancel":
            self.decide_on(reference, "cancel")
        else:
            self.decide_on(reference, "link")
            self._work()
        for order in self.bank.attempts(reference)[-2:]:
            order.state = PaymentState.PAID
            self.world.run(self._tell(order.order.cart_id, order.ref))
            self._work()
            self.model.pay(reference, order.ref)
            cart = self.model.carts[reference]
            left = sorted(set(cart.ids) - cart.refunded)
            if between == "refund" and cart.state == "COMPLETED" and left:
                done = self.attempt(refunding.refund_sale, TERMS.ledger, RefundWish(reference, left, True))
                assert not isinstance(done, AdmitError), done
                self.model.refund(reference, left, restock=True)

    async def _tell(self, cart_id: str, ref: str) -> None:
        async with self.world.database.writing() as tx:
            await take_payment_notice(tx, gateway_cart_id=cart_id, order_ref=ref, signed=True, address="192.0.2.1")

    @precondition(lambda self: self.carts("PENDING_PAYMENT"))
    @rule(data=st.data())
    def expire(self, data: st.DataObject) -> None:
        """The hold's time is over; the last look finds payments that nobody told us of."""
        reference = data.draw(st.sampled_from(self.carts("PENDING_PAYMENT")))
        self.world.sql(
            "UPDATE holds SET expires_at = :past::timestamptz "
            "WHERE cart_id = (SELECT id FROM carts WHERE reference = :reference)",
            past=utc_now() - timedelta(minutes=1),
            reference=reference,
        )
        known = self.world.sql(
            "SELECT gateway_ref FROM payment_sessions WHERE gateway_ref IS NOT NULL AND tenant_id = :id",
            id=self.principal.tenant_id,
        )
        refs = {str(row["gateway_ref"]) for row in known}
        self.world.run(release_lapsed_holds(self.pay_world))
        for order in self.bank.attempts(reference):
            if order.state is PaymentState.PAID and order.ref in refs:
                self.model.pay(reference, order.ref)
        if self.model.carts[reference].state == "PENDING_PAYMENT":
            self.model.end(reference, "CANCELLED")

    @precondition(lambda self: any(self.model.carts[reference].seen for reference in self.carts("COMPLETED")))
    @rule(data=st.data(), restock=st.booleans())
    def refund(self, data: st.DataObject, restock: bool) -> None:
        reference = data.draw(st.sampled_from(self.carts("COMPLETED")))
        cart = self.model.carts[reference]
        ids = data.draw(st.lists(st.sampled_from(cart.ids), min_size=1, unique=True))
        done = self.attempt(refunding.refund_sale, TERMS.ledger, RefundWish(reference, ids, restock))
        possible = not cart.refunded & set(ids)
        assert isinstance(done, AdmitError) == (not possible), done
        if possible:
            self.model.refund(reference, ids, restock=restock)

    @precondition(lambda self: any(ticket.state == PAST for ticket in self.model.tickets.values()))
    @rule(data=st.data())
    def extend(self, data: st.DataObject) -> None:
        ids = data.draw(st.lists(st.sampled_from(sorted(self.model.tickets)), min_size=1, max_size=4, unique=True))
        done = self.attempt(tickets.extend_validity, ids, EXTENDED)
        assert not isinstance(done, AdmitError), done
        for ticket in (self.model.tickets[ticket_id] for ticket_id in ids):
            ticket.last_day = EXTENDED.isoformat()
            ticket.state = FREE if ticket.state == PAST else ticket.state

    @precondition(lambda self: len(self.batches) > 4)
    @rule(data=st.data())
    def delete_batch(self, data: st.DataObject) -> None:
        batch_id = data.draw(st.sampled_from(self.batches))
        rows = self.world.sql("SELECT id FROM tickets WHERE batch_id = :id", id=batch_id)
        ids = [int(row["id"]) for row in rows]
        done = self.attempt(batches.delete_batch, batch_id)
        committed = any(self.model.tickets[ticket_id].state in {HELD, SOLD, VOID} for ticket_id in ids)
        assert isinstance(done, AdmitError) == committed, done
        if not committed:
            self.batches.remove(batch_id)
            for ticket_id in ids:
                del self.model.tickets[ticket_id]
            self.world.sql("DELETE FROM effects WHERE kind = 'delete_objects'")

    @invariant()
    def agrees(self) -> None:
        tenant = {"id": self.principal.tenant_id}
        rows = self.world.sql("SELECT id, status, voided_at, last_day FROM tickets WHERE tenant_id = :id", **tenant)
        found = {int(row["id"]): VOID if row["voided_at"] else str(row["status"]) for row in rows}
        assert found == {one.id: FREE if one.state == PAST else one.state for one in self.model.tickets.values()}
        rows = self.world.sql("SELECT reference, status FROM carts WHERE tenant_id = :id", **tenant)
        assert {str(row["reference"]): row["status"] for row in rows} == {
            reference: cart.state for reference, cart in self.model.carts.items()
        }
        rows = self.world.sql(
            "SELECT reference, reason FROM refunds JOIN carts ON carts.id = refunds.cart_id "
            "WHERE refunds.tenant_id = :id",
            **tenant,
        )
        found_tasks = sorted((str(row["reference"]), str(row["reason"])) for row in rows)
        assert found_tasks == sorted(self.model.tasks)
        self.world.reasons |= {reason for _, reason in found_tasks}

    def teardown(self) -> None:
        self._work()
        assert self.world.run(find_faults(self.world.database)) == {}
        unsent = self.world.sql(
            "SELECT reference FROM carts WHERE tenant_id = :id AND status = 'COMPLETED' "
            "AND download_code_sent_at IS NULL",
            id=self.principal.tenant_id,
        )
        assert unsent == []
        failed = self.world.sql(
            "SELECT kind, last_error FROM effects WHERE tenant_id = :id AND state = 'FAILED'",
            id=self.principal.tenant_id,
        )
        assert failed == []
        # Never more than was paid, however often answers were lost.
        assert all(order.given_back <= order.order.amount_minor for order in self.bank.orders.values())


@pytest.mark.slow
@pytest.mark.timeout(120 + 600 * STRETCH)
@pytest.mark.parametrize(("kind", "runs"), [("sqlite", 50), ("postgresql", 12)])
def test_every_order_of_things_keeps_the_books(request: pytest.FixtureRequest, kind: str, runs: int) -> None:
    url = request.getfixturevalue(f"{'postgres' if kind == 'postgresql' else kind}_url")
    with asyncio.Runner() as runner:
        world = World(url, runner)

        class Here(Lifecycle):
            pass

        Here.world = world
        run_state_machine_as_test(
            Here,
            settings=settings(
                max_examples=runs * STRETCH,
                stateful_step_count=50,
                deadline=None,
                database=None,
                suppress_health_check=list(HealthCheck),
            ),
        )
        world.run(world.database.close())
        assert TWICE in world.reasons, "customers who pay twice are among the stories"
