"""Leave to move a set of tickets to new holders, which any of their owners can take back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from msgspec import Struct

from admitone.core.admissions import Admission

TICKETS_MAX: Final = 500
OPT_OUT_SHORTEST: Final = timedelta(hours=1)
OPT_OUT_LONGEST: Final = timedelta(days=60)
# So long after somebody stopped an approval they may let it go on again.
UNDO: Final = timedelta(minutes=15)


class ApprovalState(StrEnum):
    """APPROVED, then one of the others for good; REJECTED may be undone for `UNDO`.

    REJECTED by an owner, WITHDRAWN by whoever asked, COMPLETED when the tickets have moved, ENDED when one of them was
    refunded, used, taken back or transferred otherwise.
    """

    APPROVED = "APPROVED"
    REJECTED = "REJECTED"
    COMPLETED = "COMPLETED"
    WITHDRAWN = "WITHDRAWN"
    ENDED = "ENDED"


class Approval(Struct, frozen=True, kw_only=True):
    """One approval. Until `opt_out_until` owners may stop it; from then on it can be completed."""

    id: int
    tenant_id: int
    uid: str
    state: ApprovalState
    opt_out_until: datetime
    created_by: str
    decided_by: str | None
    decided_at: datetime | None
    reason: str | None
    created_at: datetime
    updated_at: datetime


class TransferTicket(Struct, frozen=True, kw_only=True):
    """A ticket of an approval, as it was when leave was asked for; `new_uid` is what it became."""

    ticket_id: int
    ticket_uid: str
    owner_id: int
    new_uid: str | None
    new_owner_id: int | None


class OwnerLink(Struct, frozen=True, kw_only=True):
    """What an owner's link leads to."""

    approval_id: int
    owner_id: int
    tenant_id: int


class Concerned(Struct, frozen=True, kw_only=True):
    """An owner of tickets of an approval, as mails reach them. `seed` makes the link."""

    owner_id: int
    email: str | None
    name: str | None
    seed: str


@dataclass(frozen=True, slots=True)
class TransferNews:
    """What a mail tells. `occasion` is asked, stopped, resumed, withdrawn, completed, received, resold or handed_on.

    `url` leads owners to the page that stops the transfer, and a new holder to the ticket. `due` is what a seller gets,
    in minor units of a currency.
    """

    occasion: str
    email: str
    url: str
    tickets: Sequence[Admission]
    opt_out_until: datetime | None = None
    due: tuple[int, str] | None = None
