"""Checkpoints: what a log says of itself at one size (C2SP tlog-checkpoint)."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from admitone.core.ledger.merkle import HASH_BYTES
from admitone.core.ledger.notes import NoteSigner, SignedNote, VerifierKey, parse_note, write_note

_SIZE: Final = re.compile(r"0|[1-9][0-9]{0,18}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """The size and root of a log, which `origin` names."""

    origin: str
    size: int
    root: bytes

    @property
    def text(self) -> str:
        """What is signed."""
        return f"{self.origin}\n{self.size}\n{base64.b64encode(self.root).decode()}\n"


def sign_checkpoint(signer: NoteSigner, size: int, root: bytes) -> str:
    """The note of a log that is named as its key is."""
    text = Checkpoint(signer.key.name, size, root).text
    return write_note(text, [signer.sign(text)])


def parse_checkpoint(text: str) -> Checkpoint:
    """A checkpoint's text; ValueError when it is none. Lines behind the third are not looked at."""
    lines = text.split("\n")
    root = _decode(lines[2]) if len(lines) > 3 else None
    if root is None or not lines[0] or not _SIZE.fullmatch(lines[1]) or lines[-1]:
        raise ValueError("this is no checkpoint: lines of an origin, a size and a root")
    return Checkpoint(lines[0], int(lines[1]), root)


def open_checkpoint(content: str, key: VerifierKey) -> tuple[Checkpoint, SignedNote]:
    """A signed checkpoint of the log with this key; ValueError when it is not one, or the signature is wrong."""
    note = parse_note(content)
    checkpoint = parse_checkpoint(note.text)
    if checkpoint.origin != key.name:
        raise ValueError(f"this checkpoint is of {checkpoint.origin}, not of {key.name}")
    claimed = [signature for signature in note.signatures if key.made(signature)]
    if not claimed or not all(key.verifies(note.text, signature) for signature in claimed):
        raise ValueError(f"this checkpoint is not signed by {key.name}")
    return checkpoint, note


def count_witnesses(note: SignedNote, witnesses: Sequence[VerifierKey]) -> int:
    """How many of these witnesses have signed a note."""
    return sum(any(key.verifies(note.text, signature) for signature in note.signatures) for key in witnesses)


def _decode(text: str) -> bytes | None:
    try:
        root = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return None
    return root if len(root) == HASH_BYTES and base64.b64encode(root).decode() == text else None
