"""Attractions of the offline contract."""

from __future__ import annotations

from typing import Annotated

from msgspec import UNSET, Meta, Struct, UnsetType

from admitone.bodies import Id, Line, Name, Text
from admitone.core.clock import local_day
from admitone.core.inventory import Attraction
from admitone.dialects.offline.wire.envelope import SessionBody
from admitone.services.attractions import AttractionChange


class AttractionList(SessionBody, kw_only=True, rename="camel"):
    """Body of attraction/list."""

    active_only: Annotated[bool, Meta(description="If true, only active attractions")] | None = None


class AttractionRef(SessionBody, kw_only=True, rename="camel"):
    """Body of attraction/read and attraction/delete."""

    attraction_id: Id


class AttractionWrite(SessionBody, kw_only=True, rename="camel"):
    """Body of attraction/write. On an update a field that is left out keeps its value, and null empties it."""

    name: Name
    odoo_product_code: Name
    attraction_id: Id | None = None
    supplier: Line | UnsetType | None = UNSET
    categories: Line | UnsetType | None = UNSET
    age_groups: Line | UnsetType | None = UNSET
    has_time_slots: bool | UnsetType | None = UNSET
    notes: Text | UnsetType | None = UNSET
    active: Annotated[bool, Meta(description="Extension: true brings a deactivated attraction back")] | UnsetType = (
        UNSET
    )

    def change(self) -> AttractionChange:
        """The command that the service takes."""
        return AttractionChange(
            name=self.name.strip(),
            odoo_product_code=self.odoo_product_code.strip(),
            supplier=self.supplier,
            categories=self.categories,
            age_groups=self.age_groups,
            has_time_slots=bool(self.has_time_slots) if self.has_time_slots is not UNSET else UNSET,
            notes=self.notes,
            active=self.active,
        )


class COfflineAttraction(Struct, frozen=True, rename="camel"):
    """COfflineAttraction of the contract. `extractionPatterns` is JSON-encoded."""

    attraction_id: int
    name: str
    odoo_product_code: str
    supplier: str | None
    categories: str | None
    age_groups: str | None
    has_time_slots: bool
    extraction_patterns: str | None
    notes: str | None
    active: bool
    created_at: str
    updated_at: str


def attraction_body(attraction: Attraction, time_zone: str) -> COfflineAttraction:
    """An attraction as the contract shows it; instants become days of the tenant."""
    return COfflineAttraction(
        attraction_id=attraction.id,
        name=attraction.name,
        odoo_product_code=attraction.odoo_product_code,
        supplier=attraction.supplier,
        categories=attraction.categories,
        age_groups=attraction.age_groups,
        has_time_slots=attraction.has_time_slots,
        extraction_patterns=attraction.extraction_patterns,
        notes=attraction.notes,
        active=attraction.active,
        created_at=local_day(attraction.created_at, time_zone).isoformat(),
        updated_at=local_day(attraction.updated_at, time_zone).isoformat(),
    )
