"""Headers that tell browsers what our answers may do, put on every answer that does not say otherwise."""

from __future__ import annotations

from typing import Final

# A page takes scripts and styles from our own origin only, and nothing written into the page runs.
PAGE_POLICY: Final = (
    "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data:; object-src 'none'; "
    "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
# Browsers show PDFs with a viewer of their own, which a stricter policy would stop; only our own pages may frame it.
DOCUMENT_POLICY: Final = "frame-ancestors 'self'"
DATA_POLICY: Final = "default-src 'none'; frame-ancestors 'none'"

# Pages for whoever has a link: the address is the secret, so it is kept, told on and indexed nowhere. They have
# no scripts.
LINK_PAGE_HEADERS: Final = {
    "content-security-policy": (
        "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "cache-control": "no-store",
    "referrer-policy": "no-referrer",
    "x-robots-tag": "noindex, nofollow",
}
_COMMON: Final = {
    "x-content-type-options": "nosniff",
    # Links to tickets carry codes, which must not reach other sites; same-origin keeps `Origin` on our own forms.
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
}
_YEAR_SECONDS: Final = 31_536_000


def security_headers(media_type: str, *, https: bool) -> dict[str, str]:
    """The headers for an answer of this media type; `https` says whether people reach the product by HTTPS."""
    if media_type.startswith("text/html"):
        policy = PAGE_POLICY
    elif media_type.startswith("application/pdf"):
        policy = DOCUMENT_POLICY
    else:
        policy = DATA_POLICY
    headers = {**_COMMON, "content-security-policy": policy}
    if https:
        headers["strict-transport-security"] = f"max-age={_YEAR_SECONDS}"
    return headers
