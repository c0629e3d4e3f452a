"""The page of a transfer, in words."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Final

from admitone.core.admissions import Admission
from admitone.core.clock import local_day, local_time
from admitone.optout.texts import TEXTS
from admitone.presentation.facts import one_line
from admitone.presentation.language import Language
from admitone.presentation.pages import Pages
from admitone.services.opting_out import OwnersView, Standing

STATUSES: Final = {
    Standing.OPEN: 200,
    Standing.STOPPED: 200,
    Standing.LATE: 410,
    Standing.COMPLETED: 409,
    Standing.OVER: 410,
}
_PAGES: Final = Pages(Path(__file__).parent / "templates", TEXTS)


def transfer_page(
    found: OwnersView, speech: Language, query: Mapping[str, str], *, path: str, nonce: str, untick: bool = False
) -> str:
    """The page; `untick` says that the box has to be ticked first."""
    zone = found.tickets[0].time_zone if found.tickets else "UTC"
    until = found.approval.opt_out_until
    return _PAGES.render(
        "transfer.html",
        speech,
        query,
        standing=str(found.standing),
        can_undo=found.can_undo,
        tickets=[_line(one, speech) for one in found.tickets],
        until=f"{speech.day(local_day(until, zone))} {local_time(until, zone)} ({zone})",
        path=path,
        nonce=nonce,
        untick=untick,
    )


def _line(ticket: Admission, speech: Language) -> dict[str, str | None]:
    day = local_day(ticket.starts_at, ticket.time_zone) if ticket.starts_at else ticket.day
    time = local_time(ticket.starts_at, ticket.time_zone) if ticket.starts_at else one_line(ticket.time_slot)
    when = " ".join(part for part in (speech.day(day) if day else None, time) if part)
    return {"title": one_line(ticket.title), "kind": one_line(ticket.kind), "when": when or None}
