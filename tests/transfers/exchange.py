"""Owners, their tickets, and a partner who asks for them."""

from __future__ import annotations

import base64
import email
import re
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email.policy import default
from pathlib import Path
from typing import Any

from httpx import Response

from admitone.core.clock import utc_now
from admitone.core.events import Event
from admitone.core.principal import Principal, Role
from admitone.services import api_keys
from admitone.services.api_keys import KeyWish
from admitone.store import rehoming
from tests.events.test_door import items
from tests.events.venue import Venue

ADDRESSES = ("layla@example.com", "omar@example.com")
HAL = "application/hal+json"


@dataclass
class Exchange:
    """`tickets` are ids by the address of their owner."""

    venue: Venue
    event: Event
    admin: Principal
    key: str
    plain_key: str
    tickets: dict[str, list[int]] = field(default_factory=dict)

    async def uids(self, *ids: int) -> list[str]:
        """What the tickets are called now."""
        return [row["uid"] for row in await self.venue.tickets(ids)]

    async def addresses(self, *ids: int) -> list[str]:
        """Where the tickets are."""
        base = self.venue.product.config.base_url.rstrip("/")
        return [f"{base}/tickets/{uid}" for uid in await self.uids(*ids)]

    async def call(self, method: str, path: str, *, key: str | None = None, **options: Any) -> Response:
        """A call of the partner; `key` replaces theirs, empty for none."""
        secret = self.key if key is None else key
        headers = dict(options.pop("headers", {}))
        if secret:
            headers["Authorization"] = "Basic " + base64.b64encode(f"partner:{secret}".encode()).decode()
        return await self.venue.client.request(method, path, headers=headers, **options)

    async def ask(self, *ids: int, **more: Any) -> Response:
        """Ask for leave to transfer tickets."""
        options = {"headers": more.pop("headers", {}), "key": more.pop("key", None)}
        body = {"tickets": await self.addresses(*ids), **more}
        return await self.call("POST", "/ticket-transfer-approvals/", json=body, **options)

    async def approved(self, *ids: int) -> dict[str, Any]:
        """An approval that stands."""
        answer = await self.ask(*ids)
        assert answer.status_code == 200, answer.text
        body: dict[str, Any] = answer.json()
        return body

    async def pass_time(self) -> None:
        """The owners' time to say no is over."""
        await self.venue.sql("UPDATE transfer_approvals SET opt_out_until = :past RETURNING id", past=an_hour_ago())

    async def complete(self, approval: dict[str, Any], *emails: str) -> Response:
        """Give the tickets of an approval to these people, in their order."""
        holders = [
            {"ticket": one["_links"]["self"]["href"], "email": email, "name": "New Holder"}
            for one, email in zip(approval["_embedded"]["tickets"], emails, strict=True)
        ]
        path = f"/ticket-transfer-approvals/{approval['uid']}/complete"
        return await self.call("POST", path, json={"holders": holders})

    async def letters(self) -> list[dict[str, str]]:
        """Every mail that is due is sent; all that were, oldest first."""
        await self.venue.work()
        folder = self.venue.product.config.data_folder / "outbox"
        return [read_letter(path.read_bytes()) for path in sorted(folder.glob("*.eml"), key=written_at)]

    async def links(self) -> dict[str, str]:
        """The path of each owner's page, by address, as their first mail tells it."""
        found: dict[str, str] = {}
        for letter in await self.letters():
            if "/transfer/" in letter["text"]:
                found.setdefault(letter["to"], re.findall(r"/transfer/[\w-]+", letter["text"])[0])
        return found

    async def press(self, path: str, button: str, **form: str) -> Response:
        """Open a page and send its form."""
        page = await self.venue.client.get(path)
        nonce = re.findall(r'name="nonce" value="([^"]+)"', page.text)
        return await self.venue.client.post(f"{path}/{button}", data={"nonce": nonce[0] if nonce else "", **form})


def written_at(path: Path) -> int:
    """When a file was written."""
    return path.stat().st_mtime_ns


def an_hour_ago() -> datetime:
    """An instant that has passed."""
    return utc_now() - timedelta(hours=1)


def read_letter(content: bytes) -> dict[str, str]:
    """Whom a mail goes to, what it is about, and what it says."""
    message = email.message_from_bytes(content, policy=default)
    body = message.get_body(("plain",))
    return {
        "to": str(message["To"]),
        "subject": str(message["Subject"]),
        "text": body.get_content() if body else "",
        "headers": " ".join(message.keys()),
        "files": " ".join(part.get_content_type() for part in message.iter_attachments()),
    }


async def open_exchange(venue: Venue) -> Exchange:
    """See `conftest.exchange`."""
    event = await venue.event()
    config = await venue.config(event, price_minor=0, placed=True)
    slot = await venue.timeslot(event, "18:00", capacity=4)
    admin = Principal(tenant_id=venue.tenant_id, role=Role.ADMIN, name="admin")
    async with venue.product.database.writing() as tx:
        await rehoming.set_reissue(tx, venue.tenant_id, event.attraction_id, utc_now(), reissue=True)
        made = await api_keys.make_key(tx, admin, KeyWish("Partner", Role.AGENT, may_transfer=True))
        plain = await api_keys.make_key(tx, admin, KeyWish("Web shop", Role.AGENT))
    exchange = Exchange(venue, event, admin, made.token, plain.token)
    for address in ADDRESSES:
        owner_id = await venue.owner(address)
        wanted = {"event_id": event.id, "owner_id": owner_id, **items(config.id, 2, timeslot_id=slot.id)}
        held = (await venue.call(venue.cast.agent, "/ticket/reserve", **wanted)).json()["data"]
        ids = [one["id"] for one in held]
        issued = await venue.call(venue.cast.agent, "/ticket/issue", ids=ids)
        assert issued.status_code == 200, issued.text
        exchange.tickets[address] = ids
    # The mails that brought these tickets are no part of the stories.
    await venue.work()
    for path in (venue.product.config.data_folder / "outbox").glob("*.eml"):
        path.unlink()
    return exchange
