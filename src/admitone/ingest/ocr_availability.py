"""Whether text recognition can be used here; asked by the engine's process, which must not load a PDF library."""

from __future__ import annotations

import asyncio
import shutil

from admitone.core.errors import InvalidParameter, Unavailable

PROGRAM = "tesseract"
_SECONDS_MAX = 20.0


async def check_recognition(languages: str) -> None:
    """Raise unless pages can be read in these languages (`eng+deu`).

    InvalidParameter naming `ocr` when the operator has named none; Unavailable, saying what to install, when the
    program or one of the languages is missing.
    """
    if not languages:
        message = "text recognition is off here; leave ocr out, or have the operator set ADMITONE_OCR_LANGUAGES"
        raise InvalidParameter(message, fields=("ocr",))
    if shutil.which(PROGRAM) is None:
        raise Unavailable(
            "text recognition needs the program tesseract, which is not installed here (Debian: tesseract-ocr)"
        )
    installed = await _installed()
    missing = [language for language in languages.split("+") if language not in installed]
    if missing:
        packages = " ".join(f"tesseract-ocr-{language.replace('_', '-')}" for language in missing)
        raise Unavailable(f"tesseract lacks the languages {', '.join(missing)} (Debian: {packages})")


async def _installed() -> set[str]:
    process = await asyncio.create_subprocess_exec(
        PROGRAM, "--list-langs", stdin=asyncio.subprocess.DEVNULL, stdout=asyncio.subprocess.PIPE
    )
    try:
        async with asyncio.timeout(_SECONDS_MAX):
            said, _ = await process.communicate()
    except TimeoutError as error:
        process.kill()
        await process.wait()
        raise Unavailable("tesseract does not answer") from error
    return set(said.decode(errors="replace").split("\n")[1:])
