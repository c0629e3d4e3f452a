"""The detached CMS signature over a pass's manifest (RFC 5652)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import pkcs7
from cryptography.x509.oid import NameOID


@dataclass(frozen=True, slots=True)
class Signer:
    """A Pass Type ID certificate with its key, and the intermediate of Apple that has signed it.

    `test` is set for our own chain, which no device trusts.
    """

    certificate: x509.Certificate
    key: rsa.RSAPrivateKey
    intermediate: x509.Certificate
    test: bool = False

    @property
    def pass_type(self) -> str:
        """The pass type identifier that the certificate is for."""
        return _named(self.certificate, NameOID.USER_ID)

    @property
    def team(self) -> str:
        """The identifier of the team that the certificate belongs to."""
        return _named(self.certificate, NameOID.ORGANIZATIONAL_UNIT_NAME)

    @property
    def expires_at(self) -> datetime:
        """When the first of both certificates ends."""
        return min(self.certificate.not_valid_after_utc, self.intermediate.not_valid_after_utc)

    def sign(self, manifest: bytes) -> bytes:
        """A DER signature with both certificates and the time of signing, but without what it signs."""
        builder = pkcs7.PKCS7SignatureBuilder().set_data(manifest)
        builder = builder.add_signer(self.certificate, self.key, hashes.SHA256()).add_certificate(self.intermediate)
        options = [pkcs7.PKCS7Options.DetachedSignature, pkcs7.PKCS7Options.Binary, pkcs7.PKCS7Options.NoCapabilities]
        return builder.sign(serialization.Encoding.DER, options)


def _named(certificate: x509.Certificate, name: x509.ObjectIdentifier) -> str:
    found = certificate.subject.get_attributes_for_oid(name)
    return str(found[0].value) if found else ""
