"""Which client posts to an address."""

from __future__ import annotations

from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

from admitone.adapters.http import Limits, Poster
from admitone.adapters.http.pool import HttpPool
from admitone.adapters.http.proxied import ProxiedPool


def open_poster(url: str, limits: Limits) -> Poster:
    """Connections of our own, or httpx when the environment names a proxy for the address. Nothing connects yet."""
    return ProxiedPool(url, limits) if is_proxied(url) else HttpPool(url, limits)


def is_proxied(url: str) -> bool:
    """Whether HTTP_PROXY, HTTPS_PROXY or ALL_PROXY names a proxy for an address, and NO_PROXY does not except it."""
    parts = urlsplit(url)
    proxies = getproxies()
    return bool(proxies.get(parts.scheme) or proxies.get("all")) and not proxy_bypass(parts.hostname or "")
