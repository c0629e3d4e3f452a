"""Signed messages with one signature (COSE_Sign1, RFC 9052) by Ed25519 and ECDSA on P-256.

The algorithm and the key's name are read from the protected header only: whatever stands outside it, anybody could have
written.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Any, Final, Protocol

import cbor2
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, SECP256R1, EllipticCurvePublicKey
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256

ALGORITHM, KEY_ID = 1, 4
EDDSA: Final = -8
# The name that RFC 9864 gives Ed25519; taken, never written.
ED25519: Final = -19
ES256: Final = -7
_TAG: Final = 18
_HALF: Final = 32


class NotSigned(ValueError):
    """What was read is no message of this kind, or not signed by that key."""


class Signer(Protocol):
    """Signs the bytes of a structure."""

    def __call__(self, data: bytes, /) -> bytes:
        """The signature."""
        ...


@dataclass(frozen=True, slots=True)
class Signed:
    """A message that was taken apart, and not checked yet. `key_id` says which key it claims to be signed by."""

    algorithm: int
    key_id: bytes | None
    protected: bytes
    payload: bytes
    signature: bytes


def sign(payload: bytes, header: dict[int, Any], signer: Signer, *, aad: bytes = b"") -> bytes:
    """A tagged message; `header` is protected, `aad` is signed along and not sent."""
    protected = cbor2.dumps(header, canonical=True)
    signature = signer(_structure(protected, aad, payload))
    return cbor2.dumps(cbor2.CBORTag(_TAG, [protected, {}, payload, signature]))


def take_apart(message: bytes) -> Signed:
    """The parts of a message; NotSigned for anything else, and for bytes behind it, which nobody has signed."""
    found = read_cbor(message)
    parts = found.value if isinstance(found, cbor2.CBORTag) and found.tag == _TAG else None
    if not isinstance(parts, list | tuple) or len(parts) != 4:
        raise NotSigned("no COSE_Sign1 message")
    protected, _unprotected, payload, signature = parts
    if not all(isinstance(part, bytes) for part in (protected, payload, signature)):
        raise NotSigned("no COSE_Sign1 message")
    header = read_cbor(protected)
    if not isinstance(header, dict) or not set(header) <= {ALGORITHM, KEY_ID} or ALGORITHM not in header:
        raise NotSigned("a header that is not known")
    algorithm, key_id = header[ALGORITHM], header.get(KEY_ID)
    if not isinstance(algorithm, int) or not (key_id is None or isinstance(key_id, bytes)):
        raise NotSigned("a header that is not known")
    return Signed(algorithm, key_id, protected, payload, signature)


def check_ed25519(message: Signed, key: Ed25519PublicKey, *, aad: bytes = b"") -> None:
    """NotSigned unless the holder of this key has signed the message."""
    if message.algorithm not in {EDDSA, ED25519}:
        raise NotSigned("signed by another algorithm")
    try:
        key.verify(message.signature, _structure(message.protected, aad, message.payload))
    except InvalidSignature as error:
        raise NotSigned("the signature is wrong") from error


def check_es256(message: Signed, key: EllipticCurvePublicKey, *, aad: bytes = b"") -> None:
    """NotSigned unless the holder of this key on P-256 has signed the message."""
    if message.algorithm != ES256 or len(message.signature) != 2 * _HALF:
        raise NotSigned("signed by another algorithm")
    r, s = (int.from_bytes(half, "big") for half in (message.signature[:_HALF], message.signature[_HALF:]))
    try:
        signature = encode_dss_signature(r, s)
        key.verify(signature, _structure(message.protected, aad, message.payload), ECDSA(SHA256()))
    except (InvalidSignature, ValueError) as error:
        raise NotSigned("the signature is wrong") from error


def ed25519_signer(key: Ed25519PrivateKey) -> Signer:
    """Signs by Ed25519."""
    return key.sign


def point_of(x: bytes, y: bytes) -> EllipticCurvePublicKey:
    """A key on P-256 from its coordinates; ValueError when they are none of it."""
    return EllipticCurvePublicKey.from_encoded_point(SECP256R1(), b"\x04" + x + y)


def compressed_point_of(x: bytes, sign: int) -> EllipticCurvePublicKey:
    """A key on P-256 from one coordinate and the last bit of the other (RFC 9053, 7.1.1)."""
    return EllipticCurvePublicKey.from_encoded_point(SECP256R1(), bytes([2 + sign]) + x)


def read_cbor(data: bytes) -> Any:
    """One item in its one deterministic form (RFC 8949, 4.2), and nothing behind it; NotSigned for anything else.

    Two texts for one ticket would make two names of it.
    """
    try:
        found = cbor2.loads(data)
        again = cbor2.dumps(found, canonical=True)
    except (cbor2.CBORError, ValueError, TypeError, OverflowError, RecursionError) as error:
        raise NotSigned("no CBOR") from error
    if again != data:
        raise NotSigned("no CBOR in its deterministic form")
    return found


def digest(message: bytes) -> bytes:
    """What names a message: the SHA-256 of all of it."""
    return hashlib.sha256(message).digest()


def _structure(protected: bytes, aad: bytes, payload: bytes) -> bytes:
    return cbor2.dumps(["Signature1", protected, aad, payload])
