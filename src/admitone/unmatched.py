"""Errors that arise before a route is found: each door answers those below its own paths in its own words.

The framework asks only the application's handlers then, because no route means no router whose handlers it could ask.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from litestar import Request, Response
from litestar.exceptions import HTTPException

Handlers = Mapping[Any, Callable[[Any, Any], Response[Any]]]


@dataclass(frozen=True, slots=True)
class Territory:
    """Paths that belong to one door, and how it answers errors. `accepts` narrows it to callers of a media type."""

    prefixes: tuple[str, ...]
    handlers: Handlers
    accepts: str = ""

    def holds(self, request: Request[Any, Any, Any]) -> bool:
        """Whether this door answers for the request's path."""
        path = request.scope["path"]
        inside = any(path == prefix or path.startswith(prefix.rstrip("/") + "/") for prefix in self.prefixes)
        return inside and self.accepts in request.headers.get("accept", "")


def unmatched_handlers(territories: Sequence[Territory], otherwise: Handlers) -> dict[Any, Any]:
    """Exception handlers for the application: the first territory that holds the path answers, else `otherwise`."""

    def respond(request: Request[Any, Any, Any], error: Exception) -> Response[Any]:
        handlers = next((each.handlers for each in territories if each.holds(request)), otherwise)
        response = _choose(handlers, error)(request, error)
        if isinstance(error, HTTPException) and error.headers:
            # RFC 9110 15.5.6 wants `Allow` on every 405, whatever the body is.
            response.headers.update({name.lower(): value for name, value in error.headers.items()})
        return response

    return {HTTPException: respond, Exception: respond}


def _choose(handlers: Handlers, error: Exception) -> Callable[[Any, Any], Response[Any]]:
    return next(handlers[kind] for kind in type(error).__mro__ if kind in handlers)
