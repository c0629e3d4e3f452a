"""What happens around every HTTP request: an id, security headers, one log line, and the counting."""

from __future__ import annotations

import re
import time
import uuid
from typing import Any, Final

import structlog
from litestar.enums import ScopeType
from litestar.types import ASGIApp, Message, Receive, Scope, Send

from admitone.core.principal import Principal
from admitone.observability.metrics import Metrics
from admitone.security import security_headers

_log = structlog.get_logger("admitone.requests")

# What callers may send as X-Request-Id: long enough to be unique, and unable to break a header or a log line.
_REQUEST_ID: Final = re.compile(rb"[A-Za-z0-9][A-Za-z0-9._:-]{0,99}")
# Probes and scrapes come every few seconds and tell nothing unless they fail.
_QUIET_ROUTES: Final = frozenset({"/health/live", "/health/ready", "/metrics"})
UNMATCHED: Final = "unmatched"


def note_principal(principal: Principal) -> None:
    """Let every further log line of this request say who asks. Call it once the caller is known."""
    structlog.contextvars.bind_contextvars(
        tenant_id=principal.tenant_id or None,
        user_id=principal.user_id,
        api_key_id=principal.api_key_id,
        role=str(principal.role),
    )


class RequestObserver:
    """ASGI middleware around the whole application, errors of the framework included."""

    def __init__(self, app: ASGIApp, metrics: Metrics, *, https: bool) -> None:
        """Wrap `app`; `https` says whether people reach the product by HTTPS."""
        self._app = app
        self._metrics = metrics
        self._https = https

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on and observe it."""
        if scope["type"] != ScopeType.HTTP:
            await self._app(scope, receive, send)
            return
        observed = _Observed(scope, send, https=self._https)
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(request_id=observed.request_id)
        self._metrics.requests_under_way.inc()
        try:
            await self._app(scope, receive, observed.send)
        except Exception:
            # The answer had begun, so that nobody could turn the fault into an error answer.
            _log.exception("answer_broken_off", route=observed.route)
            observed.status = 500
            raise
        finally:
            self._metrics.requests_under_way.dec()
            self._report(observed)

    def _report(self, observed: _Observed) -> None:
        seconds = time.perf_counter() - observed.started
        method = observed.method
        self._metrics.count_request(method, observed.route, observed.status, seconds)
        if observed.route in _QUIET_ROUTES and observed.status < 500:
            return
        _log.log(
            40 if observed.status >= 500 else 20,
            "request",
            method=method,
            route=observed.route,
            status=observed.status,
            duration_ms=round(seconds * 1000, 1),
            bytes_sent=observed.bytes_sent,
            client=observed.client,
        )


class _Observed:
    """One request under way."""

    def __init__(self, scope: Any, send: Send, *, https: bool) -> None:
        self.started = time.perf_counter()
        self.status = 499  # what remains when the caller hangs up before an answer begins
        self.bytes_sent = 0
        self.request_id = _request_id(scope)
        self.method = str(scope["method"])
        self._scope = scope
        self._send = send
        self._https = https
        scope["state"]["request_id"] = self.request_id

    @property
    def route(self) -> str:
        """The route's template, which unlike the path holds no ids and no codes."""
        return str(self._scope.get("path_template") or UNMATCHED)

    @property
    def client(self) -> str | None:
        return self._scope["client"][0] if self._scope.get("client") else None

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            message["headers"] = self._with_our_headers(list(message.get("headers", [])))
        elif message["type"] == "http.response.body":
            self.bytes_sent += len(message["body"])
        await self._send(message)

    def _with_our_headers(self, headers: list[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
        present = {name.lower(): value for name, value in headers}
        media_type = present.get(b"content-type", b"").decode("latin-1")
        added = {**security_headers(media_type, https=self._https), "x-request-id": self.request_id}
        return headers + [
            (name.encode(), value.encode()) for name, value in added.items() if name.encode() not in present
        ]


def _request_id(scope: Any) -> str:
    for name, value in scope["headers"]:
        if name == b"x-request-id" and _REQUEST_ID.fullmatch(value):
            return str(value.decode())
    return uuid.uuid4().hex
