"""The products and the price list of a quotation."""

from __future__ import annotations

from collections.abc import Iterable

from admitone.adapters.odoo.client import OdooClient
from admitone.adapters.odoo.errors import refused
from admitone.adapters.odoo.records import link
from admitone.core.erp import QuotationLine


async def find_products(client: OdooClient, lines: Iterable[QuotationLine]) -> dict[str, int]:
    """The product's id of each line's code. OutsideRefused unless every code names exactly one active product.

    Odoo keeps codes unique no more than anything else, and would take an archived product without a word.
    """
    lines = list(lines)
    for line in lines:
        if not line.product_code:
            raise refused(f"{line.description!r} has no product code; set odooProductCode of its attraction")
    codes = sorted({line.product_code for line in lines})
    rows = await client.rows("product.product", [["default_code", "in", codes]], ["default_code", "sale_ok"])
    found: dict[str, int] = {}
    for code in codes:
        fitting = [row for row in rows if row["default_code"] == code]
        if not fitting:
            raise refused(f"Odoo has no active product with the internal reference {code!r}; make one, or restore it")
        if len(fitting) > 1:
            raise refused(f"Odoo has {len(fitting)} products with the internal reference {code!r}; archive all but one")
        if not fitting[0].get("sale_ok"):
            raise refused(f"Odoo's product {code!r} cannot be sold; tick its box Sales")
        found[code] = int(fitting[0]["id"])
    return found


async def find_price_list(client: OdooClient, currency: str) -> int | None:
    """The price list that keeps an order in this currency; None when Odoo does so by itself.

    An order has the company's currency unless a price list says otherwise. OutsideRefused when there is none that
    does: Odoo would keep the right numbers in the wrong currency.
    """
    users = await client.read("res.users", [(await client.connect()).uid], ["company_id"])
    companies = await client.read("res.company", [link(user, "company_id")[0] for user in users], ["currency_id"])
    currencies = [link(company, "currency_id")[1] for company in companies]
    if currencies == [currency]:
        return None
    rows = await client.rows("product.pricelist", [["currency_id.name", "=", currency]], ["name"], limit=1)
    if not rows:
        raise refused(f"Odoo sells in {', '.join(currencies)} and has no price list in {currency}; make one there")
    return int(rows[0]["id"])
