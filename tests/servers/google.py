"""A stand-in for Google Wallet's interface: tokens for signed assertions (RFC 7523), classes and objects by REST."""

from __future__ import annotations

import base64
import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

EMAIL = "tickets@wallet-test.iam.gserviceaccount.com"
ISSUER = "3388000000012345678"
SCOPE = "https://www.googleapis.com/auth/wallet_object.issuer"
_REQUIRED = {
    "eventTicketClass": ("id", "issuerName", "eventName", "reviewStatus"),
    "eventTicketObject": ("id", "classId", "state"),
}
_BARCODES = {"QR_CODE", "AZTEC", "PDF_417", "CODE_128"}
_STATES = {"ACTIVE", "COMPLETED", "EXPIRED", "INACTIVE"}


@dataclass
class Google:
    """What is kept there by kind and id, and what is answered next."""

    key: rsa.RSAPrivateKey = field(
        default_factory=lambda: rsa.generate_private_key(public_exponent=65537, key_size=2048)
    )
    kept: dict[str, dict[str, dict[str, Any]]] = field(default_factory=lambda: {kind: {} for kind in _REQUIRED})
    calls: list[str] = field(default_factory=list)
    tokens: set[str] = field(default_factory=set)
    statuses: list[int] = field(default_factory=list)
    url: str = ""

    def write_key(self, path: Path) -> Path:
        """A key file as Google's console makes it."""
        pem = self.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
        known = {"type": "service_account", "private_key_id": "k1", "private_key": pem, "client_email": EMAIL}
        path.write_text(json.dumps(known | {"token_uri": f"{self.url}/token"}))
        return path

    def read_jwt(self, text: str) -> dict[str, Any]:
        """The claims of a token that our key has signed with RS256; ValueError for any other."""
        header, claims, signature = text.split(".")
        if json.loads(_decoded(header))["alg"] != "RS256":
            raise ValueError("alg")
        try:
            signed = f"{header}.{claims}".encode()
            self.key.public_key().verify(_decoded(signature), signed, padding.PKCS1v15(), hashes.SHA256())
        except InvalidSignature as error:
            raise ValueError("signature") from error
        read: dict[str, Any] = json.loads(_decoded(claims))
        return read

    def take(self, method: str, path: str, leave: str, body: bytes) -> tuple[int, dict[str, Any]]:
        """One call: status and answer."""
        self.calls.append(f"{method} {path}")
        if self.statuses and (status := self.statuses.pop(0)) != 200:
            return status, {"error": {"message": "as ordered"}}
        if (method, path) == ("POST", "/token"):
            return self._grant(parse_qs(body.decode()))
        if leave.removeprefix("Bearer ") not in self.tokens:
            return 401, {"error": {"message": "Request had invalid authentication credentials."}}
        _, _, _, kind, *identity = path.split("/")
        content = json.loads(body)
        return self._write(method, kind, identity[0] if identity else content.get("id", ""), content)

    def _grant(self, form: dict[str, list[str]]) -> tuple[int, dict[str, Any]]:
        try:
            claims = self.read_jwt(form["assertion"][0])
        except (ValueError, KeyError):
            return 400, {"error": "invalid_grant", "error_description": "Invalid JWT Signature."}
        fits = (claims["iss"], claims["scope"], claims["aud"]) == (EMAIL, SCOPE, f"{self.url}/token")
        if not fits or not time.time() < claims["exp"] <= claims["iat"] + 3600:
            return 400, {"error": "invalid_grant", "error_description": "Invalid claims."}
        token = f"token-{len(self.tokens)}"
        self.tokens.add(token)
        return 200, {"access_token": token, "expires_in": 3599, "token_type": "Bearer"}

    def _write(self, method: str, kind: str, identity: str, content: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        kept = self.kept[kind]
        if method == "POST" and identity in kept:
            return 409, {"error": {"message": f"{kind} {identity} already exists."}}
        if method == "PATCH" and identity not in kept:
            return 404, {"error": {"message": f"{kind} {identity} not found."}}
        whole = {name: value for name, value in (kept.get(identity, {}) | content).items() if value is not None}
        if problem := self._problem(kind, whole):
            return 400, {"error": {"message": problem}}
        kept[identity] = whole
        return 200, whole

    def _problem(self, kind: str, content: dict[str, Any]) -> str | None:
        if missing := [name for name in _REQUIRED[kind] if not content.get(name)]:
            return f"{missing} is missing"
        issuer, _, suffix = content["id"].partition(".")
        if issuer != ISSUER or not suffix.replace("-", "").replace("_", "").replace(".", "").isalnum():
            return f"invalid id {content['id']}"
        if kind == "eventTicketClass":
            return None
        if content["classId"] not in self.kept["eventTicketClass"]:
            return f"class {content['classId']} not found"
        if content["state"] not in _STATES or content.get("barcode", {"type": "QR_CODE"})["type"] not in _BARCODES:
            return "invalid state or barcode"
        return None


@contextmanager
def running_google() -> Iterator[Google]:
    """The stand-in on a free port."""
    google = Google()

    class Handler(BaseHTTPRequestHandler):
        def answer(self) -> None:
            body = self.rfile.read(int(self.headers.get("content-length", 0)))
            status, said = google.take(self.command, self.path, self.headers.get("authorization", ""), body)
            content = json.dumps(said).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        do_POST = do_PATCH = answer  # noqa: N815 -- the base class calls them so

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing: the calls are the record."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        google.url = f"http://127.0.0.1:{server.server_port}"
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield google
        finally:
            server.shutdown()
            thread.join()


def _decoded(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
