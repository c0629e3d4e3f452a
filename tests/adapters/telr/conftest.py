"""A sandbox per module, and gateways that speak either protocol with it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from typing import Any, Literal

import pytest

from admitone.adapters.telr.account import TelrAccount
from admitone.adapters.telr.gateway import TelrGateway
from admitone.core.payments import PaymentOrder
from tests.servers.sandbox import AUTH_KEY, REMOTE_KEY, STORE, Sandbox, running_sandbox

Protocol = Literal["json", "form"]


@pytest.fixture(scope="module")
def module_sandbox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sandbox]:
    with running_sandbox(tmp_path_factory.mktemp("sandbox")) as sandbox:
        yield sandbox


@pytest.fixture
def sandbox(module_sandbox: Sandbox) -> Iterator[Sandbox]:
    """A sandbox in which nothing is ordered to go wrong."""
    yield module_sandbox
    assert module_sandbox.client.get("/sandbox/faults").json() == [], "a fault that was ordered did not happen"


def account(url: str, protocol: Protocol = "form", **changes: Any) -> TelrAccount:
    values: dict[str, Any] = {"store": STORE, "auth_key": AUTH_KEY, "remote_key": REMOTE_KEY, "test": True} | changes
    return TelrAccount(url=url, protocol=protocol, **values)


@pytest.fixture(params=["form", "json"])
async def gateway(request: pytest.FixtureRequest, sandbox: Sandbox) -> AsyncIterator[TelrGateway]:
    """A gateway; a test that takes it runs once with each protocol."""
    opened = TelrGateway(account(sandbox.url, request.param), seconds_max=3)
    yield opened
    await opened.close()


def order(cart_id: str, **changes: Any) -> PaymentOrder:
    """Two tickets for Maryam."""
    values: dict[str, Any] = {
        "cart_id": cart_id,
        "amount_minor": 35000,
        "currency": "AED",
        "description": "2 tickets",
        "customer_name": "Maryam bint Rashid Al-Ali",
        "customer_email": "maryam@example.com",
        "customer_phone": "+971500000000",
        "language": "en",
        "return_authorised": "https://tickets.example.com/payment/offline/success?ref=1",
        "return_declined": "https://tickets.example.com/payment/offline/declined?ref=1",
        "return_cancelled": "https://tickets.example.com/payment/offline/cancel?ref=1",
        "notify_url": "",
    }
    return PaymentOrder(**(values | changes))


@pytest.fixture
def cart_id(request: pytest.FixtureRequest) -> str:
    """A cart id that no other test has."""
    return f"OT-20260301-{abs(hash(request.node.nodeid)) % 10**12:012}_1"
