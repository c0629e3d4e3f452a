"""The code of a SECURE ticket, TK1: a ticket that the issuer has signed, and a fresh proof of whoever holds its key.

    "TK1:" + Base45( CBOR [ ticket, proof ] )

Both are COSE_Sign1 messages as byte strings. The ticket is a CBOR web token (RFC 8392) bound to the holder's key by
`cnf` (RFC 8747); the proof holds nothing but the instant, and signs the digest of the ticket along.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

import cbor2
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from admitone.core.secure.base45 import decode_base45, encode_base45
from admitone.core.secure.cose import (
    ALGORITHM,
    EDDSA,
    ES256,
    KEY_ID,
    NotSigned,
    Signed,
    check_ed25519,
    check_es256,
    compressed_point_of,
    digest,
    ed25519_signer,
    point_of,
    read_cbor,
    sign,
    take_apart,
)

PREFIX: Final = "TK1:"
# A proof is good this long before and after its instant: clocks of phones differ, and people need time to hold them up.
PROOF_SECONDS: Final = 30
KEY_ID_BYTES: Final = 8
_AUDIENCE: Final = b"gate-v1"
_EXPIRES, _NOT_BEFORE, _ISSUED_AT, _ID, _CONFIRMATION = 4, 5, 6, 7, 8
# Private use (RFC 8392, 9.1): event, ticket config, version, place in the status list.
_OURS: Final = -65537
_COSE_KEY: Final = 1
_CLAIMS: Final = frozenset({_EXPIRES, _NOT_BEFORE, _ID, _CONFIRMATION, _OURS})
_KEY_TYPE, _CURVE, _X, _Y = 1, -1, -2, -3
_OKP, _EC2, _ON_ED25519, _ON_P256 = 1, 2, 6, 1


class NoCode(ValueError):
    """A text is no code of ours: of another form, tampered with, or signed by a key that is not known."""


class StaleProof(ValueError):
    """A code was shown too long ago, or by a clock that is wrong."""


@dataclass(frozen=True, slots=True)
class HolderKey:
    """The public key of a phone, as a COSE_Key (RFC 9052, 7): on P-256, or Ed25519."""

    cose: Mapping[int, Any]

    def check(self, proof: Signed, aad: bytes) -> None:
        """NotSigned unless this key has signed a proof."""
        if self.cose.get(_KEY_TYPE) == _EC2:
            check_es256(proof, compressed_point_of(self.cose[_X], int(self.cose[_Y])), aad=aad)
        else:
            check_ed25519(proof, Ed25519PublicKey.from_public_bytes(self.cose[_X]), aad=aad)


@dataclass(frozen=True, slots=True)
class SecureTicket:
    """What an issuer says of a ticket. Instants are seconds since 1970; `uid` has 32 hexadecimal digits.

    `version` counts the phones that it was moved to, `status_index` is its place in the event's status list.
    """

    uid: str
    event: int
    config: int
    version: int
    status_index: int
    not_before: int
    expires: int
    holder: HolderKey


@dataclass(frozen=True, slots=True)
class ReadCode:
    """A code that its issuer and its holder have signed, and when it was shown."""

    ticket: SecureTicket
    key_id: bytes
    shown_at: int


def holder_key_of(x: bytes, y: bytes | None) -> HolderKey:
    """The key of a phone from its coordinates on P-256, or from an Ed25519 key when there is no `y`.

    ValueError for bytes that are no key.
    """
    if y is None:
        Ed25519PublicKey.from_public_bytes(x)
        return HolderKey({_KEY_TYPE: _OKP, _CURVE: _ON_ED25519, _X: x})
    point_of(x, y)
    return HolderKey({_KEY_TYPE: _EC2, _CURVE: _ON_P256, _X: x, _Y: bool(y[-1] & 1)})


def key_id_of(public_key: bytes) -> bytes:
    """What a key of an issuer is called in tickets."""
    return digest(public_key)[:KEY_ID_BYTES]


def issue_ticket(ticket: SecureTicket, key: Ed25519PrivateKey, key_id: bytes) -> bytes:
    """The signed ticket, which its holder keeps."""
    claims = {
        _EXPIRES: ticket.expires,
        _NOT_BEFORE: ticket.not_before,
        _ID: bytes.fromhex(ticket.uid),
        _CONFIRMATION: {_COSE_KEY: dict(ticket.holder.cose)},
        _OURS: [ticket.event, ticket.config, ticket.version, ticket.status_index],
    }
    payload = cbor2.dumps(claims, canonical=True)
    return sign(payload, {ALGORITHM: EDDSA, KEY_ID: key_id}, ed25519_signer(key))


def show_code(signed_ticket: bytes, sign_proof: Callable[[bytes], bytes], now: int, *, algorithm: int = ES256) -> str:
    """What the holder's phone shows at an instant. `sign_proof` signs with the holder's key."""
    payload = cbor2.dumps({_ISSUED_AT: now}, canonical=True)
    proof = sign(payload, {ALGORITHM: algorithm}, sign_proof, aad=_AUDIENCE + digest(signed_ticket))
    return PREFIX + encode_base45(cbor2.dumps([signed_ticket, proof], canonical=True))


def is_secure_code(text: str) -> bool:
    """Whether a text claims to be such a code."""
    return text.startswith(PREFIX)


def read_code(text: str, keys: Mapping[bytes, Ed25519PublicKey], now: float) -> ReadCode:
    """Check a code by the issuer's public keys alone. NoCode, or StaleProof, for one that is not to be believed.

    Whether the ticket is valid at this time, revoked or used is for others to say.
    """
    try:
        signed_ticket, proof = _halves(text)
        message = take_apart(signed_ticket)
        key = keys.get(message.key_id or b"")
        if key is None:
            raise NoCode("it is signed by a key that is not known here")
        check_ed25519(message, key)
        ticket = _ticket_of(message.payload)
        shown_at = _check_proof(proof, signed_ticket, ticket.holder)
    except NotSigned as error:
        raise NoCode(str(error)) from error
    if abs(now - shown_at) > PROOF_SECONDS:
        raise StaleProof("it was shown too long ago: have the holder open the ticket again")
    return ReadCode(ticket, message.key_id or b"", shown_at)


def claimed_key_id(text: str) -> bytes:
    """The name of the issuer's key that a code claims to be signed by; NoCode when it is no code."""
    try:
        return take_apart(_halves(text)[0]).key_id or b""
    except NotSigned as error:
        raise NoCode(str(error)) from error


