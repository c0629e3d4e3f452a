"""Public pages around their contents: which language, where the other one is, and the pages of errors."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlencode

from admitone.presentation.language import LANGUAGES, Language, language
from admitone.presentation.templates import Templates, Texts
from admitone.presentation.texts import FRAME_TEXTS

_ERRORS: Final = {400: 404, 404: 404, 405: 404, 403: 403, 409: 409, 413: 409, 429: 429}


class Pages:
    """The pages of one door: its templates and texts within the common frame."""

    def __init__(self, folder: Path, texts: Mapping[str, Texts]) -> None:
        """`texts` are those of the door, by language tag."""
        self._templates = Templates(folder, {tag: {**FRAME_TEXTS[tag], **texts[tag]} for tag in LANGUAGES})

    def render(self, template: str, speech: Language, query: Mapping[str, str], **values: Any) -> str:
        """A page. `query` is that of its address, which the link to the other language keeps."""
        other = "en" if speech.tag == "ar" else "ar"
        other_url = "?" + urlencode({**query, "lang": other})
        return self._templates.render(template, speech, other_url=other_url, **values)

    def render_error(self, status: int, speech: Language, query: Mapping[str, str]) -> str:
        """The page of an HTTP status; every one that is not the visitor's doing says so."""
        number = _ERRORS.get(status, 503)
        texts = FRAME_TEXTS[speech.tag]
        title, text = texts[f"error_{number}_title"], texts[f"error_{number}"]
        return self.render("error.html", speech, query, title=title, text=text)


def chosen_language(query: Mapping[str, str], otherwise: str) -> Language:
    """The language that the address asks for with `lang`, else another one."""
    asked = query.get("lang", "")
    return language(asked if asked in LANGUAGES else otherwise)


def preferred_language(accept_language: str) -> str:
    """The first of a browser's languages (RFC 9110 12.5.4) that we speak, for a visitor of whom nothing is known."""
    for entry in accept_language[:200].split(","):
        tag = entry.partition(";")[0].strip().partition("-")[0].lower()
        if tag in LANGUAGES:
            return tag
    return "en"
