"""A small OpenID Connect issuer: discovery and keys over HTTP, and tokens of any kind, good and bad."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from jwt.algorithms import ECAlgorithm, RSAAlgorithm

AUDIENCE = "tickets"


@dataclass
class Issuer:
    """The issuer. `documents` are what it answers with by path; `asked` are the paths it was asked for."""

    url: str
    key: rsa.RSAPrivateKey
    curve: ec.EllipticCurvePrivateKey
    documents: dict[str, Any] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    def publish(self, kid: str = "first") -> None:
        """Publish the keys under this name and one of an elliptic curve."""
        keys = [
            RSAAlgorithm.to_jwk(self.key.public_key(), as_dict=True) | {"kid": kid, "use": "sig"},
            ECAlgorithm.to_jwk(self.curve.public_key(), as_dict=True) | {"kid": "curve"},
        ]
        self.documents["/.well-known/openid-configuration"] = {"issuer": self.url, "jwks_uri": f"{self.url}/keys"}
        self.documents["/keys"] = {"keys": keys}

    def token(self, *, kid: str | None = "first", key: Any = None, algorithm: str = "RS256", **claims: Any) -> str:
        """A token as this issuer signs it; `claims` replace the usual ones, None leaves one out."""
        now = int(time.time())
        usual = {"iss": self.url, "aud": AUDIENCE, "sub": "u-1", "iat": now, "exp": now + 300} | claims
        headers = {} if kid is None else {"kid": kid}
        said = {name: value for name, value in usual.items() if value is not None}
        return jwt.encode(said, key or self.key, algorithm=algorithm, headers=headers)


@contextmanager
def running_issuer() -> Iterator[Issuer]:
    """An issuer at a free port."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            issuer.asked.append(self.path)
            document = issuer.documents.get(self.path)
            content = document if isinstance(document, bytes) else json.dumps(document).encode()
            self.send_response(404 if document is None else 200)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: Any) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    issuer = Issuer(f"http://127.0.0.1:{server.server_port}", key, ec.generate_private_key(ec.SECP256R1()))
    issuer.publish()
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield issuer
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
