"""How a guest whose code is good is handed back to the access server, which then asks by RADIUS.

Both ways are a redirect of the browser, which needs neither a script nor another click. The address is the one that was
set for the access server, never one of the guest's own link: a forged link would collect codes.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from typing import Final
from urllib.parse import urlencode

from admitone.core.wifi.model import PortalServer

# What access servers add to the address of the portal and get back, so that it must survive the form.
CARRIED: Final = ("nasid", "challenge", "mac", "chap-id", "chap-challenge")
_CHALLENGE: Final = re.compile(r"(?:[0-9a-fA-F]{2}){8,32}")
_OCTAL: Final = re.compile(r"\\([0-7]{3})")


def login_address(server: PortalServer, code: str, given: Mapping[str, str], done_url: str) -> str | None:
    """Where the guest's browser goes to log in; None when the access server must give a challenge first."""
    if server.login_kind == "mikrotik":
        return _mikrotik(server, code, given, done_url)
    challenge = given.get("challenge", "")
    if not _CHALLENGE.fullmatch(challenge):
        return None
    # ChilliSpot's CHAP: identifier 0, then the code, then the challenge, hidden once more by the secret of the portal.
    hidden = bytes.fromhex(challenge)
    if server.uam_secret:
        hidden = _md5(hidden + server.uam_secret.encode())
    answer = _md5(b"\x00" + code.encode() + hidden).hex()
    return f"{server.login_url}/logon?" + urlencode({"username": code, "response": answer, "userurl": done_url})


def challenge_address(server: PortalServer) -> str:
    """Where an access server of ChilliSpot's family gives a guest who came without a challenge one."""
    return f"{server.login_url}/prelogin"


def _mikrotik(server: PortalServer, code: str, given: Mapping[str, str], done_url: str) -> str:
    """The hotspot's own login page, with the code hashed where the hotspot has given a challenge."""
    identifier, challenge = _unescape(given.get("chap-id", "")), _unescape(given.get("chap-challenge", ""))
    password = code
    if identifier and challenge:
        password = _md5(identifier[:1] + code.encode() + challenge).hex()
    return f"{server.login_url}?" + urlencode({"username": code, "password": password, "dst": done_url})


def _unescape(text: str) -> bytes:
    """Octets as the hotspot writes them into its pages: octal numbers behind backslashes, and plain characters."""
    return _OCTAL.sub(lambda found: chr(int(found[1], 8) & 255), text[:512]).encode("latin-1", "ignore")


def _md5(content: bytes) -> bytes:
    # Both protocols are made of it (RFC 1994 4.1).
    return hashlib.md5(content, usedforsecurity=False).digest()
