"""Faults on command: what goes wrong next, and how often."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from msgspec import Meta, Struct


class FaultKind(StrEnum):
    """What can go wrong.

    SLOW waits before anything is done; DOWN, SERVER_ERROR and HTML do nothing and drop the connection, answer HTTP 500
    or answer a page; LOST_ANSWER does everything and then drops the connection. WRONG_AMOUNT is told by a check,
    DUPLICATE_CART refuses a new order as E56. EARLY_NOTICE pays a new order and delivers the notices before its
    reference is answered. The next notices come twice, never, or with a bad signature. PAID_AFTER_EXPIRY lets an
    expired page be paid.
    """

    SLOW = "slow"
    DOWN = "down"
    SERVER_ERROR = "server_error"
    HTML = "html"
    LOST_ANSWER = "lost_answer"
    WRONG_AMOUNT = "wrong_amount"
    DUPLICATE_CART = "duplicate_cart"
    EARLY_NOTICE = "early_notice"
    DUPLICATE_NOTICE = "duplicate_notice"
    LOST_NOTICE = "lost_notice"
    FORGED_SIGNATURE = "forged_signature"
    PAID_AFTER_EXPIRY = "paid_after_expiry"


class Operation(StrEnum):
    """Where it can go wrong."""

    CREATE = "create"
    CHECK = "check"
    REMOTE = "remote"
    PAGE = "page"
    NOTICE = "notice"


class Fault(Struct, kw_only=True, forbid_unknown_fields=True):
    """An ordered fault: `times` more times, of one operation or of whichever comes; `seconds` are of SLOW."""

    fault: FaultKind
    operation: Operation | None = None
    times: Annotated[int, Meta(ge=1, le=1_000_000)] = 1
    seconds: Annotated[float, Meta(ge=0, le=600)] = 5.0


class FaultList:
    """The ordered faults. They do not outlive the process."""

    def __init__(self) -> None:
        """Nothing goes wrong yet."""
        self._faults: list[Fault] = []

    def order(self, fault: Fault) -> None:
        """Add a fault behind those that were ordered before."""
        self._faults.append(fault)

    def clear(self) -> None:
        """Let everything go well again."""
        self._faults.clear()

    def all(self) -> list[Fault]:
        """What is still ordered."""
        return list(self._faults)

    def is_ordered(self, kind: FaultKind, operation: Operation) -> bool:
        """Whether a fault would happen, without using it up."""
        return self._find(kind, operation) is not None

    def take(self, kind: FaultKind, operation: Operation) -> Fault | None:
        """The fault of this kind that happens to this operation now; it is used up by one time."""
        fault = self._find(kind, operation)
        if fault is not None:
            fault.times -= 1
            if fault.times == 0:
                self._faults.remove(fault)
        return fault

    def _find(self, kind: FaultKind, operation: Operation) -> Fault | None:
        for fault in self._faults:
            if fault.fault is kind and fault.operation in {None, operation}:
                return fault
        return None
