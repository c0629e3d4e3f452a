"""`load`, the method behind importing files: rows of text, records known by external ids, errors as messages."""

from __future__ import annotations

from typing import Any, Final

from admitone.sandbox.odoo import selling
from admitone.sandbox.odoo.database import Record
from admitone.sandbox.odoo.environment import Environment
from admitone.sandbox.odoo.errors import OdooError, value_error
from admitone.sandbox.odoo.schema import field_of

_LINES: Final = "order_line/"


def load(env: Environment, model: str, fields: list[str], data: list[list[str]]) -> dict[str, Any]:
    """Make or change records. It changes a confirmed order as readily as a draft.

    A failure keeps nothing and is no error of the call: `refusal` says how it is told. A row whose own columns are
    empty holds one more line of the record above.
    """
    ids: list[int] = []
    for row in data:
        values = dict(zip(fields, row, strict=True))
        own = {name: value for name, value in values.items() if not name.startswith(_LINES) and value}
        lines = {
            name.removeprefix(_LINES): value for name, value in values.items() if name.startswith(_LINES) and value
        }
        if own or not ids:
            ids.append(_write(env, model, own))
        if lines:
            _write_line(env, ids[-1], lines)
    if model == selling.ORDER:
        for row_id in ids:
            selling.total(env, row_id)
    return {"ids": ids, "messages": [], "nextrow": 0}


def refusal(error: OdooError) -> dict[str, Any]:
    """What `load` answers, with status 200, when it failed."""
    messages = [{"type": "error", "message": error.message, "rows": {"from": 0, "to": 0}, "record": 0}]
    return {"ids": False, "messages": messages, "nextrow": 0}


def _write(env: Environment, model: str, own: dict[str, str]) -> int:
    xml_id = own.pop("id", "")
    values = _values(env, model, own)
    known = env.tx.find_xml_id(xml_id) if xml_id else None
    if known is not None:
        env.must_exist(model, known)
        env.tx.update(model, known, **env.clean(model, values))
        return known
    row_id = selling.create_order(env, values) if model == selling.ORDER else create_plain(env, model, values)
    if xml_id:
        env.tx.name_record(xml_id, model, row_id)
    return row_id


def _write_line(env: Environment, order_id: int, own: dict[str, str]) -> None:
    xml_id = own.pop("id", "")
    values = _values(env, selling.LINE, own)
    known = env.tx.find_xml_id(xml_id) if xml_id else None
    if known is not None:
        env.tx.update(selling.LINE, known, **env.clean(selling.LINE, values))
        return
    row_id = selling.add_line(env, order_id, [0, 0, values])
    if xml_id:
        env.tx.name_record(xml_id, selling.LINE, row_id)


def _values(env: Environment, model: str, own: dict[str, str]) -> Record:
    values: Record = {}
    for column, text in own.items():
        name, _, how = column.partition("/")
        field = field_of(env.schema, model, name)
        if field.kind != "many2one":
            values[name] = text
        elif how == ".id" and text.isdigit() and env.tx.get(field.model, int(text)):
            values[name] = int(text)
        else:
            raise value_error(f"No matching record found for database id '{text}' in field '{name}'")
    return values


def create_plain(env: Environment, model: str, values: Record) -> int:
    """A new record of a model without rules of its own, customers among them."""
    if model == "res.partner":
        env.must_have("partners", "create 'Contact' (res.partner) records")
    fields = env.schema[model]
    defaults: Record = {name: name in {"active", "sale_ok"} for name, one in fields.items() if one.kind == "boolean"}
    if model == "product.product":
        defaults |= {"invoice_policy": "order", "tax_percent": 0.0}
    return env.tx.insert(model, {**defaults, **env.clean(model, values)})
