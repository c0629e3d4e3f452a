"""One-time links, and changing one's own password."""

from __future__ import annotations

import asyncio

import pytest

from admitone.core.clock import utc_now
from admitone.core.errors import Conflict, InvalidParameter, NotFound, TooManyRequests, Unauthenticated
from admitone.core.ids import derived_token
from admitone.services import members, sessions
from admitone.services.passwords import change_password
from admitone.store import people
from tests.people.office import LIMITS, PASSWORD, TERMS, Office, token_of

NEW = "another good password"


async def test_a_link_works_once_and_not_when_it_is_old_replaced_or_guessed(office: Office) -> None:
    first = await office.invite("layla")
    second = await office.do(members.renew_link, "maria", TERMS, office.id_of("layla"))
    with pytest.raises(NotFound):
        await office.choose(first, NEW)
    with pytest.raises(InvalidParameter):
        await office.choose(second, "short")
    await office.choose(second, NEW)
    for link in (second, first):
        with pytest.raises(NotFound):
            await office.choose(link, NEW)
    third = await office.do(members.renew_link, "maria", TERMS, office.id_of("layla"))
    await office.let_links_grow_old()
    with pytest.raises(NotFound):
        await office.choose(third, NEW)
    await office.sign_in("layla", NEW)


async def test_of_two_who_use_a_link_at_once_one_chooses_the_password(office: Office) -> None:
    link = await office.invite("layla")
    outcomes = await asyncio.gather(
        *(office.choose(link, f"password of racer {number}") for number in range(4)), return_exceptions=True
    )
    winners = [number for number, outcome in enumerate(outcomes) if outcome == "layla"]
    assert len(winners) == 1, outcomes
    assert all(isinstance(outcome, NotFound) for outcome in outcomes if outcome != "layla")
    await office.sign_in("layla", f"password of racer {winners[0]}")


async def test_the_database_keeps_nothing_from_which_a_link_could_be_made(office: Office) -> None:
    link = await office.invite("layla", "layla@example.com")
    [kept] = await office.sql("SELECT seed, token_hash FROM password_links")
    [effect] = await office.sql("SELECT payload FROM effects WHERE kind = 'mail_password_link'")
    for text in (str(kept["seed"]), str(kept["token_hash"]), str(effect["payload"])):
        assert token_of(link) not in text
    assert derived_token(TERMS.secret, str(kept["seed"])) == token_of(link)
    assert derived_token("another secret of thirty-two characters", str(kept["seed"])) != token_of(link)


async def test_a_reset_leaves_the_password_until_the_link_is_used_then_ends_every_session(office: Office) -> None:
    session = await office.sign_in("ali")
    link = await office.do(members.renew_link, "maria", TERMS, office.id_of("ali"))
    await office.visit(session)
    await office.choose(link, NEW)
    with pytest.raises(Unauthenticated):
        await office.visit(session)
    with pytest.raises(Unauthenticated):
        await office.sign_in("ali")
    await office.sign_in("ali", NEW)
    assert [entry.action for entry in await office.told("ali")] == ["SET_PASSWORD", "RESET_PASSWORD"]


async def test_disabling_ends_links_and_disabled_people_get_none(office: Office) -> None:
    link = await office.do(members.renew_link, "maria", TERMS, office.id_of("ali"))
    await office.do(members.disable_user, "maria", office.id_of("ali"))
    with pytest.raises(NotFound):
        await office.choose(link, NEW)
    with pytest.raises(Conflict):
        await office.do(members.renew_link, "maria", TERMS, office.id_of("ali"))


async def test_who_is_invited_cannot_sign_in_before_choosing_a_password(office: Office) -> None:
    await office.invite("layla")
    for password in ("!", "", "x" * 20):
        with pytest.raises(Unauthenticated):
            await office.sign_in("layla", password)


async def test_ones_own_password_is_changed_with_the_present_one_and_other_sessions_end(office: Office) -> None:
    here, there = await office.sign_in("ali"), await office.sign_in("ali")
    me = await office.visit(here)
    link = await office.do(members.renew_link, "maria", TERMS, office.id_of("ali"))
    for present, new, field in (
        ("wrong", NEW, "presentPassword"),
        (PASSWORD, "short", "newPassword"),
        (PASSWORD, PASSWORD, "newPassword"),
    ):
        with pytest.raises(InvalidParameter) as refused:
            await change_password(office.database, me, present, new)
        assert refused.value.fields == (field,)
    assert await change_password(office.database, me, PASSWORD, NEW) == 1
    await office.visit(here)
    with pytest.raises(Unauthenticated):
        await office.visit(there)
    with pytest.raises(NotFound):
        await office.choose(link, NEW)
    await office.sign_in("ali", NEW)
    assert (await office.told("ali"))[0].action == "CHANGE_PASSWORD"


async def test_guessing_the_present_password_is_slowed_down_as_signing_in_is(office: Office) -> None:
    me = await office.sit_down("ali")
    await office.sql(
        "INSERT INTO throttles (subject, failures, last_failed_at) "
        "SELECT 'account:ali', 1000, last_used_at FROM sessions WHERE user_id = :user",
        user=me.user_id,
    )
    with pytest.raises(TooManyRequests) as refused:
        await change_password(office.database, me, PASSWORD, NEW)
    assert refused.value.fields == ("presentPassword",)
    with pytest.raises(TooManyRequests):
        await office.sign_in("ali")


async def test_two_changes_at_once_leave_one_password(office: Office) -> None:
    me = await office.sit_down("ali")
    outcomes = await asyncio.gather(
        *(change_password(office.database, me, PASSWORD, f"{NEW} {number}") for number in range(3)),
        return_exceptions=True,
    )
    winners = [number for number, outcome in enumerate(outcomes) if not isinstance(outcome, BaseException)]
    assert len(winners) == 1, outcomes
    await office.sign_in("ali", f"{NEW} {winners[0]}")


async def test_a_password_that_was_checked_before_it_was_replaced_opens_nothing(office: Office) -> None:
    now = utc_now()
    async with office.database.writing() as tx:
        ali, omar = await people.read_user_by_name(tx, "ali"), await people.read_user_by_name(tx, "omar")
    assert ali is not None
    assert omar is not None
    await office.choose(await office.do(members.renew_link, "maria", TERMS, ali.id), NEW)
    await office.do(members.disable_user, "maria", omar.id)
    async with office.database.writing() as tx:
        assert not await people.insert_session(tx, ali, "token of ali", now, now + LIMITS.absolute)
        assert not await people.insert_session(tx, omar, "token of omar", now, now + LIMITS.absolute)
    assert await office.sql("SELECT 1 FROM sessions") == []


async def test_people_see_their_own_sessions_and_end_them(office: Office) -> None:
    me, other = await office.sit_down("ali"), await office.sign_in("ali")
    marias = await office.sit_down("maria")
    async with office.database.writing() as tx:
        listed = await sessions.list_own_sessions(tx, me, LIMITS)
        assert {one.address for one in listed} == {"203.0.113.9"}
        assert {one.browser for one in listed} == {"a browser"}
        assert len(listed) == 2
        with pytest.raises(NotFound):
            await sessions.end_own_session(tx, me, marias.session_id or 0)
        there = next(one.id for one in listed if one.id != me.session_id)
        await sessions.end_own_session(tx, me, there)
    with pytest.raises(Unauthenticated):
        await office.visit(other)
    for _ in range(2):
        await office.sign_in("ali")
    async with office.database.writing() as tx:
        assert await sessions.sign_out_elsewhere(tx, me) == 2
        assert [one.id for one in await sessions.list_own_sessions(tx, me, LIMITS)] == [me.session_id]
