"""The stand-in's web server: HTTP/1.0, one connection per request, as Odoo's own."""

from __future__ import annotations

import json
import socket
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Final
from urllib.parse import parse_qs, urlsplit

import msgspec

from admitone.sandbox.odoo.faults import Fault, FaultKind
from admitone.sandbox.odoo.protocols import (
    Answer,
    answer_json_2,
    answer_json_rpc,
    json_answer,
    no_database,
    page,
)
from admitone.sandbox.odoo.server import ConnectionBroken, OdooServer

JSON_2_SINCE: Final = 19
_BODY_BYTES_MAX: Final = 8 * 1024 * 1024
_NO_CALL: Final = ("", "")


class Product(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """A product as `POST /sandbox/products` takes it. `tax_percent` comes on top of the price."""

    name: str
    default_code: str | None = None
    list_price: float = 0.0
    active: bool = True
    sale_ok: bool = True
    invoice_policy: str = "order"
    tax_percent: float = 0.0


@contextmanager
def serving(server: OdooServer, listener: socket.socket) -> Iterator[str]:
    """Answer on a listening socket, in threads of this process, until the block ends; the address."""
    web = _WebServer(listener.getsockname()[:2], _handler_of(server), bind_and_activate=False)
    web.socket.close()
    web.socket = listener
    thread = threading.Thread(target=web.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    host, port = listener.getsockname()[:2]
    try:
        yield f"http://{host}:{port}"
    finally:
        web.shutdown()
        web.server_close()
        thread.join()


class _WebServer(ThreadingHTTPServer):
    daemon_threads = True
    # A call that is held up by a fault must not hold up the end of the process.
    block_on_close = False

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Clients that give up before they have their answer are part of the trade; anything else is told."""
        if not isinstance(sys.exception(), OSError):
            super().handle_error(request, client_address)


def _handler_of(server: OdooServer) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.0"
        server_version = "Werkzeug"

        def do_GET(self) -> None:
            self._answer()

        do_POST = do_PUT = do_DELETE = do_GET  # noqa: N815  the library's names

        def log_message(self, format: str, *args: Any) -> None:
            """Nothing: tests and the demo's terminal are no place for access logs."""

        def _answer(self) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            if length > _BODY_BYTES_MAX:
                self._send(page(413, "Request Entity Too Large"))
                return
            body = self.rfile.read(length)
            headers = {name.lower(): value for name, value in self.headers.items()}
            try:
                answer = answer_request(server, self.command, self.path, headers, body)
            except ConnectionBroken:
                self.connection.shutdown(socket.SHUT_RDWR)
                return
            self._send(answer)

        def _send(self, answer: Answer) -> None:
            self.send_response(answer.status)
            for name, value in (("Content-Type", answer.media_type), *answer.headers, ("Connection", "close")):
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(answer.body)))
            self.end_headers()
            self.wfile.write(answer.body[: len(answer.body) // 2] if answer.broken_off else answer.body)

    return Handler


def answer_request(  # noqa: PLR0911  one line per page
    server: OdooServer, verb: str, target: str, headers: dict[str, str], body: bytes
) -> Answer:
    """The answer to a request; ConnectionBroken when none is sent by order."""
    url = urlsplit(target)
    version = server.settings.version
    if url.path.startswith("/sandbox/"):
        return _control(server, verb, url.path, body)
    if url.path.startswith("/json/2/") and version >= JSON_2_SINCE:
        model, _, method = url.path.removeprefix("/json/2/").partition("/")
        if verb != "POST":
            return json_answer(_use_post(), 404)
        return _faulty(server, (model, method), headers, body, url.path)
    if url.path == "/jsonrpc":
        return _faulty(server, _called(body), headers, body, url.path) if verb == "POST" else _unsupported()
    if url.path == "/web/version" and verb == "GET" and version >= JSON_2_SINCE:
        server.note("HTTP", "web", "version")
        return json_answer({"version_info": [version, 0, 0, "final", 0, ""], "version": f"{version}.0"})
    if url.path == "/web/health" and verb == "GET":
        asks = parse_qs(url.query).get("db_server_status") == ["1"]
        return json_answer({"status": "pass", **({"db_server_status": True} if asks else {})})
    return no_database()


def _faulty(server: OdooServer, called: tuple[str, str], headers: dict[str, str], body: bytes, path: str) -> Answer:
    if headers.get("content-type", "").partition(";")[0].strip().lower() != "application/json":
        return _unsupported()
    fault = server.faults.take(*called)
    kind = fault.fault if fault else None
    if fault and kind is FaultKind.SLOW:
        time.sleep(fault.seconds)
    if kind is FaultKind.HTML_404:
        return page(404, "Not Found")
    if kind is FaultKind.SERVER_ERROR:
        return page(500, "Internal Server Error")
    if path == "/jsonrpc":
        return answer_json_rpc(server, body, fault)
    return answer_json_2(server, path, headers, body, fault)


def _called(body: bytes) -> tuple[str, str]:
    # Of an `execute_kw` the model and its method, of other services their own names.
    try:
        params = json.loads(body)["params"]
        if params["service"] == "object":
            return str(params["args"][3]), str(params["args"][4])
        return str(params["service"]), str(params["method"])
    except (ValueError, KeyError, IndexError, TypeError):
        return _NO_CALL


def _control(server: OdooServer, verb: str, path: str, body: bytes) -> Answer:
    try:
        if (verb, path) == ("POST", "/sandbox/faults"):
            server.faults.order(msgspec.json.decode(body, type=Fault))
        elif (verb, path) == ("DELETE", "/sandbox/faults"):
            server.faults.clear()
        elif (verb, path) == ("GET", "/sandbox/state"):
            return json_answer(server.state())
        elif (verb, path) == ("POST", "/sandbox/products"):
            product = msgspec.json.decode(body, type=Product)
            values = msgspec.structs.asdict(product) | {"default_code": product.default_code or False}
            return json_answer({"id": server.add_product(values)})
        elif (verb, path) != ("GET", "/sandbox/faults"):
            return json_answer({"error": "there is no such control"}, 404)
    except msgspec.DecodeError as error:
        return json_answer({"error": str(error)}, 400)
    return json_answer({"faults": server.faults.all()})


def _unsupported() -> Answer:
    return page(415, "Unsupported Media Type")


def _use_post() -> dict[str, Any]:
    message = "Did you mean POST /json/2/<model>/<method>?"
    return {
        "name": "werkzeug.exceptions.NotFound",
        "message": message,
        "arguments": [message, 404],
        "context": {},
        "debug": "sandbox traceback",
    }
