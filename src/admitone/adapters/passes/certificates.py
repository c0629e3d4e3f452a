"""The certificates that passes are signed with, read from files of the operator."""

from __future__ import annotations

from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import load_pem_private_key, pkcs12

from admitone.adapters.passes.signing import Signer


class CertificateProblem(ValueError):
    """A certificate cannot be used; the message names its setting and says what to do."""


def load_signer(certificate: Path, password: str, intermediate: Path) -> Signer:
    """The signer of a file with certificate and key (PEM, or PKCS 12 as Keychain exports it) and Apple's intermediate.

    CertificateProblem, naming the setting, for what is missing, damaged or does not belong together.
    """
    own, key = _read_pair(_content(certificate, "ADMITONE_PASS_CERTIFICATE"), password or None)
    authority = _read_certificate(_content(intermediate, "ADMITONE_PASS_WWDR"))
    if not isinstance(key, rsa.RSAPrivateKey):
        raise CertificateProblem("ADMITONE_PASS_CERTIFICATE: Apple's pass certificates have RSA keys, this one has not")
    if key.public_key() != own.public_key():
        raise CertificateProblem("ADMITONE_PASS_CERTIFICATE: the key is not that of the certificate; export both again")
    if own.issuer != authority.subject:
        issuer = own.issuer.rfc4514_string()
        raise CertificateProblem(
            f"ADMITONE_PASS_WWDR: this is not the certificate that has signed yours; download from Apple's PKI page "
            f"the one whose name is {issuer}"
        )
    signer = Signer(own, key, authority)
    if not signer.pass_type.startswith("pass.") or not signer.team:
        raise CertificateProblem(
            "ADMITONE_PASS_CERTIFICATE: this is no Pass Type ID certificate: its user id is not pass.…"
        )
    return signer


def _content(path: Path, variable: str) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise CertificateProblem(f"{variable}={str(path)!r}: {error.strerror}; write the path of the file") from error


def _read_pair(content: bytes, password: str | None) -> tuple[x509.Certificate, object]:
    secret = password.encode() if password else None
    try:
        if b"-----BEGIN" in content:
            return x509.load_pem_x509_certificate(content), load_pem_private_key(content, secret)
        key, certificate, _ = pkcs12.load_key_and_certificates(content, secret)
    except (ValueError, TypeError) as error:
        message = "ADMITONE_PASS_CERTIFICATE: certificate and key cannot be read; check ADMITONE_PASS_PASSWORD"
        raise CertificateProblem(message) from error
    if key is None or certificate is None:
        raise CertificateProblem("ADMITONE_PASS_CERTIFICATE: the file lacks the certificate or its key; export both")
    return certificate, key


def _read_certificate(content: bytes) -> x509.Certificate:
    try:
        if b"-----BEGIN" in content:
            return x509.load_pem_x509_certificate(content)
        return x509.load_der_x509_certificate(content)
    except ValueError as error:
        raise CertificateProblem("ADMITONE_PASS_WWDR: this is no certificate, neither PEM nor DER") from error
