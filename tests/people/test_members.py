"""Admins look after the people of their tenant."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import pytest

from admitone.core.errors import AdmitError, Conflict, Forbidden, InvalidParameter, NotFound, Unauthenticated
from admitone.core.principal import Principal, Role
from admitone.services import members
from admitone.services.members import Invitation
from tests.people.office import TERMS, Office


async def test_an_agent_is_invited_works_is_disabled_and_comes_back(office: Office) -> None:
    link = await office.invite("layla", "layla@example.com")
    assert (link.username, link.mailed_to) == ("layla", "layla@example.com")
    assert (await office.states())["layla"] == ("INVITED", "agent")
    assert await office.choose(link, "ten letters and more") == "layla"
    assert (await office.states())["layla"] == ("ACTIVE", "agent")

    session = await office.sign_in("layla", "ten letters and more")
    await office.do(members.disable_user, "maria", office.id_of("layla"))
    with pytest.raises(Unauthenticated):
        await office.visit(session)
    with pytest.raises(Unauthenticated):
        await office.sign_in("layla", "ten letters and more")

    await office.do(members.enable_user, "omar", office.id_of("layla"))
    with pytest.raises(Unauthenticated):
        await office.visit(session)
    await office.sign_in("layla", "ten letters and more")
    assert [
        (entry.action, entry.user_id, entry.old_status, entry.new_status) for entry in await office.told("layla")
    ] == [
        ("ENABLE", "omar", "DISABLED", "ACTIVE"),
        ("DISABLE", "maria", "ACTIVE", "DISABLED"),
        ("SET_PASSWORD", "layla", "INVITED", "ACTIVE"),
        ("INVITE", "maria", None, "INVITED"),
    ]


async def test_a_new_role_counts_in_sessions_that_are_open(office: Office) -> None:
    session = await office.sign_in("ali")
    await office.do(members.change_role, "maria", office.id_of("ali"), Role.ADMIN)
    assert (await office.visit(session)).role is Role.ADMIN
    await office.do(members.change_role, "maria", office.id_of("ali"), Role.ADMIN)
    await office.do(members.change_role, "omar", office.id_of("ali"), Role.AGENT)
    assert (await office.visit(session)).role is Role.AGENT
    assert [entry.details for entry in await office.told("ali")] == ["admin -> agent", "agent -> admin"]


async def test_nobody_disables_or_demotes_themselves(office: Office) -> None:
    with pytest.raises(Conflict, match="cannot disable yourself"):
        await office.do(members.disable_user, "maria", office.id_of("maria"))
    with pytest.raises(Conflict, match="your own role") as refused:
        await office.do(members.change_role, "maria", office.id_of("maria"), Role.AGENT)
    assert refused.value.fields == ("role",)


async def test_the_last_admin_stays_even_for_the_operator(office: Office) -> None:
    await office.do(members.disable_user, "maria", office.id_of("omar"))
    await office.invite("nadia", role=Role.ADMIN)
    office.people["operator"] = Principal(office["maria"].tenant_id, Role.ADMIN, "operator")
    with pytest.raises(Conflict, match="maria is the last admin who can sign in"):
        await office.do(members.disable_user, "operator", office.id_of("maria"))
    with pytest.raises(Conflict, match="maria is the last admin who can sign in"):
        await office.do(members.change_role, "operator", office.id_of("maria"), Role.AGENT)
    assert (await office.states())["maria"] == ("ACTIVE", "admin")


async def test_who_was_just_disabled_or_demoted_decides_about_nobody_any_more(office: Office) -> None:
    ali = office.id_of("ali")
    acts: tuple[tuple[Any, ...], ...] = (
        (members.disable_user, ali),
        (members.enable_user, ali),
        (members.change_role, ali, Role.ADMIN),
        (members.renew_link, TERMS, ali),
    )
    for end in ((members.change_role, office.id_of("omar"), Role.AGENT), (members.disable_user, office.id_of("omar"))):
        await office.do(end[0], "maria", *end[1:])
        for act, *arguments in acts:
            # What omar may do was read before.
            with pytest.raises(Unauthenticated):
                await office.do(act, "omar", *arguments)
    assert (await office.states())["ali"] == ("ACTIVE", "agent")


@pytest.mark.parametrize("round_", range(4))
async def test_two_admins_who_end_each_other_at_once_leave_one(office: Office, round_: int) -> None:
    """Whoever comes second has lost the right to do it; without the lock both would be gone."""
    acts: list[Callable[[str, str], object]] = [
        lambda who, whom: office.do(members.disable_user, who, office.id_of(whom)),
        lambda who, whom: office.do(members.change_role, who, office.id_of(whom), Role.AGENT),
    ]
    first, second = acts[round_ % 2], acts[round_ // 2]
    outcomes = await asyncio.gather(first("maria", "omar"), second("omar", "maria"), return_exceptions=True)  # type: ignore[call-overload]
    assert sum(isinstance(outcome, AdmitError) for outcome in outcomes) == 1, outcomes
    rows = await office.sql(
        "SELECT username FROM users WHERE tenant_id = :t AND role = 'admin' AND active", t=office["maria"].tenant_id
    )
    assert len(rows) == 1


async def test_many_admins_who_end_one_another_leave_one(office: Office) -> None:
    names = ["maria", "omar", *(f"admin{number}" for number in range(4))]
    for name in names[2:]:
        link = await office.invite(name, role=Role.ADMIN)
        await office.sql("UPDATE users SET password_hash = 'x' WHERE username = :name", name=link.username)
    pairs = [(who, whom) for who in names for whom in names if who != whom]
    await asyncio.gather(
        *(office.do(members.disable_user, who, office.id_of(whom)) for who, whom in pairs), return_exceptions=True
    )
    rows = await office.sql(
        "SELECT username FROM users WHERE tenant_id = :t AND role = 'admin' AND active", t=office["maria"].tenant_id
    )
    assert len(rows) == 1


async def test_only_admins_of_the_tenant_look_after_its_people(office: Office) -> None:
    acts = (
        (members.list_members,),
        (members.read_member, office.id_of("ali")),
        (members.disable_user, office.id_of("ali")),
        (members.enable_user, office.id_of("ali")),
        (members.change_role, office.id_of("ali"), Role.ADMIN),
        (members.change_email, office.id_of("ali"), "ali@example.com"),
        (members.renew_link, TERMS, office.id_of("ali")),
        (members.invite_user, TERMS, Invitation("new", Role.AGENT)),
    )
    for act, *arguments in acts:
        with pytest.raises(Forbidden):
            await office.do(act, "ali", *arguments)
    for act, *arguments in acts[1:-1]:
        with pytest.raises(NotFound):
            await office.do(act, "stranger", *arguments)
    assert {member.username for member in await office.do(members.list_members, "stranger")} == {"stranger"}
    assert (await office.states())["ali"] == ("ACTIVE", "agent")


async def test_names_are_unique_over_all_tenants_and_addresses_are_addresses(office: Office) -> None:
    for name in ("ALI", "stranger"):
        with pytest.raises(Conflict) as refused:
            await office.do(members.invite_user, "maria", TERMS, Invitation(name, Role.AGENT))
        assert refused.value.fields == ("username",)
    for name, email, field in (("two words", None, "username"), ("layla", "no address", "email")):
        with pytest.raises(InvalidParameter) as unusable:
            await office.do(members.invite_user, "maria", TERMS, Invitation(name, Role.AGENT, email))
        assert unusable.value.fields == (field,)
    assert len(await office.states()) == 3


async def test_an_address_is_given_and_taken_without_a_trace_of_it_in_the_audit(office: Office) -> None:
    await office.do(members.change_email, "maria", office.id_of("ali"), "ali@example.com")
    assert (await office.do(members.read_member, "maria", office.id_of("ali"))).email == "ali@example.com"
    await office.do(members.change_email, "maria", office.id_of("ali"), None)
    assert (await office.do(members.read_member, "maria", office.id_of("ali"))).email is None
    assert [(entry.action, entry.details) for entry in await office.told("ali")] == [("CHANGE_EMAIL", None)] * 2
