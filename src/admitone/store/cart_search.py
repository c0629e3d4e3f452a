"""Searches of carts, composed from fixed fragments for the reason that `ticket_filter` gives."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from msgspec import Struct

from admitone.core.selling import PaymentStatus, SaleStatus
from admitone.store.database import Tx, as_structs
from admitone.store.statements import escape_like, fit_statement

# In PostgreSQL LIKE minds capitals, in SQLite it does not; lower case on both sides makes them agree.
_TEXT: Final = (
    "LOWER(carts.reference) LIKE :like ESCAPE '!' OR LOWER(carts.customer_name) LIKE :like ESCAPE '!' "
    "OR LOWER(carts.customer_email) LIKE :like ESCAPE '!' OR carts.customer_phone LIKE :like ESCAPE '!'"
)
# Numbers are kept as they were typed, `+971 50 123-4567`, and asked for in whatever spelling.
_PHONE_DIGITS: Final = (
    "REPLACE(REPLACE(REPLACE(REPLACE(REPLACE(carts.customer_phone, ' ', ''), '-', ''), '(', ''), ')', ''), '.', '')"
)
_PHONE: Final = re.compile(r"\+?[0-9 ().-]+")
_NO_DIGIT: Final = re.compile("[^0-9]")
_DIGITS_MIN: Final = 4


@dataclass(frozen=True, slots=True)
class CartFilter:
    """Which carts; None does not restrict. `text` stands anywhere in reference, name, address or number.

    Spaces and strokes of a number do not count. The name of the user who sold begins with `agent`. `created_to` is
    exclusive; `before_id` pages backwards.
    """

    text: str | None = None
    agent: str | None = None
    status: SaleStatus | None = None
    payment_status: PaymentStatus | None = None
    created_from: datetime | None = None
    created_to: datetime | None = None
    before_id: int | None = None


class CartRow(Struct, frozen=True, kw_only=True):
    """A cart as lists show it."""

    id: int
    reference: str
    status: SaleStatus
    payment_status: PaymentStatus | None
    customer_name: str | None
    customer_email: str | None
    trip_service_id: int | None
    agent_user_id: str | None
    currency: str | None
    total_minor: int
    tickets: int
    created_at: datetime


async def search_carts(tx: Tx, tenant_id: int, wanted: CartFilter, limit: int) -> list[CartRow]:
    """Carts of a tenant, newest first."""
    where, parameters = _compose(tenant_id, wanted)
    text = (
        "SELECT carts.id, carts.reference, carts.status, carts.payment_status, carts.customer_name, "  # noqa: S608
        "carts.customer_email, carts.trip_service_id, carts.agent_user_id, carts.currency, carts.total_minor, "
        "carts.created_at, (SELECT COUNT(*) FROM sales WHERE sales.cart_id = carts.id) AS tickets "
        f"FROM carts WHERE {where} ORDER BY carts.id DESC LIMIT :limit"
    )
    statement = fit_statement(text, tx.dialect)
    return as_structs(await tx.fetch_composed(statement, parameters | {"limit": limit}), CartRow)


async def count_carts(tx: Tx, tenant_id: int, wanted: CartFilter, at_most: int) -> int:
    """How many carts a filter has, counting no further than `at_most`."""
    where, parameters = _compose(tenant_id, wanted)
    text = f"SELECT COUNT(*) AS total FROM (SELECT 1 FROM carts WHERE {where} LIMIT :at_most) AS counted"  # noqa: S608
    rows = await tx.fetch_composed(fit_statement(text, tx.dialect), parameters | {"at_most": at_most})
    return int(rows[0]["total"])


def _compose(tenant_id: int, wanted: CartFilter) -> tuple[str, dict[str, Any]]:
    conditions = {"carts.tenant_id = :tenant_id": {"tenant_id": tenant_id}} | _conditions(wanted)
    parameters: dict[str, Any] = {}
    for given in conditions.values():
        parameters |= given
    return " AND ".join(conditions), parameters


def _conditions(wanted: CartFilter) -> dict[str, dict[str, Any]]:
    """Each condition with the parameters that it brings."""
    found: dict[str, dict[str, Any]] = {}
    if wanted.text:
        like = {"like": f"%{escape_like(wanted.text.lower())}%"}
        digits = _NO_DIGIT.sub("", wanted.text)
        if _PHONE.fullmatch(wanted.text) and len(digits) >= _DIGITS_MIN:
            found[f"({_TEXT} OR {_PHONE_DIGITS} LIKE :digits)"] = like | {"digits": f"%{digits}%"}
        else:
            found[f"({_TEXT})"] = like
    if wanted.agent:
        found["LOWER(carts.agent_user_id) LIKE :agent ESCAPE '!'"] = {"agent": f"{escape_like(wanted.agent.lower())}%"}
    if wanted.status is not None:
        found["carts.status = :status"] = {"status": str(wanted.status)}
    if wanted.payment_status is not None:
        found["carts.payment_status = :payment_status"] = {"payment_status": str(wanted.payment_status)}
    if wanted.created_from is not None:
        found["carts.created_at >= :created_from"] = {"created_from": wanted.created_from}
    if wanted.created_to is not None:
        found["carts.created_at < :created_to"] = {"created_to": wanted.created_to}
    if wanted.before_id is not None:
        found["carts.id < :before_id"] = {"before_id": wanted.before_id}
    return found
