"""The closed list of errors that a use case can answer with.

Core knows no HTTP. Every dialect maps each code of `ErrorCode` to its own body and status; a test fails when one is
missing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Any


class ErrorCode(StrEnum):
    """One code per reason a caller may have to act on differently."""

    MISSING_PARAMETER = "MISSING_PARAMETER"
    INVALID_PARAMETER = "INVALID_PARAMETER"
    NOT_FOUND = "NOT_FOUND"
    UNAUTHENTICATED = "UNAUTHENTICATED"
    FORBIDDEN = "FORBIDDEN"
    CONFLICT = "CONFLICT"
    TOO_LARGE = "TOO_LARGE"
    TOO_MANY_REQUESTS = "TOO_MANY_REQUESTS"
    UNAVAILABLE = "UNAVAILABLE"
    OUTSIDE_REFUSED = "OUTSIDE_REFUSED"
    INTERNAL = "INTERNAL"


class AdmitError(Exception):
    """A refused use case.

    `fields` names the offending input fields as the caller wrote them. `details` carries what a program needs to act
    on the refusal (ids in conflict, seconds to wait); it must be JSON-encodable and hold no secret.
    """

    code: ErrorCode = ErrorCode.INTERNAL
    retry_can_help: bool = False

    def __init__(self, message: str, *, fields: Sequence[str] = (), details: Mapping[str, Any] | None = None) -> None:
        """Keep the message for people and the fields and details for programs."""
        super().__init__(message)
        self.message = message
        self.fields = tuple(fields)
        self.details = dict(details or {})


class MissingParameter(AdmitError):
    """A required input is absent."""

    code = ErrorCode.MISSING_PARAMETER


class InvalidParameter(AdmitError):
    """An input is present but cannot be used."""

    code = ErrorCode.INVALID_PARAMETER


class NotFound(AdmitError):
    """The thing does not exist, or belongs to another tenant: the two look the same."""

    code = ErrorCode.NOT_FOUND


class Unauthenticated(AdmitError):
    """The credentials are absent, wrong or expired."""

    code = ErrorCode.UNAUTHENTICATED


class Forbidden(AdmitError):
    """The principal is known but its role does not allow this."""

    code = ErrorCode.FORBIDDEN


class Conflict(AdmitError):
    """The state of the thing does not allow this now."""

    code = ErrorCode.CONFLICT


class TooLarge(AdmitError):
    """The input is over a configured limit."""

    code = ErrorCode.TOO_LARGE


class TooManyRequests(AdmitError):
    """The caller must slow down; `details["retryAfterSeconds"]` says how long."""

    code = ErrorCode.TOO_MANY_REQUESTS
    retry_can_help = True


class Unavailable(AdmitError):
    """Something the use case needs is down or busy for the moment."""

    code = ErrorCode.UNAVAILABLE
    retry_can_help = True


class OutsideRefused(AdmitError):
    """Another system understood us and said no; a person must look, repeating it will not help."""

    code = ErrorCode.OUTSIDE_REFUSED
