"""`admitone enrollment`: list, add."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter

from admitone.cli.terminal import show_rows

if TYPE_CHECKING:
    from admitone.bootstrap import Product
    from admitone.core.principal import Principal
    from admitone.store.database import Tx
    from admitone.store.enrollments import EnrolledPerson

TenantName = Annotated[str, Parameter(help="The organisation.")]


def add(
    email: str,
    /,
    *,
    name: Annotated[str | None, Parameter(help="For somebody who has none so far.")] = None,
    tenant: TenantName = "default",
) -> None:
    """Enrol a person, found by the e-mail address or made, and print the enrollment's number: the owner of tickets.

    Example: admitone enrollment add layla@example.com --name "Layla Haddad"

    Parameters
    ----------
    email
        The person's e-mail address.
    """
    from admitone.cli.operator import act_as_operator
    from admitone.services.enrollments import enroll_person

    async def act(_product: Product, tx: Tx, operator: Principal) -> int:
        return (await enroll_person(tx, operator, email, name)).id

    print(asyncio.run(act_as_operator(tenant, act)))


def list_(
    *,
    text: Annotated[str | None, Parameter(help="Any part of a name or an e-mail address.")] = None,
    tenant: TenantName = "default",
) -> None:
    """List people with their tickets, the youngest first; tab-separated when standard output is no terminal.

    Example: admitone enrollment list
    """
    from admitone.cli.operator import act_as_operator
    from admitone.services import enrollments

    async def act(_product: Product, tx: Tx, operator: Principal) -> list[EnrolledPerson]:
        people: list[EnrolledPerson] = []
        while True:
            after = people[-1].id if people else None
            page = await enrollments.list_enrollments(
                tx, operator, text=text, after_id=after, limit=enrollments.PAGE_MAX
            )
            people += page
            if len(page) < enrollments.PAGE_MAX:
                return people

    rows = [_row(person) for person in asyncio.run(act_as_operator(tenant, act))]
    show_rows(("number", "email", "name", "tickets", "issued"), rows)


def _row(person: EnrolledPerson) -> tuple[str, ...]:
    return str(person.id), person.email or "", person.name or "", str(person.tickets), str(person.issued)
