"""One Odoo: its data, its users, and how a call is carried out."""

from __future__ import annotations

import time
from collections import deque
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from admitone.sandbox.odoo import loading
from admitone.sandbox.odoo.database import Database, Record, Transaction, is_conflict
from admitone.sandbox.odoo.environment import Environment, User
from admitone.sandbox.odoo.errors import OdooError, conflict_error, user_error
from admitone.sandbox.odoo.faults import Fault, FaultKind, FaultList
from admitone.sandbox.odoo.methods import Method, find_method
from admitone.sandbox.odoo.schema import schema_of

# How often Odoo tries a transaction that met another writer.
_TRIES_MAX: Final = 5
_CALLS_KEPT: Final = 2000
ADMIN_GROUPS: Final = ("salesman", "partners", "invoicing", "admin")


class ConnectionBroken(Exception):
    """The connection ends without an answer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What the stand-in is. `version` is 16 to 19; a salesman has the key `KEY-sales`."""

    version: int = 19
    database: str = "odoo"
    login: str = "admin"
    key: str = field(repr=False)
    currency: str = "AED"
    journal: Path | None = None


@dataclass(frozen=True, slots=True)
class Request:
    """A call as both protocols bring it."""

    user: User
    model: str
    method: str
    ids: list[int]
    given: dict[str, Any]
    context: dict[str, Any]


class OdooServer:
    """Carries out calls; any number of threads may."""

    def __init__(self, settings: Settings) -> None:
        """With the data of the journal, else with a company, its currencies, users and bank."""
        self.settings = settings
        self.faults = FaultList()
        self._schema = schema_of(settings.version)
        self._database = Database(settings.journal)
        self._calls: deque[dict[str, str]] = deque(maxlen=_CALLS_KEPT)
        if self._database.is_empty:
            self._seed()

    def note(self, protocol: str, model: str, method: str) -> None:
        """Remember a call for whoever asks `GET /sandbox/state`."""
        self._calls.append({"protocol": protocol, "model": model, "method": method})

    def execute(self, request: Request, fault: Fault | None) -> Any:
        """What the method returns; OdooError when it fails, ConnectionBroken by order."""
        for number in range(1, _TRIES_MAX + 1):
            try:
                return self._execute_once(request, fault)
            except OdooError as error:
                if request.method == "load":
                    return loading.refusal(error)
                ordered = fault is not None and fault.fault is FaultKind.CONFLICT
                if ordered or number == _TRIES_MAX or not is_conflict(error):
                    raise
        raise conflict_error()

    def method(self, model: str, name: str) -> Method:
        """A public method; OdooError when there is none."""
        return find_method(self._schema, model, name)

    def has_user(self, uid: Any) -> bool:
        """Whether there is a user of this number."""
        return any(one["id"] == uid for one in self._users())

    def user_by_key(self, key: str) -> User | None:
        """Whose API key this is."""
        return next((self._user(one) for one in self._users() if key and key == one["secrets"]["key"]), None)

    def user_by_login(self, login: Any, secret: Any) -> User | None:
        """The user of a login with a key or password."""
        fitting = (one for one in self._users() if one["login"] == login)
        return next((self._user(one) for one in fitting if secret and secret in _secrets(one)), None)

    def user_by_uid(self, uid: Any, secret: Any) -> User | None:
        """The user of a number with a key or password."""
        fitting = (one for one in self._users() if one["id"] == uid)
        return next((self._user(one) for one in fitting if secret and secret in _secrets(one)), None)

    def add_product(self, values: Record) -> int:
        """Add a product, as somebody would at Odoo's own pages; `tax_percent` is the one field of ours."""
        tx = self._database.begin()
        row_id = _add_product(tx, values)
        tx.keep()
        return row_id

    def state(self) -> dict[str, Any]:
        """Everything that is committed, and the latest calls."""
        tx = self._database.begin()
        records = {
            model: [{name: value for name, value in one.items() if name != "secrets"} for one in tx.all(model)]
            for model in self._schema
        }
        return {"version": self.settings.version, "records": records, "calls": list(self._calls)}

    def _execute_once(self, request: Request, fault: Fault | None) -> Any:
        env = Environment(
            self._database.begin(), request.user, self.settings.version, self._schema, dict(request.context)
        )
        method = self.method(request.model, request.method)
        kind = fault.fault if fault else None
        if fault and kind is FaultKind.REFUSE:
            raise user_error(fault.message)
        if kind is FaultKind.CONFLICT:
            raise conflict_error()
        try:
            result = method.run(env, request.model, request.ids, request.given)
        except (TypeError, ValueError, LookupError, AttributeError) as error:
            # Odoo checks little of what it is given, and answers with whatever its code runs into.
            raise OdooError(f"builtins.{type(error).__name__}", str(error), 500) from error
        if fault and kind is FaultKind.SLOW_COMMIT:
            time.sleep(fault.seconds)
        if kind is FaultKind.DROP_BEFORE_COMMIT:
            raise ConnectionBroken
        env.tx.keep()
        if kind is FaultKind.LOST_ANSWER:
            raise ConnectionBroken
        return result

    def _users(self) -> list[Record]:
        return list(self._database.begin().all("res.users"))

    def _user(self, record: Record) -> User:
        return User(record["id"], record["login"], frozenset(record["secrets"]["groups"]))

    def _seed(self) -> None:
        tx = self._database.begin()
        currencies = {name: tx.insert("res.currency", {"name": name, "active": True}) for name in ("USD", "AED", "EUR")}
        own = self.settings.currency
        company = tx.insert("res.company", {"name": "Sandbox Travel", "currency_id": currencies[own]})
        for name, row_id in currencies.items():
            if name == "EUR" != own:
                tx.insert("product.pricelist", {"name": "Euro prices", "currency_id": row_id, "active": True})
        key = self.settings.key
        for login, secret, groups in (
            (self.settings.login, key, ADMIN_GROUPS),
            ("sales", f"{key}-sales", ("salesman",)),
        ):
            secrets = {"key": secret, "password": f"password of {login}", "groups": list(groups)}
            tx.insert("res.users", {"login": login, "name": login, "company_id": company, "secrets": secrets})
        tx.insert("account.journal", {"name": "Customer Invoices", "type": "sale", "code": "INV", "active": True})
        tx.insert("account.journal", {"name": "Bank", "type": "bank", "code": "BNK1", "active": True})
        tx.keep()


def _add_product(tx: Transaction, values: Record) -> int:
    defaults = {"active": True, "sale_ok": True, "invoice_policy": "order", "list_price": 0.0, "tax_percent": 0.0}
    product = {"name": "", "default_code": False, **defaults, **values}
    return tx.insert("product.product", {**product, "lst_price": product["list_price"]})


def _secrets(user: Record) -> tuple[str, str]:
    return user["secrets"]["key"], user["secrets"]["password"]
