"""Several wrong fields, told at once."""

from __future__ import annotations

from collections.abc import Mapping

from admitone.core.errors import AdmitError, InvalidParameter


class Refusals:
    """Collects what is wrong with a command, so that whoever typed it corrects everything in one go."""

    def __init__(self) -> None:
        """Nothing is wrong yet."""
        self._reasons: dict[str, str] = {}

    def add(self, field: str, *, reason: str) -> None:
        """Note what is wrong with a field; the first reason of each field is told."""
        self._reasons.setdefault(field, reason)

    def take(self, error: AdmitError) -> None:
        """Note every field that another check has refused."""
        for field, reason in reasons_of(error).items():
            self._reasons.setdefault(field, reason)

    def settle(self) -> None:
        """InvalidParameter naming every field, with `details["reasons"]` by field; nothing when none was refused."""
        if self._reasons:
            message = "; ".join(dict.fromkeys(self._reasons.values()))
            raise InvalidParameter(message, fields=tuple(self._reasons), details={"reasons": dict(self._reasons)})


def reasons_of(error: AdmitError) -> Mapping[str, str]:
    """What an error says of each field that it names."""
    told = error.details.get("reasons", {})
    return {field: told.get(field, error.message) for field in error.fields}
