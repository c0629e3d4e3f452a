"""Keys with which programs sign their calls."""

from __future__ import annotations

from datetime import timedelta

import pytest

from admitone.core.clock import today, utc_now
from admitone.core.errors import Conflict, Forbidden, InvalidParameter, NotFound, TooManyRequests, Unauthenticated
from admitone.core.ids import new_api_key
from admitone.core.principal import Principal, Role
from admitone.services import api_keys, sessions
from admitone.services.api_keys import KeyWish
from tests.people.office import ADDRESS, LIMITS, Office


async def call(office: Office, token: str, address: str = ADDRESS) -> Principal:
    return await api_keys.identify_caller(office.database, LIMITS, token, address)


async def test_a_key_is_made_used_and_revoked(office: Office) -> None:
    made = await office.do(api_keys.make_key, "maria", KeyWish("  Web   shop ", Role.AGENT))
    caller = await call(office, made.token)
    maria = office["maria"]
    assert (caller.tenant_id, caller.role, caller.name) == (maria.tenant_id, Role.AGENT, "API key Web shop")
    assert (caller.time_zone, caller.user_id, caller.session_id) == ("Asia/Dubai", None, None)
    [listed] = await office.do(api_keys.list_keys, "maria")
    assert listed.last_used_at is not None
    assert (listed.created_by, listed.expires_at) == ("maria", None)
    [kept] = await office.sql("SELECT * FROM api_keys")
    assert made.token not in str(dict(kept))

    await office.do(api_keys.revoke_key, "omar", listed.id)
    await office.do(api_keys.revoke_key, "omar", listed.id)
    with pytest.raises(Unauthenticated):
        await call(office, made.token)
    told = await office.sql("SELECT action, user_id FROM audit_entries WHERE entity_type = 'API_KEY' ORDER BY id")
    assert [(row["action"], row["user_id"]) for row in told] == [("CREATE", "maria"), ("REVOKE", "omar")]


async def test_a_name_is_free_again_once_its_key_is_revoked(office: Office) -> None:
    first = await office.do(api_keys.make_key, "maria", KeyWish("shop", Role.AGENT))
    with pytest.raises(Conflict) as refused:
        await office.do(api_keys.make_key, "maria", KeyWish("shop", Role.ADMIN))
    assert refused.value.fields == ("name",)
    await office.do(api_keys.make_key, "stranger", KeyWish("shop", Role.AGENT))
    await office.do(api_keys.revoke_key, "maria", first.key.id)
    second = await office.do(api_keys.make_key, "maria", KeyWish("shop", Role.ADMIN))
    assert (await call(office, second.token)).role is Role.ADMIN


async def test_a_key_works_through_its_last_day_and_no_longer(office: Office) -> None:
    day = today("Asia/Dubai")
    with pytest.raises(InvalidParameter) as refused:
        await office.do(api_keys.make_key, "maria", KeyWish("late", Role.AGENT, day - timedelta(days=1)))
    assert refused.value.fields == ("lastDay",)
    made = await office.do(api_keys.make_key, "maria", KeyWish("short", Role.AGENT, day))
    assert timedelta(0) < made.key.expires_at - utc_now() <= timedelta(days=1)
    await call(office, made.token)
    await office.sql("UPDATE api_keys SET expires_at = :now", now=utc_now())
    with pytest.raises(Unauthenticated):
        await call(office, made.token)


async def test_wrong_keys_are_slowed_down_and_right_ones_of_the_same_office_are_not(office: Office) -> None:
    made = await office.do(api_keys.make_key, "maria", KeyWish("shop", Role.AGENT))
    for _ in range(10):
        with pytest.raises(Unauthenticated):
            await call(office, new_api_key())
    await office.sql("UPDATE throttles SET failures = 1000")
    with pytest.raises(TooManyRequests, match="too many wrong API keys") as refused:
        await call(office, new_api_key())
    assert refused.value.details["retryAfterSeconds"] > 1
    with pytest.raises(Unauthenticated):
        await call(office, new_api_key(), "198.51.100.7")
    await call(office, made.token)
    await office.sign_in("ali")


async def test_only_admins_of_the_tenant_deal_with_its_keys(office: Office) -> None:
    made = await office.do(api_keys.make_key, "maria", KeyWish("shop", Role.AGENT))
    for act, argument in (
        (api_keys.make_key, KeyWish("mine", Role.ADMIN)),
        (api_keys.revoke_key, made.key.id),
        (api_keys.read_key, made.key.id),
    ):
        with pytest.raises(Forbidden):
            await office.do(act, "ali", argument)
    with pytest.raises(Forbidden):
        await office.do(api_keys.list_keys, "ali")
    for act in (api_keys.revoke_key, api_keys.read_key):
        with pytest.raises(NotFound):
            await office.do(act, "stranger", made.key.id)
    assert await office.do(api_keys.list_keys, "stranger") == []
    await call(office, made.token)


async def test_a_key_is_nobody_who_has_sessions_or_a_password(office: Office) -> None:
    made = await office.do(api_keys.make_key, "maria", KeyWish("shop", Role.ADMIN))
    caller = await call(office, made.token)
    async with office.database.writing() as tx:
        with pytest.raises(Conflict):
            await sessions.sign_out(tx, caller)
        with pytest.raises(Forbidden):
            await sessions.sign_out_elsewhere(tx, caller)


async def test_sessions_and_guests_are_told_as_before(office: Office) -> None:
    session = await office.sign_in("ali")
    assert (await call(office, session.token)).name == "ali"
    assert (await call(office, "")).role is Role.GUEST
