"""The forms of users, of one's own account, and of API keys."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from msgspec import Struct

from admitone.console.forms.fields import Line, read_whole_form
from admitone.core.errors import InvalidParameter, MissingParameter
from admitone.core.people import Member
from admitone.core.principal import Role
from admitone.services.api_keys import KeyWish
from admitone.services.members import Invitation

_PASSWORD_LENGTH_MAX = 1000


class InvitationForm(Struct, kw_only=True):
    """Whom to invite."""

    username: Line
    email: Line | None = None
    role: Role = Role.AGENT


class MemberForm(Struct, kw_only=True):
    """What can be changed of a user; the own role is not sent, because nobody may change it."""

    email: Line | None = None
    role: Role | None = None


class KeyForm(Struct, kw_only=True, rename="camel"):
    """Which key to make."""

    name: Line
    role: Role = Role.AGENT
    last_day: date | None = None
    may_transfer: bool = False


def invitation(form: Mapping[str, Any]) -> Invitation:
    """The command that the service takes."""
    read = read_whole_form(form, InvitationForm)
    return Invitation(read.username, _staff(read.role), read.email)


def member_change(form: Mapping[str, Any]) -> MemberForm:
    """The form of a user; a role that is left out stays."""
    read = read_whole_form(form, MemberForm)
    if read.role is not None:
        _staff(read.role)
    return read


def member_values(member: Member) -> dict[str, str]:
    """The form of a user as it is now."""
    return {"email": member.email or "", "role": str(member.role)}


def key_wish(form: Mapping[str, Any]) -> KeyWish:
    """The command that the service takes."""
    read = read_whole_form(form, KeyForm)
    return KeyWish(read.name, _staff(read.role), read.last_day, may_transfer=read.may_transfer)


def read_password(form: Mapping[str, Any], name: str) -> str:
    """A password exactly as it was typed: white space in it counts. MissingParameter for an empty field."""
    value = form.get(name)
    if not isinstance(value, str) or not value:
        raise MissingParameter("fill in this field", fields=(name,))
    if len(value) > _PASSWORD_LENGTH_MAX:
        raise InvalidParameter("this is longer than any password", fields=(name,))
    return value


def read_new_password(form: Mapping[str, Any]) -> str:
    """A new password that was typed twice; InvalidParameter when the two differ."""
    chosen, again = read_password(form, "newPassword"), read_password(form, "newPasswordAgain")
    if chosen != again:
        raise InvalidParameter("the two passwords differ", fields=("newPasswordAgain",))
    return chosen


def _staff(role: Role) -> Role:
    if role is Role.GUEST:
        raise InvalidParameter("a guest needs no account; choose agent or admin", fields=("role",))
    return role
