"""Errors as Odoo names them. What JSON-2 answers with a status, JSON-RPC answers with status 200."""

from __future__ import annotations

from typing import Any


class OdooError(Exception):
    """A failed call: the dotted name of the exception, its message, and the status that JSON-2 answers with."""

    def __init__(self, name: str, message: str, status: int) -> None:
        """Keep what both protocols tell."""
        super().__init__(message)
        self.name = name
        self.message = message
        self.status = status

    def payload(self) -> dict[str, Any]:
        """The error as both protocols write it. `debug` stands where Odoo puts a traceback with paths and SQL."""
        return {
            "name": self.name,
            "message": self.message,
            "arguments": [self.message, self.status] if self.name.startswith("werkzeug.") else [self.message],
            "context": {},
            "debug": f"sandbox traceback, host=10.1.2.3 port=5432\n{self.name}: {self.message}\n",
        }


def user_error(message: str) -> OdooError:
    """A business rule says no."""
    return OdooError("odoo.exceptions.UserError", message, 422)


def validation_error(message: str) -> OdooError:
    """A value is missing or does not fit."""
    return OdooError("odoo.exceptions.ValidationError", message, 422)


def access_error(message: str) -> OdooError:
    """The user lacks a right, or the method is private."""
    return OdooError("odoo.exceptions.AccessError", message, 403)


def access_denied() -> OdooError:
    """JSON-RPC: uid and password do not fit."""
    return OdooError("odoo.exceptions.AccessDenied", "Access Denied", 403)


def unauthorized(message: str = "Invalid apikey") -> OdooError:
    """JSON-2: no key, or a wrong one."""
    return OdooError("werkzeug.exceptions.Unauthorized", message, 401)


def missing_error(model: str, row_id: int, uid: int) -> OdooError:
    """A record that is written or referred to is not there."""
    message = f"Record does not exist or has been deleted.\n(Record: {model}({row_id},), User: {uid})"
    return OdooError("odoo.exceptions.MissingError", message, 404)


def not_found(message: str) -> OdooError:
    """JSON-2: no such model or method."""
    return OdooError("werkzeug.exceptions.NotFound", message, 404)


def unprocessable(message: str) -> OdooError:
    """JSON-2: the arguments do not fit the method."""
    return OdooError("werkzeug.exceptions.UnprocessableEntity", message, 422)


def bad_request(message: str) -> OdooError:
    """JSON-2: the body is no JSON object."""
    return OdooError("werkzeug.exceptions.BadRequest", message, 400)


def value_error(message: str) -> OdooError:
    """Unknown fields, bad numbers and dates: an exception that nobody made for people."""
    return OdooError("builtins.ValueError", message, 500)


def database_error(message: str) -> OdooError:
    """PostgreSQL is away, or the database unknown."""
    return OdooError("psycopg2.OperationalError", message, 500)


def conflict_error() -> OdooError:
    """Odoo has tried five times and met another writer each time."""
    message = "could not serialize access due to concurrent update\n"
    return OdooError("psycopg2.errors.SerializationFailure", message, 500)
