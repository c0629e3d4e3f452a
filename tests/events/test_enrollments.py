"""People are enrolled by their e-mail address, once at each tenant."""

from __future__ import annotations

import pytest

from admitone.core.errors import InvalidParameter, NotFound
from admitone.core.principal import Principal, Role
from admitone.services import enrollments
from admitone.services.admissions import read_admissions
from admitone.store.event_tickets import TakenSearch, page_taken_tickets
from admitone.store.tickets import read_tickets
from tests.events.organising import Organiser
from tests.events.venue import Venue


async def test_a_person_is_found_or_made_and_listed_with_their_tickets(venue: Venue) -> None:
    agent = Organiser(venue, Role.AGENT)
    layla = await agent.do(enrollments.enroll_person, " Layla@Example.com ", None)
    again = await agent.do(enrollments.enroll_person, "layla@example.com", "Layla Haddad")
    assert (layla.id, again.email, again.name) == (again.id, "layla@example.com", "Layla Haddad")
    assert (await agent.do(enrollments.enroll_person, "layla@example.com", "Somebody")).name == "Layla Haddad"
    omar = await agent.do(enrollments.enroll_person, "omar@example.com", "Omar 100%")
    await venue.event()
    event = await venue.event("Opera")
    await venue.config(event, capacity=3)
    await venue.sql("UPDATE tickets SET status = 'SOLD', owner_id = :owner", owner=layla.id)
    await venue.sql("UPDATE tickets SET issued_at = created_at WHERE id = (SELECT MIN(id) FROM tickets)")
    people = await agent.do(enrollments.list_enrollments, limit=10)
    assert [(one.email, one.tickets, one.issued) for one in people] == [
        ("omar@example.com", 0, 0),
        ("layla@example.com", 3, 1),
    ]
    for text, found in (("LAYLA", [layla.id]), ("100%", [omar.id]), ("nobody", [])):
        assert [one.id for one in await agent.do(enrollments.list_enrollments, text=text, limit=10)] == found
    rest = await agent.do(enrollments.list_enrollments, after_id=omar.id, limit=10)
    assert [one.id for one in rest] == [layla.id]
    assert [entry[0] for entry in await agent.audit("ENROLLMENT", layla.id)] == ["ENROL", "EDIT"]


async def test_another_tenant_sees_its_own_enrollment_of_the_same_person_by_its_own_name(venue: Venue) -> None:
    agent = Organiser(venue, Role.AGENT)
    layla = await agent.do(enrollments.enroll_person, "layla@example.com", "Layla Haddad")
    here = agent.principal
    [row] = await venue.sql("SELECT tenant_id FROM users WHERE username = 'stranger'")
    agent.principal = Principal(int(row["tenant_id"]), Role.AGENT, "stranger", "Asia/Dubai")
    with pytest.raises(NotFound):
        await agent.do(enrollments.read_enrollment, layla.id)
    theirs = await agent.do(enrollments.enroll_person, "layla@example.com", None)
    assert (theirs.account_uid, theirs.id == layla.id) == (layla.account_uid, False)
    assert theirs.name is None
    assert (await agent.do(enrollments.enroll_person, "layla@example.com", "Mrs Haddad")).name == "Mrs Haddad"
    assert await agent.do(enrollments.list_enrollments, text="layla haddad", limit=10) == []
    agent.principal = here
    assert (await agent.do(enrollments.read_enrollment, layla.id)).name == "Layla Haddad"
    assert await venue.sql("SELECT name FROM accounts") == [{"name": None}]


async def test_tickets_name_their_holder_as_the_organisation_does(venue: Venue) -> None:
    agent = Organiser(venue, Role.AGENT)
    layla = await agent.do(enrollments.enroll_person, "layla@example.com", "Layla Haddad")
    omar = await agent.do(enrollments.enroll_person, "omar@example.com", None)
    await venue.sql("UPDATE accounts SET name = 'What the issuer says'")
    event = await venue.event()
    await venue.config(event, capacity=2)
    for owner, row in zip((layla, omar), await venue.sql("SELECT id FROM tickets ORDER BY id"), strict=True):
        await venue.sql("UPDATE tickets SET status = 'SOLD', owner_id = :o WHERE id = :i", o=owner.id, i=row["id"])
    async with venue.product.database.reading() as tx:
        ids = [row["id"] for row in await venue.sql("SELECT id FROM tickets ORDER BY id")]
        admissions = await read_admissions(tx, venue.tenant_id, await read_tickets(tx, venue.tenant_id, ids))
        taken = await page_taken_tickets(tx, venue.tenant_id, event.id, TakenSearch(), 10)
    assert [one.holder for one in admissions] == ["Layla Haddad", "omar@example.com"]
    assert [one.owner_name for one in taken] == ["Layla Haddad", None]


async def test_wrong_addresses_are_refused(venue: Venue) -> None:
    with pytest.raises(InvalidParameter) as refused:
        await Organiser(venue).do(enrollments.enroll_person, "nowhere", "x" * 300)
    assert set(refused.value.fields) == {"email", "name"}
