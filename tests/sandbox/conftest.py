from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.servers.mailbox import Mailbox, open_mailbox
from tests.servers.sandbox import AUTH_KEY, STORE, Sandbox, running_sandbox

CreateOrder = Callable[..., dict[str, Any]]


@pytest.fixture(scope="module")
def webhook() -> Iterator[Mailbox]:
    with open_mailbox() as mailbox:
        yield mailbox


@pytest.fixture(scope="module")
def sandbox(tmp_path_factory: pytest.TempPathFactory, webhook: Mailbox) -> Iterator[Sandbox]:
    """A sandbox whose store has a webhook."""
    options = ("--webhook-url", webhook.url, "--webhook-names-order")
    with running_sandbox(tmp_path_factory.mktemp("sandbox"), *options) as running:
        yield running


@pytest.fixture
def mailbox() -> Iterator[Mailbox]:
    with open_mailbox() as opened:
        yield opened


@pytest.fixture
def create(sandbox: Sandbox) -> CreateOrder:
    """Create an order by the form protocol; the answer's `order`."""

    def create(**fields: str) -> dict[str, Any]:
        return create_order(sandbox, **fields)

    return create


def create_order(sandbox: Sandbox, **fields: str) -> dict[str, Any]:
    answer = sandbox.client.post("/sandbox/gateway/order.json", data=creation(**fields)).json()
    assert "error" not in answer, answer
    order: dict[str, Any] = answer["order"]
    return order


def creation(**fields: str) -> dict[str, str]:
    """The form of a new order."""
    return {
        "ivp_method": "create",
        "ivp_store": STORE,
        "ivp_authkey": AUTH_KEY,
        "ivp_cart": f"OT-{uuid.uuid4().hex[:12]}_1",
        "ivp_test": "1",
        "ivp_amount": "350.00",
        "ivp_currency": "AED",
        "ivp_desc": "2 tickets <Aquarium>",
        "return_auth": "https://shop.example.com/success?ref=1",
        "return_decl": "https://shop.example.com/declined?ref=1",
        "return_can": "https://other.example.com/cancel?ref=1",
        "bill_fname": "Maryam",
        "bill_email": "maryam@example.com",
    } | fields


def check(sandbox: Sandbox, ref: str) -> dict[str, Any]:
    """What the gateway says of an order."""
    form = {"ivp_method": "check", "ivp_store": STORE, "ivp_authkey": AUTH_KEY, "order_ref": ref}
    order: dict[str, Any] = sandbox.client.post("/sandbox/gateway/order.json", data=form).json()["order"]
    return order
