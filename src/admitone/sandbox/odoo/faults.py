"""Faults on command: what goes wrong next, where, and how often."""

from __future__ import annotations

import threading
from enum import StrEnum
from typing import Annotated, Any

from msgspec import Meta, Struct, structs


class FaultKind(StrEnum):
    """What can go wrong.

    SLOW waits before anything is done, SLOW_COMMIT between the work and its commit. DROP_BEFORE_COMMIT works, takes it
    back and breaks the connection; LOST_ANSWER commits first. HALF_ANSWER commits and breaks off in the middle of its
    answer, NO_RESULT commits and leaves the result out. HTML_404 and SERVER_ERROR answer pages; DATABASE_DOWN answers
    as Odoo does without PostgreSQL, each protocol in its own way. UNAUTHORIZED knows no key, REFUSE is a business rule,
    CONFLICT a transaction that was tried five times.
    """

    SLOW = "slow"
    SLOW_COMMIT = "slow_commit"
    DROP_BEFORE_COMMIT = "drop_before_commit"
    LOST_ANSWER = "lost_answer"
    HALF_ANSWER = "half_answer"
    NO_RESULT = "no_result"
    HTML_404 = "html_404"
    SERVER_ERROR = "server_error"
    DATABASE_DOWN = "database_down"
    UNAUTHORIZED = "unauthorized"
    REFUSE = "refuse"
    CONFLICT = "conflict"


class Fault(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An ordered fault: `times` more times, once `skip` calls that fit have gone well. Empty names fit every call."""

    fault: FaultKind
    model: str = ""
    method: str = ""
    times: Annotated[int, Meta(ge=1, le=1_000_000)] = 1
    skip: Annotated[int, Meta(ge=0, le=1_000_000)] = 0
    seconds: Annotated[float, Meta(ge=0, le=600)] = 5.0
    message: str = "The sandbox was told to refuse this."


class FaultList:
    """The ordered faults. They do not outlive the process."""

    def __init__(self) -> None:
        """Nothing goes wrong yet."""
        self._lock = threading.Lock()
        self._faults: list[Fault] = []

    def order(self, fault: Fault) -> None:
        """Add a fault behind those that were ordered before."""
        with self._lock:
            self._faults.append(fault)

    def clear(self) -> None:
        """Let everything go well again."""
        with self._lock:
            self._faults.clear()

    def all(self) -> list[dict[str, Any]]:
        """What is still ordered."""
        with self._lock:
            return [structs.asdict(one) for one in self._faults]

    def take(self, model: str, method: str) -> Fault | None:
        """The fault that happens to this call, used up by one time."""
        with self._lock:
            for place, fault in enumerate(self._faults):
                if fault.model in {"", model} and fault.method in {"", method}:
                    if fault.skip:
                        self._faults[place] = structs.replace(fault, skip=fault.skip - 1)
                        return None
                    if fault.times > 1:
                        self._faults[place] = structs.replace(fault, times=fault.times - 1)
                    else:
                        del self._faults[place]
                    return fault
        return None
