"""Search domains: conditions joined by AND, with `|`, `&` and `!` before what they join."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from admitone.sandbox.odoo.database import Record, Transaction
from admitone.sandbox.odoo.errors import value_error
from admitone.sandbox.odoo.schema import Schema, field_of

Test = Callable[[Record], bool]


def compile_domain(tx: Transaction, schema: Schema, model: str, domain: list[Any]) -> Test:
    """A test of records. Unknown fields and operators are value errors."""
    stack: list[Test] = []
    for part in reversed(domain):
        if part == "!":
            stack.append(_negate(stack.pop()))
        elif isinstance(part, str) and part in {"|", "&"}:
            stack.append(_join(part, stack.pop(), stack.pop()))
        elif isinstance(part, list | tuple) and len(part) == 3:
            stack.append(_leaf(tx, schema, model, (part[0], part[1], part[2])))
        else:
            raise value_error(f"Domain() invalid item in domain: {part!r}")
    return lambda record: all(test(record) for test in stack)


def names_field(domain: list[Any], field: str) -> bool:
    """Whether a condition is about a field."""
    return any(isinstance(part, list | tuple) and part and part[0] == field for part in domain)


def _negate(test: Test) -> Test:
    return lambda record: not test(record)


def _join(operator: str, one: Test, other: Test) -> Test:
    if operator == "|":
        return lambda record: one(record) or other(record)
    return lambda record: one(record) and other(record)


def _leaf(tx: Transaction, schema: Schema, model: str, condition: tuple[str, str, Any]) -> Test:
    path, operator, value = condition
    name, _, rest = path.partition(".")
    field = field_of(schema, model, name)
    if rest:
        inner = _leaf(tx, schema, field.model, (rest, operator, value))

        def follow(record: Record) -> bool:
            target = tx.get(field.model, record.get(name) or 0)
            return target is not None and inner(target)

        return follow
    compare = _comparison(operator, value)
    if field.kind == "list":
        return lambda record: any(compare(row_id) for row_id in record.get(name) or [])
    return lambda record: compare(record.get(name, False))


def _comparison(operator: str, value: Any) -> Callable[[Any], bool]:
    if operator == "=":
        return lambda found: (found or False) == (value or False)
    if operator == "!=":
        return lambda found: (found or False) != (value or False)
    if operator == "in":
        return lambda found: found in value
    if operator == "not in":
        return lambda found: found not in value
    if operator == "=ilike":
        pattern = _like(str(value))
        return lambda found: isinstance(found, str) and pattern.fullmatch(found) is not None
    if operator in {">", "<", ">=", "<="}:
        signs = {">": lambda a: a > value, "<": lambda a: a < value, ">=": lambda a: a >= value}
        return signs.get(operator, lambda a: a <= value)
    raise value_error(f"Invalid operator {operator!r}")


def _like(pattern: str) -> re.Pattern[str]:
    # PostgreSQL 9.7.1: % is any text, _ any character, and a backslash takes the meaning from what follows.
    tokens = re.findall(r"\\.|.", pattern, re.DOTALL)
    parts = [{"%": ".*", "_": "."}.get(token) or re.escape(token[-1]) for token in tokens]
    return re.compile("".join(parts), re.IGNORECASE | re.DOTALL)
