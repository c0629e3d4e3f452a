"""Signed notes and their keys (C2SP signed-note), with cosignatures of witnesses (C2SP tlog-cosignature)."""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

ED25519: Final = 1
COSIGNATURE: Final = 4
SEED_BYTES: Final = 32
# Verifiers must accept sixteen; more than this is an attack.
SIGNATURES_MAX: Final = 64
NOTE_BYTES_MAX: Final = 64 * 1024
_KEY_BYTES: Final = 32
_SIGNATURE_BYTES: Final = 64
_TIMED_BYTES: Final = 8 + _SIGNATURE_BYTES
_NAME: Final = re.compile(r"[^\s+]+")
_LINE: Final = re.compile(r"\u2014 (?P<name>[^\s+]+) (?P<content>[A-Za-z0-9+/]+={0,2})")
_CONTROL: Final = re.compile(r"[\x00-\x09\x0b-\x1f]")


@dataclass(frozen=True, slots=True)
class NoteSignature:
    """One signature line: who signed, with which key, and the bytes behind the key's id."""

    name: str
    key_id: bytes
    content: bytes

    @property
    def line(self) -> str:
        """The line, with the newline that ends it."""
        return f"\u2014 {self.name} {_encode(self.key_id + self.content)}\n"

    @property
    def signed_at(self) -> int | None:
        """When a witness signed, in seconds since 1970; None for a signature that tells no time."""
        return int.from_bytes(self.content[:8], "big") if len(self.content) == _TIMED_BYTES else None


@dataclass(frozen=True, slots=True)
class SignedNote:
    """A text, with the newline that ends it, and who has signed it."""

    text: str
    signatures: tuple[NoteSignature, ...]


@dataclass(frozen=True, slots=True)
class VerifierKey:
    """A public key by its name; `kind` is the signature type, a log's (1) or a witness's (4)."""

    name: str
    kind: int
    public: bytes

    @property
    def key_id(self) -> bytes:
        """The four bytes by which a signature names its key."""
        return hashlib.sha256(self.name.encode() + b"\n" + bytes([self.kind]) + self.public).digest()[:4]

    def __str__(self) -> str:
        """As verifiers write it: `NAME+ID+KEY`."""
        return f"{self.name}+{self.key_id.hex()}+{_encode(bytes([self.kind]) + self.public)}"

    def made(self, signature: NoteSignature) -> bool:
        """Whether a signature claims to be by this key."""
        return (signature.name, signature.key_id) == (self.name, self.key_id)

    def verifies(self, text: str, signature: NoteSignature) -> bool:
        """Whether a signature is by this key, over this text."""
        if not self.made(signature):
            return False
        content, message = signature.content, text
        if self.kind == COSIGNATURE:
            if signature.signed_at is None:
                return False
            content, message = content[8:], f"cosignature/v1\ntime {signature.signed_at}\n{text}"
        try:
            Ed25519PublicKey.from_public_bytes(self.public).verify(content, message.encode())
        except (InvalidSignature, ValueError):
            return False
        return True


class NoteSigner:
    """A private key of a log or, with `kind` 4, of a witness."""

    def __init__(self, name: str, seed: bytes, kind: int = ED25519) -> None:
        """Make the key of 32 secret bytes (RFC 8032). ValueError for a name that no note can carry."""
        if not _NAME.fullmatch(name) or _CONTROL.search(name):
            raise ValueError("the name of a key has neither spaces nor plus signs")
        self._private = Ed25519PrivateKey.from_private_bytes(seed)
        public = self._private.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
        self.key = VerifierKey(name, kind, public)

    def sign(self, text: str) -> NoteSignature:
        """Sign a text that ends in a newline, as a log."""
        assert self.key.kind == ED25519
        return NoteSignature(self.key.name, self.key.key_id, self._private.sign(text.encode()))

    def cosign(self, text: str, seconds: int) -> NoteSignature:
        """Sign a checkpoint's text as a witness does, at an instant in seconds since 1970."""
        assert self.key.kind == COSIGNATURE
        signature = self._private.sign(f"cosignature/v1\ntime {seconds}\n{text}".encode())
        return NoteSignature(self.key.name, self.key.key_id, seconds.to_bytes(8, "big") + signature)


def parse_key(text: str) -> VerifierKey:
    """A key as `NAME+ID+KEY`; ValueError saying what is wrong with it."""
    name, _, rest = text.strip().partition("+")
    identity, _, encoded = rest.partition("+")
    content = _decode(encoded)
    if not _NAME.fullmatch(name) or content is None or len(content) != 1 + _KEY_BYTES:
        raise ValueError("write a verifier key as NAME+ID+KEY")
    if content[0] not in {ED25519, COSIGNATURE}:
        raise ValueError(f"the key of {name} is of type {content[0]}; Ed25519 keys are of type 1 or 4")
    key = VerifierKey(name, content[0], content[1:])
    if identity != key.key_id.hex():
        raise ValueError(f"the id of the key of {name} does not belong to it: one of the two is mistyped")
    return key


def parse_note(content: str) -> SignedNote:
    """A signed note; ValueError when it is none. Nothing is verified."""
    text, separator, signed = content.rpartition("\n\n")
    if not separator or not signed.endswith("\n") or _CONTROL.search(content) or len(content) > NOTE_BYTES_MAX:
        raise ValueError("this is no signed note: a text, an empty line, and lines of signatures")
    return SignedNote(text + "\n", parse_signatures(signed))


def parse_signatures(content: str) -> tuple[NoteSignature, ...]:
    """Lines of signatures; ValueError when there is none, too many, or anything else among them."""
    lines = content.removesuffix("\n").split("\n")
    if len(lines) > SIGNATURES_MAX:
        raise ValueError(f"there are more than {SIGNATURES_MAX} signatures")
    return tuple(map(_parse_line, lines))


def write_note(text: str, signatures: Sequence[NoteSignature]) -> str:
    """The note of a text that ends in a newline."""
    return text + "\n" + "".join(signature.line for signature in signatures)


def _parse_line(line: str) -> NoteSignature:
    found = _LINE.fullmatch(line)
    content = _decode(found["content"]) if found else None
    if found is None or content is None or len(content) <= 4:
        raise ValueError(f"{line[:80]!r} is no line of a signature")
    return NoteSignature(found["name"], content[:4], content[4:])


def _encode(content: bytes) -> str:
    return base64.b64encode(content).decode()


def _decode(text: str) -> bytes | None:
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return None
