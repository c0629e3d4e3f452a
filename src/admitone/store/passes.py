"""Rows of passes in wallets, and of the devices that hold them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from msgspec import Struct

from admitone.core.ids import new_uid
from admitone.core.wallet_passes import Platform, WalletPass, new_pass_token
from admitone.store.database import Row, Tx, as_struct, as_structs


class TouchedPass(Struct, frozen=True, kw_only=True):
    """A pass that has changed, and whose wallet it is in."""

    id: int
    tenant_id: int
    platform: Platform


async def keep_pass(
    tx: Tx, tenant_id: int, ticket_id: int, platform: Platform, *, holder_code: str, content: str, now: datetime
) -> WalletPass:
    """The pass of a ticket's holder: the one that is there, else a new one with serial and token of its own."""
    await tx.execute(
        "insert_pass",
        tenant_id=tenant_id,
        ticket_id=ticket_id,
        platform=platform,
        serial=new_uid(),
        token=new_pass_token(),
        holder_code=holder_code,
        content=content,
        now=now,
    )
    known = await find_pass(tx, ticket_id, platform, holder_code)
    if known is None:
        raise LookupError("a pass that was just kept is not there")
    return known


async def find_pass(tx: Tx, ticket_id: int, platform: Platform, holder_code: str) -> WalletPass | None:
    """The pass that a holder of a ticket has been given."""
    row = await tx.fetch_one("find_pass", ticket_id=ticket_id, platform=platform, holder_code=holder_code)
    return _pass(row)


async def read_pass(tx: Tx, platform: Platform, serial: str) -> WalletPass | None:
    """A pass by its serial number."""
    return _pass(await tx.fetch_one("read_pass_by_serial", platform=platform, serial=serial))


async def read_passes(tx: Tx, ids: Sequence[int]) -> list[WalletPass]:
    """Passes by id."""
    return as_structs(await tx.fetch_all("read_passes", ids=list(ids)), WalletPass)


async def touch_passes(tx: Tx, ticket_ids: Sequence[int], now: datetime) -> list[TouchedPass]:
    """Note that the passes of these tickets have changed; which they are."""
    return as_structs(await tx.fetch_all("touch_passes", ticket_ids=list(ticket_ids), now=now), TouchedPass)


async def touch_event_passes(tx: Tx, tenant_id: int, event_id: int, now: datetime) -> list[TouchedPass]:
    """Note that the passes of an event's tickets have changed; which they are."""
    rows = await tx.fetch_all("touch_event_passes", tenant_id=tenant_id, event_id=event_id, now=now)
    return as_structs(rows, TouchedPass)


async def note_remote(tx: Tx, pass_id: int, now: datetime) -> None:
    """Remember that the wallet's own server knows a pass."""
    await tx.execute("note_pass_remote", pass_id=pass_id, now=now)


async def register_device(tx: Tx, pass_id: int, library_id: str, push_token: str, now: datetime) -> bool | None:
    """Let a device be told of a pass's changes; False when it was registered already.

    None when it is known by another push token, for other passes only.
    """
    row = await tx.fetch_one("put_pass_device", library_id=library_id, push_token=push_token, pass_id=pass_id, now=now)
    if row is None:
        return None
    return await tx.execute("insert_pass_registration", pass_id=pass_id, device_id=row["id"], now=now) == 1


async def trim_registrations(tx: Tx, pass_id: int, most: int) -> None:
    """Drop the oldest registrations of a pass that are too many, and forget devices that are told of none then."""
    dropped = await tx.fetch_all("trim_pass_registrations", pass_id=pass_id, most=most)
    if dropped:
        await tx.execute("delete_idle_devices", ids=[row["device_id"] for row in dropped])


async def unregister_device(tx: Tx, pass_id: int, library_id: str) -> bool:
    """Tell a device no more of a pass, and forget one that is told of none; False when it was not registered."""
    gone = await tx.execute("delete_pass_registration", pass_id=pass_id, library_id=library_id)
    await tx.execute("delete_idle_device", library_id=library_id)
    return gone == 1


async def list_serials(tx: Tx, library_id: str, since: datetime) -> list[str]:
    """The serial numbers of a device's passes that have changed since a moment."""
    return [str(row["serial"]) for row in await tx.fetch_all("list_device_serials", library_id=library_id, since=since)]


async def list_push_tokens(tx: Tx, pass_ids: Sequence[int]) -> list[str]:
    """Where the devices that hold one of these passes are reached."""
    return [str(row["push_token"]) for row in await tx.fetch_all("list_push_tokens", pass_ids=list(pass_ids))]


async def forget_device(tx: Tx, push_token: str) -> None:
    """Drop the devices of a push token, and their registrations."""
    await tx.execute("delete_devices_of_token", push_token=push_token)


def _pass(row: Row | None) -> WalletPass | None:
    return as_struct(row, WalletPass) if row else None
