"""The form of an attraction."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from msgspec import Struct

from admitone.console.forms.fields import Line, Text, read_whole_form
from admitone.core.inventory import Attraction
from admitone.services.attractions import AttractionChange


class AttractionForm(Struct, kw_only=True, rename="camel"):
    """An empty field empties the attribute: the form shows all of them."""

    name: Line
    odoo_product_code: Line
    supplier: Line | None = None
    categories: Line | None = None
    age_groups: Line | None = None
    has_time_slots: bool = False
    notes: Text | None = None


def attraction_change(form: Mapping[str, Any]) -> AttractionChange:
    """The command that the service takes."""
    read = read_whole_form(form, AttractionForm)
    return AttractionChange(
        name=read.name,
        odoo_product_code=read.odoo_product_code,
        supplier=read.supplier,
        categories=read.categories,
        age_groups=read.age_groups,
        has_time_slots=read.has_time_slots,
        notes=read.notes,
    )


def attraction_values(attraction: Attraction) -> dict[str, str]:
    """The form of an attraction as it is now."""
    return {
        "name": attraction.name,
        "odooProductCode": attraction.odoo_product_code,
        "supplier": attraction.supplier or "",
        "categories": attraction.categories or "",
        "ageGroups": attraction.age_groups or "",
        "hasTimeSlots": "true" if attraction.has_time_slots else "",
        "notes": attraction.notes or "",
    }
