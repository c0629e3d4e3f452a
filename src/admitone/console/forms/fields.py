"""Reading forms strictly, and the field types that they share."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Annotated, Any, Final, TypeVar

import msgspec
from litestar.datastructures import UploadFile
from msgspec import Meta, Struct

from admitone.console.forms.reasons import reason_in_words
from admitone.core.clock import to_local
from admitone.core.errors import AdmitError, InvalidParameter, MissingParameter
from admitone.core.refusals import Refusals

T = TypeVar("T", bound=Struct)

LINE_LENGTH_MAX: Final = 255
TEXT_LENGTH_MAX: Final = 10_000
# NUL is refused because PostgreSQL cannot keep it; a line has no other control characters either.
Line = Annotated[str, Meta(max_length=LINE_LENGTH_MAX, pattern=r"^[^\x00-\x1f\x7f]*$")]
Text = Annotated[str, Meta(max_length=TEXT_LENGTH_MAX, pattern=r"^[^\x00]*$")]
Id = Annotated[int, Meta(ge=1, le=2**63 - 1)]

_REQUIRED: Final = re.compile(r"Object missing required field `([^`]+)`")
_PLACE: Final = re.compile(r"^(.*?)(?: - at `\$\.?(.*)`)?$", re.DOTALL)


def read_form(form: Mapping[str, Any], kind: type[T]) -> T:
    """A form as a struct; an empty field counts as left out, white space around a value does not count.

    MissingParameter or InvalidParameter naming the field when the form does not fit.
    """
    given = {name: value.strip() for name, value in form.items() if isinstance(value, str) and value.strip()}
    try:
        return msgspec.convert(given, kind, strict=False)
    except msgspec.ValidationError as error:
        raise _refusal(str(error)) from error


def read_whole_form(form: Mapping[str, Any], kind: type[T], *, moments: Sequence[str] = ()) -> T:
    """As `read_form`, but the refusal names every field that does not fit, each with its reason.

    `moments` are fields with a day and a time, which `read_moment` reads afterwards.
    """
    given = {name: value.strip() for name, value in form.items() if isinstance(value, str) and value.strip()}
    wrong = Refusals()
    for field in msgspec.structs.fields(kind):
        name = field.encode_name
        if name not in given:
            if field.required:
                wrong.add(name, reason="fill in this field")
            continue
        try:
            msgspec.convert(given[name], field.type, strict=False)
        except msgspec.ValidationError as error:
            wrong.add(name, reason=reason_in_words(str(error)))
    for name in moments:
        if name in given and not _is_moment(given[name]):
            wrong.add(name, reason="write a day and a time")
    wrong.settle()
    return read_form(form, kind)


def read_moment(text: str) -> datetime:
    """A day and a time of the tenant's clocks as browsers send them, 2026-03-15T19:00; without a time zone."""
    return datetime.fromisoformat(text).replace(tzinfo=None)


def _is_moment(text: str) -> bool:
    try:
        read_moment(text)
    except ValueError:
        return False
    return True


def wall_time(instant: datetime | None, time_zone: str) -> str:
    """An instant as the field of a form has it."""
    return to_local(instant, time_zone).isoformat(timespec="minutes") if instant else ""


def read_file(form: Mapping[str, Any], name: str) -> UploadFile:
    """The one file of a field; MissingParameter when none was chosen."""
    value = form.get(name)
    if not isinstance(value, UploadFile):
        raise MissingParameter("choose a PDF file", fields=(name,))
    return value


def _refusal(text: str) -> AdmitError:
    if required := _REQUIRED.search(text):
        return MissingParameter("fill in this field", fields=(required[1],))
    found = _PLACE.match(text)
    reason, field = (found[1], found[2] or "form") if found else (text, "form")
    return InvalidParameter(reason_in_words(reason), fields=(field,))
