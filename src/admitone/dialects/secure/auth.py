"""Nobody has to say who they are: public keys are public, and what is revoked is named by numbers nobody can guess."""

from __future__ import annotations

from typing import Any

from litestar import Request

from admitone.bootstrap import Product
from admitone.core.errors import NotFound
from admitone.core.ids import is_uid

SecureRequest = Request[Any, Any, Any]


def product_of(request: SecureRequest) -> Product:
    """The product that answers."""
    product: Product = request.app.state.product
    return product


def check_uid(text: str) -> str:
    """The uid of an event; NotFound for what cannot be one."""
    if not is_uid(text):
        raise unknown_event(text)
    return text


def unknown_event(text: str) -> NotFound:
    """What to say when there is no such event."""
    return NotFound(f"there is no event {text[:64]}", fields=("event_uid",))
