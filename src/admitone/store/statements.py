"""Loads the named statements of `store/sql` for one database.

Statements are written once, for PostgreSQL, in `sql/common`. For SQLite three rewrites make them fit:
`= ANY(:ids)` becomes `IN (SELECT value FROM json_each(:ids))`, casts such as `::date` go, and so do `FOR UPDATE` and
`FOR SHARE` (its one writer holds the lock anyway). A statement that needs more than that stands in `sql/postgresql` and
`sql/sqlite`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, Literal

import aiosql

Dialect = Literal["sqlite", "postgresql"]

SQL_FOLDER = Path(__file__).parent / "sql"
_ANY = re.compile(r"=\s*ANY\s*\(\s*:(\w+)(?:::\w+\[\])?\s*\)")
_CAST = re.compile(r"::[a-z_]+(?:\[\])?")
_ROW_LOCK = re.compile(r"\bFOR\s+(?:(?:NO KEY\s+)?UPDATE|SHARE)(?:\s+SKIP\s+LOCKED)?\b")
_NAMED = re.compile(r"(?<![:\w]):([a-z_]\w*)")


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement ready for its driver. `order` holds the parameter names in the driver's positional order."""

    sql: str
    order: tuple[str, ...]

    def arguments(self, parameters: Mapping[str, Any]) -> list[Any]:
        """The values of `parameters` in positional order; KeyError names a missing one."""
        return [parameters[name] for name in self.order]


def fit_statement(text: str, dialect: Dialect) -> Statement:
    """Make a statement with `:name` parameters fit one database."""
    if dialect == "sqlite":
        text = _ANY.sub(r"IN (SELECT value FROM json_each(:\1))", text)
        text = _CAST.sub("", text)
        text = _ROW_LOCK.sub("", text)
        return Statement(text, tuple(dict.fromkeys(_NAMED.findall(text))))
    names: list[str] = []

    def number(found: re.Match[str]) -> str:
        name = found[1]
        if name not in names:
            names.append(name)
        return f"${names.index(name) + 1}"

    return Statement(_NAMED.sub(number, text), tuple(names))


@cache
def load_statements(dialect: Dialect) -> Mapping[str, Statement]:
    """All statements for one database by name, read once; those of `sql/<dialect>` win over `sql/common`.

    ValueError for a name that one folder has twice: one of the two would silently be the other.
    """
    return MappingProxyType(_load_folder(SQL_FOLDER / "common", dialect) | _load_folder(SQL_FOLDER / dialect, dialect))


def _load_folder(folder: Path, dialect: Dialect) -> dict[str, Statement]:
    loaded: dict[str, Statement] = {}
    for path in sorted(folder.glob("*.sql")):
        # The sqlite3 adapter leaves `:name` parameters as they are written; fitting them is done here.
        queries = aiosql.from_path(path, "sqlite3")
        for name in queries.available_queries:
            if name.endswith("_cursor"):
                continue
            if name in loaded:
                raise ValueError(f"the statement {name} of {path.name} has a namesake")
            loaded[name] = fit_statement(getattr(queries, name).sql, dialect)
    return loaded


def escape_like(text: str) -> str:
    """A text that stands for itself in a pattern of `LIKE ... ESCAPE '!'`."""
    return text.replace("!", "!!").replace("%", "!%").replace("_", "!_")
