"""The verifier of Sigstore, a public transparency log, takes our checkpoints and proofs, and refuses tampered ones."""

from __future__ import annotations

import base64
import json
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from admitone.core.ledger.notes import VerifierKey
from admitone.core.ledger.receipts import Receipt, parse_receipt
from admitone.core.ledger.records import record_digest
from tests.adapters.passes.wallet import node
from tests.ledger.office import Office, opened_office

SCRIPT = Path(__file__).with_name("sigstore_verify.cjs")


def encode(content: bytes) -> str:
    return base64.b64encode(content).decode()


def refusal(receipt: Receipt, key: VerifierKey) -> str:
    """What Sigstore's verifier says against a receipt; nothing when it takes it."""
    public = Ed25519PublicKey.from_public_bytes(key.public)
    question = {
        "entry": encode(record_digest(receipt.salt, receipt.statement)),
        "index": str(receipt.index),
        "hashes": [encode(each) for each in receipt.path],
        "checkpoint": receipt.checkpoint,
        "name": key.name,
        "keyId": encode(key.key_id),
        "publicKey": encode(public.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)),
    }
    command = [*node(), str(SCRIPT)]
    done = subprocess.run(command, input=json.dumps(question), capture_output=True, text=True, check=False, timeout=60)
    return done.stderr if done.returncode else ""


async def receipt_of(office: Office, ticket_id: int) -> Receipt:
    return parse_receipt(await office.product.ledger.prove(office.tenant_id, ticket_id))


@pytest.mark.parametrize(("size", "place"), [(1, 0), (2, 1), (7, 6), (300, 255), (300, 299)])
async def test_our_proofs_hold_for_others(sqlite_url: str, tmp_path: Path, size: int, place: int) -> None:
    async with opened_office(sqlite_url, tmp_path) as office:
        ids = await office.issued(size)
        receipt = await receipt_of(office, ids[place])
        assert receipt.index == place
        assert refusal(receipt, office.key) == ""


async def test_what_was_tampered_with_is_refused_by_others(sqlite_url: str, tmp_path: Path) -> None:
    async with opened_office(sqlite_url, tmp_path) as office:
        ids = await office.issued(9)
        good, key = await receipt_of(office, ids[5]), office.key
    bent = bytes([good.path[1][0] ^ 1]) + good.path[1][1:]
    other = replace(key, public=Ed25519PublicKey.from_public_bytes(key.public).public_bytes_raw()[::-1])
    for receipt, verifier, said in [
        (replace(good, statement=good.statement.replace("ISSUE", "VOID")), key, "root hash does not match"),
        (replace(good, index=4), key, "root hash does not match"),
        (replace(good, path=(good.path[0], bent, *good.path[2:])), key, "root hash does not match"),
        (replace(good, path=good.path[:-1]), key, "invalid hash count"),
        (replace(good, checkpoint=good.checkpoint.replace("\n9\n", "\n10\n")), key, "invalid checkpoint signature"),
        (good, other, "invalid checkpoint signature"),
    ]:
        assert said in refusal(receipt, verifier), said
    assert refusal(good, key) == ""
