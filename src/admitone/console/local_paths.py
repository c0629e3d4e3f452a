"""Addresses to go on to, as somebody sent them."""

from __future__ import annotations


def local_path(path: str | None) -> str:
    """Only a path of ours: an address that leads elsewhere would make our pages a tool of phishers."""
    if not path or not path.startswith("/") or path[1:2] in {"/", "\\"} or not path.isprintable():
        return "/"
    return path
