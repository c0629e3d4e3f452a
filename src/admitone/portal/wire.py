"""What browsers and devices send, and the pages and answers that they get."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, Final
from urllib.parse import parse_qsl

import msgspec

from admitone.core.errors import AdmitError, Forbidden, MissingParameter, TooManyRequests
from admitone.core.wifi.access import Left
from admitone.core.wifi.codes import group_code, read_code
from admitone.core.wifi.model import Location, WifiService
from admitone.portal.handover import CARRIED
from admitone.portal.texts import TEXTS
from admitone.presentation.language import Language
from admitone.presentation.pages import Pages
from admitone.services.wifi_portal import Portal

FORM_BYTES_MAX: Final = 16 * 1024
_FIELDS_MAX: Final = 40
_VALUE_LENGTH_MAX: Final = 512
_PAGES: Final = Pages(Path(__file__).parent / "templates", TEXTS)
_UNITS: Final = (("days", 86400), ("hours", 3600), ("minutes", 60))


def read_form(body: bytes) -> dict[str, str]:
    """The fields of a form, the first of several values; nothing of what is no form."""
    try:
        fields = parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True, max_num_fields=_FIELDS_MAX)
    except ValueError:
        return {}
    form: dict[str, str] = {}
    for name, value in fields:
        form.setdefault(name, value[:_VALUE_LENGTH_MAX])
    return form


def form_page(
    portal: Portal,
    speech: Language,
    given: Mapping[str, str],
    *,
    query: Mapping[str, str],
    path: str,
    problem: str | None = None,
) -> str:
    """The page where a code is typed; `given` are the code and what the access server wants back."""
    typed = given.get("code", "")[:64]
    known = read_code(typed)
    values = {
        "state": "FORM",
        "problem": problem,
        "code": group_code(known) if known else typed,
        "carried": {name: given[name] for name in CARRIED if given.get(name)},
        "action": f"{path}?lang={speech.tag}",
        "offers": [_offer(portal.location, service, speech) for service in portal.services],
    }
    shown = {name: value for name, value in query.items() if name in {*CARRIED, "code"}}
    return _render(portal.location, speech, shown, **values)


def result_page(portal: Portal, speech: Language, left: Left | None, *, connected: bool) -> str:
    """The page of a guest who is in, or whose code is good."""
    values = {
        "state": "CONNECTED" if connected else "GOOD",
        "time_left": None if left is None or left.seconds is None else _duration(left.seconds, speech),
        "data_left": None if left is None else _amount(_least_bytes(left), speech),
    }
    return _render(portal.location, speech, {"res": "success"} if connected else {}, **values)


def problem_text(error: AdmitError, speech: Language, location: Location) -> str:
    """Why a code lets nobody in, in words for guests."""
    say = TEXTS[speech.tag]
    if isinstance(error, TooManyRequests):
        return str(say["say_TOO_MANY"])
    if isinstance(error, MissingParameter):
        return str(say["say_MISSING"])
    if not isinstance(error, Forbidden):
        return str(say["say_UNKNOWN"])
    text = str(say[f"say_{error.details['refusal']}"])
    again_at = error.details.get("againAt")
    moment = speech.moment(again_at, location.time_zone) if isinstance(again_at, datetime) else ""
    return text.format(moment=moment)


def failed_text(speech: Language) -> str:
    """The access server sent the guest back."""
    return str(TEXTS[speech.tag]["say_FAILED"])


def captive_answer(location: Location, left: Left | None, portal_url: str) -> bytes:
    """What a device learns of its own access (RFC 8908 5)."""
    answer: dict[str, Any] = {"captive": left is None, "user-portal-url": portal_url}
    if location.venue_url:
        answer["venue-info-url"] = location.venue_url
    if left is not None:
        answer["can-extend-session"] = True
        if left.seconds is not None:
            answer["seconds-remaining"] = left.seconds
        if (rest := _least_bytes(left)) is not None:
            answer["bytes-remaining"] = rest
    return msgspec.json.encode(answer)


def _render(location: Location, speech: Language, query: Mapping[str, str], **values: Any) -> str:
    texts = msgspec.json.decode(location.portal_texts or "{}", type=dict[str, str])
    common: dict[str, Any] = {
        "name": location.name,
        "network": location.network_name,
        "words": texts.get(speech.tag) or texts.get("en") or texts.get("ar"),
        "problem": None,
        "code": "",
        "carried": {},
        "action": "",
        "offers": [],
        "time_left": None,
        "data_left": None,
    }
    return _PAGES.render("portal.html", speech, query, **(common | values))


def _offer(location: Location, service: WifiService, speech: Language) -> dict[str, str]:
    return {"name": service.name, "price": speech.money(service.price_minor, location.currency)}


def _least_bytes(left: Left) -> int | None:
    limits = (left.traffic_bytes, left.download_bytes, left.upload_bytes)
    return min((limit for limit in limits if limit is not None), default=None)


def _duration(seconds: int, speech: Language) -> str:
    """The two largest units of a time, rounded down, at least a minute."""
    parts = []
    rest = max(seconds, 60)
    for name, size in _UNITS:
        count, rest = divmod(rest, size)
        forms = TEXTS[speech.tag][name]
        assert not isinstance(forms, str)
        if count:
            parts.append(speech.count(forms, count))
    return ", ".join(parts[:2])


def _amount(count: int | None, speech: Language) -> str | None:
    if count is None:
        return None
    return str(TEXTS[speech.tag]["megabytes"]).format(n=speech.number(count // 1_000_000))
