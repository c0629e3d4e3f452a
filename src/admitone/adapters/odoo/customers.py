"""The customer of a quotation: found, else made."""

from __future__ import annotations

from typing import Any, Final

from admitone.adapters.odoo.client import OdooClient
from admitone.adapters.odoo.loading import load_once
from admitone.core.erp import Quotation

MODEL: Final = "res.partner"


async def find_or_make_customer(client: OdooClient, quotation: Quotation) -> int:
    """The id of the customer: by the id that the ERP gave before, else by e-mail, else by our mark in `ref`, else new.

    Of several with one e-mail, which Odoo allows, the oldest is taken, so that all carts of a customer agree.
    """
    if quotation.customer_id is not None:
        known = await client.read(MODEL, [quotation.customer_id], ["active"])
        if known and known[0].get("active"):
            return quotation.customer_id
    domains: list[list[Any]] = [[["ref", "=", quotation.cart_reference]]]
    if quotation.customer_email:
        domains.insert(0, [["email", "=ilike", escape_pattern(quotation.customer_email)]])
    for domain in domains:
        if found := await client.rows(MODEL, domain, ["name"], limit=1):
            return int(found[0]["id"])
    # Named after the cart and not the e-mail: loading under a name that is taken changes the record behind it, which
    # may be a customer whose address was corrected since.
    return await load_once(
        client,
        MODEL,
        f"customer_of_{quotation.cart_reference}",
        ["name", "email", "phone", "ref"],
        [
            [
                quotation.customer_name,
                quotation.customer_email,
                quotation.customer_phone or "",
                quotation.cart_reference,
            ]
        ],
    )


def escape_pattern(text: str) -> str:
    """Text for Odoo's `=ilike`, which is PostgreSQL's ILIKE: `%` and `_` stand for themselves."""
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
