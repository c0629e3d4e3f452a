"""What vouches for an owner: the link. What vouches for a press of the button: the form of a page shown before."""

from __future__ import annotations

import hmac
import time
from typing import Final

from admitone.core.errors import Forbidden
from admitone.core.ids import derived_token

FORM_SECONDS: Final = 3600
# What the clocks of two servers may be apart.
_SKEW_SECONDS: Final = 60
_PURPOSE: Final = "transfer-form"


def make_nonce(secret: str, token: str) -> str:
    """What a form carries, so that only who has seen its page sends it; good for `FORM_SECONDS`."""
    made = int(time.time())
    return f"{made}.{derived_token(secret, f'{made}:{token}', _PURPOSE)}"


def check_nonce(secret: str, token: str, nonce: str) -> None:
    """Forbidden for a nonce that is not of a page of this link, or of one that was opened too long ago."""
    made, _, proof = nonce.partition(".")
    if made.isascii() and made.isdigit() and len(made) < 12:
        right = derived_token(secret, f"{made}:{token}", _PURPOSE)
        if (
            hmac.compare_digest(proof.encode(), right.encode())
            and -_SKEW_SECONDS <= time.time() - int(made) <= FORM_SECONDS
        ):
            return
    raise Forbidden("open the page again and use its button", fields=("nonce",))
