"""The service account that Google knows us by: its key file, tokens for the interface, signatures of save links."""

from __future__ import annotations

import base64
import time
from pathlib import Path
from typing import Any, Final

import msgspec
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from msgspec import Struct

SCOPE: Final = "https://www.googleapis.com/auth/wallet_object.issuer"
_ASSERTION_SECONDS: Final = 600


class _KeyFile(Struct):
    client_email: str
    private_key: str
    token_uri: str
    private_key_id: str = ""


class AccountProblem(ValueError):
    """The key file cannot be used; the message names its setting and says what to do."""


class ServiceAccount:
    """A service account with its private key."""

    def __init__(self, path: Path) -> None:
        """Read the JSON key file that Google's console makes. AccountProblem for anything else."""
        name = f"ADMITONE_GOOGLE_WALLET_KEY={str(path)!r}"
        try:
            known = msgspec.json.decode(path.read_bytes(), type=_KeyFile)
            key = load_pem_private_key(known.private_key.encode(), None)
        except OSError as error:
            raise AccountProblem(f"{name}: {error.strerror}; write the path of the key file") from error
        except (msgspec.MsgspecError, ValueError, TypeError) as error:
            raise AccountProblem(f"{name}: this is no key file of a service account; make a JSON key for it") from error
        if not isinstance(key, rsa.RSAPrivateKey):
            raise AccountProblem(f"{name}: its key is not RSA; make a JSON key for the service account")
        self.email, self.token_uri = known.client_email, known.token_uri
        self._key, self._key_id = key, known.private_key_id

    def sign(self, claims: dict[str, Any]) -> str:
        """A JWT of these claims (RFC 7519), signed with RS256."""
        header = {"alg": "RS256", "typ": "JWT"} | ({"kid": self._key_id} if self._key_id else {})
        signed = b".".join(_encoded(msgspec.json.encode(part)) for part in (header, claims))
        signature = self._key.sign(signed, padding.PKCS1v15(), hashes.SHA256())
        return (signed + b"." + _encoded(signature)).decode()

    def assertion(self) -> str:
        """What is exchanged for an access token (RFC 7523)."""
        now = int(time.time())
        claims = {"iss": self.email, "scope": SCOPE, "aud": self.token_uri, "iat": now, "exp": now + _ASSERTION_SECONDS}
        return self.sign(claims)


def _encoded(content: bytes) -> bytes:
    return base64.urlsafe_b64encode(content).rstrip(b"=")
