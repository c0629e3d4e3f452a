"""Limits of traffic in the words of the makers of access servers, as attributes of a request."""

from __future__ import annotations

from typing import Final

from admitone.adapters.access_servers.packets import VENDOR_SPECIFIC, Attribute
from admitone.core.wifi.orders import SessionLimits

# Private enterprise numbers, as the makers' RADIUS dictionaries have them.
CHILLISPOT: Final = 14559
MIKROTIK: Final = 14988
_LOW_BITS: Final = 2**32 - 1
# Attributes of the low half of a number, and for MikroTik of the high one: upload, download, both. The makers name them
# from the access server's side, which receives what a guest uploads.
_CHILLISPOT_ATTRIBUTES: Final = (1, 2, 3)
_MIKROTIK_ATTRIBUTES: Final = ((1, 14), (2, 15), (17, 18))


def write_traffic(limits: SessionLimits, kind: str | None) -> list[Attribute]:
    """The limits for an access server of a kind (`uam`, `mikrotik`), for both families where the kind is not known.

    ChilliSpot's family gets what fits into 32 bits: its attributes for the rest are not known to every one of them, and
    without these 5 GB would become 705 MB.
    """
    wanted = (limits.upload_bytes, limits.download_bytes, limits.traffic_bytes)
    attributes: list[Attribute] = []
    if kind != "mikrotik":
        for number, limit in zip(_CHILLISPOT_ATTRIBUTES, wanted, strict=True):
            if limit is not None:
                attributes.append(_write(CHILLISPOT, number, min(limit, _LOW_BITS)))
    if kind != "uam":
        for (low, high), limit in zip(_MIKROTIK_ATTRIBUTES, wanted, strict=True):
            if limit is not None:
                attributes.append(_write(MIKROTIK, low, limit & _LOW_BITS))
                attributes.append(_write(MIKROTIK, high, min(limit >> 32, _LOW_BITS)))
    return attributes


def _write(vendor: int, number: int, value: int) -> Attribute:
    # RFC 2865 5.26: the vendor, then an attribute of its own with a length that counts its head.
    return VENDOR_SPECIFIC, vendor.to_bytes(4, "big") + bytes([number, 6]) + value.to_bytes(4, "big")
