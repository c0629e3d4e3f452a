"""Structured logs on standard error: one JSON object per line, or coloured text for people.

Our own lines go straight to the stream. Lines of libraries, which use the standard library's logging, take the same
way through the same processors, so that there is one format and one place that removes secrets.
"""

from __future__ import annotations

import logging
import sys
from typing import Any, Final, TextIO

import msgspec
import structlog

from admitone.observability.redaction import redact_event

LEVELS: Final = {"debug": logging.DEBUG, "info": logging.INFO, "warning": logging.WARNING, "error": logging.ERROR}
# These tell at level info what our own lines tell better.
_QUIETER: Final = ("asyncio", "httpx", "httpcore", "yoyo", "uvicorn", "uvicorn.error", "PIL", "pikepdf")


def configure_logging(log_format: str, level: str, stream: TextIO | None = None) -> None:
    """Set logging up for the process. `log_format` is `json` or `console`; without `stream`, standard error is used."""
    stream = stream or sys.stderr
    rendering = _rendering(log_format, stream)
    structlog.configure(
        processors=[structlog.contextvars.merge_contextvars, *_COMMON, *rendering],
        wrapper_class=structlog.make_filtering_bound_logger(LEVELS[level]),
        logger_factory=structlog.WriteLoggerFactory(stream),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(stream)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[structlog.contextvars.merge_contextvars, structlog.stdlib.add_logger_name, *_COMMON],
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *rendering],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(LEVELS[level])
    for name in _QUIETER:
        logging.getLogger(name).setLevel(max(LEVELS[level], logging.WARNING))


_COMMON: Final[list[Any]] = [
    structlog.processors.add_log_level,
    structlog.processors.TimeStamper(fmt="iso", utc=True, key="time"),
]


def _rendering(log_format: str, stream: TextIO) -> list[Any]:
    if log_format == "console":
        # Plain traces: the pretty ones show local variables, and with them what must not be seen.
        renderer = structlog.dev.ConsoleRenderer(
            colors=stream.isatty(), timestamp_key="time", exception_formatter=structlog.dev.plain_traceback
        )
        return [structlog.processors.format_exc_info, redact_event, renderer]
    return [structlog.processors.format_exc_info, redact_event, _render_json]


def _render_json(_logger: Any, _method: str, event: Any) -> str:
    first = {key: event.pop(key) for key in ("time", "level", "event") if key in event}
    return msgspec.json.encode({**first, **event}, enc_hook=repr).decode()
