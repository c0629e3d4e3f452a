"""The models and fields that the stand-in knows. Some fields have other names in other versions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final, Literal

from admitone.sandbox.odoo.errors import not_found, value_error

Kind = Literal["text", "number", "integer", "boolean", "html", "many2one", "list", "internal"]
MEMO_SINCE: Final = 18
UOM_ID_SINCE: Final = 19
LOCKED_SINCE: Final = 17


@dataclass(frozen=True, slots=True)
class Field:
    """How a field is written and read; `model` is where a link leads. Internal ones are the stand-in's own."""

    kind: Kind
    model: str = ""


def _texts(*names: str) -> dict[str, Field]:
    return dict.fromkeys(names, Field("text"))


def _numbers(*names: str) -> dict[str, Field]:
    return dict.fromkeys(names, Field("number"))


def _flags(*names: str) -> dict[str, Field]:
    return dict.fromkeys(names, Field("boolean"))


def _links(**models: str) -> dict[str, Field]:
    return {name: Field("many2one", model) for name, model in models.items()}


def _lists(**models: str) -> dict[str, Field]:
    return {name: Field("list", model) for name, model in models.items()}


Schema = dict[str, dict[str, Field]]


def schema_of(version: int) -> Schema:
    """Every model's fields in a version, `id` left out."""
    uom, taxes = ("product_uom_id", "tax_ids") if version >= UOM_ID_SINCE else ("product_uom", "tax_id")
    order = {
        **_texts("name", "state", "client_order_ref", "origin", "date_order", "validity_date", "invoice_status"),
        **_texts("access_url"),
        **_numbers("amount_untaxed", "amount_tax", "amount_total"),
        **_links(partner_id="res.partner", currency_id="res.currency", pricelist_id="product.pricelist"),
        **_lists(order_line="sale.order.line", invoice_ids="account.move"),
        "note": Field("html"),
        **(_flags("locked") if version >= LOCKED_SINCE else {}),
    }
    line = {
        **_texts("name", "display_type"),
        **_numbers("product_uom_qty", "price_unit", "price_subtotal", "price_tax", "price_total", "qty_invoiced"),
        **_links(order_id="sale.order", product_id="product.product"),
        **_links(**{uom: "uom.uom"}),
        **_lists(**{taxes: "account.tax"}),
    }
    payment = {
        **_texts("name", "state", "date", "payment_type", "memo" if version >= MEMO_SINCE else "ref"),
        **_numbers("amount"),
        **_links(partner_id="res.partner", currency_id="res.currency", journal_id="account.journal"),
        **_lists(reconciled_invoice_ids="account.move"),
    }
    return {**_plain_models(), "sale.order": order, "sale.order.line": line, "account.payment": payment}


def _plain_models() -> Schema:
    return {
        "res.users": {
            **_texts("login", "name", "lang", "tz"),
            **_links(company_id="res.company"),
            "secrets": Field("internal"),
        },
        "res.company": {**_texts("name"), **_links(currency_id="res.currency")},
        "res.currency": {**_texts("name"), **_flags("active")},
        "product.pricelist": {**_texts("name"), **_flags("active"), **_links(currency_id="res.currency")},
        "product.product": {
            **_texts("name", "default_code", "invoice_policy"),
            **_numbers("list_price", "lst_price"),
            **_flags("active", "sale_ok"),
            "tax_percent": Field("internal"),
        },
        "res.partner": {
            **_texts("name", "email", "phone", "ref", "company_type"),
            **_flags("active", "is_company"),
            "customer_rank": Field("integer"),
        },
        "account.journal": {**_texts("name", "type", "code"), **_flags("active")},
        "account.move": {
            **_texts("name", "state", "move_type", "payment_state", "invoice_origin", "invoice_date", "ref"),
            **_numbers("amount_total", "amount_residual"),
            **_links(partner_id="res.partner", currency_id="res.currency", journal_id="account.journal"),
            **_links(reversed_entry_id="account.move"),
            **_lists(invoice_line_ids="account.move.line"),
        },
        "account.move.line": {
            **_texts("name", "display_type"),
            **_numbers("quantity", "price_unit", "price_subtotal", "price_total"),
            **_links(move_id="account.move", product_id="product.product"),
            **_lists(sale_line_ids="sale.order.line"),
        },
        "account.move.reversal": {
            **_texts("reason", "date"),
            **_links(journal_id="account.journal"),
            **_lists(move_ids="account.move", new_move_ids="account.move"),
        },
        "sale.advance.payment.inv": {**_texts("advance_payment_method"), **_lists(sale_order_ids="sale.order")},
        "account.payment.register": {
            **_texts("payment_date", "communication"),
            **_numbers("amount"),
            **_links(currency_id="res.currency", journal_id="account.journal"),
            **_lists(invoices="account.move"),
        },
    }


def model_fields(schema: Schema, model: str) -> dict[str, Field]:
    """A model's fields; an error as Odoo words it when there is no such model."""
    if model not in schema:
        raise not_found(f"the model {model!r} does not exist")
    return schema[model]


def field_of(schema: Schema, model: str, name: str) -> Field:
    """A field; a value error as Odoo words it when there is none."""
    fields = model_fields(schema, model)
    if name == "id":
        return Field("integer")
    if name not in fields or fields[name].kind == "internal":
        raise value_error(f"Invalid field {name!r} in {model!r}")
    return fields[name]


def default_of(field: Field) -> Any:
    """What a field holds when nothing was written to it."""
    return {"number": 0.0, "integer": 0, "list": []}.get(field.kind, False)
