"""What a page says after something was done. Addresses carry the key; the text cannot come from outside."""

from __future__ import annotations

from typing import Final


def _mark(text: str) -> str:
    """Mark a text for the catalogue; it is translated where it is shown."""
    return text


NOTICES: Final[dict[str, str]] = {
    "signed-out": _mark("You are signed out."),
    "attraction-created": _mark("The attraction is created. Next: let the product learn its tickets from a sample."),
    "attraction-saved": _mark("The attraction is saved."),
    "attraction-deactivated": _mark("The attraction is deactivated. Its tickets can no longer be reserved."),
    "attraction-activated": _mark("The attraction is active again."),
    "campaign-saved": _mark("The campaign is saved."),
    "patterns-saved": _mark("The patterns are saved. Uploads of this attraction are read with them from now on."),
    "batch-deleted": _mark("The batch and its tickets are deleted."),
    "page-made-ticket": _mark("The page is a ticket now. Fill in its fields from the picture."),
    "ticket-saved": _mark("The ticket is saved."),
    "validity-extended": _mark("The validity is extended."),
}
