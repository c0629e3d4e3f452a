"""The history of a cart as one list."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from admitone.services.cart_effects import CHECK_PAYMENT, CREATE_PAYMENT, REFUND_PAYMENT
from admitone.services.cart_history import CartHistory
from admitone.store.effects import EffectRow

# What these did is told by the rows that they wrote.
_TOLD_OTHERWISE: Final = {CHECK_PAYMENT, CREATE_PAYMENT, REFUND_PAYMENT}


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened to a cart: a `step`, a `session`, its `paid`, a `refund`, an `effect` or a `download`."""

    at: datetime
    kind: str
    subject: Any


def list_events(history: CartHistory) -> list[Event]:
    """All events, newest first."""
    events = [Event(step.created_at, "step", step) for step in history.steps]
    events += [Event(session.created_at, "session", session) for session in history.sessions]
    events += [Event(session.paid_at, "paid", session) for session in history.sessions if session.paid_at]
    events += [Event(refund.created_at, "refund", refund) for refund in history.refunds]
    events += [Event(effect.updated_at, "effect", effect) for effect in history.effects if _is_shown(effect)]
    events += [Event(fetched.downloaded_at, "download", fetched) for fetched in history.downloads]
    return sorted(events, key=lambda event: event.at, reverse=True)


def _is_shown(effect: EffectRow) -> bool:
    return effect.kind not in _TOLD_OTHERWISE or effect.state in {"WAITING", "FAILED"}
