"""GET /v1/ticket: an owner's tickets at all organisations, filtered, sorted, paged, with what stands beside them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast

from httpx import Response

from admitone.core.clock import utc_now
from admitone.core.relations import parse_relations
from admitone.core.tokens import write_token
from admitone.services.holder_tickets import TICKET_RELATIONS, HolderQuery, list_holder_tickets
from admitone.store import accounts
from admitone.store.database import Row, Tx
from admitone.store.statements import Dialect, Statement
from tests.events.test_door import items, problem
from tests.events.venue import Venue, add_config, add_event, add_owner
from tests.offline.api import Caller

LAYLA = "layla@example.com"


async def token_of(venue: Venue, email: str = LAYLA) -> str:
    [row] = await venue.sql("SELECT uid FROM accounts WHERE email = :email", email=email)
    return write_token(venue.product.token_terms, row["uid"], email, utc_now())


async def ask(venue: Venue, token: str, **query: Any) -> Response:
    query = {name.rstrip("_"): value for name, value in query.items()}
    return await venue.client.get("/v1/ticket", params=query, headers={"Authorization": f"Bearer {token}"})


async def reserved(
    venue: Venue, caller: Caller, event_id: int, owner_id: int, config_id: int, **more: Any
) -> list[int]:
    body = {"event_id": event_id, "owner_id": owner_id, **items(config_id, more.pop("quantity", 2)), **more}
    answer = await venue.call(caller, "/ticket/reserve", **body)
    assert answer.status_code == 200, answer.text
    return [one["id"] for one in answer.json()["data"]]


async def two_organisations(venue: Venue) -> dict[str, Any]:
    """Layla has three tickets of a jazz night and two of another organisation's opera; Omar has one."""
    event = await venue.event()
    config = await venue.config(event)
    agent, stranger = venue.cast.agent, venue.cast.stranger
    jazz = await reserved(venue, agent, event.id, await venue.owner(), config.id, quantity=3, format="SECURE")
    await venue.call(venue.cast.admin, "/ticket/issue", ids=jazz[:2])
    await reserved(venue, agent, event.id, await venue.owner("omar@example.com"), config.id, quantity=1)
    [row] = await venue.sql("SELECT id FROM tenants WHERE name = 'mirage'")
    database = venue.product.database
    opera = await add_event(database, row["id"], "Opera")
    seat = await add_config(database, opera, "Seat", capacity=5, price_minor=90000)
    theirs = await add_owner(database, row["id"], LAYLA)
    ids = await reserved(venue, stranger, opera.id, theirs, seat.id)
    await venue.call(stranger, "/ticket/issue", ids=ids)
    return {"jazz": jazz, "opera": ids, "event": event.id, "owners": {await venue.owner(), theirs}}


async def test_an_owner_sees_all_own_tickets_and_nobody_elses(venue: Venue) -> None:
    made = await two_organisations(venue)
    body = (await ask(venue, await token_of(venue))).json()
    assert [one["id"] for one in body["data"]] == sorted(made["jazz"] + made["opera"])
    assert body["pagination"] == {"total": 5, "limit": 100, "offset": 0}
    assert all("owner_id" not in one and "event" not in one for one in body["data"])
    omar = (await ask(venue, await token_of(venue, "omar@example.com"))).json()
    assert omar["pagination"]["total"] == 1
    # Only issued PDF tickets have a code that may be shown.
    codes = {one["id"]: one["barcode"] for one in body["data"]}
    assert [bool(codes[one]) for one in made["jazz"] + made["opera"]] == [False, False, False, True, True]


async def test_filters_sorting_and_pages(venue: Venue) -> None:
    made = await two_organisations(venue)
    token = await token_of(venue)

    async def found(**query: Any) -> list[int]:
        answer = await ask(venue, token, **query)
        assert answer.status_code == 200, answer.text
        return [one["id"] for one in answer.json()["data"]]

    everything = sorted(made["jazz"] + made["opera"])
    assert await found(format="SECURE") == made["jazz"]
    assert await found(status="reserved") == made["jazz"][2:]
    assert await found(status="issued") == sorted(made["jazz"][:2] + made["opera"])
    assert await found(ids=f"{everything[0]}, {everything[1]},999999") == everything[:2]
    assert await found(ids=[everything[0], everything[3]]) == [everything[0], everything[3]]
    assert await found(direction="desc") == everything[::-1]
    assert await found(sort_by="price", direction="desc") == made["opera"][::-1] + made["jazz"][::-1]
    assert (await found(sort_by="issued_at"))[-1:] == made["jazz"][2:]
    assert await found(limit=2, offset=1) == everything[1:3]
    owners = {one["owner_id"] for one in (await ask(venue, token, with_enrollment_id="true")).json()["data"]}
    assert owners == made["owners"]
    await venue.sql("UPDATE events SET starts_at = :now", now=utc_now())
    assert await found(status="issued") == []
    assert await found(status="activated") == sorted(made["jazz"][:2] + made["opera"])
    await venue.sql("UPDATE tickets SET voided_at = :now WHERE id = :id", now=utc_now(), id=made["jazz"][0])
    await venue.sql("UPDATE tickets SET redeemed_at = :now WHERE id = :id", now=utc_now(), id=made["jazz"][1])
    shown = {one["id"]: one["status"] for one in (await ask(venue, token)).json()["data"]}
    for state in ("invalidated", "redeemed", "activated", "reserved", "confirmed", "expired", "draft", "available"):
        assert await found(status=state) == [one for one, said in shown.items() if said == state], state


