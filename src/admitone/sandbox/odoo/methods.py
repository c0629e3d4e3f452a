"""The methods that may be called from outside, and what each one takes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final
from uuid import uuid4

from admitone.sandbox.odoo import crediting, invoicing, loading, moves, selling
from admitone.sandbox.odoo.environment import Environment
from admitone.sandbox.odoo.errors import access_error, not_found, user_error
from admitone.sandbox.odoo.schema import Schema, field_of, model_fields


@dataclass(frozen=True, slots=True)
class Method:
    """`of_records` takes ids before its arguments. The first `required` of `parameters` must be given."""

    run: Callable[[Environment, str, list[int], dict[str, Any]], Any]
    of_records: bool
    parameters: tuple[str, ...] = ()
    required: int = 0
    model: str = ""


def find_method(schema: Schema, model: str, name: str) -> Method:
    """A public method of a model; errors as Odoo words them."""
    model_fields(schema, model)
    if name.startswith("_"):
        raise access_error(f"Private methods (such as '{model}.{name}') cannot be called remotely.")
    method = _METHODS.get(name)
    if method is None or method.model not in {"", model}:
        raise not_found(f"The method '{model}.{name}' does not exist")
    return method


def _search(env: Environment, model: str, _ids: list[int], given: dict[str, Any]) -> list[int]:
    return [one["id"] for one in _found(env, model, given)]


def _search_read(env: Environment, model: str, _ids: list[int], given: dict[str, Any]) -> list[dict[str, Any]]:
    return _rows(env, model, _found(env, model, given), given.get("fields"))


def _search_count(env: Environment, model: str, _ids: list[int], given: dict[str, Any]) -> int:
    return len(_found(env, model, given))


def _found(env: Environment, model: str, given: dict[str, Any]) -> list[dict[str, Any]]:
    offset, limit = given.get("offset") or 0, given.get("limit")
    found = env.search(model, given.get("domain") or [], given.get("order"))
    return found[offset : offset + limit if limit else None]


def _read(env: Environment, model: str, ids: list[int], given: dict[str, Any]) -> list[dict[str, Any]]:
    known = [one for row_id in ids if (one := env.tx.get(model, row_id)) is not None]
    return _rows(env, model, known, given.get("fields"))


def _rows(
    env: Environment, model: str, records: list[dict[str, Any]], fields: list[str] | None
) -> list[dict[str, Any]]:
    for name in fields or []:
        # A wrong name is an error also when there is nothing to read.
        field_of(env.schema, model, name)
    return [env.read(model, one, fields) for one in records]


def _create(env: Environment, model: str, _ids: list[int], given: dict[str, Any]) -> Any:
    creators: dict[str, Callable[[Environment, dict[str, Any]], int]] = {
        selling.ORDER: selling.create_order,
        "sale.advance.payment.inv": invoicing.create_invoice_wizard,
        "account.payment.register": invoicing.create_payment_wizard,
        crediting.WIZARD: crediting.create_reversal_wizard,
    }
    several = given["vals_list"] if isinstance(given["vals_list"], list) else [given["vals_list"]]
    create = creators.get(model)
    made = [create(env, dict(one)) if create else loading.create_plain(env, model, one) for one in several]
    return made if isinstance(given["vals_list"], list) else made[0]


def _write(env: Environment, model: str, ids: list[int], given: dict[str, Any]) -> bool:
    values = dict(given["vals"])
    lines = values.pop("order_line", [])
    move_lines = values.pop("invoice_line_ids", [])
    for row_id in ids:
        env.must_exist(model, row_id)
        if model == selling.LINE:
            selling.change_line(env, row_id, values)
            continue
        if move_lines:
            moves.change_lines(env, row_id, move_lines)
        env.tx.update(model, row_id, **env.clean(model, values))
        for command in lines:
            selling.add_line(env, row_id, command)
        if model == selling.ORDER:
            selling.total(env, row_id)
    return True


def _unlink(env: Environment, model: str, ids: list[int], _given: dict[str, Any]) -> bool:
    for row_id in ids:
        record = env.must_exist(model, row_id)
        if model == selling.ORDER and record["state"] not in {"draft", "cancel"}:
            raise user_error(
                "You can not delete a sent quotation or a confirmed sales order. You must first cancel it."
            )
        env.must_have("admin", f"delete '{model}' records")
        env.tx.delete(model, row_id)
    return True


def _load(env: Environment, model: str, _ids: list[int], given: dict[str, Any]) -> Any:
    return loading.load(env, model, given["fields"], given["data"])


def _context_get(env: Environment, _model: str, _ids: list[int], _given: dict[str, Any]) -> dict[str, Any]:
    return {"lang": "en_US", "tz": "Asia/Dubai", "uid": env.user.uid}


def _portal_url(env: Environment, model: str, ids: list[int], _given: dict[str, Any]) -> str:
    return f"/my/orders/{env.must_exist(model, ids[0])['id']}?access_token={uuid4()}"


def _action(model: str, run: Callable[[Environment, list[int]], Any]) -> Method:
    return Method(lambda env, _model, ids, _given: run(env, ids), of_records=True, model=model)


_METHODS: Final = {
    "search": Method(_search, of_records=False, parameters=("domain", "offset", "limit", "order"), required=1),
    "search_read": Method(_search_read, of_records=False, parameters=("domain", "fields", "offset", "limit", "order")),
    "search_count": Method(_search_count, of_records=False, parameters=("domain", "limit"), required=1),
    "read": Method(_read, of_records=True, parameters=("fields", "load")),
    "create": Method(_create, of_records=False, parameters=("vals_list",), required=1),
    "write": Method(_write, of_records=True, parameters=("vals",), required=1),
    "unlink": Method(_unlink, of_records=True),
    "load": Method(_load, of_records=False, parameters=("fields", "data"), required=2),
    "context_get": Method(_context_get, of_records=False, model="res.users"),
    "get_portal_url": Method(_portal_url, of_records=True, model=selling.ORDER),
    "action_confirm": _action(selling.ORDER, selling.action_confirm),
    "action_cancel": _action(selling.ORDER, selling.action_cancel),
    "action_draft": _action(selling.ORDER, selling.action_draft),
    "action_lock": _action(selling.ORDER, selling.action_lock),
    "action_quotation_sent": _action(selling.ORDER, selling.action_quotation_sent),
    "create_invoices": _action("sale.advance.payment.inv", invoicing.create_invoices),
    "action_post": _action(moves.MOVE, invoicing.action_post),
    "button_cancel": _action(moves.MOVE, moves.button_cancel),
    "refund_moves": _action(crediting.WIZARD, crediting.refund_moves),
    "reverse_moves": _action(crediting.WIZARD, crediting.reverse_moves),
    "action_create_payments": _action("account.payment.register", invoicing.action_create_payments),
}
