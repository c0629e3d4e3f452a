"""A chain of certificates of our own, for development: passes that look right and that no device takes."""

from __future__ import annotations

import contextlib
import os
import tempfile
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, load_pem_private_key
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from admitone.adapters.passes.signing import Signer
from admitone.core.clock import utc_now

FILE_NAME: Final = "passes-test-chain.pem"
PASS_TYPE: Final = "pass.test.admitone"  # noqa: S105 -- the name of a kind of pass
TEAM: Final = "TESTTEAM00"
_DAYS: Final = 3650
_DAYS_LEFT_MIN: Final = 60
# Apple marks certificates for passes with this extension.
_PASS_SIGNING: Final = x509.ObjectIdentifier("1.2.840.113635.100.6.1.16")


@dataclass(frozen=True, slots=True)
class _Link:
    certificate: x509.Certificate
    key: rsa.RSAPrivateKey


def keep_test_signer(folder: Path) -> Signer:
    """The test chain of a data folder, made when it has none or when it is about to end.

    The file has the pass certificate, the stand-in for Apple's intermediate, the root, and the key, in this order.
    """
    path = folder / FILE_NAME
    if path.exists() and (known := _read(path)).expires_at > utc_now() + timedelta(days=_DAYS_LEFT_MIN):
        return known
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    path.unlink(missing_ok=True)
    # Written aside and linked into place: of two processes that start at once one link wins, and nobody reads half.
    descriptor, aside = tempfile.mkstemp(dir=folder)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(make_test_chain())
        with contextlib.suppress(FileExistsError):
            os.link(aside, path)
    finally:
        Path(aside).unlink()
    return _read(path)


def make_test_chain(*, pass_type: str = PASS_TYPE, team: str = TEAM, days: int = _DAYS) -> bytes:
    """Pass certificate, intermediate, root and the pass certificate's key as PEM."""
    root = _certify(_name("Admit One test root (not Apple)"), None, days, authority=True)
    intermediate = _certify(_name("Admit One test stand-in for WWDR (not Apple)"), root, days, authority=True)
    subject = [
        x509.NameAttribute(NameOID.USER_ID, pass_type),
        x509.NameAttribute(NameOID.COMMON_NAME, f"Pass Type ID: {pass_type}"),
        x509.NameAttribute(NameOID.ORGANIZATIONAL_UNIT_NAME, team),
    ]
    leaf = _certify(x509.Name(subject), intermediate, days, authority=False)
    key = leaf.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    links = (leaf, intermediate, root)
    return b"".join(link.certificate.public_bytes(Encoding.PEM) for link in links) + key


def _read(path: Path) -> Signer:
    content = path.read_bytes()
    own, intermediate, *_ = x509.load_pem_x509_certificates(content)
    key = load_pem_private_key(content, None)
    assert isinstance(key, rsa.RSAPrivateKey)
    return Signer(own, key, intermediate, test=True)


def _name(common: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common)])


def _certify(subject: x509.Name, issuer: _Link | None, days: int, *, authority: bool) -> _Link:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    now = utc_now()
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer.certificate.subject if issuer else subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=days))
        .add_extension(x509.BasicConstraints(ca=authority, path_length=None), critical=True)
    )
    if not authority:
        builder = builder.add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.CLIENT_AUTH]), critical=False)
        builder = builder.add_extension(x509.UnrecognizedExtension(_PASS_SIGNING, b"\x05\x00"), critical=False)
    return _Link(builder.sign(issuer.key if issuer else key, hashes.SHA256()), key)
