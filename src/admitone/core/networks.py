"""Who counts as one caller when calls are limited by address."""

from __future__ import annotations

import ipaddress
from typing import Final

_IPV6_SITE_BITS: Final = 64


def network_of(address: str) -> str:
    """What counts as one address: an IPv4 address, or the /64 that one IPv6 site has for itself."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return address[:64]
    if parsed.version == 4:
        return str(parsed)
    return str(ipaddress.ip_network((int(parsed) >> _IPV6_SITE_BITS << _IPV6_SITE_BITS, _IPV6_SITE_BITS)))
