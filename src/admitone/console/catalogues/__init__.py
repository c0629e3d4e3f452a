"""The texts of the console in other languages than English.

For each language a folder with two catalogues: `console.po` has what templates and code of the console say, and
`sentences.po` what services and the layers below say, with `{name}` for what differs from one time to the next. They
are read as they are, once per process, so that nothing compiled has to be kept or built.
"""

from __future__ import annotations

import gettext
from io import BytesIO
from pathlib import Path
from typing import Final

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

FOLDER: Final = Path(__file__).parent


def read_texts(tag: str) -> gettext.GNUTranslations:
    """The console's own texts in a language."""
    with (FOLDER / tag / "console.po").open("rb") as file:
        catalogue = read_po(file, locale=tag)
    compiled = BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)


def read_sentences(tag: str) -> dict[str, str]:
    """English templates of sentences to those of a language."""
    with (FOLDER / tag / "sentences.po").open("rb") as file:
        catalogue = read_po(file, locale=tag)
    return {str(message.id): str(message.string) for message in catalogue if message.id and message.string}
