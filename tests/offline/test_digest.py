"""The daily mail about stock."""

from __future__ import annotations

from email.message import EmailMessage

from admitone.core.clock import local_now, utc_now
from admitone.core.principal import Role
from admitone.services import digest, users
from admitone.services.digest import DigestWorld
from admitone.services.effects import carry_out, claim_due
from admitone.store import effects
from tests.offline.api import Api, Cast


class KeptMail:
    """A mailer whose messages stay with the test."""

    def __init__(self) -> None:
        self.messages: list[EmailMessage] = []

    async def send(self, message: EmailMessage) -> None:
        self.messages.append(message)


async def test_the_digest_tells_what_runs_low_once_a_day(api: Api, cast: Cast, aquarium: int) -> None:
    product = api.product
    await cast.admin.data("attraction/threshold", attractionId=aquarium, threshold=10)
    async with product.database.writing() as tx:
        await users.add_user(
            tx,
            tenant="oasis",
            time_zone="Asia/Dubai",
            username="stock@example.com",
            password_hash="unused",
            role=Role.ADMIN,
        )
    mail = KeptMail()
    world = DigestWorld(product.database, mail, product.digest_world.letter)
    day = local_now("Asia/Dubai").date().isoformat()
    for _ in range(2):
        # Two workers decide the same morning; the day is the key.
        async with product.database.writing() as tx:
            await effects.insert_effect(tx, 1, digest.SEND_DIGEST, day, {"day": day}, utc_now())
    claims = await claim_due(product.database, "a worker", 10)
    for claim in claims:
        await carry_out(claim, lambda claim: digest.send_digest(world, claim))
    assert len(claims) == 1
    assert [message["To"] for message in mail.messages] == ["stock@example.com"]
    assert "0 left of at least 10: Dubai Aquarium" in mail.messages[0].get_content()


async def test_no_news_is_no_mail(api: Api, cast: Cast, aquarium: int) -> None:
    product = api.product
    mail = KeptMail()
    world = DigestWorld(product.database, mail, product.digest_world.letter)
    async with product.database.writing() as tx:
        await effects.insert_effect(tx, 1, digest.SEND_DIGEST, "2026-03-01", {"day": "2026-03-01"}, utc_now())
    for claim in await claim_due(product.database, "a worker", 10):
        await carry_out(claim, lambda claim: digest.send_digest(world, claim))
    assert mail.messages == []
