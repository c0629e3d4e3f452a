"""JSON-2 and JSON-RPC: what comes in, what goes out, each with its own manners."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any, Final

from admitone.sandbox.odoo.errors import (
    OdooError,
    access_denied,
    bad_request,
    database_error,
    missing_error,
    unauthorized,
    unprocessable,
)
from admitone.sandbox.odoo.faults import Fault, FaultKind
from admitone.sandbox.odoo.server import ConnectionBroken, OdooServer, Request

_DATABASE_DOWN: Final = (
    'connection to server at "10.1.2.3", port 5432 failed: Connection refused\n\tIs the server running on that host?\n'
)
_CODE_ZERO_SINCE: Final = 19


@dataclass(frozen=True, slots=True)
class Answer:
    """What goes back; `broken_off` sends half of it."""

    status: int
    body: bytes
    media_type: str = "application/json; charset=utf-8"
    headers: tuple[tuple[str, str], ...] = ()
    broken_off: bool = False


def page(status: int, text: str) -> Answer:
    """A page for people, where a program expected JSON."""
    return Answer(
        status, f"<!doctype html>\n<title>{status}</title>\n<p>{text}</p>\n".encode(), "text/html; charset=utf-8"
    )


def json_answer(value: Any, status: int = 200, *, broken_off: bool = False) -> Answer:
    """JSON."""
    return Answer(status, json.dumps(value).encode(), broken_off=broken_off)


def no_database() -> Answer:
    """What is answered before a database is found; also when PostgreSQL is away."""
    return page(404, "No database is selected and the requested URL was not found in the server-wide controllers.")


def answer_json_2(server: OdooServer, path: str, headers: dict[str, str], body: bytes, fault: Fault | None) -> Answer:
    """`POST /json/2/<model>/<method>`."""
    kind = fault.fault if fault else None
    if headers.get("x-odoo-database", server.settings.database) != server.settings.database:
        return no_database()
    if kind is FaultKind.DATABASE_DOWN:
        return no_database()
    try:
        result = server.execute(_read_json_2(server, path, headers, body, kind), fault)
    except OdooError as error:
        extra = (("WWW-Authenticate", "Bearer"),) if error.status == 401 else ()
        return Answer(error.status, json.dumps(error.payload()).encode(), headers=extra)
    result = [result] if path.endswith("/create") and isinstance(result, int) else result
    return json_answer(None if kind is FaultKind.NO_RESULT else result, broken_off=kind is FaultKind.HALF_ANSWER)


def _read_json_2(
    server: OdooServer, path: str, headers: dict[str, str], body: bytes, kind: FaultKind | None
) -> Request:
    scheme, _, key = headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer":
        raise unauthorized("User not authenticated, use an API Key with a Bearer Authorization header.")
    user = server.user_by_key(key.strip())
    if user is None or kind is FaultKind.UNAUTHORIZED:
        raise unauthorized()
    try:
        given = json.loads(body)
    except ValueError as error:
        raise bad_request(f"could not parse the body as json: {error}") from error
    if not isinstance(given, dict):
        raise bad_request("could not parse the body as json: no object")
    model, _, name = path.removeprefix("/json/2/").partition("/")
    server.note("JSON-2", model, name)
    context, has_ids, ids = given.pop("context", None) or {}, "ids" in given, given.pop("ids", [])
    method = server.method(model, name)
    if has_ids and not method.of_records:
        raise unprocessable(f"cannot call {model}.{name} with ids")
    for missing in [one for one in method.parameters[: method.required] if one not in given]:
        raise unprocessable(f"missing a required argument: {missing!r}")
    for unknown in [one for one in given if one not in method.parameters]:
        raise unprocessable(f"got an unexpected keyword argument {unknown!r}")
    return Request(user, model, name, list(ids), given, context)


def answer_json_rpc(server: OdooServer, body: bytes, fault: Fault | None) -> Answer:
    """`POST /jsonrpc`: every outcome has status 200, failures too."""
    try:
        message = json.loads(body)
    except ValueError:
        return Answer(400, b"Invalid JSON data", "text/plain; charset=utf-8")
    if not isinstance(message, dict):
        return Answer(400, b"Invalid JSON-RPC data", "text/plain; charset=utf-8")
    kind = fault.fault if fault else None
    head = {"jsonrpc": "2.0", "id": message.get("id")}
    try:
        result = _serve(server, message.get("params") or {}, fault)
    except OdooError as error:
        code = 0 if server.settings.version >= _CODE_ZERO_SINCE else 200
        told = {"code": code, "message": "Odoo Server Error", "data": error.payload()}
        return json_answer({**head, "error": told})
    has_result = result is not None and kind is not FaultKind.NO_RESULT
    return json_answer({**head, "result": result} if has_result else head, broken_off=kind is FaultKind.HALF_ANSWER)


def _serve(server: OdooServer, params: dict[str, Any], fault: Fault | None) -> Any:
    service, method, args = params.get("service"), params.get("method"), params.get("args") or []
    version = server.settings.version
    if service == "common" and fault and fault.fault in {FaultKind.DROP_BEFORE_COMMIT, FaultKind.LOST_ANSWER}:
        raise ConnectionBroken
    if (service, method) == ("common", "version"):
        server.note("JSON-RPC", "common", "version")
        info = [version, 0, 0, "final", 0, ""]
        return {
            "server_version": f"{version}.0",
            "server_version_info": info,
            "server_serie": f"{version}.0",
            "protocol_version": 1,
        }
    if (service, method) == ("common", "authenticate"):
        server.note("JSON-RPC", "common", "authenticate")
        database, login, secret, *_ = args
        _check_database(server, database, fault)
        user = server.user_by_login(login, secret)
        return user.uid if user and not (fault and fault.fault is FaultKind.UNAUTHORIZED) else False
    if (service, method) == ("object", "execute_kw"):
        return server.execute(_read_execute_kw(server, args, fault), fault)
    raise OdooError("builtins.KeyError", str(service), 500)


def _read_execute_kw(server: OdooServer, args: list[Any], fault: Fault | None) -> Request:
    database, uid, secret, model, name, positional, *rest = args
    _check_database(server, database, fault)
    server.note("JSON-RPC", model, name)
    user = server.user_by_uid(uid, secret)
    if user is None or (fault and fault.fault is FaultKind.UNAUTHORIZED):
        raise missing_error("res.users", uid, uid) if secret and uid and not server.has_user(uid) else access_denied()
    given, positional = dict(rest[0]) if rest else {}, list(positional)
    context = given.pop("context", None) or {}
    method = server.method(model, name)
    if name == "create" and not positional:
        # The server looks at the first positional argument to tell one new record from several.
        raise OdooError("builtins.IndexError", "tuple index out of range", 500)
    ids: Any = []
    if method.of_records:
        ids = positional.pop(0) if positional else []
    given |= dict(zip(method.parameters, positional, strict=False))
    for missing in [one for one in method.parameters[: method.required] if one not in given]:
        raise OdooError("builtins.TypeError", f"{name}() missing 1 required positional argument: {missing!r}", 500)
    for unknown in [one for one in given if one not in method.parameters]:
        raise OdooError("builtins.TypeError", f"{name}() got an unexpected keyword argument {unknown!r}", 500)
    return Request(user, model, name, [ids] if isinstance(ids, int) else list(ids), given, context)


def _check_database(server: OdooServer, database: Any, fault: Fault | None) -> None:
    if fault and fault.fault is FaultKind.DATABASE_DOWN:
        raise database_error(_DATABASE_DOWN)
    if database != server.settings.database:
        raise database_error(f'FATAL:  database "{database}" does not exist\n')
