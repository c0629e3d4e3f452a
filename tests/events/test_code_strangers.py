"""Strangers who know an owner's address neither keep the owner out nor guess for long."""

from __future__ import annotations

from datetime import timedelta

import pytest

from admitone.core.clock import utc_now
from admitone.core.errors import TooManyRequests, Unauthenticated
from admitone.services.account_codes import GUESSES_PER_ADDRESS, redeem_code, request_code
from tests.events.test_codes import LAYLA, ask_code, mailed, redeem, wrong
from tests.events.venue import Venue


async def ask_from(venue: Venue, network: str) -> None:
    async with venue.product.database.writing() as tx:
        await request_code(tx, LAYLA, "en", network)


async def guess_from(venue: Venue, network: str, code: str) -> None:
    with pytest.raises(Unauthenticated):
        await redeem_code(venue.product.database, venue.product.token_terms, LAYLA, code, network)


async def test_an_owner_signs_in_while_strangers_ask_and_guess(venue: Venue) -> None:
    await venue.owner()
    assert (await ask_code(venue)).status_code == 202
    [code] = await mailed(venue)
    for number in range(4):
        for _ in range(3):
            await ask_from(venue, f"198.51.100.{number}")
        for _ in range(5):
            await guess_from(venue, f"198.51.100.{number}", wrong(code))
    assert set(await mailed(venue)) == {code}
    assert (await ask_code(venue)).status_code == 202
    assert (await redeem(venue, code)).status_code == 200


async def test_a_code_is_mailed_five_times_at_most(venue: Venue) -> None:
    await venue.owner()
    for number in range(4):
        for _ in range(3):
            await ask_from(venue, f"198.51.100.{number}")
    codes = await mailed(venue)
    assert (len(codes), len(set(codes))) == (5, 1)


async def test_an_older_code_is_good_beside_the_new_one_and_ends_with_it(venue: Venue) -> None:
    await venue.owner()
    await ask_code(venue)
    await mailed(venue)
    await venue.sql("UPDATE account_codes SET created_at = :then", then=utc_now() - timedelta(minutes=6))
    await ask_from(venue, "198.51.100.1")
    former, latter = await mailed(venue)
    assert former != latter
    assert (await redeem(venue, former)).status_code == 200
    for code in (former, latter):
        assert (await redeem(venue, code)).status_code == 401


async def test_many_networks_together_guess_fifty_times(venue: Venue) -> None:
    await venue.owner()
    await ask_code(venue)
    [code] = await mailed(venue)
    networks = [f"198.51.100.{number}" for number in range(GUESSES_PER_ADDRESS // 5)]
    for network in networks:
        for _ in range(5):
            await guess_from(venue, network, wrong(code))
    with pytest.raises(TooManyRequests):
        await redeem_code(venue.product.database, venue.product.token_terms, LAYLA, code, "203.0.113.9")
