"""The console's pages in the shop's own process: what they show, where their figures lead, and sending their forms."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from typing import Any

from httpx import AsyncClient, Response

from tests.offline.api import Caller

_LINK = re.compile(r'<a\b[^>]*?href="([^"]+)"[^>]*>(.*?)</a>', re.DOTALL)
_TAG = re.compile(r"<svg.*?</svg>|<[^>]+>", re.DOTALL)
# Where a list tells how much it holds. Empty lists say so in words.
_COUNTS = {
    "/tickets": r'id="grid-count">.*?of (?:more than )?([\d,]+)\s',
    "/refunds": r'id="refunds-count">([\d,]+) ',
    "/effects": r'id="effects-count">([\d,]+) ',
    "/sales": r'id="sales-count">([\d,]+) ',
    "/reports/sales": r'id="sales-sums">(.*?)</p>',
    "/reports/margin": r'id="margin-sums">(.*?)</tfoot>',
}


@dataclass(frozen=True)
class Pages:
    """Somebody in front of the console."""

    client: AsyncClient
    session: str

    async def get(self, path: str) -> str:
        """A page that must be there."""
        answer = await self.ask(path)
        assert answer.status_code == 200, (path, answer.status_code, text_of(answer.text)[:2000])
        return answer.text

    async def ask(self, path: str) -> Response:
        """Whatever a page answers."""
        return await self.client.get(path, headers={"Cookie": f"admitone_session={self.session}"})

    async def send(self, path: str, form: dict[str, Any]) -> Response:
        """A form as its page would send it."""
        token = re.search(r'name="formToken" value="([^"]+)"', await self.get("/"))
        assert token
        headers = {"Cookie": f"admitone_session={self.session}"}
        return await self.client.post(path, data={"formToken": token[1], **form}, headers=headers)

    async def behind(self, path: str) -> str:
        """What the list at this address says that it holds."""
        page = await self.get(path)
        found = re.search(_COUNTS[path.partition("?")[0]], page, re.DOTALL)
        return text_of(found[1]) if found else "0"


def pages_of(caller: Caller) -> Pages:
    """The same person with a browser."""
    return Pages(caller.client, caller.session)


def figures(page: str) -> list[tuple[str, str]]:
    """Every link with a figure in its text: the address, and the text."""
    links = [(html.unescape(address), text_of(inner)) for address, inner in _LINK.findall(page)]
    return [
        (address, text)
        for address, text in links
        if address.partition("?")[0] in _COUNTS and re.search(r"\d", text) and "data-shortcut" not in text
    ]


def text_of(page: str) -> str:
    """What can be read."""
    return re.sub(r"\s+", " ", html.unescape(_TAG.sub(" ", page)).replace("\u00a0", " ")).strip()
