"""Templates of one place, in every language it has texts for."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import Any, Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from admitone.presentation.language import Language
from admitone.presentation.style import style_url

FRAME: Final = Path(__file__).parent / "templates"
Texts = Mapping[str, str | Mapping[str, str]]


class Templates:
    """The templates of a folder and their texts by language tag; the frame of a page is there for all of them.

    Everything in `.html` is escaped; what is undefined is an error, a missing text included.
    """

    def __init__(self, folder: Path, texts: Mapping[str, Texts]) -> None:
        """Nothing is read yet."""
        self._folder = folder
        self._texts = texts

    def render(self, template: str, speech: Language, **values: Any) -> str:
        """A template in a language; it sees the texts as `say` and the language as `speech`."""
        say = _Texts(self._texts[speech.tag])
        return self._environment.get_template(template).render(say=say, speech=speech, style_url=style_url(), **values)

    @cached_property
    def _environment(self) -> Environment:
        return Environment(
            loader=FileSystemLoader([self._folder, FRAME]),
            autoescape=select_autoescape(["html"]),
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=True,
        )


class _Texts:
    """Texts as attributes; a missing one is an error where it stands, not an empty place on somebody's page."""

    def __init__(self, texts: Texts) -> None:
        self._texts = texts

    def __getattr__(self, name: str) -> Any:
        return self._texts[name]

    def __getitem__(self, name: str) -> Any:
        return self._texts[name]
