"""What scanners keep to work without a network: the public keys of an event, and which versions of tickets are dead.

The list of what is revoked is a JWT signed by the event's newest key. It says the same in two ways: the least version
that is good of each ticket that ever moved, and a status list (IETF Token Status List) with one bit for each version.
"""

from __future__ import annotations

import base64
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

import jwt
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from admitone.core.scanning import Verdict
from admitone.core.secure.codes import ReadCode, key_id_of

REVOKED_TYPE: Final = "tk1-revoked+jwt"
# Scanners ask this often; past the second age they must not trust the list any more without saying so.
POLL_SECONDS, STALE_SECONDS = 60, 900
_BITS_PER_BYTE: Final = 8


@dataclass(frozen=True, slots=True)
class Revocations:
    """Of one event at an instant: the least good version of each ticket that moved, and the dead places of the list."""

    event: int
    issued_at: int
    versions: Mapping[str, int]
    dead: frozenset[int]
    size: int

    def revokes(self, code: ReadCode) -> bool:
        """Whether this version of a ticket is dead."""
        ticket = code.ticket
        return ticket.version < self.versions.get(ticket.uid, 0) or ticket.status_index in self.dead


def sign_revocations(revocations: Revocations, key: Ed25519PrivateKey, key_id: bytes) -> str:
    """The list as scanners fetch it."""
    claims = {
        "iat": revocations.issued_at,
        "event": revocations.event,
        "versions": dict(sorted(revocations.versions.items())),
        "status_list": {"bits": 1, "lst": _pack(revocations.dead, revocations.size)},
        "ttl": POLL_SECONDS,
    }
    return jwt.encode(claims, key, algorithm="EdDSA", headers={"kid": key_id.hex(), "typ": REVOKED_TYPE})


def read_revocations(text: str, keys: Mapping[bytes, Ed25519PublicKey]) -> Revocations:
    """Check a list by the event's keys; ValueError for one that is not to be believed."""
    try:
        header = jwt.get_unverified_header(text)
        key = keys.get(bytes.fromhex(str(header.get("kid", ""))))
        if key is None or header.get("typ") != REVOKED_TYPE:
            raise ValueError("it is signed by a key that is not known here")
        claims = jwt.decode(text, key, algorithms=["EdDSA"], options={"require": ["iat"]})
        packed = str(claims["status_list"]["lst"])
        versions = {str(uid): int(version) for uid, version in claims["versions"].items()}
        dead, size = _unpack(packed)
        return Revocations(int(claims["event"]), int(claims["iat"]), versions, frozenset(dead), size)
    except (jwt.PyJWTError, KeyError, TypeError, AttributeError, zlib.error) as error:
        raise ValueError(f"it is no list of revoked tickets: {error}") from error


def write_keys(event: Mapping[str, Any], keys: Iterable[Ed25519PublicKey]) -> dict[str, Any]:
    """The key set of an event (RFC 7517, RFC 8037), with what a scanner shows of it."""
    found = []
    for key in keys:
        raw = key.public_bytes_raw()
        found.append(
            {
                "kty": "OKP",
                "crv": "Ed25519",
                "x": base64.urlsafe_b64encode(raw).rstrip(b"=").decode(),
                "kid": key_id_of(raw).hex(),
                "use": "sig",
                "alg": "EdDSA",
            }
        )
    return {"event": dict(event), "keys": found}


def read_keys(document: Mapping[str, Any]) -> dict[bytes, Ed25519PublicKey]:
    """The keys of such a document by their names; ValueError when it is none."""
    try:
        found = {}
        for one in document["keys"]:
            text = str(one["x"])
            raw = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
            found[key_id_of(raw)] = Ed25519PublicKey.from_public_bytes(raw)
    except (KeyError, TypeError) as error:
        raise ValueError("it is no key set of an event") from error
    return found


def judge_offline(code: ReadCode, revocations: Revocations | None, now: float, wanted_event: int | None) -> Verdict:
    """What a gate without a network is told of a code that was read; that it is used already, it cannot know."""
    ticket = code.ticket
    if wanted_event is not None and ticket.event != wanted_event:
        return Verdict.WRONG_EVENT
    if revocations is not None and revocations.event == ticket.event and revocations.revokes(code):
        return Verdict.REVOKED
    if now < ticket.not_before:
        return Verdict.NOT_YET
    return Verdict.EXPIRED if now > ticket.expires else Verdict.ADMIT


def _pack(dead: Iterable[int], size: int) -> str:
    bits = bytearray(-(-size // _BITS_PER_BYTE))
    for place in dead:
        bits[place // _BITS_PER_BYTE] |= 1 << place % _BITS_PER_BYTE
    return base64.urlsafe_b64encode(zlib.compress(bytes(bits), 9)).rstrip(b"=").decode()


def _unpack(packed: str) -> tuple[list[int], int]:
    bits = zlib.decompress(base64.urlsafe_b64decode(packed + "=" * (-len(packed) % 4)))
    size = len(bits) * _BITS_PER_BYTE
    return [place for place in range(size) if bits[place // _BITS_PER_BYTE] >> place % _BITS_PER_BYTE & 1], size
