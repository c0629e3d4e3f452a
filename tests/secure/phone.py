"""A holder's phone, as the wallet page is one: a key of its own, and codes made with it."""

from __future__ import annotations

import base64
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ec import (
    ECDSA,
    SECP256R1,
    EllipticCurvePrivateKey,
    generate_private_key,
)
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from httpx import Response

from admitone.core.secure.codes import show_code
from tests.events.test_door import items
from tests.events.venue import Venue


def base64url(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def unbase64url(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


@dataclass
class Phone:
    """A phone that tickets are bound to."""

    key: EllipticCurvePrivateKey = field(default_factory=lambda: generate_private_key(SECP256R1()))
    ticket: bytes = b""
    version: int = 0

    @property
    def coordinates(self) -> dict[str, str]:
        """The public key as the page sends it."""
        numbers = self.key.public_key().public_numbers()
        return {"x": base64url(numbers.x.to_bytes(32, "big")), "y": base64url(numbers.y.to_bytes(32, "big"))}

    def sign(self, data: bytes) -> bytes:
        """Both numbers of a signature one behind the other, as browsers write it."""
        r, s = decode_dss_signature(self.key.sign(data, ECDSA(SHA256())))
        return r.to_bytes(32, "big") + s.to_bytes(32, "big")

    def code(self, *, seconds_ago: float = 0) -> str:
        """What the phone shows, or showed."""
        return show_code(self.ticket, self.sign, int(time.time() - seconds_ago))

    async def take(self, venue: Venue, ticket: dict[str, Any], **more: Any) -> Response:
        """Open the ticket's page and keep it here."""
        path = f"/w/{ticket['id']}/{ticket['download_code']}/phone"
        answer = await venue.client.post(path, json=self.coordinates | more)
        if answer.status_code == 200:
            self.ticket, self.version = unbase64url(answer.json()["ticket"]), answer.json()["version"]
        return answer


async def secure_tickets(
    venue: Venue, quantity: int = 1, owner: str = "layla@example.com", **event: Any
) -> list[dict[str, Any]]:
    """Issued SECURE tickets of an event that begins in an hour, unless said otherwise."""
    now = datetime.now(UTC)
    made = await venue.event(**{"starts_at": now + timedelta(hours=1), "ends_at": now + timedelta(hours=5)} | event)
    config = await venue.config(made, price_minor=0, capacity=quantity)
    wish = {"event_id": made.id, "owner_id": await venue.owner(owner), **items(config.id, quantity), "format": "SECURE"}
    held = (await venue.call(venue.cast.agent, "/ticket/reserve", **wish)).json()["data"]
    ids = [one["id"] for one in held]
    assert (await venue.call(venue.cast.agent, "/ticket/issue", ids=ids)).status_code == 200
    return await venue.tickets(ids)


async def verdict(venue: Venue, code: str, **more: Any) -> str:
    """What a gate is told."""
    answer = await venue.call(venue.cast.agent, "/scan", code=code, gate=more.pop("gate", "North"), **more)
    assert answer.status_code == 200, answer.text
    told: str = answer.json()["verdict"]
    return told
