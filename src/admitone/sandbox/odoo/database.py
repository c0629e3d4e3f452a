"""Records in memory with one transaction per call: snapshot isolation, and numbers that failures use up too.

With a journal, every commit is one line of a file, from which a new process takes up where the last one ended.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from admitone.sandbox.odoo.errors import OdooError, conflict_error

Record = dict[str, Any]
_XML_IDS: Final = "ir.model.data"


class Database:
    """What is committed. Records are never changed in place, so that a snapshot is a copy of references."""

    def __init__(self, journal: Path | None = None) -> None:
        """Empty, or as the journal's lines left it."""
        self._lock = threading.Lock()
        self._tables: dict[str, dict[int, Record]] = {}
        self._sequences: dict[str, int] = {}
        self._journal = journal
        for line in _read_lines(journal):
            self._apply(*_decode(line))

    @property
    def is_empty(self) -> bool:
        """Whether nothing was ever committed."""
        return not self._tables

    def begin(self) -> Transaction:
        """A transaction that sees what is committed now."""
        with self._lock:
            return Transaction(self, {name: dict(table) for name, table in self._tables.items()})

    def next_number(self, sequence: str) -> int:
        """A number that is never given again, whatever becomes of the transaction that asked."""
        with self._lock:
            self._sequences[sequence] = self._sequences.get(sequence, 0) + 1
            return self._sequences[sequence]

    def keep(self, snapshot: dict[str, dict[int, Record]], changes: dict[tuple[str, int], Record | None]) -> None:
        """Make changes permanent; a conflict error when a record was changed, or an external id taken, since."""
        with self._lock:
            for (model, row_id), record in changes.items():
                if self._tables.get(model, {}).get(row_id) is not snapshot.get(model, {}).get(row_id):
                    raise conflict_error()
                if model == _XML_IDS and record is not None and self._is_taken(record["name"]):
                    raise conflict_error()
            if self._journal is not None and changes:
                with self._journal.open("a") as file:
                    file.write(_encode(changes, self._sequences) + "\n")
            self._apply(changes, {})

    def _is_taken(self, name: str) -> bool:
        return any(record["name"] == name for record in self._tables.get(_XML_IDS, {}).values())

    def _apply(self, changes: dict[tuple[str, int], Record | None], sequences: dict[str, int]) -> None:
        for (model, row_id), record in changes.items():
            if record is None:
                self._tables.get(model, {}).pop(row_id, None)
            else:
                self._tables.setdefault(model, {})[row_id] = record
        self._sequences.update(sequences)


class Transaction:
    """One call's view of the database, and its changes."""

    def __init__(self, database: Database, snapshot: dict[str, dict[int, Record]]) -> None:
        """Nothing is changed yet."""
        self._database = database
        self._snapshot = snapshot
        self._changes: dict[tuple[str, int], Record | None] = {}

    def get(self, model: str, row_id: int) -> Record | None:
        """A record, or None."""
        if (model, row_id) in self._changes:
            return self._changes[model, row_id]
        return self._snapshot.get(model, {}).get(row_id)

    def all(self, model: str) -> Iterator[Record]:
        """Every record of a model, lowest id first."""
        ids = set(self._snapshot.get(model, {})) | {row_id for name, row_id in self._changes if name == model}
        for row_id in sorted(ids):
            record = self.get(model, row_id)
            if record is not None:
                yield record

    def insert(self, model: str, values: Record) -> int:
        """Add a record; its id."""
        row_id = self._database.next_number(model)
        self._changes[model, row_id] = {**values, "id": row_id}
        return row_id

    def update(self, model: str, row_id: int, **values: Any) -> None:
        """Change fields of a record that is there."""
        record = self.get(model, row_id)
        if record is None:
            raise LookupError((model, row_id))
        self._changes[model, row_id] = {**record, **values}

    def delete(self, model: str, row_id: int) -> None:
        """Take a record away."""
        self._changes[model, row_id] = None

    def next_number(self, sequence: str) -> int:
        """See `Database.next_number`."""
        return self._database.next_number(sequence)

    def find_xml_id(self, name: str) -> int | None:
        """The id of the record behind an external id."""
        return next((one["res_id"] for one in self.all(_XML_IDS) if one["name"] == name), None)

    def name_record(self, name: str, model: str, row_id: int) -> None:
        """Give a record an external id."""
        self.insert(_XML_IDS, {"name": name, "model": model, "res_id": row_id})

    def keep(self) -> None:
        """See `Database.keep`."""
        self._database.keep(self._snapshot, self._changes)


def is_conflict(error: OdooError) -> bool:
    """Whether the call should be tried again, as Odoo does by itself."""
    return error.name == conflict_error().name


def _read_lines(journal: Path | None) -> list[str]:
    if journal is None or not journal.exists():
        return []
    text = journal.read_text()
    complete = text[: text.rfind("\n") + 1]
    if complete != text:
        # Its process was killed while it wrote the last line, which nobody was told of.
        journal.write_text(complete)
    return complete.splitlines()


def _encode(changes: dict[tuple[str, int], Record | None], sequences: dict[str, int]) -> str:
    return json.dumps([[[model, row_id, record] for (model, row_id), record in changes.items()], sequences])


def _decode(line: str) -> tuple[dict[tuple[str, int], Record | None], dict[str, int]]:
    changes, sequences = json.loads(line)
    return {(model, row_id): record for model, row_id, record in changes}, sequences
