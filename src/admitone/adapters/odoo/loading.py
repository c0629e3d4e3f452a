"""Making a record at most once, also when two make it at the same time or an answer was lost.

`create` knows no key against repetition: two at once make two records. `load`, the method behind Odoo's import of
files, takes an external id, which Odoo does keep unique. It changes the record when there is one under that id, so it
is for first creation only: look before.
"""

from __future__ import annotations

import re
from typing import Any

from admitone.adapters.odoo.client import OdooClient
from admitone.adapters.odoo.errors import is_conflict, plain_text, refused, unavailable

# In Odoo a module's name stands before the dot; this one belongs to no module that could be removed.
_NAMESPACE = "__admitone__"


def external_id(name: str) -> str:
    """An external id of ours; only letters, digits and underscores are safe in every version."""
    return f"{_NAMESPACE}.{re.sub(r'[^a-z0-9_]', '_', name.lower())}"


async def load_once(client: OdooClient, model: str, name: str, columns: list[str], rows: list[list[str]]) -> int:
    """The id of the record that these rows make under an external id; further rows hold more of its lines.

    Unavailable when another one is making it at this moment.
    """
    data = [[external_id(name) if place == 0 else "", *row] for place, row in enumerate(rows)]
    answer = await client.call(model, "load", fields=["id", *columns], data=data)
    if not isinstance(answer, dict):
        raise unavailable(f"Odoo did not say what became of a new {model}", outcome_unknown=True)
    ids = answer.get("ids")
    if isinstance(ids, list) and len(ids) == 1 and isinstance(ids[0], int):
        return ids[0]
    raise _refusal(model, answer.get("messages"))


def _refusal(model: str, messages: Any) -> Exception:
    # Such a failure comes with HTTP status 200 and no ids; nothing was kept.
    messages = messages if isinstance(messages, list) else []
    words = [plain_text(one.get("message")) for one in messages if isinstance(one, dict)]
    if any(is_conflict(message) for message in words):
        return unavailable("Odoo was making the same record for somebody else", outcome_unknown=False)
    return refused(f"Odoo did not take the new {model}: {'; '.join(filter(None, words)) or 'no reason given'}")
