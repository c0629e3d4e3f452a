"""The daily mail about stock."""

from __future__ import annotations

from collections.abc import Collection
from email.message import EmailMessage

from admitone.core.clock import local_now, utc_now
from admitone.core.errors import OutsideRefused
from admitone.core.principal import Role
from admitone.services import digest, users
from admitone.services.digest import DigestWorld
from admitone.services.effects import carry_out, claim_due
from admitone.store import effects
from admitone.store.database import Database
from tests.offline.api import Api, Cast, sql

DAY = "2026-03-01"


class KeptMail:
    """A mailer whose messages stay with the test, and that refuses some addresses."""

    def __init__(self, refused: Collection[str] = ()) -> None:
        self.messages: list[EmailMessage] = []
        self.refused = set(refused)

    async def send(self, message: EmailMessage) -> None:
        if message["To"] in self.refused:
            raise OutsideRefused("550 no such mailbox")
        self.messages.append(message)

    @property
    def recipients(self) -> list[str]:
        return sorted(str(message["To"]) for message in self.messages)


async def hire_admin(database: Database, username: str) -> None:
    async with database.writing() as tx:
        await users.add_user(
            tx, tenant="oasis", time_zone="Asia/Dubai", username=username, password_hash="unused", role=Role.ADMIN
        )


async def decide(api: Api, day: str) -> None:
    """What a version before this one wrote: one effect for all admins of a tenant."""
    async with api.product.database.writing() as tx:
        await effects.insert_effect(tx, 1, digest.SEND_DIGEST, day, {"day": day}, utc_now())


async def work(api: Api, mail: KeptMail) -> int:
    """Carry out what is due; how many effects that were."""
    world = DigestWorld(api.product.database, mail, api.product.digest_world.letter)
    count = 0
    while claims := await claim_due(api.product.database, "a worker", 10):
        for claim in claims:
            await carry_out(claim, lambda claim: digest.send_digest(world, claim))
        count += len(claims)
    return count


async def test_the_digest_tells_what_runs_low_once_a_day(api: Api, cast: Cast, aquarium: int) -> None:
    await cast.admin.data("attraction/threshold", attractionId=aquarium, threshold=10)
    await hire_admin(api.product.database, "stock@example.com")
    mail = KeptMail()
    for _ in range(2):
        # Two workers decide the same morning; day and admin are the key.
        await decide(api, local_now("Asia/Dubai").date().isoformat())
        await work(api, mail)
    assert mail.recipients == ["stock@example.com"]
    told = mail.messages[0].get_content()
    assert "       0      10  Dubai Aquarium" in told
    # Nobody knows which language an admin reads, so both are there.
    assert "Attractions that run low" in told
    assert "معالم أوشكت تذاكرها على النفاد" in told


async def test_no_news_is_no_mail(api: Api, cast: Cast, aquarium: int) -> None:
    mail = KeptMail()
    await hire_admin(api.product.database, "stock@example.com")
    await decide(api, DAY)
    assert await work(api, mail) == 2
    assert mail.messages == []


async def test_an_address_that_is_refused_keeps_nobody_from_theirs_nor_repeats_it(
    api: Api, cast: Cast, aquarium: int
) -> None:
    await cast.admin.data("attraction/threshold", attractionId=aquarium, threshold=10)
    for name in ("a@example.com", "gone@example.com", "z@example.com"):
        await hire_admin(api.product.database, name)
    mail = KeptMail({"gone@example.com"})
    await decide(api, DAY)
    await work(api, mail)
    assert mail.recipients == ["a@example.com", "z@example.com"]
    failed = await sql(api.product, "SELECT effect_key, last_error FROM effects WHERE state = 'FAILED'")
    assert [row["last_error"] for row in failed] == ["550 no such mailbox"]
    mail.refused.clear()
    [shown] = await cast.admin.data("effect/list", state="FAILED")
    await cast.admin.data("effect/retry", effectId=shown["effectId"])
    await work(api, mail)
    assert mail.recipients == ["a@example.com", "gone@example.com", "z@example.com"]
    assert len({message["Message-ID"] for message in mail.messages}) == 3


async def test_who_is_no_admin_any_more_gets_none(api: Api, cast: Cast, aquarium: int) -> None:
    await cast.admin.data("attraction/threshold", attractionId=aquarium, threshold=10)
    await hire_admin(api.product.database, "left@example.com")
    mail = KeptMail()
    await decide(api, DAY)
    [deciding] = await claim_due(api.product.database, "a worker", 10)
    world = DigestWorld(api.product.database, mail, api.product.digest_world.letter)
    await carry_out(deciding, lambda claim: digest.send_digest(world, claim))
    await sql(api.product, "UPDATE users SET active = false WHERE username = 'left@example.com' RETURNING id")
    assert await work(api, mail) == 1
    assert mail.messages == []
