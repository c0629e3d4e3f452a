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
    "event-created": _mark("The event is created as a draft. Next: say which kinds of tickets there are."),
    "event-saved": _mark("The event is saved."),
    "event-published": _mark("The event is on sale."),
    "event-cancelled": _mark("The event is called off. Nothing of it can be reserved any more."),
    "event-design-saved": _mark("The design is saved."),
    "config-saved": _mark("The kind of ticket is saved."),
    "config-deleted": _mark("The kind of ticket is deleted."),
    "timeslots-added": _mark("The timeslots are added."),
    "timeslot-saved": _mark("The timeslot is saved."),
    "timeslot-deleted": _mark("The timeslot is deleted."),
    "sector-saved": _mark("The sector is saved."),
    "sector-deleted": _mark("The sector is deleted."),
    "tickets-issued": _mark("The tickets are issued."),
    "ticket-revoked": _mark("The ticket is void, and its place is free again."),
    "tickets-freed": _mark("The tickets are for sale again."),
    "person-enrolled": _mark("The person is known now, and tickets can be reserved for them."),
    "campaign-saved": _mark("The campaign is saved."),
    "patterns-saved": _mark("The patterns are saved. Uploads of this attraction are read with them from now on."),
    "batch-deleted": _mark("The batch and its tickets are deleted."),
    "page-made-ticket": _mark("The page is a ticket now. Fill in its fields from the picture."),
    "review-saved": _mark("The tickets are saved and count as looked at."),
    "ticket-saved": _mark("The ticket is saved."),
    "tickets-put-back": _mark("What was out of sale is for sale again, as long as its last day has not passed."),
    "prices-restored": _mark(
        "The former prices are back, but where a ticket was reserved, sold or priced anew meanwhile."
    ),
    "reserved": _mark("The tickets are reserved."),
    "group-assigned": _mark("The tickets belong to the group trip now."),
    "link-renewed": _mark("A new payment page is made. The links before it still work, and are honoured once."),
    "payment-confirmed": _mark("The payment is confirmed and the tickets are sold."),
    "cart-cancelled": _mark("The reservation is cancelled. Its tickets are for sale again."),
    "tickets-mailed": _mark("The mail with the links is on its way."),
    "sale-refunded": _mark("The tickets are taken back and the refund is ordered."),
    "refund-ordered": _mark("The gateway was asked to give the money back."),
    "refund-dismissed": _mark("The refund is closed; your note is kept with it."),
    "effect-retried": _mark("It is tried again now."),
    "effect-dismissed": _mark("It will not be tried again; your reason is kept."),
    "threshold-saved": _mark("The threshold is saved."),
    "transfer-withdrawn": _mark("The transfer is called off. Its owners are told."),
    "transfer-completed": _mark("The tickets are with their new holders. Both sides are told."),
    "ticket-transferred": _mark("The ticket is with its new holder, who gets it by mail. The former code is dead."),
    "ticket-unused": _mark("The ticket counts as unused again."),
    "reissue-saved": _mark("Whether its tickets may be transferred is saved."),
    "user-saved": _mark("The user is saved."),
    "user-disabled": _mark("The user is disabled and signed out everywhere."),
    "user-enabled": _mark("The user can sign in again."),
    "location-created": _mark("The location is added. Next: say what it offers."),
    "location-saved": _mark("The location is saved."),
    "service-saved": _mark("The service is saved."),
    "service-deleted": _mark("The service is deleted. Its tickets go on."),
    "server-saved": _mark("The access server is saved."),
    "server-removed": _mark("The access server is removed."),
    "device-stopped": _mark("The access server is asked to let go of the device."),
    "wifi-made": _mark("The tickets are made. Print them from here."),
    "wifi-mailed": _mark("The mail is on its way."),
    "wifi-topped-up": _mark("The ticket has more now."),
    "wifi-revoked": _mark("The ticket is revoked."),
    "password-chosen": _mark("Your password is saved. Sign in with it."),
    "password-changed": _mark("Your password is changed. Everywhere else you are signed out."),
    "session-ended": _mark("That session has ended."),
    "sessions-ended": _mark("You are signed out everywhere else."),
    "key-revoked": _mark("The key is revoked."),
    "validity-extended": _mark("The validity is extended."),
}
