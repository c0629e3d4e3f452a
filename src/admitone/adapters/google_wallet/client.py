"""Google's REST interface for wallet passes; fits `services.ports.GoogleWallet`."""

from __future__ import annotations

import asyncio
import time
from typing import Any, Final
from urllib.parse import urlsplit

import httpx

from admitone.adapters.google_wallet.account import ServiceAccount
from admitone.adapters.google_wallet.contents import class_id, object_id, write_class, write_object
from admitone.core.admissions import Admission
from admitone.core.errors import OutsideRefused, Unavailable

GOOGLE_URL: Final = "https://walletobjects.googleapis.com"
SAVE_URL: Final = "https://pay.google.com/gp/v/save/"
SECONDS_MAX: Final = 10.0
_GRANT: Final = "urn:ietf:params:oauth:grant-type:jwt-bearer"
_SPARE_SECONDS: Final = 60.0
_DETAILS: Final = {"system": "google wallet"}


class GoogleWalletClient:
    """Unavailable when Google is away or busy, OutsideRefused when it does not take what we say or who we are."""

    def __init__(self, account: ServiceAccount, issuer: str, base_url: str, url: str = GOOGLE_URL) -> None:
        """Nothing is asked yet. `base_url` is ours: the site that save links stand on."""
        self._account, self._issuer = account, issuer
        parts = urlsplit(base_url)
        self._origin = f"{parts.scheme}://{parts.netloc}"
        self._client = httpx.AsyncClient(base_url=f"{url}/walletobjects/v1", timeout=SECONDS_MAX, trust_env=False)
        self._token, self._token_until = "", 0.0
        self._asking = asyncio.Lock()

    async def write_object(self, admission: Admission, serial: str) -> None:
        """See `GoogleWallet.write_object`."""
        await self._put("eventTicketClass", write_class(self._issuer, admission))
        await self._put("eventTicketObject", write_object(self._issuer, admission, serial))

    def save_link(self, admission: Admission, serial: str) -> str:
        """See `GoogleWallet.save_link`. It names the pass only, which keeps it short and free of personal data."""
        named = {"id": object_id(self._issuer, serial), "classId": class_id(self._issuer, admission)}
        claims = {
            "iss": self._account.email,
            "aud": "google",
            "typ": "savetowallet",
            "iat": int(time.time()),
            "origins": [self._origin],
            "payload": {"eventTicketObjects": [named]},
        }
        return SAVE_URL + self._account.sign(claims)

    async def describe(self) -> str:
        """Whether Google takes our key, by asking for a token; Unavailable or OutsideRefused else."""
        await self._access_token()
        return f"Google knows {self._account.email}"

    async def close(self) -> None:
        """Hang up."""
        await self._client.aclose()

    async def _put(self, kind: str, content: dict[str, Any]) -> None:
        known = {name: value for name, value in content.items() if value is not None}
        made = await self._call("POST", f"/{kind}", known)
        if made.status_code == 409:
            made = await self._call("PATCH", f"/{kind}/{content['id']}", content)
        if made.status_code != 200:
            raise OutsideRefused(f"Google Wallet answered {made.status_code}: {_reason(made)}", details=_DETAILS)

    async def _call(self, method: str, path: str, content: dict[str, Any]) -> httpx.Response:
        headers = {"Authorization": f"Bearer {await self._access_token()}"}
        answer = await self._send(self._client.build_request(method, path, json=content, headers=headers))
        if answer.status_code == 401:
            # Taken back before its time; the next attempt asks for a new one.
            self._token_until = 0.0
            raise Unavailable("Google Wallet does not know our access token any more", details=_DETAILS)
        return answer

    async def _access_token(self) -> str:
        async with self._asking:
            if time.monotonic() < self._token_until:
                return self._token
            form = {"grant_type": _GRANT, "assertion": self._account.assertion()}
            answer = await self._send(self._client.build_request("POST", self._account.token_uri, data=form))
            if answer.status_code != 200:
                message = f"Google does not take the key of ADMITONE_GOOGLE_WALLET_KEY: {_reason(answer)}"
                raise OutsideRefused(message, details=_DETAILS)
            body: Any = answer.json()
            self._token = str(body["access_token"])
            self._token_until = time.monotonic() + float(body.get("expires_in", 0)) - _SPARE_SECONDS
            return self._token

    async def _send(self, request: httpx.Request) -> httpx.Response:
        try:
            answer = await self._client.send(request)
        except httpx.HTTPError as error:
            message = f"Google Wallet cannot be reached: {str(error) or type(error).__name__}"
            raise Unavailable(message, details=_DETAILS) from error
        if answer.status_code == 429 or answer.status_code >= 500:
            raise Unavailable(f"Google Wallet answered {answer.status_code}", details=_DETAILS)
        return answer


def _reason(answer: httpx.Response) -> str:
    """Google's words: `error.message` of its interface, `error_description` of its tokens (RFC 6749)."""
    try:
        body: Any = answer.json()
    except ValueError:
        return ""
    if not isinstance(body, dict):
        return ""
    error = body.get("error")
    said = error.get("message") if isinstance(error, dict) else body.get("error_description") or error
    return str(said or "")[:300]
