"""The statement that reserves at once takes no ticket that the one for single steps leaves alone."""

from __future__ import annotations

import re

from admitone.store.statements import SQL_FOLDER


def read_statement(path: str, name: str) -> str:
    """A statement as it is written, on one line, without casts and comments."""
    text = (SQL_FOLDER / path).read_text()
    [body] = re.findall(rf"^-- name: {name}\([^\n]*\n(.*?);$", text, re.DOTALL | re.MULTILINE)
    body = re.sub(r"--[^\n]*", "", body)
    body = re.sub(r"::[a-z]+(\[\])?", "", body)
    return re.sub(r"\s+", " ", body).replace("( ", "(").replace(" )", ")")


def test_both_ask_the_same_of_a_ticket() -> None:
    steps = read_statement("common/selling.sql", "hold_tickets")
    at_once = read_statement("postgresql/selling.sql", "reserve_at_once")
    asked = steps.partition(" WHERE id = wanted_id AND ")[2].partition(" RETURNING ")[0].split(" AND (")
    conditions = re.split(r" AND (?=\(|NOT EXISTS|[a-z_]+ (?:=|IS)\s)", " AND (".join(asked))
    flat = [part for part in conditions if "SELECT" not in part and part.count("(") == part.count(")")]
    nested = re.findall(r"NOT EXISTS \(SELECT 1 FROM .*?\)(?=\)| AND NOT EXISTS|$)\)?", steps)
    assert len(flat) >= 3, conditions
    assert len(nested) >= 2, nested
    wanted = at_once.partition("priced AS (")[0]
    assert [part for part in (*flat, *nested) if part not in wanted] == []


def test_both_give_the_same_columns() -> None:
    steps = read_statement("common/selling.sql", "hold_tickets").partition(" RETURNING ")[2]
    given = read_statement("postgresql/selling.sql", "reserve_at_once").rpartition(" SELECT ")[2]
    told = {column.removeprefix("held.") for column in given.partition(" FROM ")[0].split(", ")}
    tail = read_statement("postgresql/selling.sql", "reserve_at_once")
    for column in steps.split(", "):
        assert column in told or re.search(rf"\b{column}\b", tail), column
