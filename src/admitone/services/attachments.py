"""What a mail brings along: the event tickets themselves, as PDF and as wallet passes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from admitone.core.inventory import Ticket
from admitone.core.wallet_passes import APPLE_PASS_TYPE, APPLE_PASSES_TYPE
from admitone.services.admissions import is_drawn, shows_code
from admitone.services.pages import PageWorld, draw_tickets
from admitone.services.passes import BUNDLE_MAX, PassWorld, make_passes

# Most mail servers take messages of 20 MB and more; in Base64 these are a third larger.
_BYTES_MAX: Final = 8 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file of a mail."""

    file_name: str
    media_type: str
    content: bytes


@dataclass(frozen=True, slots=True)
class AttachmentWorld:
    """What making attachments needs of the world; of more than `tickets_max` tickets there are none."""

    pages: PageWorld
    passes: PassWorld
    tickets_max: int


async def make_attachments(
    world: AttachmentWorld, tenant_id: int, name: str, tickets: Sequence[Ticket]
) -> list[Attachment]:
    """One PDF of the event tickets and their passes, ten to a file, as Apple wants it; the files are called `name`.

    Nothing for stock, whose files may be large; for more tickets or bytes than a mail should bring; and while one of
    them has no code that may be shown. The links in the mail lead to all of them.
    """
    drawn = [ticket for ticket in tickets if is_drawn(ticket) and ticket.voided_at is None]
    if not drawn or len(drawn) > world.tickets_max or not all(shows_code(ticket) for ticket in drawn):
        return []
    pdf = await draw_tickets(world.pages, tenant_id, drawn)
    passes = await _passes(world.passes, tenant_id, name, drawn)
    made = [Attachment(f"{name}.pdf", "application/pdf", pdf), *passes]
    return made if sum(len(one.content) for one in made) <= _BYTES_MAX else []


def are_awaited(tickets: Sequence[Ticket]) -> bool:
    """Whether one of these tickets is sold, but still being issued."""
    return any(is_drawn(ticket) and ticket.issued_at is None and ticket.voided_at is None for ticket in tickets)


async def _passes(world: PassWorld, tenant_id: int, name: str, tickets: Sequence[Ticket]) -> list[Attachment]:
    if world.maker is None:
        return []
    made = await make_passes(world, tenant_id, tickets)
    if len(made) == 1:
        return [Attachment(f"{name}.pkpass", APPLE_PASS_TYPE, made[0])]
    bundles = [made[start : start + BUNDLE_MAX] for start in range(0, len(made), BUNDLE_MAX)]
    return [
        Attachment(f"{name}-{part}.pkpasses", APPLE_PASSES_TYPE, world.maker.bundle(bundle))
        for part, bundle in enumerate(bundles, 1)
    ]
