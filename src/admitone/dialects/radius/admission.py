"""What a device may use, as attributes that access servers understand."""

from __future__ import annotations

from typing import Final

from admitone.core.wifi.access import SECONDS_MAX
from admitone.core.wifi.codes import read_code
from admitone.dialects.radius.wire import Attributes, text_of, write_attributes, write_class
from admitone.services.wifi_access import Admission

# A device that sends nothing is logged out where connected time counts, so that sleeping costs nobody anything.
IDLE_SECONDS: Final = 600
_LOW_BITS: Final = 2**32 - 1


def admission_body(admission: Admission, asked: Attributes) -> bytes:
    """The answer to a code that is good: the password to compare with, and what the device may use.

    FreeRADIUS compares PAP and CHAP alike with the code. A code typed in small letters or groups is as good as the
    printed one; with CHAP, which hashes it, only the access server's portal could have written it out.
    """
    ticket, left = admission.ticket, admission.left
    typed = text_of(asked, "User-Password")
    values: dict[str, str | int] = {
        "control:Cleartext-Password": typed if typed and read_code(typed) == ticket.code else ticket.code,
        "reply:User-Name": ticket.code,
        "reply:Class": write_class(ticket.uid),
        "reply:Acct-Interim-Interval": admission.interim_seconds,
    }
    if left.seconds is not None:
        values["reply:Session-Timeout"] = min(left.seconds, SECONDS_MAX)
    if ticket.online_seconds is not None or ticket.daily_seconds is not None:
        values["reply:Idle-Timeout"] = IDLE_SECONDS
    if ticket.downrate_bits is not None:
        values["reply:WISPr-Bandwidth-Max-Down"] = min(ticket.downrate_bits, _LOW_BITS)
    if ticket.uprate_bits is not None:
        values["reply:WISPr-Bandwidth-Max-Up"] = min(ticket.uprate_bits, _LOW_BITS)
    values |= _limit("Total", "Total", left.traffic_bytes)
    # Output is what the access server sends to the guest; MikroTik calls it Xmit.
    values |= _limit("Output", "Xmit", left.download_bytes)
    values |= _limit("Input", "Recv", left.upload_bytes)
    return write_attributes(values)


def _limit(chilli: str, mikrotik: str, left: int | None) -> dict[str, str | int]:
    """A limit of traffic for both families of access servers.

    ChilliSpot's attribute has 32 bits, and dictionaries lack its high half: cut to these, 5 GB would become 705 MB.
    So it is capped; whoever uses up so much in one session logs in anew. MikroTik's high half is known everywhere.
    """
    if left is None:
        return {}
    return {
        f"reply:ChilliSpot-Max-{chilli}-Octets": min(left, _LOW_BITS),
        f"reply:Mikrotik-{mikrotik}-Limit": left & _LOW_BITS,
        f"reply:Mikrotik-{mikrotik}-Limit-Gigawords": min(left >> 32, _LOW_BITS),
    }
