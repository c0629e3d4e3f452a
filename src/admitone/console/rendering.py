"""Templates to text."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlencode

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from admitone.console.languages import Language
from admitone.console.notices import NOTICES
from admitone.console.static_files import static_url

FOLDER: Final = Path(__file__).parent / "templates"


def render(template: str, speech: Language, **values: Any) -> str:
    """Render a template in a language. A value that a template needs and nobody gave raises UndefinedError."""
    return environment(speech).get_template(template).render(values)


@cache
def environment(speech: Language) -> Environment:
    """The templates of one language; everything is escaped, and what is undefined is an error."""
    made = Environment(
        loader=FileSystemLoader(FOLDER),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n", "jinja2.ext.do"],
    )
    made.install_gettext_translations(speech.catalogue, newstyle=True)  # type: ignore[attr-defined]
    made.globals.update(speech=speech, static_url=static_url, notices=NOTICES, query=query, options=options)
    made.filters.update(day=speech.day, number=speech.number)
    return made


def query(**parameters: Any) -> str:
    """A query string of the parameters that have a value."""
    given = {name.removesuffix("_"): value for name, value in parameters.items() if value not in {None, ""}}
    return "?" + urlencode(given) if given else ""


def options(named: Iterable[Any]) -> list[tuple[int, str]]:
    """Things with an id and a name as the options of a choice."""
    return [(each.id, each.name) for each in named]
