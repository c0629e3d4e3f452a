"""The form of an upload."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any

from msgspec import Meta, Struct

from admitone.console.forms.fields import Id, Line, Text, read_form
from admitone.core.pricing import PriceInput
from admitone.services.uploads import UploadCommand


class UploadForm(Struct, kw_only=True, rename="camel"):
    """Everything of an upload but its file."""

    attraction_id: Id
    campaign_id: Id | None = None
    password: Line | None = None
    purchase_price_total: Decimal | None = None
    purchase_price_per_ticket: Decimal | None = None
    purchase_currency: Line | None = None
    default_selling_price: Decimal | None = None
    selling_currency: Line | None = None
    supplier_reference: Line | None = None
    notes: Text | None = None
    allow_duplicates: bool = False
    ocr: bool = False
    upload_key: Annotated[str, Meta(min_length=16, max_length=64, pattern="^[A-Za-z0-9_-]*$")]


def read_upload(form: Mapping[str, Any]) -> UploadForm:
    """The form, checked before its file is looked at."""
    return read_form(form, UploadForm)


def upload_command(read: UploadForm, path: Path, file_name: str) -> UploadCommand:
    """The command that the service takes. The form's own key makes a second click the same upload."""
    currency = (read.purchase_currency or "").upper() or None
    selling = (read.selling_currency or "").upper() or None
    return UploadCommand(
        attraction_id=read.attraction_id,
        path=path,
        file_name=file_name,
        campaign_id=read.campaign_id,
        password=read.password,
        prices=PriceInput(
            purchase_total=read.purchase_price_total,
            purchase_per_ticket=read.purchase_price_per_ticket,
            purchase_currency=currency,
            selling_price=read.default_selling_price,
            selling_currency=selling,
        ),
        supplier_reference=read.supplier_reference,
        notes=read.notes,
        allow_duplicates=read.allow_duplicates,
        ocr=read.ocr,
        idempotency_key=f"console-{read.upload_key}",
    )
