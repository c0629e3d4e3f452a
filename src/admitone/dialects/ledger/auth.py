"""Who may read the ledger: everybody, where one is kept. It says nothing of people, nor of tickets."""

from __future__ import annotations

from typing import Any

from litestar import Request

from admitone.bootstrap import Product
from admitone.core.errors import NotFound
from admitone.services.ledger_checkpoints import LedgerWorld

LedgerRequest = Request[Any, Any, Any]


def open_ledger(request: LedgerRequest) -> LedgerWorld:
    """The ledger of this installation; NotFound where none is kept."""
    product: Product = request.app.state.product
    if product.ledger_world is None:
        raise NotFound("no ledger is kept here")
    return product.ledger_world
