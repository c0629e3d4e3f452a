"""Errors of the core as RFC 9457 problem details."""

from __future__ import annotations

from typing import Any, Final

from admitone import problems

EXCEPTION_HANDLERS: Final[dict[Any, Any]] = problems.EXCEPTION_HANDLERS
