"""Services as the contract has them."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Any, Final

import msgspec
from msgspec import UNSET, Meta, Struct, UnsetType

from admitone.bodies import Line
from admitone.core.money import to_major, to_minor
from admitone.core.wifi.kinds import TYPE_WORDS
from admitone.core.wifi.model import Location, WifiService
from admitone.core.wifi.terms import ServiceTerms, read_type, type_id, type_words
from admitone.dialects.wifi.wire.envelope import Moment, read_moment, write_moment

Count = Annotated[int, Meta(ge=0, le=2**63 - 1, description="0 is no limit")]
Flag = Annotated[int, Meta(ge=0, le=1)]
# Field of the contract, column. 0 is no limit there, NULL here.
_LIMITS: Final = (
    ("online_time", "online_seconds"),
    ("exp_time", "exp_seconds"),
    ("sim_devices", "sim_devices"),
    ("max_users", "max_users"),
    ("download", "download_bytes"),
    ("upload", "upload_bytes"),
    ("traffic_limit", "traffic_bytes"),
    ("downrate", "downrate_bits"),
    ("uprate", "uprate_bits"),
    ("daily_limit", "daily_seconds"),
    ("daily_traffic", "daily_bytes"),
    ("valid_until", "valid_seconds"),
)


class ServiceType(Struct, frozen=True):
    """What limits the tickets of a service. Several may: the id joins them with +."""

    id: Annotated[str, Meta(examples=["ttf", "ttf+trf"])]
    description: str
    timetofinish: bool
    onlinetime: bool
    timetolimit: bool
    limittraffic: bool


class ServiceBody(Struct, frozen=True, rename="camel"):
    """A service with the contract's fields, then ours. Times in seconds, amounts in bytes, speeds in bit/s.

    `loginMethod` is always general; tpv, pms, vip, validateEmail, withRegistration and macCaching are always 0.
    """

    id: int
    location_id: Annotated[str, Meta(examples=["28XXX004"])] = msgspec.field(name="LocationId")
    type_id: str
    name: str
    price: Decimal
    status: int
    online_time: int
    exp_time: int
    tpv: int
    pms: int
    show_login: int
    sim_devices: int
    max_users: int
    login_method: str
    download: int
    upload: int
    downrate: int
    uprate: int
    daily_limit: int
    valid_until: int
    vip: int
    validate_email: int
    deleted: int
    with_registration: int
    mac_caching: int
    issue_order: int
    type: ServiceType
    currency: str
    traffic_limit: Annotated[int, Meta(description="Bytes both ways together")]
    daily_traffic: Annotated[int, Meta(description="Bytes both ways together, each day of the location")]
    fixed_end: Annotated[str | None, Meta(description="When all its tickets end")]
    wifiarea_id: str | UnsetType = msgspec.field(default=UNSET, name="wifiareaId")


class ServiceWrite(Struct, kw_only=True, rename="camel"):
    """What to write. A field that is left out keeps its value; on creation it is no limit."""

    name: Line | UnsetType = UNSET
    type_id: Annotated[str, Meta(max_length=40, examples=["ttf", "onl", "ttl", "trf", "ttf+trf"])] | UnsetType = UNSET
    price: Decimal | UnsetType = UNSET
    status: Flag | UnsetType = UNSET
    online_time: Count | UnsetType = UNSET
    exp_time: Count | UnsetType = UNSET
    show_login: Flag | UnsetType = UNSET
    sim_devices: Count | UnsetType = UNSET
    max_users: Count | UnsetType = UNSET
    download: Count | UnsetType = UNSET
    upload: Count | UnsetType = UNSET
    traffic_limit: Count | UnsetType = UNSET
    downrate: Count | UnsetType = UNSET
    uprate: Count | UnsetType = UNSET
    daily_limit: Count | UnsetType = UNSET
    daily_traffic: Count | UnsetType = UNSET
    valid_until: Count | UnsetType = UNSET
    fixed_end: Moment | UnsetType | None = UNSET
    issue_order: Count | UnsetType = UNSET

    def terms(self, location: Location, present: WifiService | None = None) -> ServiceTerms:
        """The command that the service takes: what is written over what is there."""
        changed: dict[str, Any] = {
            column: getattr(self, field) or None for field, column in _LIMITS if getattr(self, field) is not UNSET
        }
        if not isinstance(self.name, UnsetType):
            changed["name"] = self.name
        if not isinstance(self.type_id, UnsetType):
            changed |= read_type(self.type_id)
        if not isinstance(self.price, UnsetType):
            changed["price_minor"] = to_minor(self.price, location.currency, "price")
        if not isinstance(self.fixed_end, UnsetType):
            changed["fixed_end"] = read_moment(self.fixed_end, location.time_zone, "fixedEnd", whole_day=True)
        if not isinstance(self.issue_order, UnsetType):
            changed["issue_order"] = self.issue_order
        for field, column in (("status", "active"), ("show_login", "show_login")):
            if getattr(self, field) is not UNSET:
                changed[column] = bool(getattr(self, field))
        begin = terms_of(present) if present else ServiceTerms(name="", price_minor=0)
        return msgspec.structs.replace(begin, **changed)


def terms_of(service: WifiService) -> ServiceTerms:
    """A service as it would be written again."""
    return ServiceTerms(**{name: getattr(service, name) for name in ServiceTerms.__struct_fields__})


def service_body(service: WifiService, location: Location, *, older: bool) -> ServiceBody:
    """A service as the contract shows it."""
    limits = {field: getattr(service, column) or 0 for field, column in _LIMITS}
    return ServiceBody(
        id=service.id,
        location_id=location.public_id,
        type_id=type_id(service),
        name=service.name,
        price=to_major(service.price_minor, location.currency),
        status=int(service.active),
        tpv=0,
        pms=0,
        show_login=int(service.show_login),
        login_method="general",
        vip=0,
        validate_email=0,
        deleted=int(service.deleted_at is not None),
        with_registration=0,
        mac_caching=0,
        issue_order=service.issue_order,
        type=_type(service),
        currency=location.currency,
        fixed_end=write_moment(service.fixed_end, location.time_zone),
        wifiarea_id=location.public_id if older else UNSET,
        **limits,
    )


def _type(service: WifiService) -> ServiceType:
    here = type_words(service)
    return ServiceType(
        id=type_id(service),
        description=" and ".join(text for word, _, text in TYPE_WORDS if word in here),
        **{flag: word in here for word, flag, _ in TYPE_WORDS},
    )
