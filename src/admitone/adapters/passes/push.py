"""Apple's push service (APNs) for passes: HTTP/2, the pass certificate as the client's, and an empty message.

By "Adding a Web Service to Update Passes" and "Sending notification requests to APNs".
"""

from __future__ import annotations

import os
import ssl
import tempfile
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

import httpx
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from admitone.adapters.passes.signing import Signer
from admitone.core.errors import OutsideRefused, Unavailable

APPLE_URL: Final = "https://api.push.apple.com"
SECONDS_MAX: Final = 15.0
_GONE_REASONS: Final = {"BadDeviceToken", "Unregistered", "DeviceTokenNotForTopic"}
_DETAILS: Final = {"system": "apple push"}


class ApplePusher:
    """Fits `PassPusher`. One HTTP/2 connection, opened with the first message and again when it breaks.

    Unavailable when the service is away, busy or has an error; OutsideRefused when it does not take our certificate.
    """

    def __init__(self, signer: Signer, url: str = APPLE_URL, *, tls: ssl.SSLContext | None = None) -> None:
        """Nothing is connected yet. `tls` replaces the system's certificate authorities."""
        self._topic = signer.pass_type
        context = tls or ssl.create_default_context()
        _present(context, signer)
        self._client = httpx.AsyncClient(
            base_url=url, http2=True, http1=False, verify=context, timeout=SECONDS_MAX, trust_env=False
        )

    async def push(self, push_token: str) -> bool:
        """See `PassPusher.push`."""
        path = f"/3/device/{quote(push_token, safe='')}"
        try:
            answer = await self._client.post(path, headers={"apns-topic": self._topic}, json={})
        except httpx.HTTPError as error:
            message = f"Apple's push service cannot be reached: {str(error) or type(error).__name__}"
            raise Unavailable(message, details=_DETAILS) from error
        if answer.status_code == 200:
            return True
        reason = _reason(answer)
        if answer.status_code == 410 or (answer.status_code == 400 and reason in _GONE_REASONS):
            return False
        said = f"Apple's push service answered {answer.status_code} {reason}"
        if answer.status_code == 429 or answer.status_code >= 500:
            raise Unavailable(said, details=_DETAILS)
        raise OutsideRefused(said, details=_DETAILS)

    async def close(self) -> None:
        """Hang up."""
        await self._client.aclose()


def _reason(answer: httpx.Response) -> str:
    try:
        body: Any = answer.json()
    except ValueError:
        return ""
    return str(body.get("reason", ""))[:100] if isinstance(body, dict) else ""


def _present(context: ssl.SSLContext, signer: Signer) -> None:
    """Have the context show the pass certificate. Python's TLS takes it from a file only, which lives for a moment."""
    certificates = (signer.certificate, signer.intermediate)
    content = signer.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    content += b"".join(certificate.public_bytes(Encoding.PEM) for certificate in certificates)
    descriptor, name = tempfile.mkstemp(prefix="admitone-")
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
        context.load_cert_chain(name)
    finally:
        Path(name).unlink()
