"""Records as Odoo writes them: a dict with `id` and the fields asked for; a link is a pair of id and name."""

from __future__ import annotations

from typing import Any

from admitone.adapters.odoo.errors import unavailable


def read_records(answer: Any, fields: list[str]) -> list[dict[str, Any]]:
    """The records of an answer, every one with every field; Unavailable for anything else."""
    wanted = {"id", *fields}
    if isinstance(answer, list) and all(isinstance(one, dict) and wanted <= one.keys() for one in answer):
        return answer
    raise unavailable("Odoo answered without the records that it was asked for", outcome_unknown=False)


def link(record: dict[str, Any], field: str) -> tuple[int, str]:
    """Id and name of the record that a field points to; Unavailable when it points to none."""
    match record[field]:
        case [int(id), str(name)]:
            return id, name
    raise unavailable(f"Odoo left {field} of the record {record['id']} empty", outcome_unknown=False)


def ids(record: dict[str, Any], field: str) -> list[int]:
    """The ids of the records that a field points to, lowest first."""
    value = record[field]
    if isinstance(value, list) and all(isinstance(one, int) for one in value):
        return sorted(value)
    raise unavailable(f"Odoo wrote no list in {field} of the record {record['id']}", outcome_unknown=False)
