"""What callers are told when a worker refused a file or died of it."""

from __future__ import annotations

from collections.abc import Mapping

from admitone.core import errors
from admitone.core.errors import AdmitError, ErrorCode, InvalidParameter
from admitone.ingest.model import PageFailure
from admitone.ingest.protocol import Refused

_FIELD = "pdfFile"

FAILURE_MESSAGES: Mapping[PageFailure, str] = {
    PageFailure.DEADLINE: "The page takes too long to read. Ask the supplier for a simpler file.",
    PageFailure.MEMORY: "The page needs more memory than one page may use. Ask the supplier for a simpler file.",
    PageFailure.CRASHED: "The page is damaged in a way that ends the PDF reader. Export it again.",
    PageFailure.UNREADABLE: "The page is damaged and cannot be displayed. Export it again.",
}

_OPENING_MESSAGES: Mapping[PageFailure, str] = {
    PageFailure.DEADLINE: "The PDF takes too long to open. Export it again or split it.",
    PageFailure.MEMORY: "The PDF needs more memory to open than one file may use. Export it again or split it.",
    PageFailure.CRASHED: "The PDF is damaged in a way that ends the PDF reader. Export it again.",
    PageFailure.UNREADABLE: "The PDF is damaged and cannot be opened. Export it again.",
}

_ERRORS: Mapping[ErrorCode, type[AdmitError]] = {
    error.code: error
    for error in vars(errors).values()
    if isinstance(error, type) and issubclass(error, AdmitError) and error is not AdmitError
}


def refusal(reply: Refused) -> AdmitError:
    """The error that a worker's refusal stands for."""
    return _ERRORS.get(reply.code, AdmitError)(reply.message, fields=reply.fields)


def unopened(failure: PageFailure) -> AdmitError:
    """The refusal of a file that ended its worker before it was open."""
    return InvalidParameter(_OPENING_MESSAGES[failure], fields=[_FIELD])


def unserved(failure: PageFailure) -> AdmitError:
    """The refusal of a page that ended its worker."""
    return InvalidParameter(FAILURE_MESSAGES[failure], fields=[_FIELD])
