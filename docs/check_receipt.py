"""Checks a receipt of an Admit One ledger without Admit One.

    python3 check_receipt.py FILE VERIFIER_KEY

The verifier key is one line, NAME+ID+KEY, which you got another way than with the receipt. Needs `cryptography`.
Formats: c2sp.org/tlog-proof, /tlog-checkpoint, /signed-note; proof: RFC 9162, 2.1.3.2. The log's entry is
SHA-256(salt + statement), both of which the receipt carries.
"""

import base64
import hashlib
import json
import sys

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey


def decode(text):
    return base64.b64decode(text, validate=True)


def sha256(*parts):
    return hashlib.sha256(b"".join(parts)).digest()


def require(holds, otherwise):
    if not holds:  # no assertion, which python -O would leave out
        sys.exit(f"NOT PROVED: {otherwise}")


def check(receipt, verifier_key):
    """The statement that the receipt proves, and the size of the log; anything raised means that it does not."""
    head, text, signatures = receipt.split("\n\n", 2)
    version, extra, index, *path = head.split("\n")
    require(version == "c2sp.org/tlog-proof@v1", "this is no receipt")
    record = json.loads(decode(extra.removeprefix("extra ")))
    index, path = int(index.removeprefix("index ")), [decode(line) for line in path]

    name, key_id, key = verifier_key.strip().split("+", 2)
    key = decode(key)
    require(key[0] == 1 and sha256(name.encode(), b"\n", key)[:4].hex() == key_id, "the verifier key is mistyped")
    origin, size, root = text.split("\n")[:3]
    require(origin == name, f"this is a receipt of {origin}")
    signed = [decode(line.split(" ")[2]) for line in signatures.splitlines() if line.split(" ")[1] == name]
    signature = next(each for each in signed if each[:4].hex() == key_id)[4:]
    Ed25519PublicKey.from_public_bytes(key[1:]).verify(signature, (text + "\n").encode())

    node = sha256(b"\0", sha256(decode(record["salt"]), record["statement"].encode()))
    fn, sn = index, int(size) - 1
    require(0 <= fn <= sn, "there is no such place in the log")
    for sibling in path:
        require(sn, "the proof is too long")
        if fn & 1 or fn == sn:
            node = sha256(b"\1", sibling, node)
            while not fn & 1 and fn:
                fn, sn = fn >> 1, sn >> 1
        else:
            node = sha256(b"\1", node, sibling)
        fn, sn = fn >> 1, sn >> 1
    require(sn == 0 and node == decode(root), "this record is not in the log at this place")
    return record["statement"], int(size)


if __name__ == "__main__":
    require(len(sys.argv) == 3, "say: check_receipt.py RECEIPT VERIFIER_KEY")
    with open(sys.argv[1], encoding="utf-8") as file:
        statement, size = check(file.read(), sys.argv[2])
    print(f"This is in the log, whose size was {size}:\n{statement}", end="")
