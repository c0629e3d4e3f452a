"""What a method runs in, and records read and written as Odoo does."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from admitone.sandbox.odoo.database import Record, Transaction
from admitone.sandbox.odoo.domains import compile_domain, names_field
from admitone.sandbox.odoo.errors import access_error, missing_error, value_error
from admitone.sandbox.odoo.schema import Field, Schema, default_of, field_of, model_fields


@dataclass(frozen=True, slots=True)
class User:
    """Who calls, and what they may do: `partners` makes customers, `invoicing` posts, pays and cancels invoices."""

    uid: int
    login: str
    groups: frozenset[str]


@dataclass(frozen=True, slots=True)
class Environment:
    """One call: its transaction, caller, version, fields and context."""

    tx: Transaction
    user: User
    version: int
    schema: Schema
    context: dict[str, Any] = field(default_factory=dict)

    def must_exist(self, model: str, row_id: Any) -> Record:
        """A record that is written or referred to; a missing error when it is not there."""
        found = self.tx.get(model, row_id) if isinstance(row_id, int) else None
        if found is None:
            raise missing_error(model, row_id, self.user.uid)
        return found

    def must_have(self, group: str, what: str) -> None:
        """An access error unless the user has a right."""
        if group not in self.user.groups:
            raise access_error(f"You are not allowed to {what}.")

    def search(self, model: str, domain: list[Any], order: str | None = None) -> list[Record]:
        """The records that fit; archived ones are hidden unless the domain or the context asks for them."""
        fits = compile_domain(self.tx, self.schema, model, domain)
        fields = model_fields(self.schema, model)
        hides = "active" in fields and self.context.get("active_test", True) and not names_field(domain, "active")
        found = [one for one in self.tx.all(model) if fits(one) and (one.get("active") or not hides)]
        for part in reversed((order or "id").split(",")):
            name, _, direction = part.strip().partition(" ")
            field_of(self.schema, model, name)
            found.sort(key=partial(_sort_key, name), reverse=direction.lower() == "desc")
        return found

    def read(self, model: str, record: Record, names: list[str] | None) -> Record:
        """A record as it goes over the wire: links as id and name, emptiness as false."""
        fields = model_fields(self.schema, model)
        shown = names or [name for name, one in fields.items() if one.kind != "internal"]
        return {
            "id": record["id"],
            **{name: self._show(record, name, field_of(self.schema, model, name)) for name in shown},
        }

    def _show(self, record: Record, name: str, field: Field) -> Any:
        value = record["id"] if name == "id" else record.get(name, default_of(field))
        if field.kind == "many2one" and value:
            target = self.tx.get(field.model, value)
            return [value, (target or {}).get("name") or ""]
        return value

    def clean(self, model: str, values: Any) -> Record:
        """Values as they are stored: numbers from text, no scripts in HTML; what they refer to must exist."""
        if not isinstance(values, dict):
            raise value_error(f"create() expects dictionaries, not {type(values).__name__}")
        return {name: self._clean(field_of(self.schema, model, name), value) for name, value in values.items()}

    def _clean(self, field: Field, value: Any) -> Any:
        if value is False or value is None:
            return default_of(field)
        if field.kind in {"number", "integer"}:
            try:
                return float(value) if field.kind == "number" else int(value)
            except (TypeError, ValueError) as error:
                raise value_error(f"could not convert string to float: {value!r}") from error
        if field.kind == "many2one":
            return self.must_exist(field.model, value)["id"]
        if field.kind == "list":
            return linked_ids(value)
        if field.kind == "html":
            return re.sub(r"(?is)<script.*?</script>", "", str(value))
        return value


def _sort_key(name: str, record: Record) -> tuple[bool, Any]:
    value = record.get(name)
    return bool(value), value or 0


def linked_ids(commands: Any) -> list[int]:
    """The ids that commands such as `[[6, 0, [1, 2]]]` and `[[4, 1]]` link."""
    ids: list[int] = []
    for command in commands or []:
        match command:
            case [6, _, list(linked)]:
                ids = list(linked)
            case [4, int(row_id), *_]:
                ids.append(row_id)
            case int(row_id):
                ids.append(row_id)
            case _:
                raise value_error(f"Wrong value for a list of records: {command!r}")
    return ids
