"""What was sold in a cart gets its owner and is issued, in the transaction that sells it."""

from __future__ import annotations

from collections.abc import Sequence

from admitone.core.selling import Cart
from admitone.services.accounts import find_or_make_account, find_or_make_enrollment
from admitone.services.issuing import Issuing, issue_tickets
from admitone.store import issuing as store
from admitone.store import tickets
from admitone.store.database import Tx


async def issue_cart_tickets(tx: Tx, issuing: Issuing, cart: Cart, ids: Sequence[int]) -> None:
    """Give tickets that were just sold in a cart to the account of its customer's address, and issue them.

    The account and its enrollment are made when there are none. Without an address, as of a group trip, the tickets are
    issued and belong to nobody. Call it last in the transaction: the ledger's head is the last lock that anybody takes.
    """
    if cart.customer_email:
        account = await find_or_make_account(tx, cart.customer_email, issuing.now)
        owner = await find_or_make_enrollment(
            tx, cart.tenant_id, account, name=cart.customer_name, by=issuing.by, now=issuing.now
        )
        await store.give_tickets(tx, cart.tenant_id, ids, owner.id)
    sold = await tickets.read_tickets(tx, cart.tenant_id, ids)
    # Stock that came back and is sold again may have been issued before there was a ledger.
    await issue_tickets(tx, issuing, [ticket for ticket in sold if ticket.issued_at is None])
