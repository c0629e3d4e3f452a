"""Receipts: the proof that a record is in the log, to be checked without us (C2SP tlog-proof)."""

from __future__ import annotations

import base64
import binascii
import re
from dataclasses import dataclass
from typing import Any, Final

import msgspec

from admitone.core.ledger.checkpoints import Checkpoint, open_checkpoint
from admitone.core.ledger.merkle import HASH_BYTES, leaf_hash, verify_inclusion
from admitone.core.ledger.notes import NOTE_BYTES_MAX, SignedNote, VerifierKey
from admitone.core.ledger.records import SALT_BYTES, record_digest

_HEADER: Final = "c2sp.org/tlog-proof@v1"
_HEAD: Final = re.compile(
    rf"{re.escape(_HEADER)}\nextra (?P<extra>[A-Za-z0-9+/=]+)\nindex (?P<index>0|[1-9][0-9]{{0,18}})\n", re.ASCII
)
_PATH_MAX: Final = 63


@dataclass(frozen=True, slots=True)
class Receipt:
    """A record with its salt, where it stands in the log, and the checkpoint that vouches for it."""

    salt: bytes
    statement: str
    index: int
    path: tuple[bytes, ...]
    checkpoint: str

    def write(self) -> str:
        """The receipt as a file `.tlog-proof`; the record and its salt are its extra data."""
        record = {"salt": base64.b64encode(self.salt).decode(), "statement": self.statement}
        extra = base64.b64encode(msgspec.json.encode(record)).decode()
        hashes = "".join(f"{base64.b64encode(each).decode()}\n" for each in self.path)
        return f"{_HEADER}\nextra {extra}\nindex {self.index}\n{hashes}\n{self.checkpoint}"

    def verify(self, key: VerifierKey) -> tuple[Checkpoint, SignedNote]:
        """The checkpoint that proves the record; ValueError saying what does not hold."""
        checkpoint, note = open_checkpoint(self.checkpoint, key)
        leaf = leaf_hash(record_digest(self.salt, self.statement))
        if not verify_inclusion(leaf, self.index, checkpoint.size, self.path, checkpoint.root):
            raise ValueError("this record is not in the log at this place")
        return checkpoint, note


def parse_receipt(content: str) -> Receipt:
    """A receipt; ValueError when it is none. Nothing is verified."""
    head = _HEAD.match(content)
    hashes, separator, checkpoint = content[head.end() if head else 0 :].partition("\n\n")
    if head is not None and content[head.end() :].startswith("\n"):
        # The only record of a log needs no hashes.
        hashes, separator, checkpoint = "", "\n\n", content[head.end() + 1 :]
    if head is None or not separator or len(content) > NOTE_BYTES_MAX:
        raise ValueError("this is no receipt: its first line says c2sp.org/tlog-proof@v1")
    salt, statement = _read_record(head["extra"])
    path = tuple(_decode(line, HASH_BYTES) for line in hashes.split("\n")) if hashes else ()
    if len(path) > _PATH_MAX:
        raise ValueError(f"a proof has at most {_PATH_MAX} hashes")
    return Receipt(salt, statement, int(head["index"]), path, checkpoint)


def _read_record(extra: str) -> tuple[bytes, str]:
    try:
        record: Any = msgspec.json.decode(base64.b64decode(extra, validate=True), type=dict[str, str])
        return _decode(record["salt"], SALT_BYTES), record["statement"]
    except (binascii.Error, msgspec.MsgspecError, KeyError) as error:
        raise ValueError("the record in this receipt cannot be read") from error


def _decode(text: str, length: int) -> bytes:
    try:
        content = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise ValueError("a hash in this receipt cannot be read") from error
    if len(content) != length:
        raise ValueError(f"a hash in this receipt is not {length} bytes long")
    return content
