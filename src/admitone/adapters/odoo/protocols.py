"""The two ways to call a method of Odoo over HTTP, behind one shape."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import Any, Protocol

from admitone.adapters.odoo.account import OdooAccount
from admitone.adapters.odoo.errors import failure, refused, unavailable
from admitone.adapters.odoo.transport import Transport


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """A method of a model with its arguments by name; `ids` are the records that it is called on, if on any."""

    model: str
    method: str
    ids: list[int] | None
    arguments: dict[str, Any]
    context: dict[str, Any]


class OdooProtocol(Protocol):
    """A way to call methods. The result is what the method returns; nothing (None) is a result like any other."""

    name: str

    async def call(self, call: Call) -> Any:
        """Call a method. Errors as `errors.failure` and `Transport.post` say."""
        ...


class Json2:
    """`/json/2/<model>/<method>`, from version 19 on. The key alone tells who calls."""

    name = "JSON-2"

    def __init__(self, transport: Transport, account: OdooAccount) -> None:
        """Nothing is sent yet."""
        self._transport = transport
        self._headers = {"Authorization": f"bearer {account.key}"}
        if account.database:
            self._headers["X-Odoo-Database"] = account.database

    async def call(self, call: Call) -> Any:
        """See `OdooProtocol.call`."""
        body = {**call.arguments, **({} if call.ids is None else {"ids": call.ids}), "context": call.context}
        reply = await self._transport.post(f"/json/2/{call.model}/{call.method}", body, self._headers)
        if reply.status == 200:
            return reply.value
        raise failure(reply.value if isinstance(reply.value, dict) else {}, status=reply.status)

    async def who_am_i(self) -> int:
        """The number of the key's user."""
        call = Call(model="res.users", method="context_get", ids=None, arguments={}, context={})
        match await self.call(call):
            case {"uid": int(uid)}:
                return uid
        raise unavailable("Odoo does not say whose key this is", outcome_unknown=False)


class JsonRpc:
    """`execute_kw` of `/jsonrpc`, for 16 to 18. The login is exchanged for a user number once: that is slow."""

    name = "JSON-RPC"

    def __init__(self, transport: Transport, account: OdooAccount, uid: int) -> None:
        """Nothing is sent yet."""
        self._transport = transport
        self._account = account
        self._uid = uid

    async def call(self, call: Call) -> Any:
        """See `OdooProtocol.call`."""
        positional: list[Any] = [] if call.ids is None else [call.ids]
        named = dict(call.arguments)
        if call.method == "create":
            # The server looks at the first positional argument to tell one new record from several.
            positional.append(named.pop("vals_list"))
        named["context"] = call.context
        login = [self._account.database, self._uid, self._account.key]
        return await call_service(
            self._transport, "object", "execute_kw", [*login, call.model, call.method, positional, named]
        )


async def log_in(transport: Transport, account: OdooAccount) -> int:
    """The number of the account's user; OutsideRefused when login and key do not fit."""
    for value, variable in ((account.database, "ADMITONE_ODOO_DATABASE"), (account.login, "ADMITONE_ODOO_LOGIN")):
        if not value:
            raise refused(f"this version of Odoo asks for more than a key: set {variable}")
    uid = await call_service(transport, "common", "authenticate", [account.database, account.login, account.key, {}])
    if not isinstance(uid, int) or isinstance(uid, bool):
        raise refused("Odoo knows no such login and key: check ADMITONE_ODOO_LOGIN and ADMITONE_ODOO_KEY")
    return uid


_ids = itertools.count(1)


async def call_service(transport: Transport, service: str, method: str, arguments: list[Any]) -> Any:
    """Call a service of JSON-RPC. Its errors come with HTTP status 200, and a method without result has none there."""
    body = {"service": service, "method": method, "args": arguments}
    reply = await transport.post("/jsonrpc", {"jsonrpc": "2.0", "method": "call", "id": next(_ids), "params": body})
    if not isinstance(reply.value, dict):
        raise unavailable("the answer of Odoo is no JSON-RPC", outcome_unknown=True)
    if "error" in reply.value:
        error = reply.value["error"] if isinstance(reply.value["error"], dict) else {}
        data = error.get("data")
        raise failure(data if isinstance(data, dict) else error, status=reply.status)
    if reply.status != 200 or "jsonrpc" not in reply.value:
        raise unavailable(f"the answer of Odoo is no JSON-RPC, with HTTP status {reply.status}", outcome_unknown=True)
    return reply.value.get("result")