async def test_relations_stand_where_they_were_asked_for(venue: Venue) -> None:
    made = await two_organisations(venue)
    token = await token_of(venue)
    await venue.sql("UPDATE enrollments SET name = 'Layla at ' || tenant_id")
    [opera_house] = await venue.sql("SELECT id FROM tenants WHERE name = 'mirage'")
    expression = "[ticket_holder, ticket_config.event.tenant, event, timeslot, organization]"
    body = (await ask(venue, token, with_=expression)).json()
    opera = next(one for one in body["data"] if one["id"] == made["opera"][0])
    assert opera["ticket_holder"]["email"] == LAYLA
    assert opera["ticket_holder"]["name"] == f"Layla at {opera_house['id']}"
    assert (opera["ticket_config"]["name"], opera["ticket_config"]["price"]) == ("Seat", 900)
    assert opera["ticket_config"]["event"]["tenant"]["name"] == opera["organization"]["name"] == "mirage"
    assert opera["event"]["name"] == "Opera"
    assert "tenant" not in opera["event"]
    assert opera["timeslot"] is None
    assert "sector" not in opera


async def test_relations_cost_a_query_each_however_many_tickets_there_are(venue: Venue) -> None:
    event = await venue.event()
    config = await venue.config(event, capacity=60)
    await reserved(venue, venue.cast.agent, event.id, await venue.owner(), config.id, quantity=5)
    expression = "[ticket_holder,ticket_config.event.tenant,event.tenant,timeslot,sector,tenant]"
    few = await statements(venue, expression)
    await reserved(venue, venue.cast.agent, event.id, await venue.owner(), config.id, quantity=50)
    assert await statements(venue, expression) == few
    # The enrollments, the number and the page of tickets, then events, holders, configs and tenants.
    assert few == 7


@dataclass
class CountingTx:
    """A reading session that counts its statements."""

    tx: Tx
    statements: int = 0

    @property
    def dialect(self) -> Dialect:
        return self.tx.dialect

    async def fetch_all(self, name: str, /, **parameters: Any) -> list[Row]:
        self.statements += 1
        return await self.tx.fetch_all(name, **parameters)

    async def fetch_composed(self, statement: Statement, parameters: Mapping[str, Any]) -> list[Row]:
        self.statements += 1
        return await self.tx.fetch_composed(statement, parameters)


async def statements(venue: Venue, expression: str) -> int:
    """How many statements one page takes."""
    relations = parse_relations(expression, TICKET_RELATIONS, "ticket")
    async with venue.product.database.reading() as tx:
        account = await accounts.read_account_by_email(tx, LAYLA)
        assert account is not None
        counting = CountingTx(tx)
        page = await list_holder_tickets(cast("Tx", counting), account, HolderQuery(relations=relations))
    assert len(page.tickets) == page.total
    return counting.statements


async def test_bad_parameters_are_refused_by_name(venue: Venue) -> None:
    await venue.owner()
    token = await token_of(venue)
    wrong: list[tuple[str, Any]] = [
        ("format", "PAPER"),
        ("status", "sold"),
        ("status", "'; DROP TABLE tickets"),
        ("ids", "1,x"),
        ("ids", "-1"),
        ("ids", "9" * 4000),
        ("ids", ",".join(["1"] * 501)),
        ("ids", "١"),
        ("sort_by", "download_code"),
        ("direction", "sideways"),
        ("limit", "0"),
        ("limit", "1001"),
        ("limit", "many"),
        ("offset", "-1"),
        ("offset", "99999999999999999999"),
        ("with_enrollment_id", "perhaps"),
        ("with", "*"),
        ("with", "event.^"),
        ("with", "event as e"),
        ("with", "event(x)"),
        ("with", "[event.tenant,event.tenant]"),
        ("with", "ticket_holder.password_hash"),
        ("with", "[" * 400),
        ("with", "event," * 200),
        ("with", "event\x00"),
    ]
    for field, value in wrong:
        answer = await ask(venue, token, **{field: value})
        assert problem(answer) == (400, "INVALID_PARAMETER", [field]), (field, value)


async def test_without_a_token_there_is_nothing_to_see(venue: Venue) -> None:
    assert problem(await venue.client.get("/v1/ticket")) == (401, "UNAUTHENTICATED", ["Authorization"])
    assert problem(await ask(venue, venue.cast.admin.session))[:2] == (401, "UNAUTHENTICATED")
    await venue.sql(
        "INSERT INTO accounts (uid, email, created_at, updated_at) VALUES ('a', 'new@example.com', :now, :now)",
        now=utc_now(),
    )
    body = (await ask(venue, await token_of(venue, "new@example.com"))).json()
    assert body == {"data": [], "pagination": {"total": 0, "limit": 100, "offset": 0}}
