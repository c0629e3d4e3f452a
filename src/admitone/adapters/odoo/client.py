"""Calls methods of an Odoo whose version it finds out by itself."""

from __future__ import annotations

import asyncio
import re
from dataclasses import dataclass
from typing import Any, Final

from admitone.adapters.odoo.account import OdooAccount
from admitone.adapters.odoo.errors import refused, unavailable
from admitone.adapters.odoo.protocols import Call, Json2, JsonRpc, OdooProtocol, call_service, log_in
from admitone.adapters.odoo.records import read_records
from admitone.adapters.odoo.transport import Transport
from admitone.core.errors import AdmitError, OutsideRefused, Unavailable

VERSION_MIN: Final = 16
VERSION_OF_JSON_2: Final = 19


@dataclass(frozen=True, slots=True)
class Connection:
    """What a server turned out to be. `major` is 19 for 19.0 and for the hosted saas~19.1 alike."""

    major: int
    protocol: OdooProtocol
    uid: int


class OdooClient:
    """Calls methods. The version is asked for on the first call, and again after every outage: it may be an upgrade."""

    def __init__(self, account: OdooAccount, *, seconds_max: float) -> None:
        """Nothing is connected yet."""
        self._account = account
        self._transport = Transport(account.url, seconds_max=seconds_max)
        self._connection: Connection | None = None
        self._connecting = asyncio.Lock()

    async def call(
        self,
        model: str,
        method: str,
        *,
        ids: list[int] | None = None,
        context: dict[str, Any] | None = None,
        **arguments: Any,
    ) -> Any:
        """What the method returns. Unavailable when a retry can help, OutsideRefused when it cannot."""
        call = Call(model=model, method=method, ids=ids, arguments=arguments, context=context or {})
        connection = await self.connect()
        try:
            return await connection.protocol.call(call)
        except Unavailable as error:
            self._connection = None
            self._hide_key(error)
            raise
        except OutsideRefused as error:
            if str(error.details.get("code")).endswith((".AccessDenied", ".Unauthorized")):
                self._connection = None
            self._hide_key(error)
            raise

    async def rows(self, model: str, domain: list[Any], fields: list[str], **arguments: Any) -> list[dict[str, Any]]:
        """The records that fit a domain, lowest id first; archived ones are hidden."""
        found = await self.call(model, "search_read", domain=domain, fields=fields, order="id", **arguments)
        return read_records(found, fields)

    async def read(self, model: str, ids: list[int], fields: list[str]) -> list[dict[str, Any]]:
        """Records by id; those that do not exist are left out."""
        try:
            return read_records(await self.call(model, "read", ids=ids, fields=fields), fields)
        except OutsideRefused as error:
            # Some models answer with an error where most leave the record out.
            if str(error.details.get("code")).endswith(".MissingError"):
                return []
            raise

    async def create(self, model: str, values: dict[str, Any], context: dict[str, Any]) -> int:
        """The id of a new record."""
        made = await self.call(model, "create", vals_list=[values], context=context)
        if isinstance(made, list) and len(made) == 1 and isinstance(made[0], int):
            return made[0]
        raise unavailable(f"Odoo did not say which {model} it made", outcome_unknown=True)

    async def connect(self) -> Connection:
        """What the server is; it is asked once until the next outage."""
        async with self._connecting:
            if self._connection is None:
                self._connection = await self._probe()
            return self._connection

    async def close(self) -> None:
        """Let go of the connections."""
        await self._transport.close()

    async def _probe(self) -> Connection:
        try:
            major = await self._version()
            if major < VERSION_MIN:
                raise refused(f"this is Odoo {major}; {VERSION_MIN} is the oldest that is understood")
            if major >= VERSION_OF_JSON_2:
                json_2 = Json2(self._transport, self._account)
                return Connection(major, json_2, await json_2.who_am_i())
            uid = await log_in(self._transport, self._account)
            return Connection(major, JsonRpc(self._transport, self._account, uid), uid)
        except AdmitError as error:
            self._hide_key(error)
            raise

    async def _version(self) -> int:
        reply = await self._transport.get("/web/version")
        told = reply.value if reply and isinstance(reply.value, dict) else {}
        # Older servers have no such page.
        info = told.get("version_info") or _info(await call_service(self._transport, "common", "version", []))
        major = re.search(r"\d+", str(info[0])) if isinstance(info, list) and info else None
        if major is None:
            raise unavailable("what answers at ADMITONE_ODOO_URL does not tell an Odoo version", outcome_unknown=False)
        return int(major.group())

    def _hide_key(self, error: AdmitError) -> None:
        # Errors are kept and shown, and may repeat what was sent.
        if self._account.key:
            error.message = error.message.replace(self._account.key, "***")
            error.args = (error.message,)


def _info(told: Any) -> Any:
    return told.get("server_version_info") if isinstance(told, dict) else None
