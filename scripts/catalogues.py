"""Hold the catalogues of the console against what its templates and code say, in every language but English.

Without arguments: print what is missing, unused, uncertain or has other gaps than its original; exit status 1 then.
With `--write`: add what is missing with an empty translation, and take out what nothing says any more.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_python
from babel.messages.pofile import read_po, write_po
from jinja2.ext import babel_extract

ROOT = Path(__file__).resolve().parent.parent
if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))

from scripts.sentences import collect_sentences  # noqa: E402 - run by path, the repository is no package

CONSOLE = ROOT / "src" / "admitone" / "console"
CATALOGUES = CONSOLE / "catalogues"
TEXTS, SENTENCES = "console.po", "sentences.po"
GAPS = {TEXTS: re.compile(r"%\((\w+)\)[a-z]"), SENTENCES: re.compile(r"\{(\w+)\}")}
KEYWORDS: dict[str, Any] = {"_": None, "gettext": None, "ngettext": (1, 2), "_mark": None}
JINJA_OPTIONS = {
    "extensions": "jinja2.ext.do",
    "trim_blocks": "true",
    "lstrip_blocks": "true",
    "newstyle_gettext": "true",
    "silent": "false",
}
# One and two need no figure in Arabic: its noun says them.
COUNT_GAPS = {"num", "count"}


def main(arguments: list[str]) -> int:
    """Check or write every catalogue."""
    originals = {TEXTS: collect_texts(), SENTENCES: collect_templates()}
    paths = sorted(CATALOGUES.glob("*/*.po"))
    if "--write" in arguments:
        for path in paths:
            write_catalogue(path, originals[path.name])
    faults = [fault for path in paths for fault in check_catalogue(path, originals[path.name])]
    print("\n".join(faults) or f"The {len(paths)} catalogues are complete.")
    return 1 if faults else 0


def collect_texts() -> Catalog:
    """Everything that the console's templates and code mark for translation."""
    found = Catalog()
    for path in sorted(CONSOLE.rglob("*.html")):
        with path.open("rb") as file:
            for line, _, text, _ in babel_extract(file, list(KEYWORDS), [], JINJA_OPTIONS):
                _add(found, text, path, line)
    for path in sorted(CONSOLE.rglob("*.py")):
        with path.open("rb") as file:
            for line, _, words, _ in extract_python(file, KEYWORDS, [], {}):
                _add(found, words, path, line)
    return found


def collect_templates() -> Catalog:
    """The templates of all sentences that services and the layers below make."""
    harvest = collect_sentences()
    if harvest.unknown:
        told = ", ".join(f"{place} ({text})" for place, text in harvest.unknown.items())
        raise LookupError(f"sentences whose texts cannot be told: {told}")
    found = Catalog()
    for template, places in harvest.templates.items():
        found.add(template, locations=[(place.path, 0) for place in places])
    return found


def check_catalogue(path: Path, originals: Catalog) -> Iterator[str]:
    """What is wrong with the catalogue of a language, a line for each."""
    translated = _read(path)
    known = {_key(message): message for message in translated if message.id}
    wanted = {_key(message) for message in originals if message.id}
    name = f"{path.parent.name}/{path.name}"
    for key in sorted(wanted - known.keys()):
        yield f"{name}: lacks {key!r}"
    for key in sorted(known.keys() - wanted):
        yield f"{name}: nothing says {key!r} any more"
    for key in sorted(wanted & known.keys()):
        if reason := _fault(known[key], GAPS[path.name]):
            yield f"{name}: {key!r} {reason}"


def write_catalogue(path: Path, originals: Catalog) -> None:
    """Bring a catalogue's entries up to date; what is translated already stays."""
    old = {_key(message): message for message in _read(path) if message.id} if path.exists() else {}
    made = Catalog(locale=path.parent.name, project="Admit One", fuzzy=False)
    made.header_comment = "# Texts of the console. Add what is missing with scripts/catalogues.py --write."
    for message in sorted((message for message in originals if message.id), key=_key):
        known = old.get(_key(message))
        # Files only: line numbers would change a catalogue with every change of a page.
        places = sorted({(place, 0) for place, _ in message.locations})
        made.add(message.id, known.string if known else None, locations=places, flags=known.flags if known else ())
    with path.open("wb") as file:
        write_po(file, made, width=120, include_lineno=False, omit_header=False)
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    # Dates and names of tools would change without anything having changed.
    path.write_text("".join(line for line in lines if not re.match(r'"[\w-]+-(Date|Translator|Team)|"Generated', line)))


def _add(found: Catalog, text: object, path: Path, line: int) -> None:
    if isinstance(text, tuple):
        text = tuple(part for part in text if part is not None)
        text = text[0] if len(text) == 1 else text
    if text:
        found.add(text, locations=[(path.relative_to(ROOT).as_posix(), line)])  # type: ignore[arg-type]


def _read(path: Path) -> Catalog:
    with path.open("rb") as file:
        return read_po(file, locale=path.parent.name)


def _key(message: Message) -> str:
    return message.id if isinstance(message.id, str) else message.id[0]


def _fault(message: Message, gaps: re.Pattern[str]) -> str | None:
    forms = [message.string] if isinstance(message.string, str) else list(message.string or [])
    if not all(forms):
        return "is not translated"
    if message.fuzzy:
        return "is marked as uncertain"
    source = set(gaps.findall(message.id if isinstance(message.id, str) else message.id[1]))
    for form in forms:
        found = set(gaps.findall(form))
        if not source - (COUNT_GAPS if len(forms) > 1 else set()) <= found <= source:
            return f"has other gaps: {form!r}"
    return None


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
