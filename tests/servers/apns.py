"""A push service that speaks HTTP/2 like Apple's, asks for a client certificate, and answers as it is told to."""

from __future__ import annotations

import asyncio
import json
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from ipaddress import ip_address
from pathlib import Path

import h2.config
import h2.connection
import h2.events
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from admitone.core.clock import utc_now


@dataclass
class Push:
    """One message as it arrived: where to, its headers, and the name in the client's certificate."""

    token: str
    headers: dict[str, str]
    body: bytes
    client: str


@dataclass
class PushService:
    """What came, and what is answered per token: (status, reason), 200 else."""

    url: str = ""
    authority: Path = Path()
    pushes: list[Push] = field(default_factory=list)
    answers: dict[str, tuple[int, str]] = field(default_factory=dict)
    connections: int = 0

    @property
    def tokens(self) -> list[str]:
        """Whom messages were for, in the order of their arrival."""
        return [push.token for push in self.pushes]


@asynccontextmanager
async def push_service(folder: Path, clients: Path) -> AsyncIterator[PushService]:
    """A running service. `clients` is a PEM file of the authorities that its clients' certificates come from."""
    service = PushService(authority=_certify(folder))
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(service.authority, folder / "apns.key")
    context.load_verify_locations(clients)
    context.verify_mode = ssl.CERT_REQUIRED
    context.set_alpn_protocols(["h2"])
    talks: set[asyncio.Task[None]] = set()

    async def take(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        talks.add(task)
        service.connections += 1
        try:
            await _Talk(service, reader, writer).run()
        finally:
            talks.discard(task)
            writer.close()

    server = await asyncio.start_server(take, "127.0.0.1", 0, ssl=context)
    service.url = f"https://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    try:
        yield service
    finally:
        server.close()
        for task in talks:
            task.cancel()
        await asyncio.gather(*talks, return_exceptions=True)


class _Talk:
    """One connection."""

    def __init__(self, service: PushService, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._service, self._reader, self._writer = service, reader, writer
        self._h2 = h2.connection.H2Connection(h2.config.H2Configuration(client_side=False, header_encoding="utf-8"))
        self._asked: dict[int, tuple[dict[str, str], bytearray]] = {}
        subject = writer.get_extra_info("peercert")["subject"]
        self._client = dict(part for parts in subject for part in parts).get("commonName", "")

    async def run(self) -> None:
        self._h2.initiate_connection()
        await self._send()
        while data := await self._reader.read(65536):
            for event in self._h2.receive_data(data):
                self._take(event)
            await self._send()

    def _take(self, event: h2.events.Event) -> None:
        if isinstance(event, h2.events.RequestReceived):
            headers = {str(name): str(value) for name, value in event.headers}
            self._asked[event.stream_id] = (headers, bytearray())
        elif isinstance(event, h2.events.DataReceived):
            self._asked[event.stream_id][1].extend(event.data)
            self._h2.acknowledge_received_data(event.flow_controlled_length, event.stream_id)
        elif isinstance(event, h2.events.StreamEnded):
            self._answer(event.stream_id)

    def _answer(self, stream: int) -> None:
        headers, body = self._asked.pop(stream)
        token = headers[":path"].removeprefix("/3/device/")
        status, reason = self._service.answers.get(token, (200, ""))
        if headers[":method"] != "POST" or not headers[":path"].startswith("/3/device/"):
            status, reason = 405, "MethodNotAllowed"
        elif "apns-topic" not in headers:
            status, reason = 400, "MissingTopic"
        self._service.pushes.append(Push(token, headers, bytes(body), self._client))
        said = json.dumps({"reason": reason}).encode() if reason else b""
        self._h2.send_headers(stream, [(":status", str(status)), ("apns-id", "1")], end_stream=not said)
        if said:
            self._h2.send_data(stream, said, end_stream=True)

    async def _send(self) -> None:
        self._writer.write(self._h2.data_to_send())
        await self._writer.drain()


def _certify(folder: Path) -> Path:
    """A certificate for this machine, and its key beside it; the certificate is its own authority."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "stand-in for Apple's push service")])
    now = utc_now()
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(days=2))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = folder / "apns.pem"
    path.write_bytes(certificate.public_bytes(Encoding.PEM))
    (folder / "apns.key").write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    return path
