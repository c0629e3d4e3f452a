"""The door against its own description: generated calls, valid and not, of every operation."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import APIOperation, Case, GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.core.result import Ok
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from tests.offline import documents
from tests.offline.processes import Serving, Site
from tests.offline.signing_in import admin_session

CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
EXAMPLES_PER_OPERATION = 12
pytestmark = [pytest.mark.slow, pytest.mark.timeout(400)]


@dataclass(frozen=True)
class Target:
    """A serving process with some stock, and two sessions of an admin; one of them is there to be ended."""

    server: Serving
    session: str
    spare: str


@pytest.fixture
def target(database_url: str, tmp_path: Path, password_hash: str) -> Iterator[Target]:
    session, spare = (asyncio.run(admin_session(database_url, name, password_hash)) for name in ("admin", "spare"))
    with Site(tmp_path, database_url).serving("--no-worker") as server:
        written = server.data("attraction/write", session, name="Aquarium", odooProductCode="A")
        assert isinstance(written, dict)
        pdf = documents.tickets(tmp_path, 3)
        assert server.upload(session, pdf, {}, attractionId=written["attractionId"]).is_success
        yield Target(server, session, spare)


def test_no_generated_call_is_answered_otherwise_than_described(target: Target) -> None:
    schema = schemathesis.openapi.from_url(f"{target.server.url}/schema/openapi.json")
    operations = [found.ok() for found in schema.get_all_operations() if isinstance(found, Ok)]
    assert len(operations) > 25
    wrong = [
        found
        for operation in operations
        for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE)
        if (found := explored(operation, mode, target))
    ]
    assert not wrong, "\n\n".join(wrong)
    assert target.server.process.poll() is None


def explored(operation: APIOperation[Any, Any, Any, Any], mode: GenerationMode, target: Target) -> str:
    """What is wrong with the answers of one operation; nothing, if all goes well."""
    token = target.spare if operation.path == "/user/logout" else target.session

    @settings(
        max_examples=EXAMPLES_PER_OPERATION,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(generation_mode=mode))
    def explore(case: Case[Any]) -> None:
        response = case.call(headers={"Authorization": f"Bearer {token}"}, timeout=20)
        case.validate_response(response, checks=CHECKS)

    try:
        explore()
    except Unsatisfiable:
        # What takes nothing cannot be given something wrong.
        return "" if mode is GenerationMode.NEGATIVE else f"{operation.label}: nothing could be generated"
    except (Exception, BaseExceptionGroup) as error:  # noqa: BLE001  every operation is looked at before the test fails
        return f"{operation.label} ({mode.value}): {error!r}\n{error}"[:3000]
    return ""
