"""HTTPS to a server that nobody vouches for, and addresses behind a proxy."""

from __future__ import annotations

import asyncio
import ssl
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from admitone.adapters.http import Limits, NotSent
from admitone.adapters.http.opening import is_proxied, open_poster
from admitone.adapters.http.pool import HttpPool
from admitone.adapters.http.proxied import ProxiedPool

LIMITS = Limits(connections=2, connect_seconds=2, seconds=2, answer_bytes=1000)
OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"


def certificate(folder: Path) -> Path:
    """A key and a certificate for localhost that is signed by itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .sign(key, hashes.SHA256())
    )
    path = folder / "server.pem"
    secret = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path.write_bytes(secret + made.public_bytes(serialization.Encoding.PEM))
    return path


async def answer_once(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await reader.readuntil(b"\r\n\r\n")
    writer.write(OK)
    await writer.drain()
    writer.close()
    await writer.wait_closed()


async def test_a_server_is_believed_only_with_a_certificate_that_somebody_vouches_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = certificate(tmp_path)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(path)
    server = await asyncio.start_server(answer_once, "localhost", 0, ssl=context)
    url = f"https://localhost:{server.sockets[0].getsockname()[1]}"
    stranger = HttpPool(url, LIMITS)
    with pytest.raises(NotSent, match="certificate"):
        await stranger.post("/", b"secret", {})
    monkeypatch.setenv("SSL_CERT_FILE", str(path))
    known = HttpPool(url, LIMITS)
    assert await known.post("/", b"secret", {}) == (200, b"ok")
    await known.close()
    server.close()


async def test_a_proxy_of_the_environment_is_spoken_to(monkeypatch: pytest.MonkeyPatch) -> None:
    lines: list[bytes] = []

    async def relay(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        lines.append((await reader.readuntil(b"\r\n\r\n")).split(b"\r\n")[0])
        writer.write(OK)
        await writer.drain()
        writer.close()
        await writer.wait_closed()

    server = await asyncio.start_server(relay, "127.0.0.1", 0)
    monkeypatch.setenv("HTTP_PROXY", f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}")
    poster = open_poster("http://gateway.example/folder", LIMITS)
    assert isinstance(poster, ProxiedPool)
    assert await poster.post("/folder/order.json", b"x", {"Content-Type": "text/plain"}) == (200, b"ok")
    assert lines == [b"POST http://gateway.example/folder/order.json HTTP/1.1"]
    await poster.close()
    server.close()


def test_exceptions_from_the_proxy_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    assert not is_proxied("https://gateway.example")
    monkeypatch.setenv("HTTPS_PROXY", "http://proxy.example:3128")
    assert is_proxied("https://gateway.example")
    assert not is_proxied("http://gateway.example"), "another scheme"
    monkeypatch.setenv("NO_PROXY", "gateway.example")
    assert not is_proxied("https://gateway.example")
