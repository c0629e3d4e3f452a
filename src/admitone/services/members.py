"""The people of a tenant, looked after by its admins: invite, change, disable, let in again."""

from __future__ import annotations

from dataclasses import dataclass

from admitone.core.clock import utc_now
from admitone.core.contacts import check_email
from admitone.core.errors import AdmitError, Conflict, NotFound, Unauthenticated
from admitone.core.people import NO_PASSWORD, LinkPurpose, Member, UserState
from admitone.core.principal import ADMINS, Principal, Role
from admitone.core.refusals import Refusals
from admitone.services.password_links import IssuedLink, LinkTerms, issue_link
from admitone.services.users import check_username, insert_user
from admitone.store import members as store
from admitone.store import password_links, people
from admitone.store.audit import Change, record_entity
from admitone.store.database import Tx


@dataclass(frozen=True, slots=True)
class Invitation:
    """Who is invited. The e-mail address is optional; without one the link is handed over by other means."""

    username: str
    role: Role
    email: str | None = None


async def list_members(tx: Tx, principal: Principal) -> list[Member]:
    """All users of the tenant, active ones first."""
    principal.require(ADMINS)
    return await store.list_members(tx, principal.tenant_id)


async def read_member(tx: Tx, principal: Principal, user_id: int) -> Member:
    """One user; NotFound when the tenant has no such one."""
    principal.require(ADMINS)
    member = await store.read_member(tx, principal.tenant_id, user_id)
    if member is None:
        raise NotFound(f"there is no user {user_id}", fields=("userId",))
    return member


async def invite_user(tx: Tx, principal: Principal, terms: LinkTerms, wanted: Invitation) -> IssuedLink:
    """Add a user without a password, and make the link by which the user chooses one. Conflict for a taken name.

    InvalidParameter naming every field that cannot be used.
    """
    principal.require(ADMINS)
    username, email = _check_invitation(wanted)
    user = await insert_user(tx, principal.tenant_id, username, NO_PASSWORD, wanted.role, email=email)
    await _record(tx, principal, user.id, "INVITE", old=None, new=UserState.INVITED, details=f"as {wanted.role}")
    return await issue_link(tx, terms, user, LinkPurpose.INVITE)


async def renew_link(tx: Tx, principal: Principal, terms: LinkTerms, user_id: int) -> IssuedLink:
    """A new link: for a user without a password to choose the first one, for any other to replace a forgotten one.

    The present password works until the link is used. Conflict for a disabled user.
    """
    await _hold(tx, principal, user_id)
    member = await read_member(tx, principal, user_id)
    user = await people.read_user(tx, principal.tenant_id, user_id)
    if user is None or not member.active:
        raise Conflict(f"{member.username} is disabled; enable the user first", fields=("userId",))
    purpose = LinkPurpose.RESET if member.has_password else LinkPurpose.INVITE
    action = "RESET_PASSWORD" if member.has_password else "INVITE"
    await _record(tx, principal, user_id, action, old=member.state, new=member.state)
    return await issue_link(tx, terms, user, purpose)


async def change_role(tx: Tx, principal: Principal, user_id: int, role: Role) -> None:
    """Give a user another role, at once and in open sessions too.

    Conflict for one's own role, and for the last admin of the tenant who can sign in.
    """
    await _hold(tx, principal, user_id)
    member = await read_member(tx, principal, user_id)
    if member.role == role:
        return
    if user_id == principal.user_id:
        raise Conflict("you cannot take your own role away; ask another admin", fields=("role",))
    if not await store.change_role(tx, principal.tenant_id, user_id, role, utc_now()):
        raise _last_admin(member, "role")
    await _record(
        tx, principal, user_id, "CHANGE_ROLE", old=member.state, new=member.state, details=f"{member.role} -> {role}"
    )


async def change_email(tx: Tx, principal: Principal, user_id: int, email: str | None) -> None:
    """Where mails for a user go; nowhere with None."""
    member = await read_member(tx, principal, user_id)
    address = check_email(email, "email") if email else None
    if member.email == address:
        return
    await store.change_email(tx, principal.tenant_id, user_id, address, utc_now())
    # Addresses are personal data, which an audit that is never shortened should not collect.
    await _record(tx, principal, user_id, "CHANGE_EMAIL", old=member.state, new=member.state)


async def disable_user(tx: Tx, principal: Principal, user_id: int) -> None:
    """Let a user in no longer: sessions and links end at once. One who is disabled already is fine.

    Conflict for oneself, and for the last admin of the tenant who can sign in.
    """
    await _hold(tx, principal, user_id)
    member = await read_member(tx, principal, user_id)
    if not member.active:
        return
    if user_id == principal.user_id:
        raise Conflict("you cannot disable yourself; ask another admin", fields=("userId",))
    now = utc_now()
    if not await store.disable_member(tx, principal.tenant_id, user_id, now):
        raise _last_admin(member, "userId")
    await people.end_other_sessions(tx, user_id, None, now)
    await password_links.end_links(tx, user_id, now)
    await _record(tx, principal, user_id, "DISABLE", old=member.state, new=UserState.DISABLED)


async def enable_user(tx: Tx, principal: Principal, user_id: int) -> None:
    """Let a disabled user in again, with the password as it was. One who is active already is fine."""
    await _hold(tx, principal, user_id)
    before = await read_member(tx, principal, user_id)
    if await store.enable_member(tx, principal.tenant_id, user_id, utc_now()):
        after = await read_member(tx, principal, user_id)
        await _record(tx, principal, user_id, "ENABLE", old=before.state, new=after.state)


def _check_invitation(wanted: Invitation) -> tuple[str, str | None]:
    """Username and e-mail address as they are kept."""
    wrong = Refusals()
    username, email = wanted.username, wanted.email or None
    try:
        username = check_username(username)
    except AdmitError as error:
        wrong.take(error)
    try:
        email = check_email(email, "email") if email else None
    except AdmitError as error:
        wrong.take(error)
    wrong.settle()
    return username, email


async def _hold(tx: Tx, principal: Principal, user_id: int) -> None:
    """Hold the user and all admins, and make sure that who asks still is one: another admin may just have won."""
    principal.require(ADMINS)
    held = await store.lock_members(tx, principal.tenant_id, user_id)
    still = {one.id for one in held if one.active and one.role is Role.ADMIN}
    if principal.user_id is not None and principal.user_id not in still:
        raise Unauthenticated("your account was changed meanwhile; sign in again", fields=("session",))


def _last_admin(member: Member, field: str) -> Conflict:
    message = f"{member.username} is the last admin who can sign in; make somebody else an admin first"
    return Conflict(message, fields=(field,))


async def _record(
    tx: Tx,
    principal: Principal,
    user_id: int,
    action: str,
    *,
    old: UserState | None,
    new: UserState,
    details: str | None = None,
) -> None:
    change = Change(action, principal.name, utc_now(), old, new, details)
    await record_entity(tx, principal.tenant_id, "USER", user_id, change)
