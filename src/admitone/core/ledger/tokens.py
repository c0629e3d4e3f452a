"""What stands on a chain for a ticket and its holder: salted hashes, which say nothing once their salt is gone."""

from __future__ import annotations

import hashlib

from admitone.core.ledger.records import SALT_BYTES


def token_id(salt: bytes, uid: str) -> str:
    """The id of a ticket's token, 64 hexadecimal digits: a hash of its public identity and the salt of its ISSUE."""
    assert len(salt) == SALT_BYTES
    return hashlib.sha256(salt + b"token " + uid.encode()).hexdigest()


def holder_address(salt: bytes, holder: str) -> str:
    """An address that stands for a holder on a chain, `0x` and 40 hexadecimal digits.

    Nobody has its key; the contract's issuer moves its tokens. Each record's salt makes another one, so that nobody
    sees which tickets are the same person's.
    """
    assert len(salt) == SALT_BYTES
    return "0x" + hashlib.sha256(salt + b"holder " + holder.encode()).hexdigest()[-40:]
