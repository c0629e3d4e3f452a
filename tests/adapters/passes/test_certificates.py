"""Certificates of the operator: taken in every form that Apple's tools give, refused by name when they do not fit."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
    pkcs12,
)

from admitone.adapters.passes.certificates import CertificateProblem, load_signer
from admitone.adapters.passes.development_chain import FILE_NAME, keep_test_signer, make_test_chain
from admitone.core.clock import utc_now
from tests.adapters.passes.wallet import check_signature


class Files:
    """A chain as files, whose parts can be exchanged."""

    def __init__(self, folder: Path, pem: bytes) -> None:
        self.folder = folder
        self.own, self.intermediate, self.root = x509.load_pem_x509_certificates(pem)
        key = load_pem_private_key(pem, None)
        assert isinstance(key, rsa.RSAPrivateKey)
        self.key = key
        self.wwdr = self.write("wwdr.cer", self.intermediate.public_bytes(Encoding.DER))

    def write(self, name: str, content: bytes) -> Path:
        path = self.folder / name
        path.write_bytes(content)
        return path

    def pem(self, key: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey | None = None, password: bytes = b"") -> Path:
        encryption = BestAvailableEncryption(password) if password else NoEncryption()
        written = (key or self.key).private_bytes(Encoding.PEM, PrivateFormat.PKCS8, encryption)
        return self.write("pass.pem", self.own.public_bytes(Encoding.PEM) + written)


@pytest.fixture(scope="module")
def pem() -> bytes:
    return make_test_chain(pass_type="pass.com.example.tickets", team="ABCDE12345")


@pytest.fixture
def files(tmp_path: Path, pem: bytes) -> Files:
    return Files(tmp_path, pem)


def test_keychains_export_and_pem_are_the_same_signer(files: Files, tmp_path: Path) -> None:
    keychain = pkcs12.serialize_key_and_certificates(b"x", files.key, files.own, None, BestAvailableEncryption(b"word"))
    pem_wwdr = files.write("wwdr.pem", files.intermediate.public_bytes(Encoding.PEM))
    signers = [
        load_signer(files.write("pass.p12", keychain), "word", files.wwdr),
        load_signer(files.pem(password=b"word"), "word", pem_wwdr),
        load_signer(files.pem(), "", files.wwdr),
    ]
    for signer in signers:
        assert (signer.pass_type, signer.team, signer.test) == ("pass.com.example.tickets", "ABCDE12345", False)
        assert check_signature(b"{}", signer.sign(b"{}"), files.root, tmp_path) is None


def test_what_does_not_fit_is_named(files: Files) -> None:
    other = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    cases = [
        (files.folder / "missing.p12", "", files.wwdr, "ADMITONE_PASS_CERTIFICATE", "No such file"),
        (files.write("a.p12", b"nonsense"), "", files.wwdr, "ADMITONE_PASS_CERTIFICATE", "cannot be read"),
        (files.pem(password=b"word"), "wrong", files.wwdr, "ADMITONE_PASS_CERTIFICATE", "ADMITONE_PASS_PASSWORD"),
    ]
    for path, password, wwdr, *words in cases:
        with pytest.raises(CertificateProblem) as problem:
            load_signer(path, password, wwdr)
        assert all(word in str(problem.value) for word in words)
    with pytest.raises(CertificateProblem, match="not that of the certificate"):
        load_signer(files.pem(other), "", files.wwdr)
    with pytest.raises(CertificateProblem, match="RSA"):
        load_signer(files.pem(ec.generate_private_key(ec.SECP256R1())), "", files.wwdr)
    with pytest.raises(CertificateProblem, match="ADMITONE_PASS_WWDR: this is no certificate"):
        load_signer(files.pem(), "", files.write("page.html", b"<html>"))


def test_another_intermediate_than_the_one_that_signed_is_refused(files: Files, pem: bytes, tmp_path: Path) -> None:
    stranger = files.write("root.cer", files.root.public_bytes(Encoding.DER))
    with pytest.raises(CertificateProblem, match="ADMITONE_PASS_WWDR: this is not the certificate that"):
        load_signer(files.pem(), "", stranger)
    with pytest.raises(CertificateProblem, match="no Pass Type ID"):
        _load_plain(files)


def _load_plain(files: Files) -> None:
    """A certificate of Apple's for something else: here the intermediate's own, signed by the root."""
    plain = Files(files.folder, make_test_chain(pass_type="com.example.app"))
    load_signer(plain.pem(), "", plain.wwdr)


def test_the_test_chain_is_kept_and_made_anew_before_it_ends(tmp_path: Path) -> None:
    first = keep_test_signer(tmp_path)
    assert first.test
    assert "not Apple" in first.intermediate.subject.rfc4514_string()
    assert (tmp_path / FILE_NAME).stat().st_mode & 0o077 == 0, "the key is its owner's alone"
    assert keep_test_signer(tmp_path).certificate == first.certificate
    (tmp_path / FILE_NAME).write_bytes(make_test_chain(days=30))
    renewed = keep_test_signer(tmp_path)
    assert renewed.expires_at > utc_now() + timedelta(days=365)
