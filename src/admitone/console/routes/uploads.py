"""Uploading a supplier's PDF."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from typing import Any

from litestar import Response, get, post
from litestar.types import ControllerRouterHandler

from admitone.console.auth import ConsoleRequest, OpenVisit, Visit
from admitone.console.errors import status_of
from admitone.console.forms.fields import read_file
from admitone.console.forms.uploads import read_upload, upload_command
from admitone.console.uploaded_files import local_copy, plain_file_name
from admitone.core.errors import AdmitError
from admitone.core.principal import ADMINS
from admitone.services import attractions, campaigns, uploads

MULTIPART_OVERHEAD = 1024 * 1024


@get("/batches/new")
async def new_upload(visit: OpenVisit, request: ConsoleRequest) -> Response[Any]:
    """The form of an upload."""
    return await _show_form(visit, {"attractionId": request.query_params.get("attractionId", "")})


async def start_upload(visit: OpenVisit, request: ConsoleRequest) -> Response[Any]:
    """Accept a file and show how it is read; whatever the service refuses is shown beside the form."""
    visit.principal.require(ADMINS)
    form = await request.form()
    try:
        read = read_upload(form)
        file = read_file(form, "pdfFile")
        async with local_copy(file, visit.product.config.data_folder / "uploads") as path:
            command = upload_command(read, path, plain_file_name(file))
            batch_id = await uploads.start_upload(visit.product.upload_world, visit.principal, command)
    except AdmitError as error:
        if visit.is_fragment:
            return visit.page("batches/_refused.html", status=status_of(error), error=error)
        return await _show_form(visit, form, error)
    return visit.go(f"/batches/{batch_id}")


async def _show_form(visit: Visit, values: Mapping[str, Any], error: AdmitError | None = None) -> Response[Any]:
    async with visit.reading(ADMINS) as (tx, principal):
        choices = await attractions.list_attractions(tx, principal, active_only=True)
        groups = await campaigns.list_campaigns(tx, principal)
    status = status_of(error) if error else 200
    return visit.page(
        "batches/new.html",
        status=status,
        attractions=choices,
        campaigns=groups,
        # A form that lost its key gets another one: it would be refused for ever.
        values={**values, "uploadKey": values.get("uploadKey") or secrets.token_urlsafe(24)},
        error=error,
        currency=visit.product.config.currency,
        recognition=bool(visit.product.config.ocr_languages),
    )


def upload_handlers(upload_bytes_max: int) -> list[ControllerRouterHandler]:
    """The handlers; only the one that takes a file takes large bodies."""
    largest = upload_bytes_max + MULTIPART_OVERHEAD
    return [new_upload, post("/batches/new", request_max_body_size=largest)(start_upload)]
