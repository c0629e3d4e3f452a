"""Errors of the core as pages for holders."""

from __future__ import annotations

from typing import Any, Final

from admitone import link_pages

EXCEPTION_HANDLERS: Final[dict[Any, Any]] = link_pages.EXCEPTION_HANDLERS
