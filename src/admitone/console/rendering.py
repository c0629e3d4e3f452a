"""Templates to text."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlencode

from jinja2 import Environment, FileSystemLoader, StrictUndefined, pass_context
from jinja2.runtime import Context
from markupsafe import Markup

from admitone.console.calendars import weeks_of
from admitone.console.charts import draw_bar, draw_counts, draw_trend
from admitone.console.languages import NAMES, Language
from admitone.console.notices import NOTICES
from admitone.console.pattern_words import in_plain_words
from admitone.console.static_files import static_url

FOLDER: Final = Path(__file__).parent / "templates"
# First strong isolate and its end.
_ISOLATED: Final = Markup("\u2068{}\u2069")


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
    if speech.direction == "rtl":
        # What is filled into a text keeps its own direction: a serial within an Arabic sentence reads from the left.
        for name in ("gettext", "ngettext"):
            made.globals[name] = _isolate_values(made.globals[name])
    made.globals.update(
        speech=speech, language_names=NAMES, static_url=static_url, notices=NOTICES, query=query, options=options
    )
    made.filters.update(day=speech.day, number=speech.number, said=speech.say, word=speech.word)
    made.globals.update(draw_trend=draw_trend, draw_counts=draw_counts, draw_bar=draw_bar, weeks_of=weeks_of)
    made.filters.update(short_day=speech.short_day, month=speech.month)
    made.globals.update(in_plain_words=in_plain_words)
    return made


def _isolate_values(translate: Any) -> Callable[..., str]:
    @pass_context
    def translate_isolated(context: Context, *texts: Any, **values: Any) -> str:
        isolated = {name: _ISOLATED.format(value) for name, value in values.items()}
        translated: str = translate(context, *texts, **isolated)
        return translated

    return translate_isolated


def query(**parameters: Any) -> str:
    """A query string of the parameters that have a value."""
    given = {name.removesuffix("_"): value for name, value in parameters.items() if value not in {None, ""}}
    return "?" + urlencode(given) if given else ""


def options(named: Iterable[Any]) -> list[tuple[int, str]]:
    """Things with an id and a name as the options of a choice."""
    return [(each.id, each.name) for each in named]
