"""A venue whose tickets are SECURE, on either database."""

from __future__ import annotations

from tests.events.conftest import password_hash, venue

__all__ = ("password_hash", "venue")