def _halves(text: str) -> tuple[bytes, bytes]:
    if not is_secure_code(text):
        raise NoCode("it is no TK1 code")
    try:
        halves = read_cbor(decode_base45(text.removeprefix(PREFIX)))
    except NotSigned:
        raise
    except ValueError as error:
        raise NoCode(str(error)) from error
    if not isinstance(halves, list) or len(halves) != 2 or not all(isinstance(half, bytes) for half in halves):
        raise NoCode("it is no ticket with a proof")
    return halves[0], halves[1]


def _ticket_of(payload: bytes) -> SecureTicket:
    claims = read_cbor(payload)
    if not isinstance(claims, dict) or set(claims) != _CLAIMS:
        raise NoCode("its claims are not those of this version")
    ours, confirmation, uid = claims[_OURS], claims[_CONFIRMATION], claims[_ID]
    whole = [claims[_EXPIRES], claims[_NOT_BEFORE], *(ours if isinstance(ours, list) else [])]
    if len(whole) != 6 or not all(type(one) is int for one in whole) or not isinstance(uid, bytes):
        raise NoCode("its claims are not those of this version")
    if not isinstance(confirmation, dict) or set(confirmation) != {_COSE_KEY}:
        raise NoCode("its claims are not those of this version")
    expires, not_before, event, config, version, status_index = whole
    return SecureTicket(
        uid=uid.hex(),
        event=event,
        config=config,
        version=version,
        status_index=status_index,
        not_before=not_before,
        expires=expires,
        holder=HolderKey(confirmation[_COSE_KEY]),
    )


def _check_proof(proof: bytes, signed_ticket: bytes, holder: HolderKey) -> int:
    message = take_apart(proof)
    holder.check(message, _AUDIENCE + digest(signed_ticket))
    claims = read_cbor(message.payload)
    if not isinstance(claims, dict) or set(claims) != {_ISSUED_AT} or type(claims[_ISSUED_AT]) is not int:
        raise NoCode("its proof is not of this version")
    return int(claims[_ISSUED_AT])
