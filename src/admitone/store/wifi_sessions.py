"""Rows of sessions, as access servers report them."""

from __future__ import annotations

from datetime import datetime

from admitone.core.wifi.access_ticket import AccessTicket
from admitone.core.wifi.model import WifiSession
from admitone.core.wifi.reports import DayShare, Figures
from admitone.store.database import Tx, as_struct, as_structs


async def lock_session(tx: Tx, location_id: int, nas: str, acct_session_id: str, ticket_id: int) -> WifiSession | None:
    """The session of an access server's number and a ticket, held until the transaction ends."""
    row = await tx.fetch_one(
        "read_wifi_session", location_id=location_id, nas=nas, acct_session_id=acct_session_id, ticket_id=ticket_id
    )
    return as_struct(row, WifiSession) if row else None


async def read_session(tx: Tx, session_id: int) -> WifiSession | None:
    """One session by its key."""
    row = await tx.fetch_one("read_wifi_session_by_id", session_id=session_id)
    return as_struct(row, WifiSession) if row else None


async def insert_session(
    tx: Tx,
    ticket: AccessTicket,
    figures: Figures,
    now: datetime,
    *,
    nas: str,
    acct_session_id: str,
    device: str,
    reported_device: str | None,
    reported_user: str | None,
    address: str | None,
) -> None:
    """Add a session of a locked ticket."""
    await tx.execute(
        "insert_wifi_session",
        tenant_id=ticket.tenant_id,
        location_id=ticket.location_id,
        ticket_id=ticket.ticket_id,
        nas=nas,
        acct_session_id=acct_session_id,
        device=device,
        reported_device=reported_device,
        reported_user=reported_user,
        address=address,
        started_at=figures.started_at,
        last_seen_at=figures.last_seen_at,
        ended_at=figures.ended_at,
        ended_by=figures.ended_by,
        seconds=figures.seconds,
        download_bytes=figures.download_bytes,
        upload_bytes=figures.upload_bytes,
        now=now,
    )


async def set_aside(tx: Tx, session: WifiSession, now: datetime) -> None:
    """End a session whose number the access server has given to another one, and free the number."""
    await tx.execute(
        "set_wifi_session_aside",
        session_id=session.id,
        acct_session_id=f"{session.acct_session_id} #{session.id}",
        now=now,
    )


async def update_session(
    tx: Tx,
    session_id: int,
    figures: Figures,
    now: datetime,
    *,
    device: str,
    reported_device: str | None,
    reported_user: str | None,
    address: str | None,
) -> None:
    """Write what a locked session has come to."""
    await tx.execute(
        "update_wifi_session",
        session_id=session_id,
        device=device,
        reported_device=reported_device,
        reported_user=reported_user,
        address=address,
        last_seen_at=figures.last_seen_at,
        ended_at=figures.ended_at,
        ended_by=figures.ended_by,
        seconds=figures.seconds,
        download_bytes=figures.download_bytes,
        upload_bytes=figures.upload_bytes,
        now=now,
    )


async def add_use(
    tx: Tx, ticket: AccessTicket, shares: list[DayShare], last_used_at: datetime, now: datetime
) -> None:  # fmt: skip
    """Add to a locked ticket what a report has added, in all and by days."""
    await tx.execute(
        "add_wifi_use",
        ticket_id=ticket.ticket_id,
        seconds=sum(share.seconds for share in shares),
        download_bytes=sum(share.download_bytes for share in shares),
        upload_bytes=sum(share.upload_bytes for share in shares),
        last_used_at=last_used_at,
        now=now,
    )
    for share in shares:
        await tx.execute(
            "add_wifi_day",
            ticket_id=ticket.ticket_id,
            tenant_id=ticket.tenant_id,
            day=share.day,
            seconds=share.seconds,
            download_bytes=share.download_bytes,
            upload_bytes=share.upload_bytes,
            now=now,
        )


async def close_sessions_of_nas(
    tx: Tx, location_id: int, nas: str, at: datetime, ended_by: str, now: datetime
) -> int:  # fmt: skip
    """End every session of an access server that began before an instant; how many there were."""
    return await tx.execute(
        "close_wifi_sessions_of_nas", location_id=location_id, nas=nas, at=at, ended_by=ended_by, now=now
    )


async def close_lost_sessions(tx: Tx, before: datetime, ended_by: str, now: datetime) -> int:
    """End every session that was last heard of before an instant, at that moment; how many there were."""
    return await tx.execute("close_lost_wifi_sessions", before=before, ended_by=ended_by, now=now)


async def end_session(tx: Tx, session_id: int, at: datetime, ended_by: str, now: datetime) -> bool:
    """End a session that its access server says is gone; False when it had ended."""
    return bool(await tx.execute("end_wifi_session", session_id=session_id, at=at, ended_by=ended_by, now=now))


async def list_open_sessions(tx: Tx, ticket_id: int) -> list[WifiSession]:
    """The open sessions of a ticket."""
    return as_structs(await tx.fetch_all("list_open_sessions_of_wifi_ticket", ticket_id=ticket_id), WifiSession)


async def list_sessions_beyond(tx: Tx, asked_before: datetime, now: datetime, limit: int) -> list[WifiSession]:
    """Open sessions of tickets that allow nothing more, whose access server can be told and was not told since."""
    rows = await tx.fetch_all("list_wifi_sessions_beyond", asked_before=asked_before, now=now, limit=limit)
    return as_structs(rows, WifiSession)


async def ask_to_stop(tx: Tx, session_id: int, asked_before: datetime, now: datetime) -> bool:
    """Note that a session is to be stopped; False when it has ended, or was asked to since `asked_before`."""
    return bool(await tx.execute("ask_wifi_session_to_stop", session_id=session_id, asked_before=asked_before, now=now))


async def forget_stop(tx: Tx, session_id: int, now: datetime) -> None:
    """The session may go on after all."""
    await tx.execute("forget_wifi_stop", session_id=session_id, now=now)


async def find_session_of_address(tx: Tx, location_id: int, address: str) -> WifiSession | None:
    """The latest open session of a device by its address in the location's network."""
    row = await tx.fetch_one("find_wifi_session_of_address", location_id=location_id, address=address)
    return as_struct(row, WifiSession) if row else None


async def find_session_of_device(tx: Tx, location_id: int, device: str) -> WifiSession | None:
    """The latest open session of a device by its Calling-Station-Id."""
    row = await tx.fetch_one("find_wifi_session_of_device", location_id=location_id, device=device)
    return as_struct(row, WifiSession) if row else None
